"""Documents as downloads."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from documents.downloads import send
from initiatives.models import Attachment
from initiatives.rules import may_download
from municipality.access import signed_in


@signed_in
@require_safe
def attachment(request: HttpRequest, key: str) -> FileResponse:
    """Send a document to whoever may have it; to others it does not exist."""
    found = get_object_or_404(Attachment.objects.select_related("application__contest"), key=key)
    if not may_download(found, request.user):
        raise Http404
    return send(found)
