"""What the database keeps of people and consents: every named rule is attacked, going around Python.

An attack is named by the rule that must refuse it; one test sees to it that no rule goes unattacked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from journal.guards import broken_rule
from municipality.models import Appointment, Consent, ConsentText, Municipality, Regulation, User, Village
from municipality.triggers import TRIGGERS
from tests import factories as make

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """A municipality with a clerk who has agreed to the text in force."""

    municipality: Municipality
    regulation: Regulation
    clerk: User
    appointment: Appointment
    text: ConsentText
    consent: Consent


@pytest.fixture
def world() -> Iterator[World]:
    municipality = make.make_municipality()
    clerk = make.make_official(municipality, phone="+996555010203")
    text = ConsentText.objects.get()
    return World(
        municipality,
        make.make_regulation(municipality),
        clerk,
        clerk.appointments.get(),
        text,
        Consent.objects.get(user=clerk),
    )


ATTACKS: list[tuple[str, Callable[[World], object]]] = []


def attack(rule: str, attempt: Callable[[World], object]) -> None:
    """Note an attempt that `rule` must refuse."""
    ATTACKS.append((rule, attempt))


def write(row: models.Model, **changes: Any) -> int:
    """Change a row past its model's save()."""
    return type(row)._base_manager.filter(pk=row.pk).update(**changes)


def copy(row: models.Model, **changes: Any) -> None:
    """Put a copy of a row in, past its model's save()."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    columns.update(changes)
    columns.pop("id")
    type(row)._base_manager.bulk_create([type(row)(**columns)])


def empty(table: str, row: models.Model) -> None:
    """Delete a row as someone at the database's own prompt would."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [row.pk])


attack("village_named_once", lambda w: copy(Village.objects.filter(municipality=w.municipality)[0]))
attack("regulation_entered_once", lambda w: copy(w.regulation))
attack("user_email_taken_once", lambda w: copy(w.clerk, phone=None, email=(w.clerk.email or "").upper()))
attack("user_phone_taken_once", lambda w: copy(w.clerk, email="jany@example.com"))
attack("user_can_be_reached", lambda w: write(w.clerk, email=None, phone=None))
attack("appointment_ends_after_start", lambda w: write(w.appointment, until=w.appointment.since - timedelta(days=1)))
attack("appointment_role_known", lambda w: write(w.appointment, role="king"))
attack("appointment_open_once", lambda w: copy(w.appointment))
attack("municipality_appointment_never_deleted", lambda w: empty("municipality_appointment", w.appointment))
attack("municipality_municipality_never_deleted", lambda w: empty("municipality_municipality", w.municipality))
attack("consent_given_once", lambda w: copy(w.consent, language="ru"))
attack("consent_language_known", lambda w: copy(w.consent, user_id=make.make_user(consented=False).pk, language="en"))
attack("municipality_consent_append_only", lambda w: write(w.consent, given_at=w.consent.given_at - timedelta(days=9)))
attack("municipality_consent_append_only", lambda w: write(w.consent, user=make.make_user(consented=False)))
attack("municipality_consent_never_deleted", lambda w: empty("municipality_consent", w.consent))
attack("municipality_consenttext_append_only", lambda w: write(w.text, text_ky="Сиз баарына макулсуз."))
attack("municipality_consenttext_never_deleted", lambda w: empty("municipality_consenttext", w.text))


@pytest.mark.parametrize(("rule", "attempt"), ATTACKS)
def test_the_database_refuses(rule: str, attempt: Callable[[World], object], world: World) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attempt(world)
    said = broken_rule(refusal.value)
    constraint = next((each for model in of_room() for each in model._meta.constraints if each.name == rule), None)
    if connection.vendor == "sqlite" and isinstance(constraint, models.UniqueConstraint):
        # SQLite names the columns of a unique constraint, or its index.
        assert rule in said or all(f".{name}" in said for name in constraint.fields), said
    else:
        assert said == rule


def of_room() -> list[type[models.Model]]:
    return list(apps.get_app_config("municipality").get_models())


def test_every_rule_is_attacked() -> None:
    rules = {constraint.name for model in of_room() for constraint in model._meta.constraints}
    rules |= {trigger.name for trigger in TRIGGERS if not trigger.name.endswith("_never_truncated")}
    assert rules == {rule for rule, _ in ATTACKS}


def test_a_text_has_one_version_of_each_number() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentText.objects.create(version=1, text_ky="Жаңы", text_ru="Новый")


@pytest.mark.postgres
@pytest.mark.parametrize("table", sorted({trigger.table for trigger in TRIGGERS}))
def test_never_emptied_at_once(table: str, world: World) -> None:
    with connection.cursor() as cursor:
        # TRUNCATE would first stumble over foreign keys that are only checked at the end of the transaction.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert broken_rule(refusal.value).endswith("_never_truncated")
