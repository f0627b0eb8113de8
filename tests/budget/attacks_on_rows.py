"""Entries that are none and rows that vanish, registered by the rule that must refuse each.

An attack that should be refused under another name on one engine says so; one that only an engine knows
(TRUNCATE, REPLACE) names that engine.
"""

from django.utils import timezone

from budget.models import Award, AwardLine, Envelope, LedgerEntry
from budget.services import appropriate, reverse
from initiatives.models import Application
from tests.budget.scene import Scene, attack, insert, reverse_raw, sql
from tests.factories import som

# --- entries that are none ---


@attack("entry_money_positive")
def an_entry_of_nothing(scene: Scene) -> None:
    insert(scene.entry("commit", 0, line=scene.line))


@attack("entry_money_positive")
def a_release_below_zero(scene: Scene) -> None:
    """It would commit, and be called a release."""
    insert(scene.entry("release", -1, line=scene.line))


@attack("entry_has_ground")
def an_entry_without_ground(scene: Scene) -> None:
    insert(scene.entry("appropriate", 1, ground=""))


@attack("entry_effect_fits_kind")
def an_entry_of_a_kind_that_is_none(scene: Scene) -> None:
    insert(scene.entry("gift", 1, delta_amount=1))


@attack("entry_effect_fits_kind")
def an_appropriation_for_a_line(scene: Scene) -> None:
    insert(scene.entry("appropriate", 1, line=scene.line))


@attack("entry_effect_fits_kind")
def a_commitment_for_no_line(scene: Scene) -> None:
    appropriate(by=scene.money.accountant, envelope=scene.local, amount=1, ground="Токтом", key="a")
    insert(scene.entry("commit", 1, key="b"))


@attack("entry_effect_fits_kind")
def an_appropriation_that_reverses(scene: Scene) -> None:
    insert(scene.entry("appropriate", 1, reverses=scene.local.entries.get(kind="appropriate")))


def _forged(kind: str, deltas: tuple[int, int, int]) -> None:
    def run(scene: Scene) -> None:
        names = ("delta_amount", "delta_committed", "delta_disbursed")
        line = None if kind in ("appropriate", "reduce") else scene.line
        insert(scene.entry(kind, 1, line=line, **dict(zip(names, deltas, strict=True))))

    run.__name__ = f"{kind}_that_does_{deltas}"
    attack("entry_effect_fits_kind")(run)


for _kind, _effect in LedgerEntry.EFFECTS.items():
    for _place in range(3):
        for _wrong in sorted({-1, 0, 1} - {_effect[_place]}):
            _forged(_kind, (*_effect[:_place], _wrong, *_effect[_place + 1 :]))


@attack("entry_line_is_of_its_envelope")
def a_line_of_another_envelope(scene: Scene) -> None:
    """The donor's money would pay for what the local budget granted."""
    insert(scene.entry("commit", 1, line=scene.line, envelope=scene.shared))


def _payment(scene: Scene) -> LedgerEntry:
    return scene.line.entries.get(kind="pay")


@attack("reversal_undoes_its_entry")
def a_reversal_of_more_money(scene: Scene) -> None:
    payment = _payment(scene)
    insert(scene.entry("reverse", som(5_001), line=payment.line, reverses=payment, delta_disbursed=-som(5_001)))


@attack("reversal_undoes_its_entry")
def a_reversal_that_moves_other_money(scene: Scene) -> None:
    reverse_raw(scene, _payment(scene), delta_disbursed=0, delta_committed=-som(5_000))


@attack("reversal_undoes_its_entry")
def a_reversal_that_repeats(scene: Scene) -> None:
    reverse_raw(scene, _payment(scene), delta_disbursed=som(5_000))


@attack("reversal_undoes_its_entry")
def a_reversal_in_another_award_s_line(scene: Scene) -> None:
    reverse_raw(scene, _payment(scene), line=scene.second.lines.get())


@attack("reversal_undoes_its_entry")
def a_reversal_in_another_envelope(scene: Scene) -> None:
    reverse_raw(scene, scene.local.entries.get(kind="appropriate"), envelope=scene.money.donor)


@attack("reversal_undoes_its_entry")
def a_reversal_of_nothing(scene: Scene) -> None:
    reverse_raw(scene, _payment(scene), reverses=None)


@attack("reversal_undoes_its_entry")
def a_reversal_of_a_reversal(scene: Scene) -> None:
    undone = reverse(by=scene.money.accountant, entry=_payment(scene), ground="Ката")
    reverse_raw(scene, undone)


# --- what was written stays ---


@attack("budget_ledgerentry_append_only")
def an_entry_updated(scene: Scene) -> None:
    LedgerEntry.objects.filter(pk=_payment(scene).pk).update(ground="Башка негиз")


@attack("budget_ledgerentry_append_only")
def an_entry_s_money_updated_by_raw_sql(scene: Scene) -> None:
    sql("UPDATE budget_ledgerentry SET money = money + 1, delta_disbursed = delta_disbursed + 1 WHERE kind = 'pay'")


@attack("budget_ledgerentry_append_only")
def entries_updated_in_bulk(scene: Scene) -> None:
    entry = _payment(scene)
    entry.ground = "Башка негиз"
    LedgerEntry.objects.bulk_update([entry], ["ground"])


@attack("budget_ledgerentry_append_only")
def an_entry_overwritten_by_its_key(scene: Scene) -> None:
    LedgerEntry.objects.bulk_create(
        [scene.entry("appropriate", 1, key=_payment(scene).key)],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["money", "delta_disbursed"],
    )


@attack("budget_ledgerentry_never_deleted")
def an_entry_deleted(scene: Scene) -> None:
    _payment(scene).delete()


@attack("budget_ledgerentry_never_deleted")
def all_entries_deleted_by_raw_sql(scene: Scene) -> None:
    sql("DELETE FROM budget_ledgerentry")


@attack("budget_ledgerentry_never_deleted", only="sqlite")
def an_entry_replaced_by_its_id(scene: Scene) -> None:
    insert(scene.entry("appropriate", 1, id=_payment(scene).pk), verb="REPLACE")


@attack("budget_ledgerentry_never_deleted", only="sqlite")
def an_entry_replaced_by_its_key(scene: Scene) -> None:
    insert(scene.entry("appropriate", 1, key=_payment(scene).key), verb="INSERT OR REPLACE")


@attack("budget_envelope_never_deleted")
def an_envelope_deleted(scene: Scene) -> None:
    Envelope.objects.filter(pk=scene.shared.pk)._raw_delete("default")


@attack("budget_envelope_never_deleted", only="sqlite")
def an_envelope_replaced_by_an_empty_one(scene: Scene) -> None:
    insert(Envelope(id=scene.local.pk, source=scene.local.source), verb="REPLACE")


@attack("budget_award_never_deleted")
def an_award_deleted(scene: Scene) -> None:
    Award.objects.filter(pk=scene.first.pk)._raw_delete("default")


@attack("budget_award_never_deleted", only="sqlite")
def an_award_replaced(scene: Scene) -> None:
    insert(Award(id=scene.first.pk, application=scene.waiting, granted_at=timezone.now()), verb="REPLACE")


@attack("budget_awardline_never_deleted")
def a_line_deleted(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.line.pk)._raw_delete("default")


@attack("budget_awardline_never_deleted", only="sqlite")
def a_line_replaced_by_an_empty_one(scene: Scene) -> None:
    line = scene.line
    line.committed = line.disbursed = 0
    line.last_entry_id = None
    insert(line, verb="REPLACE")


def _truncated(table: str, cascade: str) -> None:
    def run(scene: Scene) -> None:
        # A TRUNCATE waits for no deferred foreign key: they are settled before.
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql(f"TRUNCATE {table}{cascade}")

    run.__name__ = f"{table}_truncated{cascade.lower().replace(' ', '_')}"
    attack(f"{table}_never_truncated", only="postgresql")(run)


for _table in ("budget_ledgerentry", "budget_awardline", "budget_award", "budget_envelope"):
    _truncated(_table, " CASCADE")


# --- a winner without an award ---


@attack("application_awarded_has_award")
def a_winner_by_update(scene: Scene) -> None:
    Application.objects.filter(pk=scene.waiting.pk).update(state="awarded", outcome_at=timezone.now())


@attack("application_awarded_has_award")
def a_winner_by_an_award_without_money(scene: Scene) -> None:
    scene.new_line(scene.money.donor, som(100)).save()
    Application.objects.filter(pk=scene.waiting.pk).update(state="awarded", outcome_at=timezone.now())


@attack("application_awarded_has_award")
def a_winner_whose_share_was_judged_by_a_forged_total(scene: Scene) -> None:
    """50 % of a total ten times what is granted is all of what is granted."""
    line = scene.new_line(scene.shared, som(100_000))
    line.save()
    scene.entry("commit", som(10_000), line=line).save()
    Application.objects.filter(pk=scene.waiting.pk).update(state="awarded", outcome_at=timezone.now())


@attack("application_awarded_has_award_insert")
def a_winner_from_the_start(scene: Scene) -> None:
    winner = Application.objects.get(pk=scene.waiting.pk)
    winner.pk, winner.entry, winner.submitted_at = None, None, None
    winner.state, winner.outcome_at = "awarded", timezone.now()
    insert(winner)
