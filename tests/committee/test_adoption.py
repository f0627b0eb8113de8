"""The one act that adopts a decision: everything it does, everything that stands in its way, and nothing in between."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from budget.models import Award, LedgerEntry
from budget.services import BudgetRefused, differences
from committee import services
from committee.models import Session
from committee.rules import decidable, may_adopt, money_faults
from documents.models import Paper
from initiatives.models import Application, Contest
from journal import clock
from kyrgyz.dates import dated
from notices.models import Notice
from tests.committee.factories import (
    close,
    everything,
    make_decided,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.factories import make_municipality, move_application_to, move_contest_to, som

pytestmark = pytest.mark.django_db


def test_the_whole_way(scored):
    session = make_session(scored)
    propose(scored, session, 0)
    propose(scored, session, 1)
    propose(scored, session, 2, "unsupported", reason_ky="Негизделген эмес.", reason_ru="Не обосновано.")
    with translation.override("ru"):
        services.adopt_decision(by=scored.chair, session=session)
    states = [Application.objects.get(pk=row.pk).state for row in scored.applications]
    assert states == ["awarded", "awarded", "unsupported"]
    assert Application.objects.get(pk=scored.applications[2].pk).reason == "Негизделген эмес."
    assert [(e.committed, e.free) for e in scored.envelopes] == [(som(23_000), 0), (som(50_000), 0)]
    assert [award.total for award in Award.objects.all()] == [som(37_000), som(36_000)]
    grounds = LedgerEntry.objects.filter(kind="commit").values_list("ground", flat=True)
    assert all(dated(session.held_on, "ky") in ground for ground in grounds), "the ledger is kept in Kyrgyz"
    assert differences() == []
    assert Contest.objects.get(pk=scored.contest.pk).state == "decided"
    protocol = Paper.objects.about(session).get(kind="protocol")
    assert [row["place"] for row in protocol.facts["ranking"]] == [1, 2, 3]
    assert [row["mean"] for row in protocol.facts["ranking"]] == ["8,00", "7,00", "6,00"]
    decisions = [Paper.objects.about(award).get() for award in Award.objects.all()]
    assert [paper.kind for paper in decisions] == ["decision", "decision"]
    assert not Notice.objects.filter(kind="result_published").exists(), "nobody is told before publication"
    services.publish(by=specialist_of(scored), contest=Contest.objects.get(pk=scored.contest.pk))
    assert Notice.objects.filter(kind="result_published").count() == 3


def test_the_reason_reaches_the_applicant_in_their_language(scored):
    scored.applications[2].applicant.language = "ru"
    scored.applications[2].applicant.save()
    session = make_session(scored)
    propose(scored, session, 0)
    propose(scored, session, 1)
    propose(scored, session, 2, "unsupported", reason_ky="Негизделген эмес.", reason_ru="Не обосновано.")
    services.adopt_decision(by=scored.chair, session=session)
    assert Application.objects.get(pk=scored.applications[2].pk).reason == "Не обосновано."


def test_an_envelope_that_would_break_leaves_not_one_row_changed(scored, english):
    local, donor = scored.envelopes
    session = make_session(scored)
    propose(scored, session, 0)
    propose(scored, session, 1)
    propose(scored, session, 2, "award", [(local, 1), (donor, som(4_999))])
    before, envelopes = everything(), [(e.amount, e.committed, e.disbursed) for e in scored.envelopes]
    with pytest.raises(BudgetRefused) as caught:
        services.adopt_decision(by=scored.chair, session=session)
    assert f"{scored.applications[2].number}: Жергиликтүү бюджет: 0" in str(caught.value)
    after = everything()
    assert {label: len(rows) for label, rows in after.items()} == {label: len(rows) for label, rows in before.items()}
    assert after == before
    assert [(e.amount, e.committed, e.disbursed) for e in scored.envelopes] == envelopes
    assert any(scored.applications[2].number in fault for fault in money_faults(session))
    assert not any(scored.applications[1].number in fault for fault in money_faults(session))


def test_a_broken_cap_leaves_not_one_row_changed(scored, english):
    session = make_session(scored)
    propose(scored, session, 0, "award", [(scored.envelopes[1], som(25_000) + 1)])
    propose(scored, session, 1, "reserve")
    propose(scored, session, 2, "reserve")
    assert "at most" in refusal(services.adopt_decision, by=scored.chair, session=session)


def test_nobody_is_awarded_more_than_they_asked_for(scored, english):
    _local, donor = scored.envelopes
    session = make_session(scored)
    propose(scored, session, 0, "reserve")
    propose(scored, session, 1, "reserve")
    # The commission may take it from another source than was asked for.
    propose(scored, session, 2, "award", [(donor, som(5_000) + 1)])
    assert "more than the 5 000 сом that were asked" in refusal(
        services.adopt_decision, by=scored.chair, session=session
    ).replace("\xa0", " ")
    propose(scored, session, 2, "award", [(donor, som(5_000))])
    services.adopt_decision(by=scored.chair, session=session)
    assert Award.objects.get().total == som(5_000)


def test_what_stands_in_the_way_of_adopting(scored, english):
    session = make_session(scored)
    adopt = {"call": services.adopt_decision, "session": session}
    assert "Nothing has been proposed" in refusal(**adopt, by=scored.chair)
    first = propose(scored, session, 0)
    propose(scored, session, 1, "reserve")
    number = scored.applications[2].number
    assert f"Nothing is proposed for application {number}" in refusal(**adopt, by=scored.chair)
    propose(scored, session, 2, "reserve")
    assert "Only the chair adopts" in refusal(**adopt, by=scored.secretary)
    assert "Only the chair adopts" in refusal(**adopt, by=specialist_of(scored))
    votes = dict.fromkeys(scored.members, "against")
    services.cast_votes(by=scored.chair, proposal=first, votes=votes)
    assert "no majority" in refusal(**adopt, by=scored.chair)
    services.cast_votes(by=scored.chair, proposal=first, votes={**votes, **dict.fromkeys(scored.members[:2], "for")})
    assert "no majority" in refusal(**adopt, by=scored.chair)
    services.cast_votes(by=scored.chair, proposal=first, votes=dict.fromkeys(scored.members[:4], "for"))
    assert "not everyone present has voted" in refusal(**adopt, by=scored.chair)
    services.note_present(by=scored.chair, session=session, members=scored.members[:3])
    assert "no quorum, 3 present, 4 needed" in refusal(**adopt, by=scored.chair)
    services.note_present(by=scored.chair, session=session, members=scored.members[1:])
    assert "The chair is not among those present" in refusal(**adopt, by=scored.chair)
    services.note_present(by=scored.chair, session=session, members=scored.members)
    session.refresh_from_db()
    services.arrange_session(
        by=scored.chair,
        session=session,
        held_on=clock.today() + timedelta(days=1),
        place_ky="Ак-Булак",
        place_ru="Ак-Булак",
    )
    assert "later day" in refusal(**adopt, by=scored.chair)


def test_a_majority_counts_abstentions_as_no_support(scored, english):
    session = make_session(scored, present=range(4))
    proposals = [propose(scored, session, row, "reserve") for row in range(3)]
    two = {**dict.fromkeys(scored.members[:2], "for"), **dict.fromkeys(scored.members[2:4], "abstained")}
    services.cast_votes(by=scored.chair, proposal=proposals[0], votes=two)
    assert "no majority" in refusal(services.adopt_decision, by=scored.chair, session=session)


def test_an_application_taken_back_meanwhile_is_named(scored, english):
    session = make_session(scored)
    for row in range(3):
        propose(scored, session, row, "reserve")
    move_application_to(scored.applications[1], "withdrawn")
    reason = refusal(services.adopt_decision, by=scored.chair, session=session)
    assert f"Application {scored.applications[1].number} is no longer to be decided" in reason


def test_the_chair_s_own_recusal_lowers_the_quorum_and_stops_no_one():
    made = make_round(1)
    close(made.sheet(0, 0), "recused", "Бир тууганым.")
    seal_all(made)
    session = make_session(made, present=[0, 1, 2, 3])  # of four entitled three suffice
    proposal = propose(made, session, 0)
    assert not proposal.votes.filter(member=made.members[0]).exists()
    services.adopt_decision(by=made.chair, session=session)
    assert Award.objects.count() == 1


def test_a_second_press_finds_it_adopted(english):
    made, session = make_decided(2)
    assert "adopted already" in refusal(services.adopt_decision, by=made.chair, session=session)
    for call, more in [
        (services.note_present, {"members": []}),
        (services.propose, {"application": made.applications[0], "outcome": "reserve"}),
        (services.drop_proposal, {"application": made.applications[0]}),
        (services.arrange_session, {"held_on": clock.today(), "place_ky": "А", "place_ru": "А"}),
    ]:
        assert "adopted already" in refusal(call, by=made.chair, session=session, **more)


def test_a_second_session_decides_the_reserve_and_tells_when_the_results_are_public():
    made, _first = make_decided(3)
    move_contest_to(made.contest, "published")
    made.commission.refresh_from_db()
    assert [row.pk for row in decidable(made.contest)] == [made.applications[2].pk]
    session = make_session(made)
    reserve = made.applications[2]
    propose(made, session, 2, "unsupported", reason_ky="Каражат жок.", reason_ru="Средств нет.")
    services.adopt_decision(by=made.chair, session=session)
    reserve.refresh_from_db()
    assert reserve.state == "unsupported"
    assert Notice.objects.filter(kind="result_published").count() == 1
    assert Contest.objects.get(pk=made.contest.pk).state == "published"
    assert Session.objects.filter(adopted_at__isnull=False).count() == 2


def test_the_rule_asks_the_database_as_often_for_three_applications_as_for_one():
    counts = []
    for applications in (1, 3):
        made = make_round(applications)
        seal_all(made)
        session = make_session(made)
        for row in range(applications):
            propose(made, session, row, "reserve")
        with CaptureQueriesContext(connection) as queries:
            assert may_adopt(session, made.chair)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_no_two_decisions_bear_one_number_though_a_session_s_date_lies_in_another_year():
    municipality = make_municipality()
    numbers = []
    for year in (2022, 2023):
        with clock.at(datetime(2022, 1, 2, 10, tzinfo=UTC)):
            made = make_round(1, municipality=municipality)
            seal_all(made)
        # The second session is adopted in the year after it was held.
        with clock.at(datetime(year, 1, 3, 10, tzinfo=UTC)):
            session = make_session(made)
            services.arrange_session(
                by=made.chair, session=session, held_on=date(2022, 1, 2), place_ky="Ак-Булак", place_ru="Ак-Булак"
            )
            propose(made, session, 0)
            services.adopt_decision(by=made.chair, session=session)
        numbers.append(Paper.objects.about(Award.objects.get(application=made.applications[0])).get().number)
    assert numbers == ["2022-1/1", "2023-1/1"]
