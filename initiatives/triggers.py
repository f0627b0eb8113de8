"""What the database keeps of contests and applications."""

from journal.triggers import Event, Trigger, never_deleted, refuse

# A row that moves from one owner to another touches both, so an UPDATE is judged by the old owner and the new one.
_ROWS: list[tuple[Event, tuple[str, ...]]] = [
    ("INSERT", ("NEW",)),
    ("UPDATE", ("OLD", "NEW")),
    ("DELETE", ("OLD",)),
]
_WRITES: list[Event] = ["INSERT", "UPDATE"]

# What the announcement said of the contest itself; whom to ask may still change.
_ANNOUNCED = [
    "municipality_id", "regulation_id", "year", "title_ky", "title_ru", "summary_ky", "summary_ru", "opens_at",
    "closes_at", "scoring_until", "decision_on", "implement_by", "for_people", "for_groups", "for_organisations",
]  # fmt: skip

# What the applicant wrote. NULL and an empty value count as one, for the comparison only.
_WRITTEN_TEXTS = [
    "kind", "title_ky", "title_ru", "aim", "description", "beneficiaries", "own_contribution", "surname", "given_name",
    "patronymic", "pin", "phone", "address", "organisation", "organisation_pin", "position",
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


def of_coapplicants() -> list[Trigger]:
    """Return triggers that keep who is in a group: nobody comes in late, as somebody else, or back again."""
    table = "initiatives_coapplicant"
    closed = (
        "NOT EXISTS (SELECT 1 FROM initiatives_application a JOIN initiatives_contest c ON c.id = a.contest_id"
        " WHERE a.id = NEW.application_id AND c.state = 'announced'"
        " AND a.state IN ('draft', 'submitted', 'returned', 'admitted'))"
    )
    led = "EXISTS (SELECT 1 FROM initiatives_application a WHERE a.id = NEW.application_id AND a.applicant_id = {})"
    return [
        *never_deleted(
            table,
            unless="EXISTS (SELECT 1 FROM initiatives_application a"
            " WHERE a.id = OLD.application_id AND a.state = 'draft')",
        ),
        refuse("coapplicant_comes_in_time_insert", table=table, event="INSERT", when=closed),
        refuse(
            "coapplicant_comes_in_time_update",
            table=table,
            event="UPDATE",
            when=f"OLD.user_id IS NULL AND NEW.user_id IS NOT NULL AND (OLD.removed_at IS NOT NULL OR {closed})",
        ),
        # Another person, another application, or back again after being taken off: that is a new invitation.
        refuse(
            "coapplicant_stays_who_it_is",
            table=table,
            event="UPDATE",
            when=(
                "NEW.application_id <> OLD.application_id"
                " OR (OLD.user_id IS NOT NULL AND (NEW.user_id IS NULL OR NEW.user_id <> OLD.user_id"
                " OR NEW.joined_at <> OLD.joined_at))"
                " OR (OLD.removed_at IS NOT NULL AND (NEW.removed_at IS NULL OR NEW.removed_at <> OLD.removed_at))"
            ),
        ),
        *[
            refuse(
                f"coapplicant_is_another_person_{event.lower()}",
                table=table,
                event=event,
                when=led.format("NEW.user_id"),
            )
            for event in _WRITES
        ],
    ]


def of_clarifications() -> list[Trigger]:
    """Return triggers that keep the questions of the staff: asked about what was handed in, answered once, for good."""
    table = "initiatives_clarification"
    return [
        *never_deleted(table),
        refuse(
            "clarification_of_handed_in",
            table=table,
            event="INSERT",
            when="(SELECT a.state FROM initiatives_application a WHERE a.id = NEW.application_id) = 'draft'",
        ),
        refuse(
            "clarification_question_fixed",
            table=table,
            event="UPDATE",
            when=(
                "NEW.text <> OLD.text OR NEW.application_id <> OLD.application_id"
                " OR NEW.asked_by_id <> OLD.asked_by_id OR NEW.asked_at <> OLD.asked_at"
            ),
        ),
        refuse(
            "clarification_answered_once",
            table=table,
            event="UPDATE",
            when=(
                "OLD.answer <> '' AND (NEW.answer <> OLD.answer"
                " OR NEW.answered_by_id IS NULL OR NEW.answered_at IS NULL"
                " OR NEW.answered_by_id <> OLD.answered_by_id OR NEW.answered_at <> OLD.answered_at)"
            ),
        ),
    ]


TRIGGERS = [
    *of_coapplicants(),
    *never_deleted("initiatives_contest", unless="OLD.state = 'draft'"),
    *never_deleted("initiatives_application", unless="OLD.state = 'draft'"),
    *locked_by_announcement("initiatives_priority"),
    *locked_by_announcement("initiatives_fundingsource"),
    *locked_by_announcement("initiatives_requireddocument"),
    *part_of_open_application("initiatives_planitem"),
    *part_of_open_application("initiatives_budgetline"),
    *part_of_open_application("initiatives_attachment"),
    *part_of_open_application("initiatives_part"),
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
    *of_clarifications(),
    *never_deleted("initiatives_question"),
    refuse(
        "question_text_fixed",
        table="initiatives_question",
        event="UPDATE",
        when="NEW.text <> OLD.text OR NEW.contest_id <> OLD.contest_id OR NEW.asked_by_id <> OLD.asked_by_id"
        " OR NEW.asked_at <> OLD.asked_at",
    ),
    # It may still be taken off the public page, never put there afterwards.
    refuse(
        "question_answer_fixed",
        table="initiatives_question",
        event="UPDATE",
        when="OLD.answer <> '' AND (NEW.answer <> OLD.answer OR NEW.answered_at <> OLD.answered_at"
        " OR NEW.answered_by_id <> OLD.answered_by_id OR (NEW.public AND NOT OLD.public))",
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
    # What the commission returned is opened by the publication of that, and the row says when.
    refuse(
        "application_revision_opens_with_results",
        table="initiatives_application",
        event="UPDATE",
        when=(
            "OLD.state = 'revise' AND NEW.state = 'returned' AND (NEW.revision_at IS NULL"
            " OR (SELECT c.state FROM initiatives_contest c WHERE c.id = NEW.contest_id)"
            " NOT IN ('published', 'closed'))"
        ),
    ),
    refuse(
        "application_revision_is_the_commission_s",
        table="initiatives_application",
        event="UPDATE",
        when=(
            "((NEW.revision_at IS NULL) <> (OLD.revision_at IS NULL) OR NEW.revision_at <> OLD.revision_at)"
            " AND NOT (OLD.state = 'revise' AND NEW.state = 'returned')"
        ),
    ),
    refuse(
        "application_revision_is_the_commission_s_insert",
        table="initiatives_application",
        event="INSERT",
        when="NEW.revision_at IS NOT NULL",
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
