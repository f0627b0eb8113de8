"""Attacks on criteria, commissions, sheets and scores; see test_database.py."""

from committee.models import Commission, Criterion, Member, Score, Sheet
from journal import clock
from tests.committee.factories import close, give, make_round
from tests.committee.world import attack, sql
from tests.factories import make_application, make_coapplicant, make_user, move_contest_to

# --- Criteria and the commission ---


@attack("committee_criterion_locked_insert")
def _a_criterion_after_the_announcement(w):
    Criterion.objects.create(contest=w.scoring.contest, name_ky="Жаңы", name_ru="Новый", weight=1)


@attack("committee_criterion_locked_update")
def _a_weight_changed_after_the_announcement(w):
    sql("UPDATE committee_criterion SET weight = 90 WHERE id = %s", w.scoring.criteria[0].pk)


@attack("committee_criterion_locked_delete")
def _a_criterion_taken_away(w):
    sql("DELETE FROM committee_criterion WHERE id = %s", w.scoring.criteria[4].pk)


def _criterion_in_preparation(**fields):
    made = make_round(0, 1, state="draft")
    Criterion.objects.filter(pk=made.criteria[0].pk).update(**fields)


@attack("criterion_points_sane")
def _a_criterion_without_points(w):
    _criterion_in_preparation(most=0)


@attack("criterion_points_sane")
def _a_criterion_of_too_many_points(w):
    _criterion_in_preparation(most=101)


@attack("criterion_weight_sane")
def _a_criterion_without_weight(w):
    _criterion_in_preparation(weight=0)


@attack("criterion_named_once")
def _two_criteria_of_one_name(w):
    made = make_round(0, 1, state="draft")
    sql("UPDATE committee_criterion SET name_ky = 'Бир' WHERE contest_id = %s", made.contest.pk)


@attack("commission_quorum_is_a_part")
def _a_quorum_of_more_than_all(w):
    Commission.objects.filter(pk=w.scoring.commission.pk).update(quorum_of=4)


@attack("commission_quorum_is_a_part")
def _a_quorum_of_nobody(w):
    Commission.objects.filter(pk=w.scoring.commission.pk).update(quorum_of=0)


@attack("committee_commission_never_deleted")
def _a_commission_deleted(w):
    sql("DELETE FROM committee_commission WHERE id = %s", w.scoring.commission.pk)


@attack("member_sits_once")
def _a_second_seat(w):
    Member.objects.create(commission=w.scoring.commission, user=w.scoring.members[2].user, body="kenesh")


@attack("commission_has_one_chair")
def _a_second_chair(w):
    Member.objects.filter(pk=w.scoring.members[2].pk).update(function="chair")


@attack("commission_has_one_secretary")
def _a_second_secretary(w):
    Member.objects.filter(pk=w.scoring.members[2].pk).update(function="secretary")


@attack("member_function_known")
def _a_function_nobody_knows(w):
    Member.objects.filter(pk=w.scoring.members[2].pk).update(function="king")


@attack("member_with_sheets_stays")
def _another_person_on_a_seat_with_sheets(w):
    Member.objects.filter(pk=w.scoring.members[2].pk).update(user=make_user())


@attack("member_with_sheets_stays")
def _a_seat_carried_to_another_commission(w):
    sql(
        "UPDATE committee_member SET commission_id = %s, function = 'member' WHERE id = %s",
        w.decided.commission.pk,
        w.scoring.members[2].pk,
    )


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
