"""What an act leaves in the journal, and what can no longer be changed there unseen."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from journal import clock, triggers
from journal.guards import broken_rule
from journal.models import Chain, Record
from journal.services import act, origin, verify
from municipality.models import Municipality
from tests.factories import make_municipality, make_user
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def village() -> Municipality:
    """What the acts below are done to."""
    return make_municipality()


def note(subject: Municipality, verb: str, **facts: Any) -> None:
    """One act with one record in the municipality's chain."""
    with act() as journal:
        journal.record(verb, subject, by=None, municipality=subject.pk, **facts)


def verbs() -> list[str]:
    """The journal's verbs, oldest first."""
    return list(Record.objects.order_by("id").values_list("verb", flat=True))


# --- acts ---


def test_a_record_tells_who_when_from_where_and_what(village: Municipality) -> None:
    person = make_user()
    moment = datetime(2021, 10, 25, 9, 0, tzinfo=UTC)
    with clock.at(moment), origin("192.0.2.7"), act() as journal:
        journal.record("place.named", village, by=person, municipality=village.pk, role="head", before="а", after="ө")
    record = Record.objects.about(village).get()
    assert (record.acted_at, record.origin, record.actor_id, record.role) == (moment, "192.0.2.7", person.pk, "head")
    assert record.written_at > moment, "the machine's own time is noted too"
    assert record.facts == {"before": "а", "after": "ө"}
    assert (record.subject_type, record.subject_id) == ("municipality.municipality", village.pk)
    assert (record.chain.scope, record.position, record.previous) == (f"municipality:{village.pk}", 1, "")


def test_the_origin_does_not_outlive_its_block(village: Municipality) -> None:
    with origin("demo"):
        note(village, "first")
    note(village, "second")
    assert list(Record.objects.order_by("id").values_list("origin", flat=True)) == ["demo", ""]


def test_an_act_that_fails_leaves_nothing(village: Municipality) -> None:
    with pytest.raises(LookupError), act() as journal:
        Municipality.objects.filter(pk=village.pk).update(name_ky="Башка")
        journal.record("place.named", village, by=None, municipality=village.pk)
        raise LookupError
    village.refresh_from_db()
    assert village.name_ky != "Башка"
    assert not Record.objects.exists()


def test_an_act_within_an_act_joins_it(village: Municipality) -> None:
    with act() as outer:
        outer.record("one", village, by=None, municipality=village.pk)
        with act() as inner:
            assert inner is outer
            inner.record("two", village, by=None, municipality=village.pk)
        assert not Record.objects.exists(), "all is written at the end of the outermost"
        outer.record("three", village, by=None, municipality=village.pk)
    assert verbs() == ["one", "two", "three"]
    note(village, "four")
    assert [r.position for r in Record.objects.order_by("id")] == [1, 2, 3, 4]
    assert verify() == (4, [])


def test_an_inner_act_that_fails_takes_its_records_along(village: Municipality) -> None:
    with act() as outer:
        outer.record("one", village, by=None, municipality=village.pk)
        with pytest.raises(LookupError), act() as inner:
            inner.record("lost", village, by=None, municipality=village.pk)
            with act() as innermost:
                innermost.record("lost too", village, by=None, municipality=village.pk)
            Municipality.objects.filter(pk=village.pk).update(name_ky="Башка")
            raise LookupError
        outer.record("two", village, by=None, municipality=village.pk)
    village.refresh_from_db()
    assert village.name_ky != "Башка"
    assert verbs() == ["one", "two"]
    assert verify() == (2, [])


def test_an_outer_act_that_fails_takes_the_inner_ones_along(village: Municipality) -> None:
    with pytest.raises(LookupError), act():
        note(village, "inner")
        raise LookupError
    assert not Record.objects.exists()
    note(village, "next")
    assert verbs() == ["next"]


def test_every_municipality_has_its_chain_and_so_has_the_portal(village: Municipality) -> None:
    other = make_municipality()
    with act() as journal:
        for subject, scope in ((village, village.pk), (other, other.pk), (village, None), (other, other.pk)):
            journal.record("acted", subject, by=None, municipality=scope)
    lengths = dict(Chain.objects.values_list("scope", "length"))
    assert lengths == {f"municipality:{village.pk}": 1, f"municipality:{other.pk}": 2, "portal": 1}
    assert verify() == (4, [])
    assert verify("portal") == (1, [])


def test_each_record_holds_the_hash_of_the_one_before(village: Municipality) -> None:
    for number in range(3):
        note(village, f"act {number}")
    first, second, third = Record.objects.order_by("id")
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert Chain.objects.get().head == third.digest


def test_whatever_the_facts_they_are_read_as_they_were_written(village: Municipality) -> None:
    note(village, "odd", big=2**62, share=12.5, whole=100.0, text='«Ө» " \\ \n', none=None, nested={"б": [1, {"а": 2}]})
    assert verify() == (1, [])


@pytest.mark.django_db(transaction=True)
def test_those_who_write_at_once_keep_one_chain() -> None:
    village = make_municipality()
    ends = together([lambda place=place: note(village, f"act {place}") for place in range(16)])
    assert ends == [None] * 16
    chain = Chain.objects.get()
    assert chain.length == 16
    assert sorted(chain.records.values_list("position", flat=True)) == list(range(1, 17))
    assert verify() == (16, [])


@pytest.mark.django_db(transaction=True)
def test_acts_on_two_municipalities_in_opposite_order_do_not_lock_each_other() -> None:
    places = [make_municipality(), make_municipality()]
    for place in places:
        note(place, "first")

    def both(turn: int) -> None:
        with act() as journal:
            for place in places[:: 1 if turn % 2 else -1]:
                journal.record("both", place, by=None, municipality=place.pk)

    assert together([lambda turn=turn: both(turn) for turn in range(16)]) == [None] * 16
    assert verify() == (34, [])


# --- append-only ---


@pytest.mark.parametrize(
    ("attack", "rule"),
    [
        ("UPDATE journal_record SET verb = 'other'", "journal_record_append_only"),
        ("DELETE FROM journal_record", "journal_record_never_deleted"),
        ("DELETE FROM journal_chain", "journal_chain_never_deleted"),
        ("UPDATE journal_chain SET length = length - 1", "journal_chain_never_shrinks"),
        ("UPDATE journal_chain SET scope = 'portal'", "journal_chain_never_shrinks"),
    ],
)
def test_the_journal_is_append_only(village: Municipality, attack: str, rule: str) -> None:
    note(village, "first")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack)
    assert broken_rule(refusal.value) == rule
    assert verify() == (1, [])


def test_the_journal_is_append_only_for_the_orm(village: Municipality) -> None:
    note(village, "first")
    record = Record.objects.get()
    record.verb = "other"
    attempts: list[Callable[[], Any]] = [
        record.save,
        record.delete,
        lambda: Record.objects.all().delete(),
        lambda: Record.objects.update(verb="other"),
        lambda: Record.objects.bulk_update([record], ["verb"]),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert verify() == (1, [])


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["journal_record", "journal_chain"])
def test_the_journal_is_not_truncated(village: Municipality, table: str) -> None:
    note(village, "first")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table} CASCADE")
    assert broken_rule(refusal.value).endswith("_never_truncated")


@pytest.mark.sqlite  # Only SQLite knows REPLACE.
def test_a_record_is_not_replaced(village: Municipality) -> None:
    note(village, "first")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO journal_record SELECT * FROM journal_record")
    assert broken_rule(refusal.value) == "journal_record_never_deleted"


# --- what verify finds ---


@pytest.fixture
def five(village: Municipality) -> Iterator[Chain]:
    """A chain of five records, without the triggers that would keep it."""
    for number in range(1, 6):
        note(village, f"act {number}")
    triggers.drop_all(connection)
    yield Chain.objects.get()
    triggers.create(connection, triggers.every())


def at(position: int) -> Any:
    """The record at a position, as a QuerySet."""
    return Record.objects.filter(position=position)


def faults() -> list[tuple[int, str]]:
    """What verify finds, as pairs (position, fault); the command must agree by its exit code."""
    _good, breaks = verify()
    return [(found.position, found.fault) for found in breaks]


@pytest.mark.parametrize("position", [1, 3, 5])
@pytest.mark.parametrize(
    "change",
    [
        {"verb": "another"},
        {"actor_id": 7},
        {"role": "head"},
        {"origin": "elsewhere"},
        {"subject_id": 7_000},
        {"subject_type": "budget.award"},
        {"facts": {"tyiyn": 1}},
        {"acted_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"written_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_is_found(five: Chain, change: dict[str, Any], position: int) -> None:
    at(position).update(**change)
    assert faults() == [(position, "changed")]


@pytest.mark.parametrize(("position", "found"), [(1, (2, "put in")), (3, (4, "put in")), (5, (5, "changed"))])
def test_a_change_with_a_digest_that_fits_is_found(five: Chain, position: int, found: tuple[int, str]) -> None:
    record = at(position).get()
    record.facts = {"tyiyn": 1}
    at(position).update(facts=record.facts, digest=record.computed_digest())
    assert faults() == [found]


@pytest.mark.parametrize("position", [1, 3, 5])
def test_a_loss_is_found(five: Chain, position: int) -> None:
    at(position).delete()
    assert faults() == [(position, "lost")]


def test_the_loss_of_all_is_found(five: Chain) -> None:
    Record.objects.all().delete()
    assert faults() == [(1, "lost")]


def test_a_record_added_at_the_end_is_found(five: Chain) -> None:
    put_in(five, position=6, previous=five.head)
    assert faults() == [(6, "put in")]


def test_a_record_put_in_between_is_found(five: Chain) -> None:
    before = at(2).get()
    for position in (5, 4, 3):
        at(position).update(position=position + 1)
    put_in(five, position=3, previous=before.digest)
    # The forged one fits what stands before it; what stands after it does not.
    assert [position for position, _fault in faults()] == [4]


def test_a_record_in_the_place_of_another_is_found(five: Chain) -> None:
    at(3).delete()
    put_in(five, position=3, previous="0" * 64)
    assert faults() == [(3, "put in")]


def put_in(chain: Chain, *, position: int, previous: str) -> None:
    """Store a forged record whose digest fits its content."""
    moment = clock.now()
    forged = Record(
        chain=chain,
        position=position,
        acted_at=moment,
        written_at=moment,
        verb="forged",
        subject_type="budget.award",
        subject_id=1,
        previous=previous,
    )
    forged.digest = forged.computed_digest()
    forged.save()


def test_only_the_broken_chain_is_named(five: Chain) -> None:
    other = make_municipality()
    note(other, "whole")
    at(2).filter(chain=five).update(verb="another")
    good, breaks = verify()
    assert [found.scope for found in breaks] == [five.scope]
    assert good == 2, "one before the fault, one in the other chain"


def test_the_command_says_that_the_journal_is_whole(village: Municipality, capsys: Any) -> None:
    note(village, "first")
    call_command("journal_verify")
    out, err = capsys.readouterr()
    assert out.strip() == "журнал бүтүн / журнал цел: 1"
    assert err == ""


def test_the_command_names_the_first_fault_and_exits_with_1(five: Chain, capsys: Any) -> None:
    at(3).update(verb="another")
    at(5).update(verb="another")
    triggers.create(connection, triggers.every())
    with pytest.raises(SystemExit) as end:
        call_command("journal_verify")
    assert end.value.code == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip() == f"{five.scope} № 3: өзгөртүлгөн / изменена"


def test_the_command_names_a_trigger_that_is_gone(five: Chain, capsys: Any) -> None:
    """A journal that is whole but can be changed is no good either."""
    with pytest.raises(SystemExit) as end:
        call_command("journal_verify")
    assert end.value.code == 1
    assert "journal_record_append_only" in capsys.readouterr().err
