"""The portal's addresses, and those at which it answers with each of its error pages."""

from collections.abc import Callable
from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.csrf import csrf_failure

from municipality.access import public
from portal.urls import urlpatterns as of_the_portal


def _raises(error: Exception) -> Callable[..., Any]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return public(view)


def _shows(status: int, **context: Any) -> Callable[..., Any]:
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"{status}.html", context, status=status)

    return public(view)


def _csrf(request: HttpRequest) -> HttpResponse:
    return csrf_failure(request)


urlpatterns = [
    *i18n_patterns(
        path("faulty/400/", _raises(SuspiciousOperation("a test means it"))),
        path("faulty/403/", _raises(PermissionDenied())),
        path("faulty/csrf/", public(_csrf)),
        path("faulty/413/", _shows(413, megabytes=64)),
        path("faulty/429/", _shows(429)),
        path("faulty/500/", _raises(RuntimeError("a test means it"))),
        prefix_default_language=False,
    ),
    *of_the_portal,
]
