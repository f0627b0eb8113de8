"""Attacks on the order that decides between equals, and on scenarios; see test_database.py."""

from committee.models import Criterion, Scenario, ScenarioLine, Session, TieBreak
from journal import clock
from tests.committee.factories import close, make_round, make_session, seal_all
from tests.committee.world import attack

# --- The order of the criteria, and the chair's word between equals ---


@attack("criterion_tie_order_once")
def _two_criteria_that_decide_first(w):
    made = make_round(0, 1, state="draft")
    Criterion.objects.filter(pk=made.criteria[0].pk).update(tie_order=1)
    Criterion.objects.filter(pk=made.criteria[1].pk).update(tie_order=1)


def _tie_break(made, **fields):
    return TieBreak.objects.create(
        **{
            "application": made.applications[0],
            "order": 1,
            "reason": "Балдарга арналган.",
            "made_by": made.members[0],
            **fields,
        }
    )


@attack("tie_break_order_from_one")
def _a_place_before_the_first(w):
    _tie_break(w.scoring, order=0)


@attack("tie_break_has_reason")
def _a_casting_vote_without_a_reason(w):
    _tie_break(w.scoring, reason="")


@attack("tie_break_by_the_chair")
def _a_casting_vote_of_the_secretary(w):
    _tie_break(w.scoring, made_by=w.scoring.members[1])


@attack("tie_break_by_the_chair")
def _a_casting_vote_of_another_contest_s_chair(w):
    _tie_break(w.scoring, made_by=w.decided.members[0])


@attack("tie_break_by_the_chair")
def _a_casting_vote_of_a_chair_with_an_interest(w):
    close(w.scoring.sheet(0, 1), "recused", "Бир тууганым.")
    _tie_break(w.scoring, application=w.scoring.applications[1])


@attack("tie_break_by_the_chair_update")
def _a_casting_vote_put_into_another_s_mouth(w):
    TieBreak.objects.filter(pk=_tie_break(w.scoring).pk).update(made_by=w.scoring.members[1])


@attack("tie_break_before_the_decision_insert")
def _a_casting_vote_after_the_decision(w):
    _tie_break(w.decided)


def _decided_with_a_tie_break():
    made = make_round(1)
    seal_all(made)
    tie = _tie_break(made)
    made.contest.state, made.contest.decided_at = "decided", clock.now()
    made.contest.save(update_fields=["state", "decided_at"])
    return made, tie


@attack("tie_break_before_the_decision_update")
def _another_order_after_the_decision(w):
    _made, tie = _decided_with_a_tie_break()
    TieBreak.objects.filter(pk=tie.pk).update(order=2)


@attack("tie_break_before_the_decision_delete")
def _a_casting_vote_struck_out_after_the_decision(w):
    _made, tie = _decided_with_a_tie_break()
    TieBreak.objects.filter(pk=tie.pk).delete()


# --- Scenarios ---


def _scenario(made, session, name="Орун боюнча"):
    return Scenario.objects.create(session=session, name=name, made_by=made.members[0])


def _line(w, scenario, **fields):
    return ScenarioLine.objects.create(
        **{
            "scenario": scenario,
            "application": w.decided.applications[2],
            "envelope": w.decided.envelopes[0],
            "money": 1,
            **fields,
        }
    )


@attack("scenario_named_once")
def _two_scenarios_of_one_name(w):
    for _twice in range(2):
        _scenario(w.decided, w.planned)


@attack("scenario_has_name")
def _a_scenario_without_a_name(w):
    _scenario(w.decided, w.planned, name="")


@attack("scenario_line_once_per_envelope")
def _two_sums_of_a_scenario_from_one_envelope(w):
    scenario = _scenario(w.decided, w.planned)
    for money in (1, 2):
        _line(w, scenario, money=money)


@attack("scenario_line_positive")
def _a_scenario_that_gives_nothing(w):
    _line(w, _scenario(w.decided, w.planned), money=0)


@attack("scenario_line_is_of_its_contest")
def _a_scenario_for_another_contest_s_application(w):
    _line(w, _scenario(w.decided, w.planned), application=w.scoring.applications[0])


@attack("scenario_line_is_of_its_contest")
def _a_scenario_with_another_contest_s_money(w):
    _line(w, _scenario(w.decided, w.planned), envelope=w.scoring.envelopes[0])


@attack("scenario_line_is_of_its_contest_update")
def _a_scenario_turned_to_another_contest_s_money(w):
    line = _line(w, _scenario(w.decided, w.planned))
    ScenarioLine.objects.filter(pk=line.pk).update(envelope=w.scoring.envelopes[0])


def _of_an_adopted_session():
    made = make_round(1)
    seal_all(made)
    session = make_session(made)
    scenario = _scenario(made, session)
    line = ScenarioLine.objects.create(
        scenario=scenario, application=made.applications[0], envelope=made.envelopes[0], money=1
    )
    Session.objects.filter(pk=session.pk).update(adopted_at=clock.now())
    return made, scenario, line


@attack("committee_scenario_adopted_insert")
def _one_more_scenario_afterwards(w):
    _scenario(w.decided, w.adopted)


@attack("committee_scenario_adopted_update")
def _another_name_of_a_scenario_afterwards(w):
    _made, scenario, _line = _of_an_adopted_session()
    Scenario.objects.filter(pk=scenario.pk).update(name="Башка")


@attack("committee_scenario_adopted_delete")
def _a_scenario_struck_out_afterwards(w):
    _made, scenario, _line = _of_an_adopted_session()
    Scenario.objects.filter(pk=scenario.pk)._raw_delete("default")


@attack("committee_scenarioline_adopted_insert")
def _one_more_sum_of_a_scenario_afterwards(w):
    made, scenario, _line = _of_an_adopted_session()
    ScenarioLine.objects.create(
        scenario=scenario, application=made.applications[0], envelope=made.envelopes[1], money=1
    )


@attack("committee_scenarioline_adopted_update")
def _another_sum_of_a_scenario_afterwards(w):
    _made, _scenario, line = _of_an_adopted_session()
    ScenarioLine.objects.filter(pk=line.pk).update(money=2)


@attack("committee_scenarioline_adopted_delete")
def _a_sum_of_a_scenario_struck_out_afterwards(w):
    _made, _scenario, line = _of_an_adopted_session()
    line.delete()
