"""The one admin site: the staff's workplace."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from municipality.access import public
from portal.work import work_of

# The rooms in the order of the work; other apps' models (groups, addresses of accounts) have no pages here.
ROOMS = ("initiatives", "committee", "budget", "documents", "notices", "municipality", "journal")


class PortalAdminSite(AdminSite):
    """Lets in those who are appointed somewhere, and system administrators; signs in by the portal's own page."""

    site_header = _("Local initiatives")
    site_title = _("Local initiatives")
    index_title = _("Workplace")
    site_url = "/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person has work here."""
        return bool(request.user.is_authenticated and request.user.is_staff)

    def register(
        self,
        model_or_iterable: type[Any] | Iterable[type[Any]],
        admin_class: "type[ModelAdmin[Any]] | None" = None,
        **options: Any,
    ) -> None:
        """Register models of our rooms; what libraries register by themselves is left out."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours: list[type[Model]] = [model for model in models if model._meta.app_label in ROOMS]
        super().register(ours, admin_class, **options)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Return the addresses without the one that leads from any row's id to its public page."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the rooms in the order of the work."""
        found = super().get_app_list(request, app_label)
        return sorted(found, key=lambda app: ROOMS.index(app["app_label"]))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show what waits for this person above the lists of everything."""
        return super().index(request, {"work": work_of(request.user), **(extra_context or {})})

    @public
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead to the portal's own sign-in page, or on to where the person was going."""
        onward = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, require_https=request.is_secure()):
            onward = reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(onward, resolve_url("account_login"))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect(onward)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Sign the person out and lead to the first page."""
        if request.method == "POST":
            logout(request)
        return redirect("home")
