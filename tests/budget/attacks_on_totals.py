"""Ways round Python to money that is not there, registered by the rule that must refuse each.

An attack that should be refused under another name on one engine says so; one that only an engine knows
(TRUNCATE, REPLACE) names that engine.
"""

from budget.models import Award, AwardLine, Envelope, LedgerEntry
from budget.services import appropriate, award, release
from tests.budget.conftest import make_money
from tests.budget.scene import Scene, attack, insert, reverse_raw, sql
from tests.factories import make_contest, som

# --- more than there is ---


@attack("envelope_committed_within_amount")
def one_tyiyn_more_by_the_service(scene: Scene) -> None:
    award(
        by=scene.money.head,
        application=scene.waiting,
        lines=[(scene.local, 1)],
        ground="Протокол",
        check_first=False,
    )


@attack("envelope_committed_within_amount")
def one_tyiyn_more_by_save(scene: Scene) -> None:
    scene.entry("commit", 1, line=scene.line).save()


@attack("envelope_committed_within_amount")
def one_tyiyn_more_by_raw_insert(scene: Scene) -> None:
    insert(scene.entry("commit", 1, line=scene.line))


@attack("envelope_committed_within_amount")
def one_tyiyn_more_by_bulk_create(scene: Scene) -> None:
    LedgerEntry.objects.bulk_create([scene.entry("commit", 1, line=scene.line)])


@attack("envelope_committed_within_amount")
def two_that_fit_alone_in_one_statement(scene: Scene) -> None:
    release(by=scene.money.accountant, line=scene.line, money=som(1_000), ground="Калды", key="r")
    LedgerEntry.objects.bulk_create(
        [
            scene.entry("commit", som(600), line=scene.line, key="a"),
            scene.entry("commit", som(401), line=scene.line, key="b"),
        ]
    )


@attack("envelope_committed_within_amount", sqlite="entry_moves_totals")
def conflicts_ignored_by_bulk_create(scene: Scene) -> None:
    LedgerEntry.objects.bulk_create([scene.entry("commit", 1, line=scene.line)], ignore_conflicts=True)


@attack("envelope_committed_within_amount")
def conflicts_updated_by_bulk_create(scene: Scene) -> None:
    LedgerEntry.objects.bulk_create(
        [scene.entry("commit", 1, line=scene.line)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["ground"],
    )


@attack("envelope_committed_within_amount")
def the_amount_lowered(scene: Scene) -> None:
    insert(scene.entry("reduce", 1))


@attack("envelope_committed_within_amount")
def the_appropriation_reversed(scene: Scene) -> None:
    reverse_raw(scene, scene.local.entries.get(kind="appropriate"))


@attack("envelope_committed_within_amount")
def a_release_reversed_after_its_money_went_to_another(scene: Scene) -> None:
    given_back = release(by=scene.money.accountant, line=scene.line, money=som(1_000), ground="Калды", key="r")
    scene.money.award((scene.local, 1_000), application=scene.waiting)
    reverse_raw(scene, given_back)


@attack("envelope_committed_within_amount", only="postgresql")
def one_tyiyn_more_in_a_query_that_looks_like_a_select(scene: Scene) -> None:
    sql(
        "WITH more AS (INSERT INTO budget_ledgerentry (envelope_id, line_id, kind, money, delta_amount,"
        ' delta_committed, delta_disbursed, ground, "on", entered_at, entered_by_id, key)'
        " VALUES (%s, %s, 'commit', 1, 0, 1, 0, 'Кол салуу', now(), now(), %s, 'a') RETURNING id) SELECT * FROM more",
        scene.local.pk,
        scene.line.pk,
        scene.money.accountant.pk,
    )


@attack("envelope_disbursed_within_committed")
def more_paid_than_committed(scene: Scene) -> None:
    insert(scene.entry("pay", som(15_000) + 1, line=scene.line))


@attack("envelope_disbursed_not_negative")
def more_refunded_than_paid(scene: Scene) -> None:
    insert(scene.entry("refund", som(8_000) + 1, line=scene.line))


@attack("award_line_disbursed_within_committed")
def more_paid_than_the_line_has(scene: Scene) -> None:
    insert(scene.entry("pay", som(7_000) + 1, line=scene.line))


@attack("award_line_disbursed_within_committed")
def paid_money_released(scene: Scene) -> None:
    insert(scene.entry("release", som(7_000) + 1, line=scene.line))


@attack("award_line_disbursed_not_negative")
def more_refunded_than_the_line_paid(scene: Scene) -> None:
    insert(scene.entry("refund", som(5_000) + 1, line=scene.line))


@attack("award_line_within_cap")
def one_tyiyn_above_the_cap(scene: Scene) -> None:
    insert(scene.entry("commit", som(5_000) + 1, line=scene.donor_line))


@attack("award_line_within_share")
def one_tyiyn_above_the_share(scene: Scene) -> None:
    line = scene.new_line(scene.shared, som(10_000))
    line.save()
    scene.entry("commit", som(5_000), line=line, key="a").save()
    insert(scene.entry("commit", 1, line=line, key="b"))


# --- totals moved without an entry ---


@attack("envelope_moves_only_with_entries")
def the_amount_updated(scene: Scene) -> None:
    Envelope.objects.filter(pk=scene.local.pk).update(amount=som(24_000))


@attack("envelope_moves_only_with_entries")
def the_committed_sum_updated_by_raw_sql(scene: Scene) -> None:
    sql("UPDATE budget_envelope SET committed = committed - 1 WHERE id = %s", scene.local.pk)


@attack("envelope_moves_only_with_entries")
def the_disbursed_sum_updated_by_bulk_update(scene: Scene) -> None:
    envelope = Envelope.objects.get(pk=scene.local.pk)
    envelope.disbursed += 1
    Envelope.objects.bulk_update([envelope], ["disbursed"])


@attack("envelope_moves_only_with_entries")
def a_saved_envelope(scene: Scene) -> None:
    envelope = Envelope.objects.get(pk=scene.local.pk)
    envelope.amount += 1
    envelope.save()


@attack("envelope_moves_only_with_entries")
def an_old_entry_posted_again(scene: Scene) -> None:
    entry = scene.local.entries.get(kind="appropriate")
    sql(
        "UPDATE budget_envelope SET amount = amount + %s, last_entry_id = %s WHERE id = %s",
        entry.money,
        entry.pk,
        scene.local.pk,
    )


@attack("envelope_moves_only_with_entries")
def the_last_entry_posted_again(scene: Scene) -> None:
    appropriate(by=scene.money.accountant, envelope=scene.local, amount=1, ground="Токтом", key="a")
    sql("UPDATE budget_envelope SET amount = amount + 1 WHERE id = %s", scene.local.pk)


@attack("envelope_moves_only_with_entries")
def the_mark_of_the_last_entry_taken_back(scene: Scene) -> None:
    Envelope.objects.filter(pk=scene.local.pk).update(last_entry_id=None)


@attack("envelope_moves_only_with_entries", only="sqlite")
def an_entry_put_in_before_the_last(scene: Scene) -> None:
    first = LedgerEntry.objects.order_by("id")[0]
    insert(scene.entry("appropriate", 1, id=first.pk - 1))


@attack("envelope_moves_only_with_entries", only="postgresql")
def the_amount_merged(scene: Scene) -> None:
    sql(
        "MERGE INTO budget_envelope v USING (SELECT 1) one ON v.id = %s"
        " WHEN MATCHED THEN UPDATE SET amount = v.amount + 1",
        scene.local.pk,
    )


@attack("award_line_moves_only_with_entries")
def a_line_s_committed_sum_updated(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.line.pk).update(committed=som(12_000) - 1)


@attack("award_line_moves_only_with_entries")
def a_line_s_disbursed_sum_updated_by_raw_sql(scene: Scene) -> None:
    sql("UPDATE budget_awardline SET disbursed = 0 WHERE id = %s", scene.line.pk)


@attack("award_line_moves_only_with_entries")
def a_line_s_last_entry_updated(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.line.pk).update(last_entry_id=1)


@attack("envelope_starts_empty")
def an_envelope_full_from_the_start(scene: Scene) -> None:
    source = make_money().local.source
    sql("UPDATE budget_envelope SET id = id WHERE source_id = %s", source.pk)
    Envelope.objects.bulk_create([Envelope(source=source, amount=som(1_000_000))])


@attack("award_line_starts_empty")
def a_line_full_from_the_start(scene: Scene) -> None:
    insert(scene.new_line(scene.money.donor, som(100), committed=som(100)))


@attack("award_line_starts_empty")
def a_line_paid_from_the_start(scene: Scene) -> None:
    AwardLine.objects.bulk_create([scene.new_line(scene.money.donor, som(100), committed=1, disbursed=1)])


@attack("entry_moves_totals", postgresql="entry_moves_totals")
def an_entry_of_no_envelope(scene: Scene) -> None:
    insert(scene.entry("appropriate", 1, envelope_id=scene.local.pk + 1_000))


# --- forged limits ---


@attack("award_line_limits_are_the_source_s")
def a_line_without_the_cap(scene: Scene) -> None:
    insert(scene.new_line(scene.money.donor, som(50_000), cap=None))


@attack("award_line_limits_are_the_source_s")
def a_line_with_a_higher_cap(scene: Scene) -> None:
    AwardLine.objects.bulk_create([scene.new_line(scene.money.donor, som(50_000), cap=som(50_000))])


@attack("award_line_limits_are_the_source_s")
def a_line_with_a_greater_share(scene: Scene) -> None:
    insert(scene.new_line(scene.shared, som(50_000), max_share=100))


@attack("award_line_limits_are_the_source_s")
def a_line_without_the_share(scene: Scene) -> None:
    insert(scene.new_line(scene.shared, som(50_000), max_share=None))


@attack("award_line_limits_are_the_source_s")
def a_line_from_another_contest_s_money(scene: Scene) -> None:
    insert(scene.new_line(make_money().local, som(100)))


@attack("award_line_limits_never_change")
def the_cap_raised_afterwards(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.donor_line.pk).update(cap=som(50_000))


@attack("award_line_limits_never_change")
def the_cap_taken_away_afterwards(scene: Scene) -> None:
    sql("UPDATE budget_awardline SET cap = NULL WHERE id = %s", scene.donor_line.pk)


@attack("award_line_limits_never_change")
def a_line_carried_to_another_envelope(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.line.pk).update(envelope=scene.shared)


@attack("award_line_limits_never_change")
def a_line_carried_to_another_award(scene: Scene) -> None:
    granted = Award.objects.create(application=scene.waiting)
    sql("UPDATE budget_awardline SET award_id = %s WHERE id = %s", granted.pk, scene.line.pk)


@attack("award_line_total_is_the_award_s")
def a_line_judged_by_another_total(scene: Scene) -> None:
    scene.new_line(scene.money.donor, som(10_000)).save()
    insert(scene.new_line(scene.shared, som(1_000_000)))


@attack("award_line_once_per_envelope", sqlite="budget_awardline.award_id, budget_awardline.envelope_id")
def a_second_line_from_one_envelope(scene: Scene) -> None:
    """Two lines of 25 000 would be 50 000 of a donor who gives 25 000."""
    line = scene.donor_line
    line.pk, line.committed, line.last_entry_id = None, 0, None
    insert(line)


@attack("envelope_stays_with_its_source")
def an_envelope_carried_to_a_source_without_limits(scene: Scene) -> None:
    free = make_contest(scene.money.contest.municipality, envelopes=False).sources.all()[0]
    Envelope.objects.filter(pk=scene.shared.pk).update(source=free)


@attack("award_stays_with_its_application")
def an_award_carried_to_another_application(scene: Scene) -> None:
    Award.objects.filter(pk=scene.first.pk).update(application=scene.waiting)
