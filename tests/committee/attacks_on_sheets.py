"""Attacks on sheets and scores; see test_database.py."""

from committee.models import Member, Score, Sheet
from journal import clock
from tests.committee.factories import close, give, make_round
from tests.committee.world import attack, sql
from tests.factories import make_application, make_coapplicant, move_contest_to

# --- Sheets ---


@attack("sheet_once_per_member_and_application")
def _a_second_sheet(w):
    Sheet.objects.create(member=w.open.member, application=w.open.application)


@attack("sheet_starts_open")
def _a_sheet_that_begins_sealed(w):
    w.open.delete()
    Sheet.objects.create(
        member=w.scoring.members[1], application=w.scoring.applications[0], state="sealed", closed_at=clock.now()
    )


@attack("sheet_is_of_its_contest")
def _a_sheet_of_a_stranger(w):
    Sheet.objects.create(member=w.decided.members[0], application=w.scoring.applications[0])


@attack("sheet_is_of_its_contest")
def _a_new_sheet_of_a_member_who_left(w):
    sheet = w.open
    sheet.delete()
    Member.objects.filter(pk=sheet.member_id).update(until=clock.today())
    Sheet.objects.create(member=sheet.member, application=sheet.application)


def _undeclared():
    made = make_round(1, 1)
    return made, made.sheet(0, 0)


@attack("sheet_scored_without_interest")
def _an_abstention_before_the_word_on_an_interest(w):
    _made, sheet = _undeclared()
    Sheet.objects.filter(pk=sheet.pk).update(state="abstained", reason="Убактым жок.", closed_at=clock.now())


@attack("sheet_scored_without_interest")
def _the_word_taken_back_while_sealing(w):
    sheet = w.open
    made = w.scoring
    for criterion in made.criteria[3:]:
        Score.objects.create(sheet=sheet, criterion=criterion, points=6, most=10)
    Sheet.objects.filter(pk=sheet.pk).update(state="sealed", closed_at=clock.now(), no_interest_at=None)


@attack("sheet_sealed_is_justified")
def _a_sheet_sealed_with_a_justification_missing(w):
    made = make_round(1, 1, terms={"asks_justification": True})
    sheet = made.sheet(0, 0)
    give(sheet, [8] * 5)
    sheet.scores.exclude(criterion=made.criteria[4]).update(justification="Даяр.")
    close(sheet)


@attack("sheet_state_known")
def _a_state_nobody_knows(w):
    Sheet.objects.filter(pk=w.open.pk).update(state="lost", closed_at=clock.now())


@attack("sheet_closed_has_time")
def _a_sheet_recused_at_no_time(w):
    Sheet.objects.filter(pk=w.open.pk).update(state="recused", reason="Бар.")


@attack("sheet_closed_has_time")
def _an_open_sheet_with_a_time(w):
    Sheet.objects.filter(pk=w.open.pk).update(closed_at=clock.now())


@attack("sheet_recused_has_reason")
def _a_recusal_without_a_reason(w):
    Sheet.objects.filter(pk=w.open.pk).update(state="recused", closed_at=clock.now())


@attack("sheet_recused_has_reason")
def _an_abstention_without_a_reason(w):
    Sheet.objects.filter(pk=w.open.pk).update(state="abstained", closed_at=clock.now())


@attack("sheet_sealed_is_complete")
def _an_incomplete_sheet_sealed(w):
    Sheet.objects.filter(pk=w.open.pk).update(state="sealed", closed_at=clock.now())


def _sheet_of_the_member_s_own(w):
    sheet = w.open
    own = make_application(w.scoring.contest, applicant=sheet.member.user, state="admitted")
    return Sheet.objects.create(member=sheet.member, application=own)


@attack("sheet_of_own_application_only_recused")
def _a_member_s_own_application_sealed(w):
    sheet = _sheet_of_the_member_s_own(w)
    give(sheet, [10] * 5)
    close(sheet)


@attack("sheet_of_own_application_only_recused")
def _a_member_abstaining_from_their_own_application(w):
    close(_sheet_of_the_member_s_own(w), "abstained", "Убактым жок.")


def _sheet_of_the_member_s_group(right):
    made = make_round(0, 1, state="announced")
    theirs = make_application(made.contest, kind="group", state="admitted")
    make_coapplicant(theirs, made.members[0].user, right)
    move_contest_to(made.contest, "scoring")
    return Sheet.objects.create(member=made.members[0], application=theirs)


@attack("sheet_of_own_application_only_recused")
def _an_application_of_the_member_s_group_sealed(w):
    sheet = _sheet_of_the_member_s_group("view")
    give(sheet, [10] * 5)
    close(sheet)


@attack("sheet_of_own_application_only_recused")
def _a_member_taken_off_the_group_during_the_scoring(w):
    sheet = _sheet_of_the_member_s_group("edit")
    sheet.application.coapplicants.update(removed_at=clock.now())
    close(sheet, "abstained", "Убактым жок.")


@attack("sheet_closed_never_changes")
def _a_sealed_sheet_opened_again(w):
    sql("UPDATE committee_sheet SET state = 'open', closed_at = NULL WHERE id = %s", w.sealed.pk)


@attack("sheet_closed_never_changes")
def _another_reason_of_a_recusal(w):
    Sheet.objects.filter(pk=w.recused.pk).update(reason="Башка себеп.")


@attack("sheet_closed_never_changes")
def _an_open_sheet_carried_to_another_member(w):
    Sheet.objects.filter(pk=w.open.pk).update(member=w.decided.members[0])


@attack("committee_sheet_never_deleted")
def _a_sealed_sheet_deleted(w):
    sql("DELETE FROM committee_sheet WHERE id = %s", w.sealed.pk)


@attack("committee_sheet_never_deleted")
def _a_recused_sheet_deleted_by_the_queryset(w):
    Sheet.objects.filter(pk=w.recused.pk).delete()


# --- Scores ---


@attack("score_after_word_of_interest")
def _a_score_before_the_word_on_an_interest(w):
    made, sheet = _undeclared()
    Score.objects.create(sheet=sheet, criterion=made.criteria[0], points=9, most=10)


@attack("score_after_word_of_interest_update")
def _a_score_carried_onto_a_sheet_before_the_word(w):
    Score.objects.filter(sheet=w.open).update(sheet=w.scoring.sheet(1, 1))


@attack("score_after_word_of_interest_update")
def _a_score_changed_after_the_word_was_taken_back(w):
    sheet = w.open
    Sheet.objects.filter(pk=sheet.pk).update(no_interest_at=None)
    Score.objects.filter(sheet=sheet).update(points=9)


@attack("score_within_criterion")
def _eleven_of_ten(w):
    Score.objects.filter(sheet=w.open).update(points=11)


@attack("score_limit_is_the_criterion_s_insert")
def _a_score_with_a_forged_limit(w):
    Score.objects.create(sheet=w.open, criterion=w.scoring.criteria[4], points=100, most=100)


@attack("score_limit_is_the_criterion_s_update")
def _a_limit_forged_afterwards(w):
    sql("UPDATE committee_score SET most = 100, points = 100 WHERE sheet_id = %s", w.open.pk)


@attack("score_limit_is_the_criterion_s_insert")
def _a_score_by_another_contest_s_criterion(w):
    Score.objects.create(sheet=w.open, criterion=w.decided.criteria[0], points=10, most=10)


@attack("score_once_per_criterion")
def _a_second_score(w):
    Score.objects.create(sheet=w.open, criterion=w.scoring.criteria[0], points=10, most=10)


@attack("score_of_closed_sheet_insert")
def _a_score_on_a_recused_sheet(w):
    Score.objects.create(sheet=w.recused, criterion=w.scoring.criteria[0], points=10, most=10)


@attack("score_of_closed_sheet_update")
def _a_sealed_score_changed(w):
    Score.objects.filter(sheet=w.sealed).update(points=10)


@attack("score_of_closed_sheet_update")
def _a_score_carried_onto_a_recused_sheet(w):
    Score.objects.filter(sheet=w.open).update(sheet=w.recused)


@attack("score_of_closed_sheet_delete")
def _a_sealed_score_deleted(w):
    Score.objects.filter(sheet=w.sealed).delete()
