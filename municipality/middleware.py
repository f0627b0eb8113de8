"""The door-keeper: every address is closed unless its view says who may come in."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

from journal.services import origin
from municipality.access import address_of, door_of, opens


class AccessMiddleware:
    """Denies by default, sends strangers to the sign-in page, and tells the journal where an act came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with origin(address_of(request)):
            return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the request in, ask for a sign-in, or deny it."""
        match = request.resolver_match
        door = door_of(view, match.namespaces if match else [])
        if door is None:
            raise PermissionDenied
        if opens(door, request.user):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
        raise PermissionDenied
