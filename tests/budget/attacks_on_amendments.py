"""Ways round Python to a share judged by a forged total, now that a later decision may move it."""

from django.db import connection
from django.utils import timezone

from budget.models import Amendment, Award, AwardLine, LedgerEntry
from budget.services import amend_award
from initiatives.models import Application
from tests.budget.scene import Scene, attack, insert, reverse_raw, sql
from tests.factories import som


def amendment(scene: Scene, award: Award, total: int, key: str = "k") -> Amendment:
    """An amendment that is not stored yet."""
    return Amendment(
        key=key, award=award, before=0, total=total, lines={}, ground="Кол салуу", entered_by=scene.money.accountant
    )


def carried_out(scene: Scene) -> Amendment:
    """The first award brought from 32 000 to 30 000 som, by the service."""
    amend_award(
        by=scene.money.head,
        award=scene.first,
        lines=[(scene.local, som(12_000)), (scene.money.donor, som(18_000))],
        ground="Протокол",
        key="session:2",
    )
    return Amendment.objects.get()


@attack("award_line_total_moves_with_an_amendment")
def the_total_raised_afterwards(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.line.pk).update(total=som(1_000_000))


@attack("award_line_total_moves_with_an_amendment")
def the_total_raised_by_an_amendment_that_is_over(scene: Scene) -> None:
    key = carried_out(scene).key
    sql("UPDATE budget_awardline SET total = total * 2, amendment_id = %s WHERE id = %s", key, scene.line.pk)


@attack("award_line_total_moves_with_an_amendment")
def the_total_raised_and_its_amendment_forgotten(scene: Scene) -> None:
    carried_out(scene)
    AwardLine.objects.filter(award=scene.first).update(total=som(1_000_000), amendment=None)


@attack("amendment_is_carried_out")
def an_amendment_with_a_total_that_was_not_granted(scene: Scene) -> None:
    scene.first.lines.update(total=som(1_000_000), amendment_id="k")
    insert(amendment(scene, scene.first, som(1_000_000)))


@attack("amendment_is_carried_out")
def an_amendment_of_the_sum_while_the_lines_keep_a_greater_total(scene: Scene) -> None:
    scene.first.lines.update(total=som(1_000_000), amendment_id="k")
    insert(amendment(scene, scene.first, som(32_000)))


@attack("amendment_is_carried_out")
def an_amendment_that_leaves_a_line_out(scene: Scene) -> None:
    AwardLine.objects.filter(pk=scene.line.pk).update(total=som(1_000_000), amendment_id="k")
    insert(amendment(scene, scene.first, som(32_000)))


@attack("amendment_is_carried_out")
def a_total_hung_on_another_award_s_amendment(scene: Scene) -> None:
    scene.first.lines.update(total=som(1_000_000), amendment_id="k")
    scene.second.lines.update(amendment_id="k")
    insert(amendment(scene, scene.second, som(11_000)))


@attack("amendment_has_key")
def an_amendment_without_a_key(scene: Scene) -> None:
    scene.second.lines.update(amendment_id="")
    insert(amendment(scene, scene.second, som(11_000), key=""))


@attack("amendment_has_ground")
def an_amendment_without_a_ground(scene: Scene) -> None:
    scene.second.lines.update(amendment_id="k")
    without = amendment(scene, scene.second, som(11_000))
    without.ground = ""
    insert(without)


@attack("reversal_never_exceeds_the_award")
def what_a_later_decision_took_away_brought_back_by_a_reversal(scene: Scene) -> None:
    carried_out(scene)
    reverse_raw(scene, LedgerEntry.objects.get(kind="release", line__award=scene.first))


@attack("budget_amendment_append_only")
def an_amendment_changed(scene: Scene) -> None:
    carried_out(scene)
    Amendment.objects.update(total=som(1))


@attack("budget_amendment_never_deleted")
def an_amendment_deleted(scene: Scene) -> None:
    carried_out(scene)
    sql("DELETE FROM budget_amendment")


@attack("budget_amendment_never_truncated", only="postgresql")
def amendments_truncated(scene: Scene) -> None:
    carried_out(scene)
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE budget_amendment CASCADE")


@attack("application_unmade_winner_holds_no_money")
def a_winner_unmade_who_keeps_the_money(scene: Scene) -> None:
    winners = Application.objects.filter(pk=scene.second.application_id)
    winners.update(state="awarded", outcome_at=timezone.now())
    winners.update(state="reserve")


def dangling(scene: Scene) -> None:
    """Move a total towards an amendment that never comes, and end the transaction as far as a test can."""
    scene.first.lines.update(total=som(1_000_000), amendment_id="never")
    connection.check_constraints()
