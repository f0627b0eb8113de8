"""What the pages of the chair and the secretary show once all sheets are closed: a session prepared, one adopted."""

from datetime import timedelta

from committee import services
from municipality.models import User
from tests.committee.factories import close, make_decided, make_round, make_session, propose, seal_all


def make_session_scene() -> tuple[dict[str, User], dict[str, object]]:
    """Store both contests; return their people by keys, and the words that stand in the addresses."""
    ranked = make_round(4, terms={"threshold": "5.00"})
    close(ranked.sheet(2, 0), "recused", "Бир тууганынын демилгеси.")
    # The second and the third are equal by every criterion, the last lies below the threshold.
    points = {(seat, row): [given] * 5 for seat in range(5) for row, given in enumerate([9, 8, 8, 3])}
    seal_all(ranked, points)
    session = make_session(ranked)
    # Two for, two against: the chair decides.
    votes = dict(zip(ranked.members[:2] + ranked.members[3:], ["for", "for", "against", "against"], strict=True))
    proposal = propose(ranked, session, 0)
    services.cast_votes(by=ranked.chair, proposal=proposal, votes=votes)
    day = session.held_on + timedelta(days=30)
    propose(ranked, session, 3, "revise", correct_by=day, reason_ky="Баасын жазыңыз.", reason_ru="Форма.")
    made = services.make_scenario(by=ranked.chair, session=session, name="Орду боюнча")
    services.fill_by_rank(by=ranked.chair, scenario=made)
    other = services.make_scenario(by=ranked.chair, session=session, name="Спорт")
    decided, adopted = make_decided()
    people = {"leads": ranked.chair, "votes": ranked.members[2].user, "decided": decided.chair}
    words = {
        "ranked": ranked.contest.pk,
        "r_application": ranked.applications[0].pk,
        "session": session.pk,
        "scenario": made.pk,
        "scenario_empty": other.pk,
        "adopted": adopted.pk,
    }
    return people, words
