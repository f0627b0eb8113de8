"""The session itself: opened, dated, opened again to correct a decision; and who is there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from committee.models import Attendance, Commission, Member, Proposal, ProposalLine, Session, Vote
from committee.rules import (
    bench,
    may_correct,
    may_drop,
    may_hold_session,
    may_prepare,
    standings,
    well_dated,
)
from documents.models import LANGUAGES
from journal.services import act
from kyrgyz.dates import dated
from municipality.models import User
from municipality.verdicts import Refused


def open_session(
    *,
    by: User,
    commission: Commission,
    held_on: date,
    place_ky: str,
    place_ru: str,
    agenda_ky: str = "",
    agenda_ru: str = "",
) -> Session:
    """Return a new session of the commission, or the one that is still being prepared.

    An agenda that is left empty is the usual one. Raises Refused before all sheets are closed, where nothing is left
    to decide, where the day lies before the last sheet was closed, or to others than the chair and the secretary.
    Side effects: journal record.
    """
    with act() as journal:
        commission = Commission.objects.select_for_update(of=("self",)).select_related("contest").get(pk=commission.pk)
        may_hold_session(commission, by).require()
        session = commission.sessions.filter(adopted_at__isnull=True).first()
        if session is None:
            well_dated(commission, held_on).require()
            usual = usual_agenda()
            session = Session.objects.create(
                commission=commission,
                held_on=held_on,
                place_ky=place_ky,
                place_ru=place_ru,
                agenda_ky=agenda_ky.strip() or usual["ky"],
                agenda_ru=agenda_ru.strip() or usual["ru"],
            )
            journal.record("session.opened", session, by=by, municipality=commission.contest.municipality_id)
    return session


def open_correction(*, by: User, session: Session, held_on: date, place_ky: str, place_ru: str) -> Session:
    """Return a new session that corrects an adopted one, or the one that is being prepared to do so.

    It starts with what was decided as its proposals, without votes: what is left so is not voted on again. Raises
    Refused where the session is not adopted, or corrected before, where another is being prepared, and to others than
    the chair and the secretary. Side effects: journal record. Nothing that was decided changes before the adoption.
    """
    with act() as journal:
        Commission.objects.select_for_update().get(pk=session.commission_id)
        may_correct(session, by).require()
        correction = Session.objects.filter(corrects=session).first()
        if correction is None:
            well_dated(session.commission, held_on).require()
            agenda = usual_agenda(session)
            correction = Session.objects.create(
                commission=session.commission,
                corrects=session,
                held_on=held_on,
                place_ky=place_ky,
                place_ru=place_ru,
                agenda_ky=agenda["ky"],
                agenda_ru=agenda["ru"],
            )
            _copy_standing(correction)
            journal.record(
                "session.opened",
                correction,
                by=by,
                municipality=session.commission.contest.municipality_id,
                corrects=session.pk,
            )
    return correction


def drop_correction(*, by: User, session: Session) -> None:
    """Give up a correction that is being prepared: what it was to correct stands. Raises Refused.

    Side effects: the session is deleted with its proposals, votes and scenarios; journal record.
    """
    with act() as journal:
        _hold(session)
        may_drop(session, by).require()
        journal.record("session.dropped", session, by=by, municipality=session.commission.contest.municipality_id)
        session.delete()


def arrange_session(
    *,
    by: User,
    session: Session,
    held_on: date,
    place_ky: str,
    place_ru: str,
    agenda_ky: str | None = None,
    agenda_ru: str | None = None,
) -> Session:
    """Correct the date, the place and the agenda (None: as it is) of a session being prepared, and return it.

    Raises Refused, also for a day before the last sheet was closed.
    """
    with changing(by, session):
        arrange(session, held_on, (place_ky, place_ru), (agenda_ky, agenda_ru))
    return session


def note_present(*, by: User, session: Session, members: Iterable[Member]) -> None:
    """Note who is present, in place of what was noted before. Raises Refused. Side effects: votes of the absent go."""
    with changing(by, session):
        note(session, list(members))


def usual_agenda(corrects: Session | None = None) -> dict[str, str]:
    """Return the agenda a session starts with, by language: numbered lines, to be changed on its page."""
    agenda = {}
    for language in LANGUAGES:
        with translation.override(language):
            items = [
                _("The results of the scoring of the applications"),
                _("The support of initiatives and the division of the money"),
            ]
            if corrects is not None:
                words = _("Correction of the decision of the commission %(dated)s")
                items = [words % {"dated": dated(corrects.held_on)}]
            agenda[language] = "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    return agenda


@contextmanager
def changing(by: User, session: Session) -> Iterator[None]:
    """Hold a session while one thing of it is changed; its revision grows. Raises Refused as `may_prepare` says."""
    with act():
        hold_open(by, session)
        yield
        grow(session)


def hold_open(by: User, session: Session) -> None:
    """Take the row of a session that `by` may prepare; `session` is as the database has it then. Raises Refused."""
    _hold(session)
    may_prepare(session, by).require()


def grow(session: Session) -> None:
    """Note that the session was changed, for whoever looks at an earlier state of it."""
    session.revision += 1
    session.save(update_fields=["revision"])


def arrange(
    session: Session, held_on: date, place: tuple[str, str], agenda: tuple[str | None, str | None] = (None, None)
) -> None:
    """Set date, place and agenda of a session that is held. See `arrange_session`."""
    if held_on != session.held_on:
        well_dated(session.commission, held_on).require()
    session.held_on = held_on
    session.place_ky, session.place_ru = place
    for name, text in zip(("agenda_ky", "agenda_ru"), agenda, strict=True):
        if text is not None:
            setattr(session, name, "\n".join(line.strip() for line in text.splitlines() if line.strip()))
    session.save(update_fields=["held_on", "place_ky", "place_ru", "agenda_ky", "agenda_ru"])


def note(session: Session, present: list[Member]) -> None:
    """Note who is present at a session that is held. See `note_present`."""
    if any(member.commission_id != session.commission_id for member in present):
        raise Refused(_("Only members of this commission can be present."))
    seats = bench(session.commission).seats
    for member in present:
        if member.pk not in seats:
            words = _("%(name)s no longer sits in the commission and cannot be present.")
            raise Refused(words % {"name": member.user.name})
    Vote.objects.filter(proposal__session=session).exclude(member__in=present).delete()
    session.attendances.exclude(member__in=present).delete()
    noted = set(session.attendances.values_list("member_id", flat=True))
    Attendance.objects.bulk_create(
        Attendance(session=session, member=member) for member in present if member.pk not in noted
    )


def _hold(session: Session) -> None:
    session.refresh_from_db(
        from_queryset=Session.objects.select_for_update(of=("self",)).select_related("commission__contest")
    )


def _copy_standing(correction: Session) -> None:
    earlier = Proposal.objects.filter(session__commission=correction.commission_id).exclude(session=correction)
    places = dict(earlier.order_by("session_id").values_list("application_id", "place"))
    for application, standing in standings(correction).items():
        proposal = Proposal.objects.create(
            session=correction,
            application_id=application,
            outcome=standing.outcome,
            reason_ky=standing.reason_ky,
            reason_ru=standing.reason_ru,
            place=places.get(application, 0),
            correct_by=standing.correct_by,
        )
        ProposalLine.objects.bulk_create(
            ProposalLine(proposal=proposal, envelope_id=envelope, money=money)
            for envelope, money in standing.money.items()
        )
