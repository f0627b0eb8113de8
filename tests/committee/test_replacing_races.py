"""A member is replaced at the very moment in which something else is done: one waits for the other."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from committee import services
from committee.models import Member, Score, Sheet
from committee.services import contest, replacing, sheets
from journal import clock
from journal.services import verify
from municipality.verdicts import Refused
from tests.committee.factories import Round, give, make_round, specialist_of
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


class Pause:
    """Holds the first of two acts where it calls `name` of `module`, until the second has tried what it wants to do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        self.looked, self.go = threading.Event(), threading.Event()
        function = getattr(module, name)

        def look(*args: Any, **kwargs: Any) -> Any:
            found = function(*args, **kwargs)
            if not self.looked.is_set():
                self.looked.set()
                assert self.go.wait(20), "nobody let it go on"
            return found

        monkeypatch.setattr(module, name, look)

    def race(self, first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any, bool]:
        """Return how both ended, and whether the second was through before the first went on."""
        ends: list[Any] = [None, None]

        def run(place: int, job: Callable[[], Any]) -> None:
            try:
                ends[place] = job()
            except Exception as error:
                ends[place] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate((first, second))]
        threads[0].start()
        assert self.looked.wait(20)
        threads[1].start()
        threads[1].join(1.5)
        overtook = not threads[1].is_alive()
        self.go.set()
        for thread in threads:
            thread.join(30)
        return ends[0], ends[1], overtook


def replace(made: Round) -> Callable[[], Member]:
    """Return the act by which a clerk replaces the last member."""
    by, user = specialist_of(made), make_user(surname="Жаңыбаев")
    return lambda: services.replace_member(
        by=by,
        member=Member.objects.get(pk=made.members[4].pk),
        user=user,
        body="kenesh",
        act_number="7",
        act_date=clock.today(),
        since=clock.today(),
    )


def seal(made: Round) -> Callable[[], Sheet]:
    """Return the act by which that member seals their sheet."""
    sheet = made.sheet(4, 0)
    give(sheet, [7] * 5)
    return lambda: services.seal(by=made.members[4].user, sheet=sheet)


def test_a_replacement_waits_for_a_sheet_that_is_being_sealed_and_the_sheet_stands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = make_round(1)
    pause = Pause(monkeypatch, sheets, "lacking")
    sealed, new, overtook = pause.race(seal(made), replace(made))
    assert not overtook
    assert isinstance(sealed, Sheet)
    assert isinstance(new, Member), new
    sheet = Sheet.objects.get(member=made.members[4])
    assert (sheet.state, sheet.scores.count()) == ("sealed", 5)
    assert not Sheet.objects.filter(member=new).exists()
    assert verify()[1] == []


def test_who_seals_while_they_are_replaced_is_told_and_the_sheet_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_round(1)
    pause = Pause(monkeypatch, replacing, "may_leave")
    new, told, overtook = pause.race(replace(made), seal(made))
    assert not overtook
    assert isinstance(new, Member), new
    assert isinstance(told, Refused), told
    assert not Sheet.objects.filter(member=made.members[4]).exists()
    assert not Score.objects.exists()
    assert Sheet.objects.get(member=new).state == "open"
    assert verify()[1] == []


def test_of_two_clerks_who_replace_one_member_at_once_the_later_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_round(1)
    pause = Pause(monkeypatch, replacing, "may_leave")
    new, told, overtook = pause.race(replace(made), replace(made))
    assert not overtook
    assert isinstance(new, Member), new
    assert isinstance(told, Refused), told
    assert made.commission.members.sitting().count() == 5


def test_a_replacement_waits_while_the_scoring_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_round(2, state="announced")
    pause = Pause(monkeypatch, contest, "may_open_scoring")
    by = specialist_of(made)

    def opening() -> Any:
        with clock.at(made.contest.closes_at):
            return services.open_scoring(by=by, contest=made.contest)

    opened, new, overtook = pause.race(opening, replace(made))
    assert not overtook
    assert not isinstance(opened, Exception), opened
    assert isinstance(new, Member), new
    holders = set(Sheet.objects.values_list("member", flat=True))
    assert holders == set(made.commission.members.sitting().values_list("pk", flat=True))


def test_without_the_lock_a_sheet_is_sealed_and_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the seal would come between the look and the act."""
    made = make_round(1)
    monkeypatch.setattr(replacing, "_hold", lambda member: (made.commission, list(Sheet.objects.filter(member=member))))
    pause = Pause(monkeypatch, replacing, "may_leave")
    new, sealed, overtook = pause.race(replace(made), seal(made))
    assert overtook
    assert isinstance(sealed, Sheet)
    assert isinstance(new, Member), new
    assert Sheet.objects.filter(application=made.applications[0], member__in=[made.members[4], new]).count() == 2
