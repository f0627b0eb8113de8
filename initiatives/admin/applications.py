"""The staff's page of an application: everything to read, and the acts of checking it."""

import re
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.models import Paper, PaperFile
from initiatives.admin.forms import AskForm, ReasonForm, ReturnForm
from initiatives.models import Application, Coapplicant
from initiatives.quantity import show_quantity
from initiatives.rules import APPLICATION_MOVES, OUTCOMES, RUNS_CONTESTS, may_ask, may_check, still_asked
from initiatives.services import admit, ask_applicant, refuse, return_for_correction
from initiatives.step_names import names_of
from kyrgyz.columns import som_column
from kyrgyz.dates import moment
from kyrgyz.money import som
from kyrgyz.money_bar import MoneyBar, Part
from kyrgyz.phones import show_phone
from municipality.acts import Act
from municipality.admin import ReadOnlyAdmin, ScopedFilter
from municipality.records import history
from municipality.verdicts import Verdict

_S = Application.State
_TAGS = {
    _S.ADMITTED: "open",
    _S.AWARDED: "winner",
    _S.RESERVE: "reserve",
    _S.RETURNED: "reserve",
    _S.REFUSED: "refused",
    _S.UNSUPPORTED: "refused",
    _S.REVISE: "reserve",
    _S.WITHDRAWN: "refused",
}
_NUMBER = re.compile(r"(\d{4})-(\d{1,6})")


def _may_become(state: Application.State) -> Any:
    def rule(application: Application, user: Any) -> Verdict:
        return may_check(application, user, state)

    return rule


def _can_become(state: Application.State) -> Any:
    return lambda application: application.state not in OUTCOMES and state in APPLICATION_MOVES[application.state]


_TOLD = _("The applicant, by a notice in their account and by e-mail or text message, in their own language.")

ACTS = (
    Act(
        name="admit",
        label=_("Admit"),
        roles=RUNS_CONTESTS,
        rule=_may_become(_S.ADMITTED),
        fits=_can_become(_S.ADMITTED),
        service=admit,
        subject="application",
        will=(_("The application takes part in the contest; the commission will score it."),),
        told=_TOLD,
        final=_("It cannot be returned or refused after this."),
        done=_("The application is admitted."),
    ),
    Act(
        name="return",
        label=_("Return for correction"),
        roles=RUNS_CONTESTS,
        rule=_may_become(_S.RETURNED),
        fits=_can_become(_S.RETURNED),
        service=return_for_correction,
        subject="application",
        form=ReturnForm,
        will=(
            _("The applicant can change the parts you tick and hand the application in again until the day you name."),
            _("Its register number stays the same."),
        ),
        told=_TOLD,
        done=_("The application is returned for correction."),
    ),
    Act(
        name="ask",
        label=_("Ask the applicant"),
        roles=RUNS_CONTESTS,
        rule=may_ask,
        fits=lambda application: bool(still_asked(application)),
        service=ask_applicant,
        subject="application",
        form=AskForm,
        will=(
            _("The applicant answers on the page of the application, once. You are told when the answer is there."),
            _("The state of the application and its dates stay as they are."),
        ),
        told=_TOLD,
        final=_("The question stays with the application; it cannot be changed or deleted."),
        done=_("The question has been sent to the applicant."),
    ),
    Act(
        name="refuse",
        label=_("Do not admit"),
        roles=RUNS_CONTESTS,
        rule=_may_become(_S.REFUSED),
        fits=_can_become(_S.REFUSED),
        service=refuse,
        subject="application",
        form=ReasonForm,
        will=(_("The application takes no part in the contest."),),
        told=_TOLD,
        final=_("It cannot be admitted after this."),
        done=_("The application is not admitted."),
    ),
)


def _joined_words(coapplicant: Coapplicant) -> str:
    if coapplicant.joined_at is None:
        return gettext("invited, has not come in")
    right = coapplicant.get_right_display()
    return gettext("%(right)s, came in as %(account)s: %(when)s") % {
        "right": right,
        # Invited under one name, come in under another: staff see whose account it is.
        "account": coapplicant.user,
        "when": moment(coapplicant.joined_at),
    }


class StateFilter(admin.SimpleListFilter):
    """The states that a handed-in application can be in."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return every state but the draft, which the staff never sees."""
        return [choice for choice in Application.State.choices if choice[0] != _S.DRAFT]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the applications in the chosen state."""
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    """Handed-in applications. Nothing is typed over what the applicant wrote."""

    municipality_path = "contest__municipality"
    view_roles = RUNS_CONTESTS
    acts = ACTS
    list_display: Any = (
        "number",
        "title",
        "applicant_name",
        som_column("asked", _("asked")),
        "state",
        "handed_in",
        "contest",
    )
    list_display_links = ("number", "title")
    list_select_related = ("contest", "entry__register")
    list_filter = (StateFilter, ("contest", ScopedFilter))
    search_fields = ("search_text",)
    search_help_text = _("Name of the initiative, applicant or organisation, or the register number.")
    ordering = ("-submitted_at", "-id")
    fieldsets: ClassVar[Any] = (
        (
            None,
            {
                "fields": (
                    "number",
                    "state",
                    "contest",
                    "submitted_at",
                    "checked_at",
                    "reason",
                    "to_correct",
                    "correct_by",
                    "outcome_at",
                )
            },
        ),
        (
            _("Initiative"),
            {
                "fields": (
                    "title_ky",
                    "title_ru",
                    "priority",
                    "village",
                    "aim",
                    "description",
                    "beneficiaries",
                    "own_contribution",
                    "own_value",
                )
            },
        ),
        (
            _("Applicant"),
            {
                "fields": (
                    "kind",
                    "applicant_name",
                    "pin",
                    "shown_phone",
                    "address",
                    "organisation",
                    "organisation_pin",
                    "position",
                    "coapplicants",
                    "account",
                )
            },
        ),
    )

    @admin.display(description=_("register number"), ordering="entry_id")
    def number(self, obj: Application) -> str:
        """Show the register number."""
        return obj.number

    @admin.display(description=_("name of the initiative"), ordering="sort_key")
    def title(self, obj: Application) -> str:
        """Show the title in the reader's language."""
        return obj.title

    @admin.display(description=_("applicant"))
    def applicant_name(self, obj: Application) -> str:
        """Show who applies: the organisation or group, or the person."""
        return obj.organisation or obj.applicant_name

    @admin.display(description=_("handed in"), ordering="submitted_at")
    def handed_in(self, obj: Application) -> str:
        """Show the day in figures: written out it takes the room of two columns."""
        return date_format(timezone.localtime(obj.submitted_at), "SHORT_DATE_FORMAT") if obj.submitted_at else ""

    @admin.display(description=_("its value"))
    def own_value(self, obj: Application) -> str:
        """Show the value of the own contribution, where one was given."""
        return "" if obj.own_contribution_value is None else som(obj.own_contribution_value)

    @admin.display(description=_("telephone"))
    def shown_phone(self, obj: Application) -> str:
        """Show the number in groups."""
        return show_phone(obj.phone)

    @admin.display(description=_("others of the group"))
    def coapplicants(self, obj: Application) -> str:
        """Show who else belongs to the group, by the name the leader wrote, and whether they came in."""
        return format_html_join(
            mark_safe("<br>"),
            "{}: {}",
            ((each.name, _joined_words(each)) for each in obj.coapplicants.present()),
        ) or str(self.get_empty_value_display())

    @admin.display(description=_("what is to be corrected"))
    def to_correct(self, obj: Application) -> str:
        """Show which parts were returned for correction, where some were."""
        if obj.correct_by is None:
            return str(self.get_empty_value_display())
        return ", ".join(str(name) for name in names_of(obj.correct_parts)) or str(_("all of it"))

    @admin.display(description=_("applicant's account"))
    def account(self, obj: Application) -> str:
        """Show the address of the account."""
        return obj.applicant.email or obj.applicant.phone or ""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the handed-in applications with the sums they ask for; drafts are the applicants' own."""
        found: Any = super().get_queryset(request)
        return found.exclude(state=_S.DRAFT).with_totals()  # type: ignore[no-any-return]  # it comes with ApplicationQuerySet

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search by the register number, or by words with ө as о, ү as у, ң as н."""
        if number := _NUMBER.fullmatch(search_term.strip()):
            year, serial = int(number[1]), int(number[2])
            return queryset.filter(entry__register__year=year, entry__number=serial), False
        return queryset.matching(search_term), False  # type: ignore[attr-defined]  # it comes with ApplicationQuerySet

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the plan, the budget, the documents, the papers and the journal of the application."""
        lines = list(obj.lines.select_related("source"))
        asked = obj.asked_by_source()
        return {
            **super().panel(request, obj),
            "tag": _TAGS.get(obj.state, "now"),
            "plan": obj.plan.all(),
            "lines": [(line, show_quantity(line.quantity)) for line in lines],
            "asked": asked,
            "total": sum(tyiyn for _source, tyiyn in asked),
            "bar": MoneyBar(Part(source.name, tyiyn, source.kind) for source, tyiyn in asked if tyiyn),
            "attachments": obj.attachments.select_related("document"),
            "clarifications": obj.clarifications.select_related("asked_by"),
            "papers": [(paper, PaperFile.Language.choices) for paper in Paper.objects.about(obj)],
            "records": history(obj),
        }
