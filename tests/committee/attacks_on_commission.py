"""Attacks on criteria, the commission's rules, its seats and its codes; see test_database.py."""

from datetime import timedelta

from committee.models import BlindCode, Commission, Criterion, Member, Sheet
from journal import clock
from tests.committee.factories import make_round
from tests.committee.world import attack, sql
from tests.factories import make_application, make_contest, make_user

# --- Criteria ---


@attack("committee_criterion_locked_insert")
def _a_criterion_after_the_announcement(w):
    Criterion.objects.create(contest=w.scoring.contest, name_ky="Жаңы", name_ru="Новый", weight=1)


@attack("committee_criterion_locked_update")
def _a_weight_changed_after_the_announcement(w):
    sql("UPDATE committee_criterion SET weight = 90 WHERE id = %s", w.scoring.criteria[0].pk)


@attack("committee_criterion_locked_delete")
def _a_criterion_taken_away(w):
    sql("DELETE FROM committee_criterion WHERE id = %s", w.scoring.criteria[4].pk)


def _criterion_in_preparation(w, place=0, **fields):
    Criterion.objects.filter(pk=w.draft.criteria[place].pk).update(**fields)


@attack("criterion_points_sane")
def _a_criterion_without_points(w):
    _criterion_in_preparation(w, most=0)


@attack("criterion_points_sane")
def _a_criterion_of_too_many_points(w):
    _criterion_in_preparation(w, most=101)


@attack("criterion_weight_sane")
def _a_criterion_without_weight(w):
    _criterion_in_preparation(w, weight=0)


@attack("criterion_named_once")
def _two_criteria_of_one_name(w):
    sql("UPDATE committee_criterion SET name_ky = 'Бир' WHERE contest_id = %s", w.draft.contest.pk)


@attack("criterion_tie_order_once")
def _two_criteria_that_decide_first(w):
    sql("UPDATE committee_criterion SET tie_order = 1 WHERE contest_id = %s", w.draft.contest.pk)


# --- The commission ---


def _terms_in_preparation(w, **fields):
    Commission.objects.filter(pk=w.draft.commission.pk).update(**fields)


@attack("commission_quorum_is_a_part")
def _a_quorum_of_more_than_all(w):
    _terms_in_preparation(w, quorum_of=4)


@attack("commission_quorum_is_a_part")
def _a_quorum_of_nobody(w):
    _terms_in_preparation(w, quorum_of=0)


@attack("commission_threshold_sane")
def _a_threshold_of_nothing(w):
    _terms_in_preparation(w, threshold=0)


@attack("commission_threshold_sane")
def _a_threshold_beyond_any_scale(w):
    _terms_in_preparation(w, threshold="100.01")


def _announced_terms(w, **fields):
    Commission.objects.filter(pk=w.scoring.commission.pk).update(**fields)


@attack("commission_terms_locked")
def _the_commission_of_another_contest(w):
    _announced_terms(w, contest=make_contest(state="draft"))


@attack("commission_terms_locked")
def _a_smaller_part_for_the_quorum(w):
    _announced_terms(w, quorum_of=1)


@attack("commission_terms_locked")
def _a_larger_whole_for_the_quorum(w):
    _announced_terms(w, quorum_in=9)


@attack("commission_terms_locked")
def _a_contest_made_blind_afterwards(w):
    _announced_terms(w, blind=True)


@attack("commission_terms_locked")
def _justifications_asked_afterwards(w):
    _announced_terms(w, asks_justification=True)


@attack("commission_terms_locked")
def _sheets_shown_to_others_afterwards(w):
    _announced_terms(w, shows_others=True)


@attack("commission_terms_locked")
def _a_threshold_set_afterwards(w):
    _announced_terms(w, threshold=6)


@attack("commission_terms_locked")
def _a_threshold_taken_away_afterwards(w):
    made = make_round(0, 1, state="announced", terms={"threshold": 6})
    Commission.objects.filter(pk=made.commission.pk).update(threshold=None)


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


# --- Replacement ---


def _replaced(w):
    """Return a member who left the round in preparation today, and who took the seat."""
    left = w.draft.members[2]
    Member.objects.filter(pk=left.pk).update(until=clock.today())
    came = Member.objects.create(
        commission=w.draft.commission, user=make_user(), body="kenesh", since=clock.today(), replaces=left
    )
    return left, came


@attack("member_who_left_stays_so")
def _a_replaced_member_sits_again(w):
    left, _came = _replaced(w)
    Member.objects.filter(pk=left.pk).update(until=None)


@attack("member_who_left_stays_so")
def _another_day_of_the_replacement(w):
    left, _came = _replaced(w)
    Member.objects.filter(pk=left.pk).update(until=clock.today() - timedelta(days=1))


@attack("member_leaves_after_coming")
def _a_member_who_left_before_they_came(w):
    _left, came = _replaced(w)
    Member.objects.filter(pk=came.pk).update(until=clock.today() - timedelta(days=1))


@attack("member_replacing_has_day")
def _a_replacement_without_a_day(w):
    Member.objects.create(commission=w.draft.commission, user=make_user(), body="kenesh", replaces=w.draft.members[2])


@attack("member_never_replaces_itself")
def _a_member_who_replaces_themselves(w):
    sql("UPDATE committee_member SET replaces_id = id, since = %s WHERE id = %s", clock.today(), w.draft.members[2].pk)


@attack("sheet_is_of_its_contest")
def _a_sheet_of_who_was_replaced(w):
    left = w.scoring.members[2]
    Member.objects.filter(pk=left.pk).update(until=clock.today())
    late = make_application(w.scoring.contest, state="admitted")
    Sheet.objects.create(member=left, application=late)


# --- Codes ---


def _codes():
    made = make_round(2, 1, terms={"blind": True})
    return made, list(BlindCode.objects.filter(contest=made.contest).order_by("code"))


@attack("blind_code_once_in_a_contest")
def _one_code_for_two(w):
    made, codes = _codes()
    late = make_application(made.contest, state="admitted")
    BlindCode.objects.create(application=late, contest=made.contest, code=codes[0].code)


@attack("blind_code_not_empty")
def _a_code_of_nothing(w):
    BlindCode.objects.create(application=w.scoring.applications[0], contest=w.scoring.contest, code="")


@attack("blind_code_is_of_its_contest")
def _a_code_in_another_contest(w):
    BlindCode.objects.create(application=w.scoring.applications[0], contest=w.decided.contest, code="К-01")


@attack("committee_blindcode_append_only")
def _another_code_for_an_application(w):
    _made, codes = _codes()
    BlindCode.objects.filter(pk=codes[0].pk).update(code="К-99")


@attack("committee_blindcode_never_deleted")
def _a_code_taken_away(w):
    _made, codes = _codes()
    sql("DELETE FROM committee_blindcode WHERE id = %s", codes[0].pk)
