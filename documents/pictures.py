"""What is kept of a picture: what it shows, upright, and nothing else.

A telephone writes into a photograph where it was taken, when, with which telephone, and often a second, smaller
picture. A passport and the house where it lies are nobody's business together, so all of that is left out: the points
of the picture are read and written into a new file. That leaves out what hides behind a picture, too.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import get_sampling

# What a picture may be, with its most points: some bytes may stand for more points than a computer can hold. A sheet
# scanned at 600 dpi has 35 million, a telephone's largest photograph 50; WebP takes three times as much to write.
MOST_POINTS = {"JPEG": 50_000_000, "PNG": 50_000_000, "WEBP": 20_000_000}
# A camera's or a scanner's profile of colours; a longer one is a printer's, or no profile at all.
MOST_PROFILE_BYTES = 32 * 1024
FAIR_QUALITY = 85
# Each scan of a JPEG passes over all its points: few bytes can ask for hours of work. A progressive one has ten.
MOST_POINTS_SCANNED = 5_000_000_000
_SCAN = b"\xff\xda"

# One picture at a time in a process: the largest takes some 400 MB while it is open.
_turn = Lock()
_log = logging.getLogger(__name__)


def cleaned(content: bytes, most_bytes: int) -> bytes:
    """Return a new picture of the same kind that holds only what the first one shows: of several, the first.

    A JPEG keeps its own quality; PNG and WebP without loss stay so.
    Raises ValidationError, in the user's language: it cannot be opened to its end, has too many points, or needs more
    than `most_bytes`.
    """
    try:
        with _turn, _to_the_end():
            kept = _rewritten(content, most_bytes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as exc:
        raise _too_many_points() from exc
    except ValidationError:
        raise
    except Exception as exc:
        # Decoders stumble over broken files in many ways; whichever it is, the file is at fault.
        _log.info("a picture could not be opened: %r", exc)
        raise ValidationError(
            _("This picture cannot be opened: it is damaged or did not arrive whole. Choose it again or another one.")
        ) from exc
    if len(kept) > most_bytes:
        raise ValidationError(_("This picture is too large. Save it as JPEG or photograph it anew."))
    return kept


@contextmanager
def _to_the_end() -> Iterator[None]:
    """Let Pillow refuse a picture of which the end is missing: WeasyPrint, once loaded, tells it not to."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_points() -> ValidationError:
    return ValidationError(_("This picture has too many points. Choose a smaller one or photograph it anew."))


def _rewritten(content: bytes, most_bytes: int) -> bytes:
    # Only the readers of what is allowed: Pillow's rarer formats are nobody's business here.
    image: Any = Image.open(BytesIO(content), formats=list(MOST_POINTS))
    # A telephone's JPEG of several pictures calls itself MPO; the first of them is the photograph.
    kind = "JPEG" if image.format == "MPO" else image.format
    if image.width * image.height > MOST_POINTS[kind]:
        raise _too_many_points()
    if kind == "JPEG" and image.width * image.height * content.count(_SCAN) > MOST_POINTS_SCANNED:
        raise _too_many_points()
    image.load()
    options: dict[str, Any] = {"icc_profile": _profile(image.info.get("icc_profile"))}
    if kind == "JPEG":
        # As "keep" does, which Pillow grants to no picture that was turned.
        options |= {"qtables": image.quantization, "subsampling": get_sampling(image), "optimize": True}
    elif kind == "WEBP":
        options |= {"lossless": True, "method": 0} if _is_lossless(content) else {"quality": 90, "method": 2}
    _set_upright(image)
    # Some writers take comments and the like from here.
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    kept = _written(image, kind, options)
    if kind == "JPEG" and len(kept) > most_bytes:
        kept = _written(image, kind, {"icc_profile": options["icc_profile"], "quality": FAIR_QUALITY})
    return kept


def _written(image: Any, kind: str, options: dict[str, Any]) -> bytes:
    into = BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def _set_upright(image: Any) -> None:
    try:
        ImageOps.exif_transpose(image, in_place=True)
    except Exception as exc:
        # The picture is whole; what its maker wrote beside it is garbled and goes anyway.
        _log.info("what stands beside a picture could not be read: %r", exc)


def _profile(profile: bytes | None) -> bytes | None:
    """Return the profile of colours if it is one: of the length it says and not long, with its mark in its place."""
    if not profile or len(profile) > MOST_PROFILE_BYTES or profile[36:40] != b"acsp":
        return None
    return profile if int.from_bytes(profile[:4], "big") == len(profile) else None


def _is_lossless(content: bytes) -> bool:
    """Tell whether a WebP was written without loss: its parts follow each other, each with its name and length."""
    place = 12
    while place + 8 <= len(content):
        name = content[place : place + 4]
        if name in (b"VP8L", b"VP8 ", b"ANIM"):
            return name == b"VP8L"
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        place += 8 + length + length % 2
    return False
