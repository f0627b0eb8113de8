"""Acts on one contest at the same moment: who looks first holds its row until they are through."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from budget.models import Award, LedgerEntry
from budget.services import differences
from committee import services
from committee.models import Member, Session, Vote
from committee.services import adopting
from committee.services import contest as acts
from documents.models import Paper
from initiatives.models import Contest
from journal import clock
from journal.models import Record
from journal.services import verify
from municipality.verdicts import Refused, no
from tests.committee.factories import (
    Round,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def taken(contest: Contest) -> bool:
    """Tell whether another transaction holds the contest's row now."""
    found: list[bool] = []

    def look() -> None:
        try:
            with transaction.atomic():
                Contest.objects.select_for_update(nowait=True).get(pk=contest.pk)
            found.append(False)
        except DatabaseError:
            found.append(True)
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize(("act", "rule"), [("announce_contest", "may_announce"), ("open_scoring", "may_open_scoring")])
def test_what_was_looked_at_cannot_change_before_it_is_done(
    monkeypatch: pytest.MonkeyPatch, act: str, rule: str
) -> None:
    made = make_round(1, state="draft")
    seen: list[bool] = []

    def look(contest: Contest, user: Any) -> Any:
        seen.append(taken(contest))
        return no("enough was seen")

    monkeypatch.setattr(acts, rule, look)
    refusal(getattr(services, act), by=specialist_of(made), contest=made.contest)
    assert seen == [True]


# --- The adoption ---


class Pause:
    """Holds an adoption between its look and its act, until another has tried what it wants to do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.looked, self.go = threading.Event(), threading.Event()
        rule = adopting.may_adopt

        def look(session: Session, user: Any) -> Any:
            verdict = rule(session, user)
            if not self.looked.is_set():
                self.looked.set()
                assert self.go.wait(20), "nobody let the adoption go on"
            return verdict

        monkeypatch.setattr(adopting, "may_adopt", look)

    def race(self, adoption: Callable[[], Any], rival: Callable[[], Any]) -> tuple[Any, Any, bool]:
        """Return how both ended, and whether the rival was through before the adoption went on."""
        ends: dict[str, Any] = {}

        def run(name: str, job: Callable[[], Any]) -> None:
            try:
                ends[name] = job()
            except Exception as error:
                ends[name] = error
            finally:
                connection.close()

        first = threading.Thread(target=run, args=("adoption", adoption))
        second = threading.Thread(target=run, args=("rival", rival))
        first.start()
        assert self.looked.wait(20)
        second.start()
        second.join(1.5)
        overtook = not second.is_alive()
        self.go.set()
        first.join(30)
        second.join(30)
        return ends["adoption"], ends["rival"], overtook


def ready() -> tuple[Round, Session]:
    """Store a session that lacks nothing but its adoption: two winners, one in reserve."""
    made = make_round(3)
    seal_all(made)
    session = make_session(made)
    for row in range(3):
        propose(made, session, row, "award" if row < 2 else "reserve")
    return made, Session.objects.get(pk=session.pk)


def adopt(made: Round, session: Session) -> Session:
    return services.adopt_decision(by=made.chair, session=Session.objects.get(pk=session.pk))


def save(made: Round, session: Session) -> Session:
    """Save the page of the session with nothing proposed any more, as it is just being adopted."""
    return services.prepare_session(
        by=made.secretary,
        session=Session.objects.get(pk=session.pk),
        held_on=session.held_on,
        place_ky="Башка жер",
        place_ru="Другое место",
        present=made.members[:3],
        items=[services.Item(application=row, outcome="") for row in made.applications],
    )


def leave(made: Round, session: Session) -> Any:
    """Replace a member who is present and has voted."""
    return services.replace_member(
        by=specialist_of(made),
        member=made.members[4],
        user=make_user(surname="Жаңыбаев", given_name="Азамат"),
        body="community",
        act_number="7",
        act_date=clock.today(),
        since=clock.today(),
    )


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        adopting,
        "_hold",
        lambda session: Session.objects.select_related("commission__contest__municipality").get(pk=session.pk),
    )


def counts(session: Session) -> tuple[int, ...]:
    """Return what an adoption leaves behind, counted."""
    return (
        Award.objects.count(),
        LedgerEntry.objects.filter(kind="commit").count(),
        Paper.objects.filter(kind="protocol").count(),
        Paper.objects.filter(kind="decision").count(),
        Record.objects.filter(verb="session.adopted").count(),
        Vote.objects.filter(proposal__session=session).count(),
        session.attendances.count(),
    )


# Two awards of two lines each, a protocol, two decisions, one record; five members on three proposals.
DONE_ONCE = (2, 4, 1, 2, 1, 15, 5)


def test_of_two_tabs_that_adopt_at_once_one_wins_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made, session = ready()
    pause = Pause(monkeypatch)
    won, told, overtook = pause.race(lambda: adopt(made, session), lambda: adopt(made, session))
    assert not overtook
    assert isinstance(won, Session)
    assert isinstance(told, Refused)
    assert counts(session) == DONE_ONCE
    assert verify()[1] == []
    assert differences() == []


def test_a_saving_waits_for_the_adoption_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made, session = ready()
    pause = Pause(monkeypatch)
    won, told, overtook = pause.race(lambda: adopt(made, session), lambda: save(made, session))
    assert not overtook
    assert isinstance(won, Session)
    assert isinstance(told, Refused)
    assert counts(session) == DONE_ONCE


def test_without_the_lock_a_saving_comes_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: what was looked over would not be what is adopted."""
    made, session = ready()
    without_locks(monkeypatch)
    pause = Pause(monkeypatch)
    _won, saved, overtook = pause.race(lambda: adopt(made, session), lambda: save(made, session))
    assert overtook
    assert isinstance(saved, Session)
    assert counts(session) != DONE_ONCE


def test_a_member_is_replaced_after_the_adoption_or_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made, session = ready()
    pause = Pause(monkeypatch)
    won, replaced, overtook = pause.race(lambda: adopt(made, session), lambda: leave(made, session))
    assert not overtook
    assert isinstance(won, Session)
    assert isinstance(replaced, Member), replaced
    assert counts(session) == DONE_ONCE, "who was there and voted stays in what was adopted"
