"""Municipalities with their villages, and their local Regulations."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kyrgyz.text import pick
from municipality.admin.scoped import ALL_ROLES, ScopedAdmin, ScopedFilter, ScopedInline
from municipality.models import Municipality, Regulation, Role, Village

RUNS = (Role.SPECIALIST, Role.HEAD)


class VillageInline(ScopedInline):
    """The villages of an aimak, or the quarters of a city."""

    model = Village
    fields = (("name_ky", "name_ru"),)


@admin.register(Municipality)
class MunicipalityAdmin(ScopedAdmin):
    """What the papers and pages say of a municipality. The administrator enters a new one."""

    municipality_path = "pk"
    view_roles = ALL_ROLES
    change_roles = RUNS
    administrator_may = frozenset({"add", "change"})
    added_verb = "municipality.founded"
    list_display = ("name", "kind", "seat")
    inlines = (VillageInline,)
    fieldsets = (
        (None, {"fields": ("slug", "kind", ("name_ky", "name_ru"), ("office_ky", "office_ru"))}),
        (
            _("On papers"),
            {
                "fields": (
                    ("oblast_ky", "oblast_ru"),
                    ("district_ky", "district_ru"),
                    ("seat_ky", "seat_ru"),
                    ("address_ky", "address_ru"),
                    ("head_title_ky", "head_title_ru"),
                    ("award_act_ky", "award_act_ru"),
                )
            },
        ),
        (_("How to reach it"), {"fields": ("phone", "email")}),
    )

    @admin.display(description=_("name"), ordering="name_ky")
    def name(self, obj: Municipality) -> str:
        """Show the name in the reader's language."""
        return obj.name

    @admin.display(description=_("seat"))
    def seat(self, obj: Municipality) -> str:
        """Show the seat in the reader's language."""
        return pick(obj, "seat")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Keep the name in addresses as it is: links to it are in use."""
        return () if obj is None else ("slug",)


@admin.register(Regulation)
class RegulationAdmin(ScopedAdmin):
    """The local Regulations, as the kenesh adopted them. Papers keep the words they were issued with."""

    add_roles = change_roles = RUNS
    added_verb = "regulation.entered"
    list_display = ("number", "adopted_on", "title", "municipality")
    list_select_related = ("municipality",)
    list_filter = (("municipality", ScopedFilter),)
    fields = (
        "municipality",
        ("number", "adopted_on"),
        "title_ky",
        "title_ru",
        "legal_basis_ky",
        "legal_basis_ru",
    )

    @admin.display(description=_("title"))
    def title(self, obj: Regulation) -> str:
        """Show the title in the reader's language."""
        return pick(obj, "title")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Keep a Regulation with the municipality it was entered for."""
        return () if obj is None else ("municipality",)
