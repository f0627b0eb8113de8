"""What the database keeps of contests and applications."""

from journal.triggers import Event, Trigger, never_deleted, refuse

# A row that moves from one owner to another touches both, so an UPDATE is judged by the old owner and the new one.
_ROWS: list[tuple[Event, tuple[str, ...]]] = [
    ("INSERT", ("NEW",)),
    ("UPDATE", ("OLD", "NEW")),
    ("DELETE", ("OLD",)),
]

# What the announcement said of the contest itself; whom to ask may still change.
_ANNOUNCED = [
    "municipality_id", "regulation_id", "year", "title_ky", "title_ru", "summary_ky", "summary_ru", "opens_at",
    "closes_at", "scoring_until", "decision_on", "implement_by",
]  # fmt: skip

# What the applicant wrote. NULL and an empty value count as one, for the comparison only.
_WRITTEN_TEXTS = [
    "kind", "title_ky", "title_ru", "aim", "description", "beneficiaries", "own_contribution", "surname", "given_name",
    "patronymic", "pin", "phone", "address", "organisation", "organisation_pin",
]  # fmt: skip
_WRITTEN_NUMBERS = ["priority_id", "village_id", "own_contribution_value"]


def locked_by_announcement(table: str) -> list[Trigger]:
    """Return triggers that refuse any change to a term of a contest that is no longer being prepared."""
    return [
        refuse(
            f"{table}_locked_{event.lower()}",
            table=table,
            event=event,
            when=" OR ".join(
                f"(SELECT c.state FROM initiatives_contest c WHERE c.id = {row}.contest_id) <> 'draft'" for row in rows
            ),
        )
        for event, rows in _ROWS
    ]


def part_of_open_application(table: str) -> list[Trigger]:
    """Return triggers that refuse changes to a part of an application once it has been handed in."""
    return [
        refuse(
            f"{table}_fixed_{event.lower()}",
            table=table,
            event=event,
            when=" OR ".join(
                f"(SELECT a.state FROM initiatives_application a WHERE a.id = {row}.application_id)"
                " NOT IN ('draft', 'returned')"
                for row in rows
            ),
        )
        for event, rows in _ROWS
    ]


def of_its_contest(table: str, *, name: str, column: str, term: str) -> list[Trigger]:
    """Return triggers that refuse a part of an application that points to a term of another contest."""
    return [
        refuse(
            f"{name}_{event.lower()}",
            table=table,
            event=event,
            when=(
                f"NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {term} t JOIN initiatives_application a"
                f" ON a.contest_id = t.contest_id WHERE t.id = NEW.{column} AND a.id = NEW.application_id)"
            ),
        )
        for event in ("INSERT", "UPDATE")
    ]


TRIGGERS = [
    *never_deleted("initiatives_contest", unless="OLD.state = 'draft'"),
    *never_deleted("initiatives_application", unless="OLD.state = 'draft'"),
    *locked_by_announcement("initiatives_priority"),
    *locked_by_announcement("initiatives_fundingsource"),
    *locked_by_announcement("initiatives_requireddocument"),
    *part_of_open_application("initiatives_planitem"),
    *part_of_open_application("initiatives_budgetline"),
    *part_of_open_application("initiatives_attachment"),
    *of_its_contest(
        "initiatives_budgetline",
        name="budget_line_source_of_its_contest",
        column="source_id",
        term="initiatives_fundingsource",
    ),
    *of_its_contest(
        "initiatives_attachment",
        name="attachment_document_of_its_contest",
        column="document_id",
        term="initiatives_requireddocument",
    ),
    refuse(
        "application_text_fixed",
        table="initiatives_application",
        event="UPDATE",
        when=(
            "OLD.state NOT IN ('draft', 'returned') AND ("
            + " OR ".join(
                [f"NEW.{column} <> OLD.{column}" for column in _WRITTEN_TEXTS]
                + [f"COALESCE(NEW.{column}, 0) <> COALESCE(OLD.{column}, 0)" for column in _WRITTEN_NUMBERS]
            )
            + ")"
        ),
    ),
    refuse(
        "application_number_never_changes",
        table="initiatives_application",
        event="UPDATE",
        when=(
            "OLD.entry_id IS NOT NULL AND (NEW.entry_id IS NULL OR NEW.entry_id <> OLD.entry_id"
            " OR NEW.submitted_at <> OLD.submitted_at OR NEW.contest_id <> OLD.contest_id"
            " OR NEW.applicant_id <> OLD.applicant_id)"
        ),
    ),
    refuse(
        "contest_never_unannounced",
        table="initiatives_contest",
        event="UPDATE",
        when="OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.announced_at <> OLD.announced_at)",
    ),
    refuse(
        "contest_terms_locked",
        table="initiatives_contest",
        event="UPDATE",
        when="OLD.state <> 'draft' AND (" + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _ANNOUNCED) + ")",
    ),
]
