"""Sending a stored document. Who may have it is asked before, by the view (see `rules.may_download`)."""

from pathlib import PurePath

from django.http import FileResponse, Http404

from initiatives.models import Attachment

_SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}


def download_name(attachment: Attachment) -> str:
    """Return the name the document came with, ending as befits what it is: a PDF never leaves as «.exe»."""
    fitting = _SUFFIXES[attachment.content_type]
    if PurePath(attachment.name).suffix.lower() in fitting:
        return attachment.name
    return f"{attachment.name}{fitting[0]}"


def send(attachment: Attachment) -> FileResponse:
    """Return the document as a download that no browser opens as a page and no shared computer keeps.

    Raises Http404 where the file is not on the disk.
    """
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as exc:
        raise Http404 from exc
    return FileResponse(
        content,
        as_attachment=True,
        filename=download_name(attachment),
        content_type=attachment.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
