"""Two people at one session, votes noted at a touch, and the casting vote on the page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import Award
from committee import services
from committee.models import Proposal, Session, Vote
from journal import clock
from tests.committee.factories import close, everything, make_round, make_session, propose, seal_all
from tests.committee.test_session_pages import ALL_FOR, page_of, seen, text, url_of
from tests.factories import som

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]

RESERVE = {"outcome": "reserve"}


# --- Two who prepare it at once ---


def test_the_later_of_two_is_told_and_nothing_of_either_is_lost(scored, visitor):
    session = make_session(scored)
    mine = page_of(scored, session, row0={"outcome": "award", "money_0": "11 111"})
    theirs = page_of(scored, session, row0=RESERVE, row1=RESERVE)
    visitor(scored.secretary).post(url_of(session), theirs)
    before = everything()
    response = visitor(scored.chair).post(url_of(session), mine)
    assert response.status_code == 409
    assert everything() == before
    page = text(response)
    assert "Someone else has changed this session" in page.split("error-summary")[1].split("</div>")[0]
    assert 'value="11 111"' in page, "what was typed is kept"
    kept = page.split("What is kept now")[1].split("</section>")[0]
    assert kept.count("reserve</span>") + kept.count("Reserve</span>") == 2, "what is kept now is shown beside it"
    # Once it was seen, the same press puts one's own in its place.
    session.refresh_from_db()
    assert f'name="revision" value="{session.revision}"' in page
    again = visitor(scored.chair).post(url_of(session), {**mine, "revision": session.revision})
    assert again.status_code == 302
    assert session.proposals.get(application=scored.applications[0]).outcome == "award"


def test_the_same_page_sent_twice_is_no_quarrel(scored, visitor):
    session = make_session(scored)
    given = page_of(scored, session, row0={**RESERVE, **ALL_FOR})
    person = visitor(scored.secretary)
    assert person.post(url_of(session), given).status_code == 302
    before = everything()
    assert person.post(url_of(session), given).status_code == 302
    assert everything() == before


def test_a_page_without_its_revision_counts_as_an_old_one(scored, visitor):
    session = make_session(scored)
    given = page_of(scored, session, row0=RESERVE)
    del given["revision"]
    assert visitor(scored.chair).post(url_of(session), given).status_code == 409


@pytest.mark.parametrize(
    "change",
    [
        lambda made, session: propose(made, session, 1, "unsupported"),
        lambda made, session: services.note_present(by=made.chair, session=session, members=made.members[:4]),
        lambda made, session: services.drop_proposal(by=made.chair, session=session, application=made.applications[2]),
        lambda made, session: services.cast_votes(
            by=made.chair, proposal=session.proposals.first(), votes=dict.fromkeys(made.members, "against")
        ),
    ],
)
def test_every_change_is_seen_by_whoever_looked_the_decision_over(scored, visitor, change):
    session = make_session(scored)
    for row in range(3):
        propose(scored, session, row, "reserve")
    looked_over = seen(session)
    change(scored, session)
    response = visitor(scored.chair).post(url_of(session, "session_adopt"), looked_over)
    assert response.status_code == 409
    assert "The session was changed after you looked it over" in text(response)
    session.refresh_from_db()
    assert session.adopted_at is None


def test_what_was_changed_meanwhile_is_adopted_once_it_was_seen(scored, visitor):
    session = make_session(scored)
    for row in range(3):
        propose(scored, session, row, "reserve")
    looked_over = seen(session)
    propose(scored, session, 0, "award", [(scored.envelopes[0], som(4_000))])
    page = text(visitor(scored.chair).post(url_of(session, "session_adopt"), looked_over))
    assert "4\u00a0000\u00a0сом" in page
    assert not Award.objects.exists()
    session.refresh_from_db()
    assert f'name="revision" value="{session.revision}"' in page
    assert visitor(scored.chair).post(url_of(session, "session_adopt"), seen(session)).status_code == 302
    assert Award.objects.get().total == som(4_000)


def test_the_second_of_two_tabs_is_told_that_it_is_adopted(scored, visitor, monkeypatch):
    session = make_session(scored)
    for row in range(3):
        propose(scored, session, row, "reserve")
    looked_over = seen(session)
    adopt = services.adopt_decision

    def overtaken(**arguments):
        adopt(by=scored.chair, session=Session.objects.get(pk=session.pk))
        return adopt(**arguments)

    monkeypatch.setattr(services, "adopt_decision", overtaken)
    response = visitor(scored.chair).post(url_of(session, "session_adopt"), looked_over, follow=True)
    assert response.redirect_chain[0][0] == url_of(session)
    assert "adopted already" in text(response)


# --- All who are present, at a touch ---


def test_one_touch_notes_the_votes_of_all_who_may_vote_on_one_proposal(visitor):
    made = make_round(2)
    close(made.sheet(3, 0), "recused", "Бир тууганым.")
    seal_all(made)
    session = make_session(made, present=[])
    # Who is ticked in the same go votes too; what was chosen stays; who is absent or recused does not vote.
    given = page_of(made, session, present=[0, 1, 2, 3], row0={**RESERVE, "vote_1": "against"}, row1=RESERVE)
    given["all_for"] = made.applications[0].pk
    response = visitor(made.secretary).post(url_of(session), given)
    assert response.url.endswith(f"#row-{made.applications[0].pk}")
    votes = dict(Vote.objects.values_list("member", "choice"))
    assert votes == {made.members[0].pk: "for", made.members[1].pk: "against", made.members[2].pk: "for"}


def test_one_touch_notes_the_votes_on_every_proposal(scored, visitor):
    session = make_session(scored)
    given = page_of(scored, session, row0=RESERVE, row1={"outcome": ""}, row2=RESERVE)
    visitor(scored.secretary).post(url_of(session), {**given, "all_for": "all"})
    assert Vote.objects.filter(choice="for").count() == 10
    assert not session.proposals.filter(application=scored.applications[1]).exists()


@pytest.mark.parametrize(
    ("present", "row", "message"),
    [([], RESERVE, "Tick who is present first."), (range(5), {"outcome": ""}, "Choose first what is proposed.")],
)
def test_the_touch_says_what_is_lacking(present, row, message, scored, visitor):
    session = make_session(scored)
    given = page_of(scored, session, present=present, row0=row)
    response = visitor(scored.chair).post(url_of(session), {**given, "all_for": scored.applications[0].pk})
    assert message in text(response)
    assert not Vote.objects.exists()


# --- Equal votes ---


def test_the_page_asks_for_the_casting_vote_only_where_votes_are_equal(scored, visitor):
    session = make_session(scored, present=range(4))
    person = visitor(scored.chair)
    two = {"vote_0": "for", "vote_1": "for", "vote_2": "against", "vote_3": "against"}
    given = page_of(scored, session, present=range(4), row0={**RESERVE, **two}, row1={**RESERVE, **ALL_FOR})
    response = person.post(url_of(session), given, follow=True)
    page = text(response)
    assert f"Application {scored.applications[0].number}: the votes are equal. The chair decides." in page
    names = [name for row in response.context["board"].rows for name in row.form.fields if name == "casting"]
    assert len(names) == 1
    row = {**RESERVE, **two, "casting": "for", "casting_reason": ""}
    response = person.post(url_of(session), page_of(scored, session, present=range(4), row0=row))
    assert "Write the reason of the casting vote." in text(response)
    row["casting_reason"] = "Айылга керек."
    person.post(url_of(session), page_of(scored, session, present=range(4), row0=row))
    proposal = session.proposals.get(application=scored.applications[0])
    assert (proposal.casting, proposal.casting_reason) == ("for", "Айылга керек.")
    assert "Айылга керек." in text(person.get(url_of(session, "session_adopt")))


# --- What the page shows ---


def test_each_initiative_shows_its_own_quorum(visitor):
    made = make_round(2)
    for seat in (2, 3):
        close(made.sheet(seat, 0), "recused", "Бир тууганым.")
    seal_all(made)
    session = make_session(made, present=[0, 2, 3, 4])
    page = text(visitor(made.chair).get(url_of(session)))
    assert "May decide: 3. Needed for the quorum: 2. Present: 2." in page
    assert "May decide: 5. Needed for the quorum: 4. Present: 4." in page


def test_what_nobody_can_decide_has_no_form_but_words(visitor):
    made = make_round(2)
    for seat in range(5):
        close(made.sheet(seat, 0), "recused", "Бир тууганым.")
    seal_all(made)
    session = make_session(made)
    propose(made, session, 1)
    response = visitor(made.chair).get(url_of(session))
    assert [row.form is None for row in response.context["board"].rows] == [False, True]
    assert "nobody can decide on it now" in text(response)
    assert "nobody can decide on it now" in text(visitor(made.chair).get(url_of(session, "session_adopt")))


def test_full_and_partial_support_are_told_apart(scored, visitor):
    session = make_session(scored)
    propose(scored, session, 0)
    propose(scored, session, 1, "award", [(scored.envelopes[0], som(1_000))], reason_ky="Аз.", reason_ru="Мало.")
    propose(scored, session, 2, "reserve")
    for user in (scored.chair, scored.members[2].user):
        page = text(visitor(user).get(url_of(session)))
        assert page.count("Support in full") == 1
        assert page.count("Support in part") == 1
    services.adopt_decision(by=scored.chair, session=session)
    page = text(visitor(scored.chair).get(url_of(session)))
    assert "Support in part" in page
    assert "of 36\u00a0000\u00a0сом asked for" in page
    assert "Аз." in page


def test_a_blind_contest_shows_codes_until_it_is_decided(visitor):
    made = make_round(2, terms={"blind": True})
    seal_all(made)
    session = make_session(made)
    propose(made, session, 0)
    person = visitor(made.chair)
    for page in (text(person.get(url_of(session))), text(person.get(url_of(session, "session_adopt")))):
        assert "К-01" in page
        assert made.applications[0].number not in page
    assert "К-02" in text(person.get(url_of(session, "session_adopt"))), "in what stands in the way, too"
    propose(made, session, 1, "reserve")
    services.adopt_decision(by=made.chair, session=session)
    page = text(person.get(url_of(session)))
    assert made.applications[0].number in page


def test_a_day_before_the_last_sheet_is_refused_beside_its_field(scored, visitor):
    session = make_session(scored)
    given = {**page_of(scored, session, row0=RESERVE), "held_on": "2020-01-01"}
    response = visitor(scored.chair).post(url_of(session), given)
    assert "held_on" in response.context["board"].meeting.errors
    assert "cannot be held before" in text(response)


def test_a_return_asks_for_its_day_and_its_words_beside_the_fields(scored, visitor):
    session = make_session(scored)
    row = {"outcome": "revise", "reason_ky": "Смета", "correct_by": clock.today().isoformat()}
    response = visitor(scored.chair).post(url_of(session), page_of(scored, session, row0=row))
    assert set(response.context["board"].rows[0].form.errors) == {"correct_by", "reason_ru"}
    assert not Proposal.objects.exists()


def test_the_page_asks_as_often_for_six_initiatives_as_for_two(visitor):
    counts = []
    for number in (2, 6):
        made = make_round(number)
        close(made.sheet(4, 0), "recused", "Бир тууганым.")
        seal_all(made)
        session = make_session(made)
        for row in range(number):
            propose(made, session, row, "reserve")
        person = visitor(made.chair)
        for name in ("session", "session_adopt"):
            with CaptureQueriesContext(connection) as queries:
                person.get(url_of(session, name))
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
