"""The acts on a contest that need the commission, its criteria and the money."""

from collections.abc import Iterable, Mapping
from datetime import date
from secrets import SystemRandom
from typing import Any

from django.urls import reverse
from django.utils import translation

from budget.models import Envelope
from committee import papers
from committee.models import BlindCode, Commission, Criterion, Member, Sheet
from committee.rules import may_announce, may_open_scoring
from initiatives.annexes import issue_forms
from initiatives.models import Application, Contest
from initiatives.rules import OUTCOMES, may_move_contest, may_run
from initiatives.services import move_contest, open_revision
from journal.services import act
from municipality.models import User
from municipality.verdicts import first_no
from notices.services import tell

# «К-01»: К for «код»; the same letter stands on the papers of both languages.
_CODE = "К-{number:0{width}d}"
_FEWEST_DIGITS = 2


def form_commission(
    *,
    by: User,
    contest: Contest,
    members: Iterable[tuple[User, Member.Body, Member.Function]],
    criteria: Iterable[Mapping[str, Any]],
    act_number: str = "",
    act_date: date | None = None,
    **terms: Any,
) -> Commission:
    """Store the contest's commission with its members, and its criteria (fields of Criterion); return the commission.

    `terms`: the rules it decides by, fields of Commission. Raises Refused unless `by` runs contests there.
    Side effects: journal record.
    """
    may_run(contest, by).require()
    with act() as journal:
        commission = Commission.objects.create(contest=contest, act_number=act_number, act_date=act_date, **terms)
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

    In a blind contest each application gets its code by lot, and the sheets are stored in no order, so that neither
    tells when an application came. Raises Refused while applications are taken or checked, and where none was admitted.
    Side effects: codes, sheets, notices to members, journal record.
    """
    with act():
        _hold(contest)
        may_open_scoring(contest, by).require()
        move_contest(by=by, contest=contest, to=Contest.State.SCORING)
        members = list(contest.commission.members.sitting().select_related("user"))
        applications = list(contest.applications.filter(state=Application.State.ADMITTED))
        if contest.commission.blind:
            _draw_codes(contest, applications)
        hand_out([Sheet(member=member, application=row) for row in applications for member in members])
        for member in members:
            tell(
                recipient=member.user,
                kind="scoring_opened",
                context={"contest": contest, "count": len(applications)},
                link=link_for(member.user, "commission"),
            )
    return contest


def publish(*, by: User, contest: Contest) -> Contest:
    """Make the decision of a contest public and return the contest.

    Raises Refused before there is a decision. Side effects: notices to the applicants about whom it was decided, what
    was returned for revision is opened to them, journal record; from here on the results page, the decisions and the
    protocol's outcome show to all.
    """
    with act():
        _hold(contest)
        first_no(may_run(contest, by), may_move_contest(contest, Contest.State.PUBLISHED)).require()
        move_contest(by=by, contest=contest, to=Contest.State.PUBLISHED)
        # Not about what nobody could decide on: it waits for a later session.
        decided = contest.applications.filter(state__in=OUTCOMES)
        for application in decided.select_related("applicant", "entry__register"):
            if application.state == Application.State.REVISE:
                open_revision(by=by, application=application)
            else:
                tell_result(application, contest)
    return contest


def hand_out(sheets: list[Sheet]) -> None:
    """Store new sheets in an order drawn by lot: their numbers stand in addresses and tell nobody anything."""
    SystemRandom().shuffle(sheets)
    Sheet.objects.bulk_create(sheets)


def _draw_codes(contest: Contest, applications: Iterable[Application]) -> None:
    drawn = list(applications)
    SystemRandom().shuffle(drawn)
    width = max(_FEWEST_DIGITS, len(str(len(drawn))))
    BlindCode.objects.bulk_create(
        BlindCode(application=row, contest=contest, code=_CODE.format(number=number, width=width))
        for number, row in enumerate(drawn, 1)
    )


def tell_result(application: Application, contest: Contest, *, corrected: bool = False) -> None:
    """Tell the applicant what became of their application. Side effects: a notice; to be called inside an act."""
    tell(
        recipient=application.applicant,
        kind="result_published",
        context={"application": application, "contest": contest, "corrected": corrected},
        link=link_for(application.applicant, "application", application.pk),
    )


def _hold(contest: Contest) -> None:
    """Take the contest's row, so that nothing that is looked at now changes before the act is through."""
    contest.refresh_from_db(from_queryset=Contest.objects.select_for_update(of=("self",)))


def link_for(reader: User, name: str, *args: int) -> str:
    """Return the path of a page in the reader's language, not in that of whoever acts."""
    with translation.override(reader.language):
        return reverse(name, args=args)
