"""Opening the scoring, scoring, sealing, stepping aside, and opening a session; every refusal with its reason."""

from datetime import timedelta

import pytest

from committee import services
from committee.models import Score, Sheet
from committee.rules import may_see_ranking
from initiatives.services import remove
from journal import clock
from journal.models import Record
from notices.models import Notice
from tests.committee.factories import (
    close,
    declare,
    give,
    make_decided,
    make_round,
    refusal,
    seal_all,
    specialist_of,
)
from tests.factories import make_application, make_coapplicant, make_user, move_application_to, move_contest_to

pytestmark = pytest.mark.django_db


# --- Opening the scoring ---


def test_scoring_hands_each_member_a_sheet_and_tells_them_in_their_language():
    made = make_round(2, state="announced")
    made.members[1].user.language = "ru"
    made.members[1].user.save()
    refused = make_application(made.contest, state="refused")
    specialist = specialist_of(made)
    with clock.at(made.contest.closes_at):
        services.open_scoring(by=specialist, contest=made.contest)
    assert Sheet.objects.filter(state="open").count() == 2 * 5
    assert not Sheet.objects.filter(application=refused).exists()
    links = dict(Notice.objects.filter(kind="scoring_opened").values_list("recipient__language", "link"))
    assert links == {"ky": "/commission/", "ru": "/ru/commission/"}
    assert Record.objects.filter(verb="contest.scoring").count() == 1


@pytest.mark.parametrize(
    ("late", "state", "reason"),
    [
        (False, "admitted", "still being taken"),
        (True, "submitted", "1 application is still being checked"),
        (True, "refused", "No application was admitted"),
    ],
)
def test_scoring_waits(late, state, reason, english):
    made = make_round(0, state="announced")
    make_application(made.contest, state=state)
    specialist = specialist_of(made)
    moment = made.contest.closes_at + timedelta(days=1 if late else -1)
    with clock.at(moment):
        assert reason in refusal(services.open_scoring, by=specialist, contest=made.contest)


# --- Sheets ---


def test_points_are_kept_until_the_sheet_is_sealed():
    made = make_round(1)
    sheet, member = made.sheet(0, 0), made.chair
    declare(sheet)
    services.save_scores(by=member, sheet=sheet, points={made.criteria[0]: 3, made.criteria[1]: 0})
    services.save_scores(by=member, sheet=sheet, points={made.criteria[0]: 9})
    assert dict(sheet.scores.values_list("criterion", "points")) == {
        made.criteria[0].pk: 9,
        made.criteria[1].pk: 0,
    }
    services.save_scores(by=member, sheet=sheet, points=dict.fromkeys(made.criteria[2:], 10))
    services.seal(by=member, sheet=sheet)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.closed_at is not None) == ("sealed", True)
    record = Record.objects.get(verb="sheet.sealed")
    assert record.actor_id == member.pk
    assert "points" not in str(record.facts)


@pytest.mark.parametrize("points", [11, -1])
def test_points_outside_the_criterion_are_refused(points, english):
    made = make_round(1)
    sheet = made.sheet(0, 0)
    declare(sheet)
    reason = refusal(services.save_scores, by=made.chair, sheet=sheet, points={made.criteria[4]: points})
    assert "from 0 to 10" in reason


def test_an_incomplete_sheet_is_not_sealed_and_all_that_lacks_is_named(english):
    made = make_round(1)
    sheet = made.sheet(0, 0)
    declare(sheet)
    services.save_scores(by=made.chair, sheet=sheet, points={made.criteria[0]: 5})
    reason = refusal(services.seal, by=made.chair, sheet=sheet)
    assert reason.count("Give points:") == 4


@pytest.mark.parametrize(("call", "state"), [(services.recuse, "recused"), (services.abstain, "abstained")])
def test_stepping_aside_drops_the_points_and_keeps_the_reason(call, state):
    made = make_round(1)
    sheet = made.sheet(0, 0)
    give(sheet, [10] * 5)
    call(by=made.chair, sheet=sheet, reason="  Бир тууганымдын демилгеси. ")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reason) == (state, "Бир тууганымдын демилгеси.")
    assert not Score.objects.exists()
    assert Record.objects.filter(verb=f"sheet.{state}").count() == 1


def test_stepping_aside_needs_a_reason(english):
    made = make_round(1)
    assert "reason" in refusal(services.recuse, by=made.chair, sheet=made.sheet(0, 0), reason=" \n")


def test_nobody_scores_their_own_application_but_they_can_step_aside(english):
    made = make_round(0, state="announced")
    own = make_application(made.contest, applicant=made.chair, state="admitted")
    move_contest_to(made.contest, "scoring")
    sheet = Sheet.objects.create(member=made.members[0], application=own)
    give(sheet, [10] * 5)
    for call, more in [(services.save_scores, {"points": {made.criteria[0]: 9}}), (services.seal, {})]:
        assert "your own application" in refusal(call, by=made.chair, sheet=sheet, **more)
    # Who abstains still votes on it in the session; who is recused does not.
    assert "your own application" in refusal(services.abstain, by=made.chair, sheet=sheet, reason="Убактым жок.")
    services.recuse(by=made.chair, sheet=sheet, reason="Өз демилгем.")
    sheet.refresh_from_db()
    assert sheet.state == "recused"


@pytest.mark.parametrize("right", ["view", "edit"])
def test_nobody_scores_an_application_of_their_group(english, right):
    made = make_round(0, state="announced")
    theirs = make_application(made.contest, kind="group", organisation="Ынтымак", state="admitted")
    invited = make_coapplicant(theirs, made.chair, right)
    move_contest_to(made.contest, "scoring")
    sheet = Sheet.objects.create(member=made.members[0], application=theirs)
    give(sheet, [10] * 5)
    refused = [(services.save_scores, {"points": {made.criteria[0]: 9}}), (services.seal, {})]
    refused.append((services.abstain, {"reason": "Убактым жок."}))
    for call, more in refused:
        assert "the group that applies" in refusal(call, by=made.chair, sheet=sheet, **more)
    # To be taken off the group now does not make a judge of one who applied.
    remove(by=theirs.applicant, coapplicant=invited)
    for call, more in refused:
        assert "the group that applies" in refusal(call, by=made.chair, sheet=sheet, **more)
    services.recuse(by=made.chair, sheet=sheet, reason="Өз тобум.")
    sheet.refresh_from_db()
    assert sheet.state == "recused"


def test_who_left_a_group_before_it_handed_in_or_never_came_in_scores():
    made = make_round(0, state="announced")
    draft = make_application(made.contest, kind="group", organisation="Ынтымак")
    left = make_coapplicant(draft, made.chair)
    make_coapplicant(draft, name="Кошулбаган")
    remove(by=draft.applicant, coapplicant=left)
    theirs = move_application_to(draft, "admitted")
    move_contest_to(made.contest, "scoring")
    sheet = Sheet.objects.create(member=made.members[0], application=theirs)
    services.declare_no_interest(by=made.chair, sheet=sheet)
    services.save_scores(by=made.chair, sheet=sheet, points=dict.fromkeys(made.criteria, 9))
    assert services.seal(by=made.chair, sheet=sheet).state == "sealed"


# --- Seeing the ranking, opening a session ---


def test_the_ranking_opens_with_the_last_sheet(english):
    made = make_round(1)
    seal_all(make_round(1))  # another contest's sheets open nothing here
    for seat in range(4):
        give(made.sheet(seat, 0), [5] * 5)
        close(made.sheet(seat, 0))
    assert "1 sheet is still open" in may_see_ranking(made.contest, made.chair).reason
    close(made.sheet(4, 0), "abstained", "Ооруп калдым.")
    assert may_see_ranking(made.contest, made.chair)
    assert may_see_ranking(made.contest, specialist_of(made))
    assert "Only the commission" in may_see_ranking(made.contest, make_user()).reason


def test_sheets_of_a_withdrawn_application_hold_nothing_up():
    made = make_round(2)
    for seat in range(5):
        give(made.sheet(seat, 0), [5] * 5)
        close(made.sheet(seat, 0))
    assert not may_see_ranking(made.contest, made.chair)
    move_application_to(made.applications[1], "withdrawn")
    assert may_see_ranking(made.contest, made.chair)


def test_a_session_is_opened_once(english):
    made = make_round(1)
    arguments = {
        "commission": made.commission,
        "held_on": clock.today(),
        "place_ky": "Ак-Булак",
        "place_ru": "Ак-Булак",
    }
    assert "still open" in refusal(services.open_session, by=made.chair, **arguments)
    seal_all(made)
    assert "Only the chair" in refusal(services.open_session, by=made.members[2].user, **arguments)
    assert "Only the chair" in refusal(services.open_session, by=specialist_of(made), **arguments)
    first = services.open_session(by=made.chair, **arguments)
    assert services.open_session(by=made.secretary, **arguments) == first
    assert Record.objects.filter(verb="session.opened").count() == 1


def test_no_session_where_nothing_is_left_to_decide(english):
    made, _session = make_decided(2)
    reason = refusal(
        services.open_session,
        by=made.chair,
        commission=made.commission,
        held_on=clock.today(),
        place_ky="Ак-Булак",
        place_ru="Ак-Булак",
    )
    assert "Every application has been decided" in reason


def test_no_session_in_a_closed_contest(english):
    made, _session = make_decided(3)
    move_contest_to(made.contest, "closed")
    commission = type(made.commission).objects.get(pk=made.commission.pk)
    reason = refusal(
        services.open_session,
        by=made.chair,
        commission=commission,
        held_on=clock.today(),
        place_ky="Ак-Булак",
        place_ru="Ак-Булак",
    )
    assert "closed" in reason
