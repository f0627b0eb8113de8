"""The commission on the staff's pages: its members, the criteria, and the acts that need both."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.admin import ContestAdmin as ContestAdminBelow
from committee.models import Commission, Criterion, Member
from committee.rules import may_announce, may_open_scoring, may_see_ranking
from committee.services import announce_contest, open_scoring, publish
from initiatives.models import Contest
from initiatives.rules import CONTEST_MOVES, RUNS_CONTESTS, may_move_contest, may_run
from municipality.access import holds
from municipality.acts import Act, Button
from municipality.admin import OFFICE, ScopedAdmin, ScopedInline
from municipality.verdicts import YES, Verdict, first_no, no

_S = Contest.State


def may_publish(contest: Contest, user: Any) -> Verdict:
    """Whether the person may make the results public now."""
    return first_no(may_run(contest, user), may_move_contest(contest, _S.PUBLISHED))


def _scored(contest: Contest, user: Any) -> Verdict:
    """Whether the commission has done its scoring; what is left then is its session."""
    return first_no(
        may_see_ranking(contest, user),
        no(
            _("All sheets are sealed. Now the chair or the secretary opens the session; the chair adopts the decision.")
        ),
    )


def _can_become(state: Contest.State) -> Any:
    return lambda contest: state in CONTEST_MOVES[contest.state]


ACTS = (
    Act(
        name="announce",
        label=_("Announce"),
        roles=RUNS_CONTESTS,
        rule=may_announce,
        fits=_can_become(_S.ANNOUNCED),
        service=announce_contest,
        subject="contest",
        will=(
            _("The contest's page becomes public, and applications are taken from the day you named."),
            _("The announcement and the blank forms are issued as papers with a number and a code."),
        ),
        told=_("Everyone who opens the portal."),
        final=_(
            "The terms are locked: dates, priorities, sources with their limits, documents and criteria "
            "cannot be changed after this."
        ),
        done=_("The contest is announced."),
    ),
    Act(
        name="scoring",
        label=_("Open scoring"),
        roles=RUNS_CONTESTS,
        rule=may_open_scoring,
        fits=_can_become(_S.SCORING),
        service=open_scoring,
        subject="contest",
        will=(_("Each member of the commission gets a score sheet for each admitted application."),),
        told=_("The members of the commission, by a notice in their accounts and by e-mail or text message."),
        final=_("The list of applications and the commission can no longer be changed."),
        done=_("Scoring is open."),
    ),
    Act(
        name="publish",
        label=_("Publish the results"),
        roles=RUNS_CONTESTS,
        rule=may_publish,
        fits=_can_become(_S.PUBLISHED),
        service=publish,
        subject="contest",
        will=(_("The results, the decisions and the money by source become public."),),
        told=_("Every applicant, by a notice in their account and by e-mail or text message."),
        final=_("What was published cannot be taken back."),
        done=_("The results are published."),
    ),
)


class CriterionForm(forms.ModelForm):
    """A criterion with its points and its weight."""

    class Meta:
        model = Criterion
        fields = "__all__"  # noqa: DJ007 - the admin page names the fields

    def clean_most(self) -> int:
        """Return the points. Raises ValidationError unless 1 to 100."""
        return self._from_1_to_100("most")

    def clean_weight(self) -> int:
        """Return the weight in per cent. Raises ValidationError unless 1 to 100."""
        return self._from_1_to_100("weight")

    def _from_1_to_100(self, field: str) -> int:
        value: int = self.cleaned_data[field]
        if not 1 <= value <= 100:
            raise ValidationError(_("Write a whole number from 1 to 100."))
        return value


class CriterionInline(ScopedInline):
    """The criteria; their weights make 100 % together before the contest is announced."""

    model = Criterion
    form = CriterionForm
    fields = (("name_ky", "name_ru"), "meaning_ky", "meaning_ru", ("most", "weight", "order"))


admin.site.unregister(Contest)


@admin.register(Contest)
class ContestAdmin(ContestAdminBelow):
    """The contest's page, whole: terms, money, criteria, commission, and its acts."""

    inlines: ClassVar[Any] = (*ContestAdminBelow.inlines, CriterionInline)
    acts = (*ContestAdminBelow.acts, *ACTS)

    def buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        """Put the commission between the money and the announcement, in the order of the work."""
        buttons = super().buttons(request, obj)
        commission = self._commission_button(request, obj)
        if commission is None:
            return buttons
        place = 1 if obj.state == _S.DRAFT else 0
        return [*buttons[:place], commission, *buttons[place:]]

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what is still missing before the next step, to those who take it."""
        runs = holds(request.user, obj.municipality_id, *RUNS_CONTESTS)
        rule = {_S.DRAFT: may_announce, _S.ANNOUNCED: may_open_scoring, _S.SCORING: _scored}.get(obj.state)
        verdict = rule(obj, request.user) if rule and runs else YES
        return {**super().panel(request, obj), "missing": verdict.reasons}

    @staticmethod
    def _commission_button(request: HttpRequest, contest: Contest) -> Button | None:
        commission = Commission.objects.filter(contest=contest).first()
        if commission is not None:
            label = _("Commission")
            return Button(label, reverse("admin:committee_commission_change", args=[commission.pk]))
        if contest.state == _S.DRAFT and holds(request.user, contest.municipality_id, *RUNS_CONTESTS):
            return Button(_("Form the commission"), f"{reverse('admin:committee_commission_add')}?contest={contest.pk}")
        return None


class CommissionForm(forms.ModelForm):
    """A commission; its quorum is a part of a whole."""

    class Meta:
        model = Commission
        fields = "__all__"  # noqa: DJ007 - the admin page names the fields

    def clean(self) -> dict[str, Any]:
        """Check the quorum."""
        cleaned = super().clean() or self.cleaned_data
        parts, whole = cleaned.get("quorum_of"), cleaned.get("quorum_in")
        if parts is not None and whole is not None and not 1 <= parts <= whole:
            self.add_error("quorum_of", _("The quorum is a part of the whole: for example 2 of 3 parts."))
        return cleaned


class MemberSet(BaseInlineFormSet):
    """All seats of a commission: one chair, one secretary, nobody twice."""

    def clean(self) -> None:
        """Count the offices and the people."""
        super().clean()
        seats = [
            form.cleaned_data
            for form in self.forms
            if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
        ]
        for function, words in (
            (Member.Function.CHAIR, _("A commission has one chair.")),
            (Member.Function.SECRETARY, _("A commission has one secretary.")),
        ):
            if sum(seat.get("function") == function for seat in seats) > 1:
                raise ValidationError(words)
        people = [seat["user"] for seat in seats if seat.get("user")]
        if len(people) != len(set(people)):
            raise ValidationError(_("One person is named twice."))

    def get_unique_error_message(self, unique_check: Any) -> Any:
        """Say who is named twice in words, not by the name of a column."""
        return _("One person is named twice.")

    def get_form_error(self) -> Any:
        """Say at the seat itself what to do."""
        return _("This person has a seat already. Name someone else, or remove this row.")

    def save(self, commit: bool = True) -> Any:
        """Empty the offices that change hands before anyone takes them."""
        changed = [form.instance.pk for form in self.initial_forms if "function" in form.changed_data]
        Member.objects.filter(pk__in=changed).update(function=Member.Function.MEMBER)
        return super().save(commit)


class MemberInline(ScopedInline):
    """The members; people are named by the e-mail or telephone of their account."""

    model = Member
    formset = MemberSet
    fields = ("user", ("body", "function"))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the members with their names."""
        return super().get_queryset(request).select_related("user")


@admin.register(Commission)
class CommissionAdmin(ScopedAdmin):
    """The commission of a contest; its members may change until scoring opens."""

    municipality_path = "contest__municipality"
    view_roles = OFFICE
    add_roles = change_roles = RUNS_CONTESTS
    added_verb = "commission.formed"
    form = CommissionForm
    inlines = (MemberInline,)
    list_display = ("contest", "members_count", "act_number", "act_date")
    list_select_related = ("contest",)
    fields = ("contest", ("act_number", "act_date"), ("quorum_of", "quorum_in"))

    @admin.display(description=_("members"))
    def members_count(self, obj: Commission) -> int:
        """Show how many members there are."""
        return int(obj.seats)  # type: ignore[attr-defined]  # counted with the list

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the commissions with the number of their members."""
        found: models.QuerySet[Any] = super().get_queryset(request).annotate(seats=models.Count("members"))
        return found

    def locked(self, obj: Any) -> Verdict:
        """Answer that the commission may change until its members hold sheets."""
        if obj.contest.state in {_S.DRAFT, _S.ANNOUNCED}:
            return YES
        return no(_("Scoring has been opened: the commission can no longer be changed."))

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        """Go back to the contest, which says what is to be done next."""
        return redirect("admin:initiatives_contest_change", obj.contest_id)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Store the commission unless its contest has moved on meanwhile. Raises Refused."""
        obj.contest = Contest.objects.select_for_update().get(pk=obj.contest_id)
        self.locked(obj).require()
        super().save_model(request, obj, form, change)

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Keep a commission with its contest."""
        return () if obj is None else ("contest",)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the contests in preparation that have no commission yet."""
        if db_field.name == "contest":
            free = self.choices_of(Contest, request).filter(state=_S.DRAFT, commission__isnull=True)
            kwargs["queryset"] = free
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
