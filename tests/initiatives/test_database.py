"""What the database keeps of contests and applications: every named rule is attacked, going around Python.

An attack is named by the rule that must refuse it; one test sees to it that no rule goes unattacked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, ProtectedError

from initiatives.models import (
    Application,
    Attachment,
    BudgetLine,
    Coapplicant,
    Contest,
    FundingSource,
    PlanItem,
    Priority,
    RequiredDocument,
)
from initiatives.triggers import TRIGGERS
from journal import clock
from journal.guards import broken_rule
from journal.triggers import missing
from tests import factories as make
from tests.initiatives import attacks_on_clarifications, attacks_on_questions

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class World:
    """A contest being prepared, one that takes applications, and applications to it."""

    prepared: Contest
    announced: Contest
    foreign: Contest
    draft: Application
    submitted: Application
    returned: Application
    admitted: Application
    withdrawn: Application
    scored: Application
    revise: Application
    unopened: Application
    invited: Coapplicant
    joined: Coapplicant
    taken_off: Coapplicant
    too_late: Coapplicant


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all attacks, made once: each attack is rolled back, and the world itself at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        announced = make.make_contest()
        submitted = make.make_application(announced, state="submitted")
        closed = make.make_contest()
        scored = make.make_application(closed, state="admitted")
        too_late = make.make_coapplicant(scored)
        published, decided = make.make_contest(state="published"), make.make_contest(state="decided")
        make.move_contest_to(closed, "scoring")
        yield World(
            prepared=make.make_contest(state="draft"),
            announced=announced,
            foreign=make.make_contest(),
            draft=make.make_application(announced),
            submitted=submitted,
            returned=make.make_application(announced, state="returned"),
            admitted=make.make_application(announced, state="admitted"),
            withdrawn=make.make_application(announced, state="withdrawn"),
            scored=scored,
            revise=make.make_application(published, state="revise"),
            unopened=make.make_application(decided, state="revise"),
            invited=make.make_coapplicant(submitted),
            joined=make.make_coapplicant(submitted, make.make_user()),
            taken_off=make.make_coapplicant(submitted, removed_at=clock.now()),
            too_late=too_late,
        )
        transaction.set_rollback(True)


Attempt = Callable[[World], object]
ATTACKS: list[tuple[str, Attempt]] = []


def attack(rule: str, attempt: Attempt) -> None:
    """Note an attempt that `rule` must refuse."""
    ATTACKS.append((rule, attempt))


def sql(statement: str, *values: Any) -> None:
    """Run a statement as someone at the database's own prompt would."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write(row: models.Model, **changes: Any) -> int:
    """Change a row past its model's save()."""
    return type(row)._base_manager.filter(pk=row.pk).update(**changes)


def insert(row: models.Model, **changes: Any) -> None:
    """Put a copy of a row in, past its model's save()."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    columns.update(changes)
    columns.pop("id")
    type(row)._base_manager.bulk_create([type(row)(**columns)])


# --- Constraints of a contest and its terms ---
attack("contest_state_known", lambda w: write(w.announced, state="lost"))
attack("contest_closes_after_opening", lambda w: write(w.prepared, closes_at=F("opens_at")))
attack("contest_dates_in_order", lambda w: write(w.prepared, decision_on=F("scoring_until") - timedelta(days=1)))
attack("contest_dates_in_order", lambda w: write(w.prepared, implement_by=w.prepared.decision_on - timedelta(days=1)))
attack("contest_terms_locked", lambda w: write(w.announced, closes_at=w.announced.closes_at + timedelta(days=1)))
attack("contest_terms_locked", lambda w: write(w.announced, title_ru="Другой конкурс"))
attack("contest_terms_locked", lambda w: write(w.announced, regulation=w.foreign.regulation))
attack("contest_announced_has_time", lambda w: write(w.prepared, state="announced"))
attack("contest_announced_has_time", lambda w: write(w.prepared, announced_at=clock.now()))
attack("contest_announced_has_time", lambda w: write(w.announced, announced_at=None))
attack("contest_decided_has_time", lambda w: write(w.announced, state="decided"))
attack("contest_decided_has_time", lambda w: write(w.announced, decided_at=clock.now()))
attack("contest_published_has_time", lambda w: write(w.announced, state="published", decided_at=clock.now()))
attack("contest_published_has_time", lambda w: write(w.announced, published_at=clock.now()))
attack("priority_named_once", lambda w: insert(w.prepared.priorities.first()))
attack(
    "contest_open_to_someone",
    lambda w: write(w.prepared, for_people=False, for_groups=False, for_organisations=False),
)
attack("contest_terms_locked", lambda w: write(w.announced, for_groups=False))
attack("document_asked_of_known", lambda w: w.prepared.required_documents.update(asked_of="ghosts"))
attack("source_named_once", lambda w: insert(w.prepared.sources.first()))
attack("document_named_once", lambda w: insert(w.prepared.required_documents.first()))
attack("source_kind_known", lambda w: w.prepared.sources.update(kind="bank"))
attack("source_cap_positive", lambda w: w.prepared.sources.update(cap=0))
attack("source_share_within_100", lambda w: w.prepared.sources.update(max_share=0))
attack("source_share_within_100", lambda w: w.prepared.sources.update(max_share=101))

# --- Constraints of an application and its parts ---
attack("application_state_known", lambda w: write(w.admitted, state="lost"))
attack("application_kind_known", lambda w: write(w.draft, kind="ghost"))
attack("application_submitted_has_number", lambda w: write(w.draft, state="submitted"))
attack("application_submitted_has_number", lambda w: write(w.draft, submitted_at=clock.now()))
attack("application_submitted_has_number", lambda w: write(w.submitted, state="draft"))
attack("application_submitted_has_number", lambda w: write(w.submitted, submitted_at=None))
attack("application_refused_has_reason", lambda w: write(w.submitted, state="refused", checked_at=clock.now()))
attack("application_refused_has_reason", lambda w: write(w.admitted, state="unsupported", outcome_at=clock.now()))
attack("application_returned_has_deadline", lambda w: write(w.returned, correct_by=None))
attack("application_returned_has_deadline", lambda w: write(w.returned, reason=""))
attack("application_checked_has_time", lambda w: write(w.submitted, state="admitted"))
attack("application_checked_has_time", lambda w: write(w.submitted, state="refused", reason="Себеп"))
attack("application_decided_has_time", lambda w: write(w.admitted, state="reserve"))
attack("application_decided_has_time", lambda w: write(w.admitted, outcome_at=clock.now()))
attack("application_refused_has_reason", lambda w: write(w.revise, reason=""))
attack("application_returned_has_deadline", lambda w: write(w.revise, correct_by=None))
attack("application_checked_has_time", lambda w: write(w.revise, checked_at=None))
attack("application_decided_has_time", lambda w: write(w.revise, outcome_at=None))
attack("application_text_fixed", lambda w: write(w.revise, aim="Башка"))
OPENED: dict[str, Any] = {"state": "returned", "outcome_at": None}
attack(
    "application_revision_opens_with_results",
    lambda w: write(w.unopened, **OPENED, revision_at=clock.now()),
)
attack("application_revision_opens_with_results", lambda w: write(w.revise, **OPENED))
attack("application_revision_is_the_commission_s", lambda w: write(w.submitted, revision_at=clock.now()))
attack("application_revision_is_the_commission_s", lambda w: write(w.revise, revision_at=clock.now()))
attack(
    "application_revision_is_the_commission_s",
    lambda w: (
        write(w.revise, **OPENED, revision_at=clock.now()),
        write(w.revise, revision_at=clock.now() + timedelta(days=1)),
    ),
)
attack(
    "application_revision_is_the_commission_s",
    lambda w: (write(w.revise, **OPENED, revision_at=clock.now()), write(w.revise, revision_at=None)),
)
attack("application_revision_is_the_commission_s_insert", lambda w: insert(w.draft, revision_at=clock.now()))
attack("budget_line_quantity_positive", lambda w: write(w.draft.lines.first(), quantity=0))
attack("budget_line_price_positive", lambda w: write(w.draft.lines.first(), price=-1))
attack("budget_line_amount_is_the_product", lambda w: write(w.draft.lines.first(), amount=F("amount") + 1))
attack("budget_line_amount_is_the_product", lambda w: write(w.draft.lines.first(), amount=F("amount") - 1))
attack("part_kept_once", lambda w: insert(w.draft.parts.first()))
attack("part_name_known", lambda w: write(w.draft.parts.first(), name="secret"))
attack("attachment_type_allowed", lambda w: write(w.draft.attachments.first(), content_type="text/html"))

# --- Terms are locked by the announcement ---
TERMS: dict[str, Callable[[Contest], Any]] = {
    "initiatives_priority": lambda contest: contest.priorities,
    "initiatives_fundingsource": lambda contest: contest.sources,
    "initiatives_requireddocument": lambda contest: contest.required_documents,
}
for table, of in TERMS.items():
    attack(f"{table}_locked_insert", lambda w, of=of: insert(of(w.announced).first(), name_ky="Жаңы"))
    attack(f"{table}_locked_insert", lambda w, of=of: insert(of(w.prepared).first(), contest_id=w.announced.pk))
    attack(f"{table}_locked_update", lambda w, of=of: of(w.announced).update(name_ru="Другое"))
    attack(
        f"{table}_locked_update",
        # Taken away to a contest that is still being prepared.
        lambda w, of=of: write(of(w.announced).first(), contest_id=w.prepared.pk, name_ky="Көчкөн"),
    )
    attack(
        f"{table}_locked_update",
        lambda w, of=of: write(of(w.prepared).first(), contest_id=w.announced.pk, name_ky="Көчкөн"),
    )
    attack(
        f"{table}_locked_delete",
        lambda w, of=of, table=table: sql(f"DELETE FROM {table} WHERE contest_id = %s", w.announced.pk),
    )
attack("contest_never_unannounced", lambda w: write(w.announced, state="draft"))
attack("contest_never_unannounced", lambda w: write(w.announced, announced_at=clock.now() + timedelta(days=1)))
attack(
    "initiatives_contest_never_deleted",
    lambda w: sql("DELETE FROM initiatives_contest WHERE id = %s", w.announced.pk),
)

# --- Parts are fixed once the application is handed in ---
PARTS: dict[str, tuple[Callable[[Application], Any], dict[str, Any]]] = {
    "initiatives_planitem": (lambda application: application.plan, {"what": "Башка"}),
    "initiatives_budgetline": (lambda application: application.lines, {"what": "Башка"}),
    "initiatives_attachment": (lambda application: application.attachments, {"name": "башка.pdf"}),
    "initiatives_part": (lambda application: application.parts, {"typed": "what=x"}),
}
for table, (parts, change) in PARTS.items():
    other = {"key": "0" * 32} if table == "initiatives_attachment" else {}
    for state in ("submitted", "admitted"):
        attack(
            f"{table}_fixed_insert",
            lambda w, of=parts, s=state, o=other: insert(of(getattr(w, s)).first(), **o),
        )
        attack(
            f"{table}_fixed_update",
            lambda w, of=parts, s=state, c=change: of(getattr(w, s)).update(**c),
        )
        attack(
            f"{table}_fixed_delete",
            lambda w, s=state, t=table: sql(f"DELETE FROM {t} WHERE application_id = %s", getattr(w, s).pk),
        )
    # A part carried off to a draft, and one slipped in from a draft.
    attack(
        f"{table}_fixed_update",
        lambda w, of=parts: write(of(w.submitted).first(), application_id=w.draft.pk),
    )
    attack(
        f"{table}_fixed_update",
        lambda w, of=parts: write(of(w.draft).first(), application_id=w.submitted.pk),
    )
TEXTS: dict[str, Any] = {
    "title_ky": "Башка", "aim": "Башка", "pin": "20101199012345", "phone": "+996700000000", "kind": "group",
    "priority_id": None, "village_id": None, "own_contribution_value": 1, "organisation": "Башка",
}  # fmt: skip
for name, value in TEXTS.items():
    attack("application_text_fixed", lambda w, n=name, v=value: write(w.submitted, **{n: v}))
    attack("application_text_fixed", lambda w, n=name, v=value: write(w.admitted, **{n: v}))
attack("application_number_never_changes", lambda w: write(w.submitted, entry_id=w.draft.contest.pk + 10**6))
attack(
    "application_number_never_changes", lambda w: write(w.submitted, entry_id=None, state="draft", submitted_at=None)
)
attack("application_number_never_changes", lambda w: write(w.submitted, submitted_at=F("submitted_at") - timedelta(1)))
attack("application_number_never_changes", lambda w: write(w.returned, contest_id=w.foreign.pk))
attack("application_number_never_changes", lambda w: write(w.returned, applicant_id=w.draft.applicant_id))
attack(
    "initiatives_application_never_deleted",
    lambda w: sql("DELETE FROM initiatives_application WHERE id = %s", w.submitted.pk),
)

# --- The people of a group ---
attack("coapplicant_right_known", lambda w: write(w.invited, right="own"))
attack("coapplicant_joined_has_time", lambda w: write(w.invited, user=make.make_user()))
attack("coapplicant_joined_has_time", lambda w: write(w.invited, joined_at=clock.now()))
attack("coapplicant_joined_once", lambda w: insert(w.joined, key="another"))
attack("coapplicant_comes_in_time_insert", lambda w: insert(w.invited, key="a", application_id=w.withdrawn.pk))
attack("coapplicant_comes_in_time_insert", lambda w: insert(w.invited, key="a", application_id=w.scored.pk))
attack(
    "coapplicant_comes_in_time_update",
    lambda w: write(w.too_late, user=make.make_user(), joined_at=clock.now()),
)
attack(
    "coapplicant_comes_in_time_update",
    lambda w: write(w.taken_off, user=make.make_user(), joined_at=clock.now()),
)
attack("coapplicant_stays_who_it_is", lambda w: write(w.joined, user=make.make_user()))
attack("coapplicant_stays_who_it_is", lambda w: write(w.joined, user=None, joined_at=None))
attack("coapplicant_stays_who_it_is", lambda w: write(w.joined, joined_at=clock.now() - timedelta(days=9)))
attack("coapplicant_stays_who_it_is", lambda w: write(w.invited, application_id=w.returned.pk))
attack("coapplicant_stays_who_it_is", lambda w: write(w.taken_off, removed_at=None))
attack(
    "coapplicant_is_another_person_insert",
    lambda w: insert(w.invited, key="a", user_id=w.submitted.applicant_id, joined_at=clock.now()),
)
attack(
    "coapplicant_is_another_person_update",
    lambda w: write(w.invited, user=w.submitted.applicant, joined_at=clock.now()),
)
attack(
    "initiatives_coapplicant_never_deleted",
    lambda w: sql("DELETE FROM initiatives_coapplicant WHERE id = %s", w.joined.pk),
)

# --- A part points to the terms of its own contest ---
attack(
    "budget_line_source_of_its_contest_insert",
    lambda w: insert(w.draft.lines.first(), source_id=w.foreign.sources.first().pk),
)
attack(
    "budget_line_source_of_its_contest_update",
    lambda w: w.draft.lines.update(source=w.foreign.sources.first()),
)
attack(
    "attachment_document_of_its_contest_insert",
    lambda w: insert(w.draft.attachments.first(), key="1" * 32, document_id=w.foreign.required_documents.first().pk),
)
attack(
    "attachment_document_of_its_contest_update",
    lambda w: write(w.draft.attachments.first(), document=w.foreign.required_documents.first()),
)


ATTACKS += attacks_on_clarifications.ATTACKS
ATTACKS += attacks_on_questions.ATTACKS

# What breaks these breaks another rule as well, and PostgreSQL names the first of them in the alphabet.
ALSO_BROKEN = {
    "contest_state_known": "contest_decided_has_time",
    "budget_line_quantity_positive": "budget_line_amount_is_the_product",
    "budget_line_price_positive": "budget_line_amount_is_the_product",
}


def _columns(rule: str) -> str:
    """Return what SQLite says of a UNIQUE constraint in place of its name: the columns."""
    for model in apps.get_app_config("initiatives").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == rule and isinstance(constraint, models.UniqueConstraint):
                return ", ".join(
                    f"{model._meta.db_table}.{model._meta.get_field(name).column}" for name in constraint.fields
                )
    return ""


@pytest.mark.parametrize(
    ("rule", "attempt"), ATTACKS, ids=[f"{rule}-{number}" for number, (rule, _) in enumerate(ATTACKS)]
)
def test_refused(rule: str, attempt: Attempt, world: World):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        attempt(world)
    assert broken_rule(caught.value) in {rule, _columns(rule), ALSO_BROKEN.get(rule)}


def test_every_rule_is_attacked():
    constraints = {
        constraint.name
        for model in apps.get_app_config("initiatives").get_models()
        for constraint in model._meta.constraints
    }
    refusing = {trigger.name for trigger in TRIGGERS if trigger.sqlite}
    assert constraints | refusing == {rule for rule, _ in ATTACKS}


def test_every_trigger_is_in_place(world: World):
    assert missing(connection) == set()


@pytest.mark.parametrize("name", ["submitted", "returned", "admitted"])
def test_delete_of_the_models_is_refused_too(name: str, world: World):
    application = getattr(world, name)
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        application.delete()
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        Application.objects.filter(pk=application.pk).delete()
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        application.contest.delete()
    assert Application.objects.filter(pk=application.pk).exists()


class TestWhatIsAllowed:
    """The rules refuse what they should and nothing else."""

    def test_a_contest_in_preparation_is_free(self, world: World):
        with transaction.atomic():
            for of in TERMS.values():
                of(world.prepared).update(name_ru="Другое")
                insert(of(world.prepared).first(), name_ky="Жаңы")
            Priority.objects.filter(contest=world.prepared).delete()
            RequiredDocument.objects.filter(contest=world.prepared).delete()
            FundingSource.objects.filter(contest=world.prepared, envelope=None).delete()
            bare = make.make_contest(state="draft", envelopes=False)
            bare.delete()
            transaction.set_rollback(True)

    @pytest.mark.parametrize("name", ["draft", "returned"])
    def test_an_open_application_is_free(self, name: str, world: World):
        application = getattr(world, name)
        with transaction.atomic():
            for parts, change in PARTS.values():
                parts(application).update(**change)
            write(application, **TEXTS)
            for model in (PlanItem, BudgetLine, Attachment):
                model.objects.filter(application=application).delete()
            transaction.set_rollback(True)

    def test_a_draft_goes_with_all_its_parts(self, world: World):
        with transaction.atomic():
            Application.objects.get(pk=world.draft.pk).delete()
            assert not BudgetLine.objects.filter(application=world.draft.pk).exists()
            transaction.set_rollback(True)

    def test_half_a_tyiyn_is_rounded_up(self, world: World):
        source = world.announced.sources.first()
        with transaction.atomic():
            for quantity, price, amount in [(50, 1, 1), (2_50, 3, 8), (1, 50, 1), (33, 3_00, 99)]:
                line = BudgetLine.objects.create(
                    application=world.draft, what="Кездеме", unit="м", quantity=quantity, price=price, source=source
                )
                assert line.amount == amount
            transaction.set_rollback(True)


@pytest.mark.postgres
@pytest.mark.parametrize("table", ["initiatives_contest", "initiatives_application", "initiatives_coapplicant"])
def test_never_emptied_at_once(table: str, world: World):
    # TRUNCATE would first stumble over foreign keys that are only checked at the end of the transaction.
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        sql(f"TRUNCATE {table} CASCADE")
    assert broken_rule(caught.value).endswith("_never_truncated")
