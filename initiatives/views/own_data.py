"""One's own data as a file."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives.own_data import write_archive
from initiatives.views.common import me
from journal import clock
from municipality.access import signed_in

# Larger archives go to the disk while they are made.
MOST_IN_MEMORY = 1024 * 1024


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponseBase:
    """Say what the archive of one's data holds; on POST make it and send it. No browser keeps it."""
    if request.method != "POST":
        return render(request, "initiatives/own_data.html")
    archive = SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115 - the response closes it when it is sent
    try:
        write_archive(me(request), archive)
    except BaseException:
        archive.close()
        raise
    archive.seek(0)
    return FileResponse(
        archive,
        as_attachment=True,
        filename=_("My data") + f" {clock.today().isoformat()}.zip",
        content_type="application/zip",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
