"""The staff's page of a commission: its rules until the announcement, its members, and their replacement."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.admin.forms import CommissionForm, MemberSet, ReplaceForm
from committee.models import Commission, Member
from committee.rules import may_replace, warnings
from committee.rules.forming import USUAL_MEMBERS
from committee.services import replace_member
from initiatives.models import Contest
from initiatives.rules import RUNS_CONTESTS
from kyrgyz.columns import yes_no_column
from municipality.access import holds
from municipality.acts import Act, ActForm
from municipality.admin import OFFICE, ScopedAdmin, ScopedInline
from municipality.models import User
from municipality.verdicts import YES, Verdict, no

_S = Contest.State

# What only is read stands as yes or no in words.
BLIND = yes_no_column("blind", _("members see codes instead of names"))
JUSTIFIED = yes_no_column("asks_justification", _("each score needs a justification"))
SHOWS_OTHERS = yes_no_column(
    "shows_others", _("a member who has sealed a sheet sees the others' sealed sheets for that initiative")
)


def _replace(
    *, by: User, commission: Commission, member: Member, user: User, body: str, act_number: str, act_date: date,
    since: date,
) -> Member:  # fmt: skip
    """Replace a member of the commission whose page this is. See `replace_member`."""
    return replace_member(
        by=by, member=member, user=user, body=body, act_number=act_number, act_date=act_date, since=since
    )


REPLACE = Act(
    name="replace",
    label=_("Replace a member"),
    roles=RUNS_CONTESTS,
    rule=may_replace,
    fits=lambda commission: commission.contest.state not in {_S.DRAFT, _S.CLOSED},
    service=_replace,
    subject="commission",
    form=ReplaceForm,
    will=(
        _("The new member takes over the seat and its function from the day you name."),
        _("The sheets that were sealed stand. For the other initiatives the new member gets sheets of their own."),
        _("In a session that is being prepared, the presence and the votes of the one who leaves are taken out."),
    ),
    told=_("Both of them, by a notice in their accounts and by e-mail or text message."),
    final=_(
        "Open sheets of the one who leaves are deleted with their points. "
        "Who was replaced cannot come back into this commission."
    ),
    done=_("The member is replaced."),
)


class MemberInline(ScopedInline):
    """Who sits now; people are named by the e-mail or telephone of their account."""

    model = Member
    formset = MemberSet
    fields = ("user", ("body", "function"), ("act_number", "act_date"))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return those who sit now, with their names; who was replaced stays as they are."""
        return super().get_queryset(request).filter(until__isnull=True).select_related("user")

    def get_extra(self, request: HttpRequest, obj: Any | None = None, **kwargs: Any) -> int:
        """Return how many empty rows stand ready: as many as a commission usually has where it is new."""
        return USUAL_MEMBERS if obj is None else self.extra


@admin.register(Commission)
class CommissionAdmin(ScopedAdmin):
    """The commission of a contest: its rules are locked by the announcement, its members by the scoring."""

    municipality_path = "contest__municipality"
    view_roles = OFFICE
    add_roles = change_roles = RUNS_CONTESTS
    added_verb = "commission.formed"
    form = CommissionForm
    acts = (REPLACE,)
    list_display = ("contest", "members_count", "act_number", "act_date")
    list_select_related = ("contest",)

    @admin.display(description=_("members"))
    def members_count(self, obj: Commission) -> int:
        """Show how many members sit now."""
        return int(obj.seats)  # type: ignore[attr-defined]  # counted with the list

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the commissions with the number of those who sit in them."""
        sitting = models.Count("members", filter=models.Q(members__until__isnull=True))
        found: models.QuerySet[Any] = super().get_queryset(request).annotate(seats=sitting)
        return found

    def locked(self, obj: Any) -> Verdict:
        """Answer that the commission may change until its members hold sheets."""
        if obj.contest.state in {_S.DRAFT, _S.ANNOUNCED}:
            return YES
        return no(_("Scoring has been opened: the commission changes only by the replacement of a member."))

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Return the fields; rules that are only read stand as yes or no in words."""
        writes = obj is None or (obj.contest.state == _S.DRAFT and self.has_change_permission(request, obj))
        ticks: tuple[Any, ...] = ("blind", "asks_justification", "shows_others")
        return (
            (None, {"fields": ("contest", ("act_number", "act_date"))}),
            (
                _("Rules of the commission"),
                {
                    "fields": (
                        *(ticks if writes else (BLIND, JUSTIFIED, SHOWS_OTHERS)),
                        "threshold",
                        ("quorum_of", "quorum_in"),
                    )
                },
            ),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Keep a commission with its contest, and its rules as they were announced."""
        if obj is None:
            return ()
        if obj.contest.state == _S.DRAFT:
            return ("contest", BLIND, JUSTIFIED, SHOWS_OTHERS)
        return ("contest", BLIND, JUSTIFIED, SHOWS_OTHERS, "threshold", "quorum_of", "quorum_in")

    def get_inlines(self, request: HttpRequest, obj: Any | None) -> Any:
        """Return the rows of the seats while they can be written; the panel shows them to all others."""
        return (MemberInline,) if obj is None or self.has_change_permission(request, obj) else ()

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Name the offices in the rows of a new commission."""
        given: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk is None:
            offices = [Member.Function.CHAIR, Member.Function.SECRETARY]
            plain = [Member.Function.MEMBER] * (USUAL_MEMBERS - len(offices))
            given["initial"] = [{"function": function.value} for function in [*offices, *plain]]
        return given

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what is unusual, why the rules are fixed, and all who sit and sat, where the rows do not show them."""
        runs = holds(request.user, obj.contest.municipality_id, *RUNS_CONTESTS)
        writes = self.has_change_permission(request, obj)
        over = obj.contest.state in {_S.PUBLISHED, _S.CLOSED}
        seats = list(obj.members.select_related("user", "replaces__user", "replaced_by__user"))
        replaces = bool(self.acts_for(request, obj))
        page = reverse("admin:committee_commission_act", args=[obj.pk, REPLACE.name])
        return {
            **super().panel(request, obj),
            "warnings": warnings(obj) if runs and not over else [],
            "rules_fixed": writes and obj.contest.state != _S.DRAFT,
            "seats": [(seat, f"{page}?member={seat.pk}" if replaces and seat.until is None else "") for seat in seats]
            if not writes or obj.contest.state != _S.DRAFT
            else [],
        }

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the contest, which says what is to be done next."""
        return redirect("admin:initiatives_contest_change", obj.contest_id)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Store the commission unless its contest has moved on meanwhile. Raises Refused."""
        obj.contest = Contest.objects.select_for_update().get(pk=obj.contest_id)
        self.locked(obj).require()
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the contests in preparation that have no commission yet."""
        if db_field.name == "contest":
            free = self.choices_of(Contest, request).filter(state=_S.DRAFT, commission__isnull=True)
            kwargs["queryset"] = free
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @staticmethod
    def _form(act: Act, request: HttpRequest, obj: Any) -> ActForm | None:
        """Return the act's form, with the member chosen from whose row the link led here."""
        sent = request.POST if request.method == "POST" else None
        return act.form(sent, subject=obj, chosen=request.GET.get("member", "")) if act.form else None
