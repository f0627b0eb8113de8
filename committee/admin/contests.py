"""The contest's page, whole: the criteria, the commission, and the acts that need both."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.admin import ContestAdmin as ContestAdminBelow
from committee import terms
from committee.admin.forms import CriterionForm, CriterionSet
from committee.models import Commission, Criterion
from committee.rules import may_announce, may_open_scoring, may_see_ranking, warnings
from committee.services import announce_contest, open_scoring, publish
from initiatives.models import Contest
from initiatives.rules import CONTEST_MOVES, RUNS_CONTESTS, may_move_contest, may_run
from municipality.access import holds
from municipality.acts import Act, Button
from municipality.admin import ScopedInline
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
            "The terms are locked: dates, priorities, sources with their limits, documents, criteria "
            "and the rules of the commission cannot be changed after this."
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
        will=(
            _("Each member of the commission gets a score sheet for each admitted application."),
            _("Where members see codes instead of names, each application gets its code by lot."),
        ),
        told=_("The members of the commission, by a notice in their accounts and by e-mail or text message."),
        final=_(
            "The list of applications can no longer be changed. "
            "The commission changes only by the replacement of a member."
        ),
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
        will=(
            _("The results, the decisions and the money by source become public."),
            _("What the commission returned for revision is opened to its applicants for correction."),
        ),
        told=_("Every applicant, by a notice in their account and by e-mail or text message."),
        final=_("What was published cannot be taken back."),
        done=_("The results are published."),
    ),
)


class CriterionInline(ScopedInline):
    """The criteria; their weights make 100 % together before the contest is announced."""

    model = Criterion
    form = CriterionForm
    formset = CriterionSet
    fields = (("name_ky", "name_ru"), "meaning_ky", "meaning_ru", ("most", "weight"), "tie_order", "order")


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
        """Return what is still missing before the next step, to those who take it, and the commission's rules."""
        runs = holds(request.user, obj.municipality_id, *RUNS_CONTESTS)
        rule = {_S.DRAFT: may_announce, _S.ANNOUNCED: may_open_scoring, _S.SCORING: _scored}.get(obj.state)
        verdict = rule(obj, request.user) if rule and runs else YES
        commission = Commission.objects.select_related("contest__municipality").filter(contest=obj).first()
        return {
            **super().panel(request, obj),
            "missing": verdict.reasons,
            "warnings": warnings(commission) if commission and runs and obj.state == _S.DRAFT else [],
            "rules": terms.in_words(commission) if commission else [],
        }

    @staticmethod
    def _commission_button(request: HttpRequest, contest: Contest) -> Button | None:
        commission = Commission.objects.filter(contest=contest).first()
        if commission is not None:
            label = _("Commission")
            return Button(label, reverse("admin:committee_commission_change", args=[commission.pk]))
        if contest.state == _S.DRAFT and holds(request.user, contest.municipality_id, *RUNS_CONTESTS):
            return Button(_("Form the commission"), f"{reverse('admin:committee_commission_add')}?contest={contest.pk}")
        return None
