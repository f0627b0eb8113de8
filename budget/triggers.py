"""What the database keeps of money.

An entry moves the totals of its envelope and its award line in the same statement; CHECKs on those rows then decide.
The totals cannot be moved by anything else: on PostgreSQL only a trigger may write them, on SQLite only in step with an
entry that is newer than the last one posted (there all writers wait for each other, so ids grow in the order of
posting).
"""

from journal.triggers import append_only, never_deleted, post, refuse

_MOVED = (
    "(NEW.committed <> OLD.committed OR NEW.disbursed <> OLD.disbursed{amount}"
    " OR COALESCE(NEW.last_entry_id, 0) <> COALESCE(OLD.last_entry_id, 0))"
)
_POSTED = (
    "EXISTS (SELECT 1 FROM budget_ledgerentry e WHERE e.id = NEW.last_entry_id AND e.{of} = NEW.id"
    " AND e.id > COALESCE(OLD.last_entry_id, 0)"
    " AND e.delta_committed = NEW.committed - OLD.committed"
    " AND e.delta_disbursed = NEW.disbursed - OLD.disbursed{amount})"
)
_envelope_moved = _MOVED.format(amount=" OR NEW.amount <> OLD.amount")
_line_moved = _MOVED.format(amount="")

# Its lines make up the total by which the share of each was judged, so that no line was judged by a forged one.
_WHOLE_AWARD = (
    "EXISTS (SELECT 1 FROM budget_award w JOIN budget_awardline l ON l.award_id = w.id WHERE w.application_id = NEW.id"
    " GROUP BY w.id HAVING SUM(l.committed) > 0 AND SUM(l.committed) = MAX(l.total))"
)

TRIGGERS = [
    *append_only("budget_ledgerentry"),
    *never_deleted("budget_envelope"),
    *never_deleted("budget_award"),
    *never_deleted("budget_awardline"),
    *append_only("budget_amendment"),
    post(
        "entry_moves_totals",
        table="budget_ledgerentry",
        statements=[
            "UPDATE budget_envelope SET amount = amount + NEW.delta_amount,"
            " committed = committed + NEW.delta_committed, disbursed = disbursed + NEW.delta_disbursed,"
            " last_entry_id = NEW.id WHERE id = NEW.envelope_id",
            "UPDATE budget_awardline SET committed = committed + NEW.delta_committed,"
            " disbursed = disbursed + NEW.delta_disbursed, last_entry_id = NEW.id WHERE id = NEW.line_id",
        ],
        holds=(
            "EXISTS (SELECT 1 FROM budget_envelope v WHERE v.id = NEW.envelope_id AND v.last_entry_id = NEW.id)"
            " AND (NEW.line_id IS NULL"
            " OR EXISTS (SELECT 1 FROM budget_awardline l WHERE l.id = NEW.line_id AND l.last_entry_id = NEW.id))"
        ),
    ),
    refuse(
        "envelope_moves_only_with_entries",
        table="budget_envelope",
        event="UPDATE",
        when=f"{_envelope_moved} AND pg_trigger_depth() < 2",
        when_sqlite=(
            f"{_envelope_moved} AND NOT "
            + _POSTED.format(of="envelope_id", amount=" AND e.delta_amount = NEW.amount - OLD.amount")
        ),
    ),
    refuse(
        "award_line_moves_only_with_entries",
        table="budget_awardline",
        event="UPDATE",
        when=f"{_line_moved} AND pg_trigger_depth() < 2",
        when_sqlite=f"{_line_moved} AND NOT " + _POSTED.format(of="line_id", amount=""),
    ),
    refuse(
        "envelope_stays_with_its_source",
        table="budget_envelope",
        event="UPDATE",
        when="NEW.source_id <> OLD.source_id OR NEW.id <> OLD.id",
    ),
    refuse(
        "award_stays_with_its_application",
        table="budget_award",
        event="UPDATE",
        when="NEW.application_id <> OLD.application_id OR NEW.id <> OLD.id",
    ),
    refuse(
        "envelope_starts_empty",
        table="budget_envelope",
        event="INSERT",
        when="NEW.amount <> 0 OR NEW.committed <> 0 OR NEW.disbursed <> 0 OR NEW.last_entry_id IS NOT NULL",
    ),
    refuse(
        "award_line_starts_empty",
        table="budget_awardline",
        event="INSERT",
        when="NEW.committed <> 0 OR NEW.disbursed <> 0 OR NEW.last_entry_id IS NOT NULL",
    ),
    refuse(
        "award_line_limits_are_the_source_s",
        table="budget_awardline",
        event="INSERT",
        when=(
            "NOT EXISTS (SELECT 1 FROM budget_envelope v JOIN initiatives_fundingsource s ON s.id = v.source_id"
            " JOIN budget_award w ON w.id = NEW.award_id JOIN initiatives_application a ON a.id = w.application_id"
            " WHERE v.id = NEW.envelope_id AND a.contest_id = s.contest_id"
            " AND COALESCE(s.cap, -1) = COALESCE(NEW.cap, -1)"
            " AND COALESCE(s.max_share, -1) = COALESCE(NEW.max_share, -1))"
        ),
    ),
    refuse(
        "award_line_total_is_the_award_s",
        table="budget_awardline",
        event="INSERT",
        when="EXISTS (SELECT 1 FROM budget_awardline l WHERE l.award_id = NEW.award_id AND l.total <> NEW.total)",
    ),
    refuse(
        "award_line_limits_never_change",
        table="budget_awardline",
        event="UPDATE",
        when=(
            "COALESCE(NEW.cap, -1) <> COALESCE(OLD.cap, -1)"
            " OR COALESCE(NEW.max_share, -1) <> COALESCE(OLD.max_share, -1)"
            " OR NEW.award_id <> OLD.award_id OR NEW.envelope_id <> OLD.envelope_id OR NEW.id <> OLD.id"
        ),
    ),
    # The total moves only towards an amendment that is not there yet, and cannot stay without it (its foreign key).
    refuse(
        "award_line_total_moves_with_an_amendment",
        table="budget_awardline",
        event="UPDATE",
        when=(
            "(NEW.total <> OLD.total OR COALESCE(NEW.amendment_id, '') <> COALESCE(OLD.amendment_id, ''))"
            " AND (NEW.amendment_id IS NULL"
            " OR EXISTS (SELECT 1 FROM budget_amendment m WHERE m.key = NEW.amendment_id))"
        ),
    ),
    refuse(
        "amendment_is_carried_out",
        table="budget_amendment",
        event="INSERT",
        when=(
            "NEW.total <> (SELECT COALESCE(SUM(l.committed), 0) FROM budget_awardline l"
            " WHERE l.award_id = NEW.award_id)"
            " OR EXISTS (SELECT 1 FROM budget_awardline l WHERE l.award_id = NEW.award_id"
            " AND (l.total <> NEW.total OR COALESCE(l.amendment_id, '') <> NEW.key))"
            " OR EXISTS (SELECT 1 FROM budget_awardline l"
            " WHERE l.amendment_id = NEW.key AND l.award_id <> NEW.award_id)"
        ),
    ),
    refuse(
        "entry_line_is_of_its_envelope",
        table="budget_ledgerentry",
        event="INSERT",
        when=(
            "NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM budget_awardline l"
            " WHERE l.id = NEW.line_id AND l.envelope_id = NEW.envelope_id)"
        ),
    ),
    refuse(
        "reversal_undoes_its_entry",
        table="budget_ledgerentry",
        event="INSERT",
        when=(
            "NEW.kind = 'reverse' AND NOT EXISTS (SELECT 1 FROM budget_ledgerentry e WHERE e.id = NEW.reverses_id"
            " AND e.kind <> 'reverse' AND e.envelope_id = NEW.envelope_id AND e.money = NEW.money"
            " AND COALESCE(e.line_id, 0) = COALESCE(NEW.line_id, 0) AND e.delta_amount = -NEW.delta_amount"
            " AND e.delta_committed = -NEW.delta_committed AND e.delta_disbursed = -NEW.delta_disbursed)"
        ),
    ),
    # What a later decision took away comes back by a decision alone.
    refuse(
        "reversal_never_exceeds_the_award",
        table="budget_ledgerentry",
        event="INSERT",
        when=(
            "NEW.kind = 'reverse' AND NEW.delta_committed > 0 AND EXISTS (SELECT 1 FROM budget_awardline l"
            " WHERE l.id = NEW.line_id AND l.total < NEW.delta_committed + (SELECT SUM(o.committed)"
            " FROM budget_awardline o WHERE o.award_id = l.award_id))"
        ),
    ),
    refuse(
        "application_unmade_winner_holds_no_money",
        table="initiatives_application",
        event="UPDATE",
        when=(
            "OLD.state = 'awarded' AND NEW.state <> 'awarded' AND EXISTS (SELECT 1 FROM budget_award w"
            " JOIN budget_awardline l ON l.award_id = w.id WHERE w.application_id = NEW.id AND l.committed > 0)"
        ),
    ),
    # Judged when the state is reached: what is released later does not unmake a winner.
    refuse(
        "application_awarded_has_award",
        table="initiatives_application",
        event="UPDATE",
        when=f"NEW.state = 'awarded' AND OLD.state <> 'awarded' AND NOT {_WHOLE_AWARD}",
    ),
    refuse(
        "application_awarded_has_award_insert",
        table="initiatives_application",
        event="INSERT",
        when=f"NEW.state = 'awarded' AND NOT {_WHOLE_AWARD}",
    ),
]
