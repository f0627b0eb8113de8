"""What the database keeps of scores and sessions."""

from initiatives.triggers import locked_by_announcement
from journal.triggers import Event, Trigger, append_only, never_deleted, refuse

# An update is judged by both rows, for it may also carry a part from one whole to another.
_ROWS: list[tuple[Event, tuple[str, ...]]] = [
    ("INSERT", ("NEW",)),
    ("UPDATE", ("OLD", "NEW")),
    ("DELETE", ("OLD",)),
]
_WRITES: list[Event] = ["INSERT", "UPDATE"]


def _part_of_planned_session(table: str, session: str) -> list[Trigger]:
    """Return triggers that refuse changes to a part of an adopted session; `session` finds its id by {row}."""
    return [
        refuse(
            f"{table}_adopted_{event.lower()}",
            table=table,
            event=event,
            when=(
                "EXISTS (SELECT 1 FROM committee_session s WHERE s.adopted_at IS NOT NULL AND s.id IN ("
                + ", ".join(session.format(row=row) for row in rows)
                + "))"
            ),
        )
        for event, rows in _ROWS
    ]


def _on_writing(name: str, table: str, when: str) -> list[Trigger]:
    """Return triggers that refuse to insert or change a row of `table` where `when` holds for it."""
    return [
        refuse(name if event == "INSERT" else f"{name}_{event.lower()}", table=table, event=event, when=when)
        for event in _WRITES
    ]


_VOTER_ABSENT = (
    "NOT EXISTS (SELECT 1 FROM committee_attendance t JOIN committee_proposal p ON p.session_id = t.session_id"
    " WHERE p.id = NEW.proposal_id AND t.member_id = NEW.member_id)"
)
_VOTER_RECUSED = (
    "EXISTS (SELECT 1 FROM committee_sheet s JOIN committee_proposal p ON p.application_id = s.application_id"
    " WHERE p.id = NEW.proposal_id AND s.member_id = NEW.member_id AND s.state = 'recused')"
)
_VOTER_APPLIES = (
    "EXISTS (SELECT 1 FROM committee_member m JOIN committee_proposal p ON p.id = NEW.proposal_id"
    " JOIN initiatives_application a ON a.id = p.application_id"
    " WHERE m.id = NEW.member_id AND (a.applicant_id = m.user_id OR {of_the_group}))"
)
_HAS_VOTED = (
    "EXISTS (SELECT 1 FROM committee_vote v JOIN committee_proposal p ON p.id = v.proposal_id"
    " WHERE p.session_id = OLD.session_id AND v.member_id = OLD.member_id)"
)
# In the group when the application was handed in, or later; to be taken off during the scoring changes nothing.
_OF_THE_GROUP = (
    "EXISTS (SELECT 1 FROM initiatives_coapplicant g WHERE g.application_id = a.id AND g.user_id = m.user_id"
    " AND (g.removed_at IS NULL OR g.removed_at >= a.submitted_at))"
)


# What the announcement said of the commission; its members and their act may still change.
_TERMS = ["contest_id", "quorum_of", "quorum_in", "blind", "asks_justification", "shows_others"]


def _state_of_contest(application: str) -> str:
    """Return SQL for the state of the contest of the application whose id is `application`."""
    return (
        "(SELECT c.state FROM initiatives_application a JOIN initiatives_contest c ON c.id = a.contest_id"
        f" WHERE a.id = {application})"
    )


TRIGGERS = [
    *locked_by_announcement("committee_criterion"),
    refuse(
        "commission_terms_locked",
        table="committee_commission",
        event="UPDATE",
        when=(
            "(SELECT c.state FROM initiatives_contest c WHERE c.id = OLD.contest_id) <> 'draft' AND ("
            + " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _TERMS)
            + " OR COALESCE(NEW.threshold, -1) <> COALESCE(OLD.threshold, -1))"
        ),
    ),
    refuse(
        "member_who_left_stays_so",
        table="committee_member",
        event="UPDATE",
        when="OLD.until IS NOT NULL",
    ),
    *never_deleted("committee_commission"),
    *never_deleted("committee_sheet", unless="OLD.state = 'open'"),
    *never_deleted("committee_session", unless="OLD.adopted_at IS NULL"),
    refuse(
        "sheet_closed_never_changes",
        table="committee_sheet",
        event="UPDATE",
        when=("OLD.state <> 'open' OR NEW.member_id <> OLD.member_id OR NEW.application_id <> OLD.application_id"),
    ),
    # Who only abstained would still vote on it in the session.
    refuse(
        "sheet_of_own_application_only_recused",
        table="committee_sheet",
        event="UPDATE",
        when=(
            "NEW.state IN ('sealed', 'abstained') AND EXISTS (SELECT 1 FROM committee_member m"
            " JOIN initiatives_application a ON a.id = NEW.application_id"
            f" WHERE m.id = NEW.member_id AND (a.applicant_id = m.user_id OR {_OF_THE_GROUP}))"
        ),
    ),
    refuse(
        "sheet_starts_open",
        table="committee_sheet",
        event="INSERT",
        when="NEW.state <> 'open'",
    ),
    refuse(
        "sheet_is_of_its_contest",
        table="committee_sheet",
        event="INSERT",
        when=(
            "NOT EXISTS (SELECT 1 FROM committee_member m JOIN committee_commission k ON k.id = m.commission_id"
            " JOIN initiatives_application a ON a.contest_id = k.contest_id"
            " WHERE m.id = NEW.member_id AND m.until IS NULL AND a.id = NEW.application_id)"
        ),
    ),
    refuse(
        "member_with_sheets_stays",
        table="committee_member",
        event="UPDATE",
        when=(
            "(NEW.user_id <> OLD.user_id OR NEW.commission_id <> OLD.commission_id)"
            " AND EXISTS (SELECT 1 FROM committee_sheet s WHERE s.member_id = OLD.id)"
        ),
    ),
    refuse(
        "sheet_sealed_is_complete",
        table="committee_sheet",
        event="UPDATE",
        when=(
            "NEW.state = 'sealed' AND EXISTS (SELECT 1 FROM committee_criterion c"
            " JOIN initiatives_application a ON a.contest_id = c.contest_id WHERE a.id = NEW.application_id"
            " AND NOT EXISTS (SELECT 1 FROM committee_score p WHERE p.sheet_id = NEW.id AND p.criterion_id = c.id))"
        ),
    ),
    refuse(
        "sheet_sealed_is_justified",
        table="committee_sheet",
        event="UPDATE",
        when=(
            "NEW.state = 'sealed' AND EXISTS (SELECT 1 FROM committee_score p"
            " JOIN committee_member m ON m.id = NEW.member_id JOIN committee_commission k ON k.id = m.commission_id"
            " WHERE p.sheet_id = NEW.id AND k.asks_justification AND p.justification = '')"
        ),
    ),
    *_on_writing(
        "score_after_word_of_interest",
        "committee_score",
        "(SELECT s.no_interest_at FROM committee_sheet s WHERE s.id = NEW.sheet_id) IS NULL",
    ),
    *[
        refuse(
            f"score_of_closed_sheet_{event.lower()}",
            table="committee_score",
            event=event,
            when=(
                "EXISTS (SELECT 1 FROM committee_sheet s WHERE s.state <> 'open' AND s.id IN ("
                + ", ".join(f"{row}.sheet_id" for row in rows)
                + "))"
            ),
        )
        for event, rows in _ROWS
    ],
    *[
        refuse(
            f"score_limit_is_the_criterion_s_{event.lower()}",
            table="committee_score",
            event=event,
            when=(
                "NOT EXISTS (SELECT 1 FROM committee_criterion c JOIN committee_sheet s ON s.id = NEW.sheet_id"
                " JOIN initiatives_application a ON a.id = s.application_id"
                " WHERE c.id = NEW.criterion_id AND c.most = NEW.most AND c.contest_id = a.contest_id)"
            ),
        )
        for event in _WRITES
    ],
    refuse(
        "session_adopted_never_changes",
        table="committee_session",
        event="UPDATE",
        when="OLD.adopted_at IS NOT NULL",
    ),
    *_part_of_planned_session("committee_attendance", "{row}.session_id"),
    *_part_of_planned_session("committee_proposal", "{row}.session_id"),
    *_part_of_planned_session(
        "committee_proposalline",
        "(SELECT p.session_id FROM committee_proposal p WHERE p.id = {row}.proposal_id)",
    ),
    *_part_of_planned_session(
        "committee_vote", "(SELECT p.session_id FROM committee_proposal p WHERE p.id = {row}.proposal_id)"
    ),
    *_on_writing(
        "attendance_is_of_its_commission",
        "committee_attendance",
        "NOT EXISTS (SELECT 1 FROM committee_session s JOIN committee_member m ON m.commission_id = s.commission_id"
        " WHERE s.id = NEW.session_id AND m.id = NEW.member_id AND m.until IS NULL)",
    ),
    refuse(
        "attendance_with_votes_stays_update",
        table="committee_attendance",
        event="UPDATE",
        when=f"(NEW.session_id <> OLD.session_id OR NEW.member_id <> OLD.member_id) AND {_HAS_VOTED}",
    ),
    refuse("attendance_with_votes_stays_delete", table="committee_attendance", event="DELETE", when=_HAS_VOTED),
    *_on_writing(
        "proposal_is_of_its_contest",
        "committee_proposal",
        "NOT EXISTS (SELECT 1 FROM committee_session s JOIN committee_commission k ON k.id = s.commission_id"
        " JOIN initiatives_application a ON a.contest_id = k.contest_id"
        " WHERE s.id = NEW.session_id AND a.id = NEW.application_id)",
    ),
    *_on_writing("vote_only_of_those_present", "committee_vote", _VOTER_ABSENT),
    *_on_writing("vote_never_of_the_recused", "committee_vote", _VOTER_RECUSED),
    *_on_writing("vote_never_of_who_applies", "committee_vote", _VOTER_APPLIES.format(of_the_group=_OF_THE_GROUP)),
    *_part_of_planned_session("committee_scenario", "{row}.session_id"),
    *_part_of_planned_session(
        "committee_scenarioline", "(SELECT n.session_id FROM committee_scenario n WHERE n.id = {row}.scenario_id)"
    ),
    *_on_writing(
        "proposal_line_is_of_its_contest",
        "committee_proposalline",
        "NOT EXISTS (SELECT 1 FROM committee_proposal p JOIN committee_session s ON s.id = p.session_id"
        " JOIN committee_commission k ON k.id = s.commission_id"
        " JOIN initiatives_fundingsource f ON f.contest_id = k.contest_id"
        " JOIN budget_envelope e ON e.source_id = f.id"
        " WHERE p.id = NEW.proposal_id AND e.id = NEW.envelope_id)",
    ),
    refuse("session_starts_unadopted", table="committee_session", event="INSERT", when="NEW.adopted_at IS NOT NULL"),
    *_on_writing(
        "scenario_line_is_of_its_contest",
        "committee_scenarioline",
        "NOT EXISTS (SELECT 1 FROM committee_scenario n JOIN committee_session s ON s.id = n.session_id"
        " JOIN committee_commission k ON k.id = s.commission_id"
        " JOIN initiatives_application a ON a.contest_id = k.contest_id"
        " JOIN initiatives_fundingsource f ON f.contest_id = k.contest_id"
        " JOIN budget_envelope e ON e.source_id = f.id"
        " WHERE n.id = NEW.scenario_id AND a.id = NEW.application_id AND e.id = NEW.envelope_id)",
    ),
    # What was corrected once is corrected by correcting the correction.
    *_on_writing(
        "session_corrects_an_adopted_one",
        "committee_session",
        "NEW.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM committee_session s WHERE s.id = NEW.corrects_id"
        " AND s.commission_id = NEW.commission_id AND s.adopted_at IS NOT NULL)",
    ),
    *append_only("committee_blindcode"),
    refuse(
        "blind_code_is_of_its_contest",
        table="committee_blindcode",
        event="INSERT",
        when="NOT EXISTS (SELECT 1 FROM initiatives_application a"
        " WHERE a.id = NEW.application_id AND a.contest_id = NEW.contest_id)",
    ),
    *[
        refuse(
            f"tie_break_before_the_decision_{event.lower()}",
            table="committee_tiebreak",
            event=event,
            when=" OR ".join(f"{_state_of_contest(f'{row}.application_id')} <> 'scoring'" for row in rows),
        )
        for event, rows in _ROWS
    ],
    *_on_writing(
        "tie_break_by_the_chair",
        "committee_tiebreak",
        "NOT EXISTS (SELECT 1 FROM committee_member m JOIN committee_commission k ON k.id = m.commission_id"
        " JOIN initiatives_application a ON a.contest_id = k.contest_id"
        " WHERE m.id = NEW.made_by_id AND m.function = 'chair' AND m.until IS NULL AND a.id = NEW.application_id"
        " AND NOT EXISTS (SELECT 1 FROM committee_sheet s WHERE s.member_id = m.id"
        " AND s.application_id = a.id AND s.state = 'recused'))",
    ),
]
