"""What the database keeps by itself: every named rule of this room is attacked, going around Python.

Each attack is named by the rule that must refuse it; one test sees to it that no rule goes unattacked.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from committee.models import Session, Sheet
from committee.triggers import TRIGGERS
from journal.guards import broken_rule
from journal.triggers import missing
from tests.committee import attacks_on_commission, attacks_on_scenarios, attacks_on_sessions, attacks_on_sheets
from tests.committee.world import ATTACKS, World, make_world

# Each module notes its attacks when it is imported.
__all__ = ["attacks_on_commission", "attacks_on_scenarios", "attacks_on_sessions", "attacks_on_sheets"]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all attacks, made once: each attack is rolled back, and the world itself at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def _columns(rule: str) -> str:
    """Return what SQLite says of a UNIQUE constraint in place of its name: the columns, or the index's own name."""
    for model in apps.get_app_config("committee").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == rule and isinstance(constraint, models.UniqueConstraint):
                return ", ".join(
                    f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in constraint.fields
                )
    return ""


@pytest.mark.parametrize(("rule", "attempt"), ATTACKS, ids=lambda value: getattr(value, "__name__", value))
def test_refused(rule, attempt, world):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        attempt(world)
    assert broken_rule(caught.value) in {rule, _columns(rule)}


def test_what_is_not_adopted_can_still_be_taken_back(world):
    """The rules refuse what they should and nothing else: a prepared session and an open sheet may go."""
    with transaction.atomic():
        Session.objects.get(pk=world.planned.pk).delete()
        Sheet.objects.get(pk=world.open.pk).delete()
        transaction.set_rollback(True)


def test_every_rule_is_attacked():
    constraints = {
        constraint.name
        for model in apps.get_app_config("committee").get_models()
        for constraint in model._meta.constraints
    }
    # TRUNCATE is PostgreSQL's alone; the triggers of every room are tried there together.
    triggers = {trigger.name for trigger in TRIGGERS if not trigger.name.endswith("_never_truncated")}
    assert {rule for rule, _attempt in ATTACKS} == constraints | triggers


@pytest.mark.django_db
def test_every_trigger_is_there():
    assert missing(connection) == set()
