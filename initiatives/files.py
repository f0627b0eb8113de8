"""What an uploaded file really is: its bytes decide, not its name and not what the browser says."""

import hashlib
import secrets
from dataclasses import dataclass

import filetype
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 5 * 1024 * 1024
ALLOWED = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WebP",
}
PICTURES = ["JPEG", "PNG", "WEBP"]


@dataclass(frozen=True)
class Found:
    """What was found in an upload."""

    key: str
    name: str
    content_type: str
    size: int
    sha256: str


def inspect(upload: UploadedFile) -> Found:
    """Open an upload and return what it is, with a fresh random key to store it under.

    Raises ValidationError, in the user's language: empty, larger than 5 MB, none of PDF, JPEG, PNG, WebP, or broken.
    """
    size = upload.size or 0
    if size == 0:
        raise ValidationError(_("This file is empty. Choose another one."))
    if size > MOST_BYTES:
        raise ValidationError(_("This file is larger than 5 MB. Choose a smaller one, or photograph it anew."))
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    kind = filetype.guess(content)
    content_type = kind.mime if kind else ""
    if content_type not in ALLOWED:
        raise ValidationError(
            _("«%(name)s» is not a PDF and not a picture, whatever its name says. Choose a PDF, JPEG, PNG or WebP.")
            % {"name": upload.name}
        )
    if content_type != "application/pdf":
        try:
            # Only the readers of what is allowed: Pillow's rarer formats are nobody's business here.
            Image.open(upload, formats=PICTURES).verify()
        except (
            UnidentifiedImageError,
            Image.DecompressionBombError,
            OSError,
            SyntaxError,
            ValueError,
        ) as exc:
            raise ValidationError(_("This picture cannot be opened. Choose another file.")) from exc
        finally:
            upload.seek(0)
    return Found(
        key=secrets.token_hex(16),
        name=(upload.name or "")[-200:],
        content_type=content_type,
        size=size,
        sha256=hashlib.sha256(content).hexdigest(),
    )
