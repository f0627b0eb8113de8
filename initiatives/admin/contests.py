"""The staff's page of a contest: its terms while it is prepared. The rooms above add criteria, money and their acts."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.admin.forms import ContestForm, SourceForm
from initiatives.models import Application, Contest, FundingSource, Priority, RequiredDocument
from initiatives.rules import RUNS_CONTESTS
from journal import clock
from kyrgyz.columns import yes_no_column
from kyrgyz.dates import short_date
from kyrgyz.money import figure
from kyrgyz.step_line import Step
from municipality.admin import ALL_ROLES, ScopedAdmin, ScopedFilter, ScopedInline
from municipality.verdicts import YES, Verdict, no

STATES = list(Contest.State)
NEEDED = yes_no_column("required", _("required"))
NAMES = yes_no_column("names_applicant", _("names the applicant"))
OPEN_TO = (
    yes_no_column("for_people", _("open to single residents")),
    yes_no_column("for_groups", _("open to initiative groups")),
    yes_no_column("for_organisations", _("open to organisations")),
)


class PriorityInline(ScopedInline):
    """The directions that the contest supports."""

    model = Priority
    fields = (("name_ky", "name_ru"), "order")


class SourceInline(ScopedInline):
    """The sources of money with their limits; the money itself is entered by an act."""

    model = FundingSource
    form = SourceForm
    readonly_fields = ("cap_in_som",)

    @admin.display(description=_("most for one initiative, som"))
    def cap_in_som(self, obj: FundingSource) -> str:
        """Show the limit in som; the admin's own way with numbers would show tyiyn."""
        return str(self.get_empty_value_display()) if obj.cap is None else figure(obj.cap)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields; a limit that is only read is shown, not typed."""
        cap = "cap" if self.has_change_permission(request, obj) else "cap_in_som"
        return ("kind", ("name_ky", "name_ru"), (cap, "max_share"), ("ground_ky", "ground_ru"), "order")


class DocumentInline(ScopedInline):
    """The documents that an application must or may hold."""

    model = RequiredDocument
    readonly_fields: ClassVar[Any] = (NEEDED, NAMES)

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields; whether a document is required or names someone is said in words where it is only read."""
        writes = self.has_change_permission(request, obj)
        needed, names = ("required", "names_applicant") if writes else (NEEDED, NAMES)
        return (("name_ky", "name_ru"), (needed, "asked_of"), names, "order")


@admin.register(Contest)
class ContestAdmin(ScopedAdmin):
    """Contests. The announcement locks every term; from then on a contest changes by acts alone."""

    view_roles = ALL_ROLES
    add_roles = change_roles = RUNS_CONTESTS
    added_verb = "contest.prepared"
    form = ContestForm
    inlines: ClassVar[Any] = (PriorityInline, SourceInline, DocumentInline)
    list_display = ("title", "of_year", "state", "closes_at", "municipality")
    list_select_related = ("municipality",)
    list_filter = ("state", ("municipality", ScopedFilter))
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}}

    @admin.display(description=_("title"))
    def title(self, obj: Contest) -> str:
        """Show the title in the reader's language."""
        return obj.title

    @admin.display(description=_("year"), ordering="year")
    def of_year(self, obj: Contest) -> str:
        """Show the year as a year, not as a quantity in groups of three."""
        return str(obj.year)

    def locked(self, obj: Any) -> Verdict:
        """Answer that the terms are free until the announcement."""
        if obj.state == Contest.State.DRAFT:
            return YES
        return no(_("The contest has been announced: its terms can no longer be changed."))

    def may_delete(self, obj: Any) -> Verdict | bool:
        """Allow a contest in preparation to be deleted."""
        return bool(obj.state == Contest.State.DRAFT)

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields; what is only read stands as a year, and as yes or no in words."""
        writes = self.has_change_permission(request, obj) if obj else True
        year = "year" if writes else "of_year"
        open_to: Any = ("for_people", "for_groups", "for_organisations") if writes else OPEN_TO
        return (
            (
                None,
                {
                    "fields": (
                        ("municipality", year),
                        "regulation",
                        ("title_ky", "title_ru"),
                        "summary_ky",
                        "summary_ru",
                        ("contact_ky", "contact_ru"),
                    )
                },
            ),
            (_("Who may apply"), {"fields": (open_to,)}),
            (_("Dates"), {"fields": ("opens_at", "closes_at", "scoring_until", "decision_on", "implement_by")}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Keep a contest with the municipality it was prepared for."""
        return ("of_year",) if obj is None else ("of_year", "municipality")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Offer this year."""
        return {"year": clock.today().year, **super().get_changeform_initial_data(request)}

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Stay with the new contest: its page says what is still missing."""
        return redirect("admin:initiatives_contest_change", obj.pk)

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the line of steps and the way to the applications."""
        handed_in = obj.applications.exclude(state=Application.State.DRAFT)
        return {
            **super().panel(request, obj),
            "steps": _steps(obj),
            "applications": f"{reverse('admin:initiatives_application_changelist')}?contest__id__exact={obj.pk}",
            "applications_count": handed_in.count(),
            "waiting_count": handed_in.filter(state=Application.State.SUBMITTED).count(),
        }


def _steps(contest: Contest) -> list[Step]:
    """Return the states of the contest as a line, with the day of each that is past or planned."""
    planned = {
        Contest.State.ANNOUNCED: contest.announced_at or contest.opens_at,
        Contest.State.SCORING: contest.closes_at,
        Contest.State.DECIDED: contest.decided_at or contest.decision_on,
        Contest.State.PUBLISHED: contest.published_at,
    }
    now = STATES.index(Contest.State(contest.state))
    return [
        Step(
            str(state.label),
            short_date(day) if (day := planned.get(state)) else "",
            "done" if place < now else "now" if place == now else "next",
        )
        for place, state in enumerate(STATES)
    ]
