"""The chair's casting vote between applications that are equal by every criterion."""

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from committee.models import Session, TieBreak
from committee.rules import may_break_tie
from initiatives.models import Application, Contest
from journal import clock
from journal.services import act
from municipality.models import User
from municipality.verdicts import Refused


def break_tie(*, by: User, contest: Contest, order: Sequence[Application], reason: str) -> None:
    """Set equal applications in order, the first of them highest; replaces what was said of them before.

    Raises Refused without a reason, to others than the chair, while sheets are open, once it is decided, where the
    applications are not one whole group of equals, and where the chair is recused from one of them.
    Side effects: the revision of a session under preparation grows; journal record.
    """
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write the reason."))
    with act() as journal:
        # The decision takes the same row, so none comes between.
        contest = Contest.objects.select_for_update(of=("self",)).select_related("commission").get(pk=contest.pk)
        may_break_tie(contest, by, order).require()
        TieBreak.objects.filter(application__in=order).delete()
        # One moment for all of them: by it the ranking knows that they were set in order together.
        made_by, made_at = contest.commission.members.sitting().get(user=by), clock.now()
        for number, application in enumerate(order, 1):
            TieBreak.objects.create(
                application=application, order=number, reason=reason, made_by=made_by, made_at=made_at
            )
        # The places have become others: whoever has looked a session over looks again.
        planned = Session.objects.filter(commission=contest.commission, adopted_at__isnull=True)
        planned.update(revision=F("revision") + 1)
        journal.record(
            "tie.broken",
            contest,
            by=by,
            municipality=contest.municipality_id,
            applications=[application.pk for application in order],
        )
