"""Sending a stored file. Who may have it is asked before, by the view."""

from pathlib import PurePath
from typing import Any, Protocol

from django.http import FileResponse, Http404

_SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}


class Stored(Protocol):
    """A row with an uploaded file, such as an application's document or a scan."""

    name: Any
    content_type: Any
    file: Any


def download_name(stored: Stored) -> str:
    """Return the name the file came with, ending as befits what it is: a PDF never leaves as «.exe»."""
    fitting = _SUFFIXES[stored.content_type]
    name = str(stored.name)
    if PurePath(name).suffix.lower() in fitting:
        return name
    return f"{name}{fitting[0]}"


def send(stored: Stored) -> FileResponse:
    """Return the file as a download that no browser opens as a page and no shared computer keeps.

    Raises Http404 where the file is not on the disk.
    """
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as exc:
        raise Http404 from exc
    return FileResponse(
        content,
        as_attachment=True,
        filename=download_name(stored),
        content_type=stored.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
