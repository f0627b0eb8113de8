"""The door-keeper: every address is closed unless its view says who may come in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.html import format_html

from journal.services import origin
from municipality.access import address_of, door_of, opens
from municipality.answers import wants_json
from municipality.forms import LoginForm
from municipality.kept import FIELD, pack, take_up

# Every document of an application at once fits in; files are written to the disk before any view looks at them.
MOST_BYTES = 64 * 1024 * 1024


class AccessMiddleware:
    """Denies by default, sends strangers to the sign-in page, and tells the journal where an act came from.

    Turns away what no page can mean: a body longer than `MOST_BYTES`, and a zero sign in an address or a
    cookie, which PostgreSQL refuses. Pages of a person who is signed in are kept by no browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", "") or any(
            "\x00" in words for words in (request.path_info, *request.COOKIES.values())
        ):
            # Without the request: to say who is signed in, the page would look for the session of that very cookie.
            return HttpResponse(render_to_string("400.html"), status=400)
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdecimal() or len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES:
            return HttpResponse(render_to_string("413.html", {"megabytes": MOST_BYTES // 1024 // 1024}), status=413)
        with origin(address_of(request)):
            response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the request in, ask for a sign-in, or deny it."""
        match = request.resolver_match
        door = door_of(view, match.namespaces if match else [])
        if door is None:
            raise PermissionDenied
        if opens(door, request.user):
            take_up(request, view)
            return None
        if not request.user.is_authenticated:
            if wants_json(request):
                # The page's script says so beside what was typed, and keeps it.
                return JsonResponse({"sign_in": resolve_url(settings.LOGIN_URL)}, status=401)
            if packed := pack(request, view):
                return _sign_in_again(request, packed)
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        raise PermissionDenied


def _sign_in_again(request: HttpRequest, packed: str) -> HttpResponse:
    """Return the sign-in page with what was typed in it."""
    back = format_html('<input type="hidden" name="next" value="{}">', request.get_full_path())
    form = LoginForm(request=request, initial={FIELD: packed})
    response = render(request, "account/login.html", {"form": form, "redirect_field": back})
    response.headers["Cache-Control"] = "private, no-store"
    return response
