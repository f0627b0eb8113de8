"""Who may set equals in order, and which applications are equal."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from committee.models import Member, Sheet
from committee.naming import called
from committee.ranking import ranked, tied
from committee.rules.scoring import may_see_ranking, seat_of
from initiatives.models import Application, Contest
from municipality.verdicts import YES, Verdict, first_no, no


def may_break_ties(contest: Contest, user: Any) -> Verdict:
    """Whether the person may set equals in order now: the chair, once all sheets are closed, before the decision."""
    seat = seat_of(user, contest)
    if seat is None or seat.function != Member.Function.CHAIR:
        return no(_("Only the chair has a casting vote between equals."))
    if contest.state in {Contest.State.DECIDED, Contest.State.PUBLISHED, Contest.State.CLOSED}:
        return no(_("The commission has decided; the order of equals stays as it is."))
    return may_see_ranking(contest, user)


def may_break_tie(contest: Contest, user: Any, order: Sequence[Application]) -> Verdict:
    """Whether the person may set these applications in order: they are equal, all of their group, and none is theirs.

    The chair who is recused from one of them has no word on it.
    """
    verdict = may_break_ties(contest, user)
    if not verdict:
        return verdict
    named = [application.pk for application in order]
    groups = [{row.application.pk for row in group} for group in tied(ranked(contest))]
    if len(named) != len(set(named)) or set(named) not in groups:
        return no(_("Set in order all applications that are equal by every criterion, each of them once."))
    return first_no(*[_without_interest(contest, user, application) for application in order])


def _without_interest(contest: Contest, user: Any, application: Application) -> Verdict:
    sheets = Sheet.objects.filter(member=seat_of(user, contest), application=application)
    if sheets.filter(state=Sheet.State.RECUSED).exists():
        return no(
            _("You are recused from %(name)s, so you have no casting vote about it. It shares the place.")
            % {"name": called(application)}
        )
    return YES
