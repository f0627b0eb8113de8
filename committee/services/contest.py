"""The acts on a contest that need the commission, its criteria and the money."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import translation

from budget.models import Envelope
from committee import papers
from committee.models import Commission, Criterion, Member, Sheet
from committee.rules import may_announce, may_open_scoring
from initiatives.annexes import issue_forms
from initiatives.models import Application, Contest
from initiatives.rules import may_move_contest, may_run
from initiatives.services import move_contest
from journal.services import act
from municipality.models import User
from municipality.verdicts import first_no
from notices.services import tell


def form_commission(
    *,
    by: User,
    contest: Contest,
    members: Iterable[tuple[User, Member.Body, Member.Function]],
    criteria: Iterable[Mapping[str, Any]],
    act_number: str = "",
    act_date: date | None = None,
) -> Commission:
    """Store the contest's commission with its members, and its criteria (fields of Criterion); return the commission.

    Raises Refused unless `by` runs contests there. Side effects: journal record.
    """
    may_run(contest, by).require()
    with act() as journal:
        commission = Commission.objects.create(contest=contest, act_number=act_number, act_date=act_date)
        for user, body, function in members:
            Member.objects.create(commission=commission, user=user, body=body, function=function)
        for order, criterion in enumerate(criteria, 1):
            Criterion.objects.create(contest=contest, order=order, **criterion)
        journal.record("commission.formed", commission, by=by, municipality=contest.municipality_id)
    return commission


def announce_contest(*, by: User, contest: Contest) -> Contest:
    """Announce a contest that is whole: its terms are locked, its page is public. Returns the contest.

    Raises Refused with all that is missing. Side effects: the sources keep the announced amounts; the announcement
    and the blank forms are issued (drawn once the transaction is through); journal record.
    """
    with act():
        _hold(contest)
        may_announce(contest, by).require()
        for envelope in Envelope.objects.of_contest(contest):
            envelope.source.announced = envelope.amount
            envelope.source.save(update_fields=["announced"])
        move_contest(by=by, contest=contest, to=Contest.State.ANNOUNCED)
        papers.issue_announcement(contest, by=by)
        issue_forms(contest, by=by)
    return contest


def open_scoring(*, by: User, contest: Contest) -> Contest:
    """Hand each member a sheet for each admitted application and return the contest.

    Raises Refused while applications are taken or checked. Side effects: sheets, notices to members, journal record.
    """
    with act():
        _hold(contest)
        may_open_scoring(contest, by).require()
        move_contest(by=by, contest=contest, to=Contest.State.SCORING)
        members = list(contest.commission.members.select_related("user"))
        applications = list(contest.applications.filter(state=Application.State.ADMITTED))
        Sheet.objects.bulk_create(
            Sheet(member=member, application=application) for application in applications for member in members
        )
        for member in members:
            tell(
                recipient=member.user,
                kind="scoring_opened",
                context={"contest": contest, "count": len(applications)},
                link=_link(member.user, "commission"),
            )
    return contest


def publish(*, by: User, contest: Contest) -> Contest:
    """Make the decision of a contest public and return the contest.

    Raises Refused before there is a decision. Side effects: notices to the applicants, journal record; from here on the
    results page, the decisions and the protocol's outcome show to all.
    """
    with act():
        _hold(contest)
        first_no(may_run(contest, by), may_move_contest(contest, Contest.State.PUBLISHED)).require()
        move_contest(by=by, contest=contest, to=Contest.State.PUBLISHED)
        for application in contest.applications.in_contest().select_related("applicant", "entry__register"):
            tell_result(application, contest)
    return contest


def tell_result(application: Application, contest: Contest) -> None:
    """Tell the applicant what became of their application. Side effects: a notice; to be called inside an act."""
    tell(
        recipient=application.applicant,
        kind="result_published",
        context={"application": application, "contest": contest},
        link=_link(application.applicant, "application", application.pk),
    )


def _hold(contest: Contest) -> None:
    """Take the contest's row, so that nothing that is looked at now changes before the act is through."""
    contest.refresh_from_db(from_queryset=Contest.objects.select_for_update(of=("self",)))


def _link(reader: User, name: str, *args: int) -> str:
    # In the reader's language, not in that of whoever acts.
    with translation.override(reader.language):
        return reverse(name, args=args)
