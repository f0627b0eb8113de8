"""What the database keeps of money when Python is gone round: every rule is attacked, and refuses by its name."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from budget.models import Amendment, Award, AwardLine, Envelope, LedgerEntry
from budget.services import BudgetRefused, differences, release
from budget.triggers import TRIGGERS
from initiatives.models import Application
from journal.guards import broken_rule
from tests.budget import attacks_on_amendments, attacks_on_rows, attacks_on_totals
from tests.budget.scene import ATTACKS, ENGINES, Attack, Scene, insert, make_scene
from tests.factories import move_application_to, som

# Importing them registers them.
assert attacks_on_amendments and attacks_on_rows and attacks_on_totals
HERE = [attack for attack in ATTACKS if connection.vendor in attack.rules]
# A rule that is none of ours to name: Django names unique fields itself.
UNIQUE_FIELDS = [
    (model, field)
    for model in (Envelope, Award, LedgerEntry)
    for field in model._meta.local_fields
    if field.unique and not field.primary_key
]


@pytest.fixture(scope="module")
def one_scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The scene, made once: each test's own transaction lies inside this one and takes its changes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scene()
        transaction.set_rollback(True)


@pytest.fixture
def scene(one_scene: Scene, db: None) -> Scene:
    """Envelopes, awards and payments, made by the services."""
    one_scene.local.refresh_from_db()
    return one_scene


def everything() -> list[Any]:
    """All rows that speak of money."""
    tables: list[type[models.Model]] = [Envelope, Award, AwardLine, Amendment, LedgerEntry]
    return [list(model._default_manager.order_by("pk").values_list()) for model in tables] + [
        list(Application.objects.order_by("pk").values_list("pk", "state"))
    ]


@pytest.mark.parametrize("attack", HERE, ids=lambda attack: attack.name)
def test_an_attack_is_refused_by_its_rule(scene: Scene, attack: Attack) -> None:
    before = everything()
    with pytest.raises((IntegrityError, BudgetRefused)) as refusal, transaction.atomic():
        attack.run(scene)
    error = refusal.value
    rule = error.rule if isinstance(error, BudgetRefused) else broken_rule(error)
    assert rule == attack.rules[connection.vendor]
    assert everything() == before
    assert differences() == []
    scene.local.refresh_from_db()
    assert scene.local.committed == som(23_000), "the scene must be so tight that one tyiyn counts"


def test_every_rule_is_attacked_on_every_engine() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("budget").get_models()
        for constraint in model._meta.constraints
    }
    for engine in ENGINES:
        kept = named | {trigger.name for trigger in TRIGGERS if engine == "postgresql" or trigger.sqlite}
        # A unique constraint goes under its columns on SQLite.
        attacked = {attack.rules.get("postgresql") for attack in ATTACKS if engine in attack.rules} | {
            attack.rules.get(engine) for attack in ATTACKS
        }
        assert kept - attacked == set(), f"rules that no attack tries on {engine}"


def test_no_attack_is_named_twice() -> None:
    assert [name for name, times in Counter(attack.name for attack in ATTACKS).items() if times > 1] == []


@pytest.mark.parametrize(("model", "field"), UNIQUE_FIELDS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_what_is_unique_is_not_stored_twice(scene: Scene, model: type[models.Model], field: Any) -> None:
    """One envelope of a source, one award of an application, one entry of a key, one reversal of an entry."""
    if model is LedgerEntry and field.name == "reverses":
        undone = scene.line.entries.get(kind="pay")
        twin: models.Model = scene.entry(
            "reverse", undone.money, line=undone.line, reverses=undone, delta_disbursed=-undone.money, key="1"
        )
        twin.save()
        twin.key = "2"  # type: ignore[attr-defined]  # an entry of the ledger, made above
    elif model is LedgerEntry:
        twin = scene.entry("appropriate", 1, key=LedgerEntry.objects.order_by("id")[0].key)
    else:
        twin = model._default_manager.order_by("pk")[0]
        if isinstance(twin, Envelope):
            twin.amount = twin.committed = twin.disbursed = 0
            twin.last_entry_id = None
    twin.pk = None
    before = everything()
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        insert(twin)
    assert field.column in broken_rule(refusal.value)
    assert everything() == before


@pytest.mark.parametrize("model", [Envelope, Award, AwardLine])
def test_django_itself_protects_what_others_point_to(scene: Scene, model: type[models.Model]) -> None:
    before = everything()
    with pytest.raises(ProtectedError):
        model._default_manager.all().delete()
    assert everything() == before


def test_people_sources_and_applications_of_money_are_protected(scene: Scene) -> None:
    for row in (scene.money.accountant, scene.local.source, scene.first.application):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_a_total_cannot_move_without_an_amendment_that_follows(scene: Scene) -> None:
    """The foreign key is judged when the transaction ends, on both engines."""
    before = everything()
    with pytest.raises(IntegrityError), transaction.atomic():
        attacks_on_amendments.dangling(scene)
    assert everything() == before


def test_a_winner_stays_one_when_money_is_released(scene: Scene) -> None:
    """The rule is judged when the state is reached; the row must be writable after that."""
    winner = scene.second.application
    Application.objects.filter(pk=winner.pk).update(state="awarded", outcome_at=winner.checked_at)
    line = scene.second.lines.get()
    release(by=scene.money.accountant, line=line, money=som(8_000), ground="Арзан сатып алынды", key="r")
    assert Application.objects.filter(pk=winner.pk).update(outcome_at=winner.submitted_at) == 1


def test_what_is_right_passes(scene: Scene) -> None:
    """The rules refuse attacks, not work: raw rows that fit are taken and move the totals."""
    insert(scene.entry("appropriate", som(1_000), key="a"))
    insert(scene.entry("commit", som(1_000), line=scene.line, key="b"))
    insert(scene.entry("pay", som(8_000), line=scene.line, key="c"))
    insert(scene.entry("refund", som(13_000), line=scene.line, key="d"))
    insert(scene.entry("release", som(13_000), line=scene.line, key="e"))
    insert(scene.entry("reduce", som(13_000), key="f"))
    scene.local.refresh_from_db()
    assert (scene.local.amount, scene.local.committed, scene.local.disbursed) == (
        som(11_000),
        som(11_000),
        som(3_000),
    )
    assert differences() == []
    move_application_to(scene.waiting, "reserve")


@pytest.mark.sqlite  # Only SQLite knows OR FAIL.
def test_or_fail_leaves_at_most_an_entry_that_the_check_names(scene: Scene) -> None:
    """OR FAIL keeps the row whose trigger failed; the totals stand, and ledger_check tells of it."""
    with pytest.raises(IntegrityError) as refusal:
        insert(scene.entry("commit", 1, line=scene.line), verb="INSERT OR FAIL")
    assert broken_rule(refusal.value) == "envelope_committed_within_amount"
    connection.needs_rollback = False
    scene.local.refresh_from_db()
    assert scene.local.committed == scene.local.amount
    assert [line.split(":")[0] for line in differences()] == [
        f"каражат / средства № {scene.local.pk}",
        f"каржылоо сабы / строка финансирования № {scene.line.pk}",
    ]
