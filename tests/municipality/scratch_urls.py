"""The portal's addresses and five more: one for each door, and two whose views say nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views import View

from municipality.access import public, signed_in, staff
from portal.urls import urlpatterns as portal_urls


def answer(request: HttpRequest) -> HttpResponse:
    """Say that the request came in."""
    return HttpResponse("came in")


class Forgotten(View):
    """A view of which nobody said who may come in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Say that the request came in."""
        return answer(request)


# A door is marked on the function itself: each gets one of its own.
urlpatterns = [
    path("forgotten/", answer),
    path("forgotten/class/", Forgotten.as_view()),
    path("public/", public(lambda request: answer(request))),
    path("signed-in/", signed_in(lambda request: answer(request))),
    path("staff/", staff(lambda request: answer(request))),
    *portal_urls,
]
