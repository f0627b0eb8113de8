"""What the portal told a person."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipality.access import signed_in
from notices.models import Notice


@signed_in
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List a person's own notices, newest first."""
    mine = Notice.objects.for_user(request.user)  # type: ignore[arg-type]  # signed in: the door-keeper saw to it
    page = Paginator(mine, 30).get_page(request.GET.get("page"))
    return render(request, "notices/notices.html", {"notices": page})
