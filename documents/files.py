"""What an uploaded file really is, and what is kept of it: its bytes decide, not its name nor what the browser says."""

import hashlib
import secrets
from dataclasses import dataclass

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from documents.pictures import cleaned
from kyrgyz.text import without_hidden

MOST_BYTES = 5 * 1024 * 1024
ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
}
MOST_SIGNS_OF_NAME = 200
# Readers of PDF look for its end mark here.
PDF_END_WITHIN = 1024
# What telephones write beside JPEG: HEIC and AVIF, by the name in their first part.
_OF_TELEPHONES = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"})


@dataclass(frozen=True)
class Found:
    """What was found in an upload: `content` is what is to be kept, and size and SHA-256 are those of it."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str
    content: bytes


def inspect(upload: UploadedFile) -> Found:
    """Open an upload and return what it is and what is kept of it, with a fresh random key to store it under.

    Of a picture only what it shows is kept (see `documents.pictures`). A PDF stays as it is, to the byte: it may be
    signed. It is never opened here, only handed out as a download.
    Raises ValidationError, in the user's language: empty, larger than 5 MB, none of PDF, JPEG, PNG, WebP, or broken.
    """
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("This file is empty. Choose another one."))
    if size > MOST_BYTES:
        raise ValidationError(too_large())
    name = shown_name(upload)
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    content_type = _kind(content, name)
    content = _whole_pdf(content) if content_type == "application/pdf" else cleaned(content, MOST_BYTES)
    return Found(
        key=secrets.token_hex(16),
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )


def too_large() -> str:
    """Return the words for a file that is too large; a page's script says them before it sends one."""
    return _("This file is larger than 5 MB. Choose a smaller one, or photograph it anew.")


def shown_name(upload: UploadedFile) -> str:
    """Return the name a file came with, as it may be shown: without hidden signs, and only its end if it is long."""
    return " ".join(without_hidden(upload.name or "").split())[-MOST_SIGNS_OF_NAME:]


def _kind(content: bytes, name: str) -> str:
    guessed = filetype.guess(content)
    # A moving PNG is one whose first picture is kept.
    content_type = {"image/apng": "image/png"}.get(guessed.mime, guessed.mime) if guessed else ""
    if content_type in ALLOWED:
        return content_type
    if content[4:8] == b"ftyp" and content[8:12] in _OF_TELEPHONES:
        raise ValidationError(
            _(
                "«%(name)s» is a HEIC photograph, which not every computer can open. Open it on the telephone, take a "
                "picture of the screen and choose that one. Or set the telephone's camera to JPEG and photograph anew."
            )
            % {"name": name}
        )
    raise ValidationError(
        _("«%(name)s» is not a PDF and not a picture, whatever its name says. Choose a PDF, JPEG, PNG or WebP.")
        % {"name": name}
    )


def _whole_pdf(content: bytes) -> bytes:
    """Return the PDF as it is; its head and its end are there, so it came over whole."""
    # Some programs write a mark of the encoding before the head, and fill up the last block.
    end = content.rstrip(b"\x00\t\n\r ")[-PDF_END_WITHIN:]
    if b"%PDF-" not in content[:8] or b"%%EOF" not in end:
        raise ValidationError(_("This PDF is damaged or did not arrive whole. Choose it again or another one."))
    return content
