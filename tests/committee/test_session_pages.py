"""The pages of a session: preparing it, adopting it, reading it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from budget.models import Award
from committee import services
from committee.models import Proposal, Session, Vote
from documents.models import Paper
from initiatives.models import Application
from journal import clock
from municipality.verdicts import Refused
from tests.committee.factories import (
    close,
    everything,
    make_decided,
    make_round,
    make_session,
    propose,
    seal_all,
    specialist_of,
)
from tests.factories import move_application_to, som

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


def text(response) -> str:
    return response.content.decode()


def page_of(made, session, *, present=range(5), **rows) -> dict[str, object]:
    """Return what a browser sends of the session's page; rows are row0={...}, with money as typed."""
    session.refresh_from_db()
    given: dict[str, object] = {
        "revision": session.revision,
        "held_on": session.held_on.isoformat(),
        "place_ky": session.place_ky,
        "place_ru": session.place_ru,
        "agenda_ky": session.agenda_ky,
        "agenda_ru": session.agenda_ru,
        "present": [made.members[seat].pk for seat in present],
    }
    for name, fields in rows.items():
        pk = made.applications[int(name.removeprefix("row"))].pk
        for field, value in fields.items():
            kind, _, index = field.partition("_")
            if kind == "money":
                field = f"money_{made.envelopes[int(index)].pk}"
            elif kind == "vote":
                field = f"vote_{made.members[int(index)].pk}"
            given[f"application_{pk}-{field}"] = value
    return given


def seen(session) -> dict[str, int]:
    """Return what a browser sends of the page on which the decision is looked over."""
    session.refresh_from_db()
    return {"revision": session.revision}


ALL_FOR = {f"vote_{seat}": "for" for seat in range(5)}


def url_of(session, name="session") -> str:
    return reverse(name, args=[session.pk])


# --- Preparing ---


def test_the_page_offers_the_applications_by_rank_with_the_sums_that_are_asked(visitor):
    made = make_round(3)
    seal_all(made, {(seat, 2): [10] * 5 for seat in range(5)})
    session = make_session(made, present=[])
    response = visitor(made.secretary).get(url_of(session))
    board = response.context["board"]
    assert [row.ranked.application.pk for row in board.rows] == [made.applications[i].pk for i in (2, 0, 1)]
    assert [[field.initial for field in row.form.money_fields] for row in board.rows] == [
        [som(5_000), 0],
        [som(12_000), som(25_000)],
        [som(11_000), som(25_000)],
    ]
    assert [list(row.form.vote_fields) for row in board.rows] == [[], [], []]
    assert "Tick who is present and save" in text(response)


def test_one_save_keeps_presence_proposals_and_votes(scored, visitor):
    session = make_session(scored, present=[0])
    person = visitor(scored.secretary)
    given = page_of(
        scored,
        session,
        present=[0, 1, 2, 3],
        row0={"outcome": "award", "money_0": "12 000", "money_1": "24 999,50", "vote_0": "for"},
        row1={"outcome": "unsupported", "reason_ky": "Негизсиз.", "reason_ru": "Не обосновано."},
        row2={"outcome": "", "money_0": "5 000"},
    )
    given["place_ky"] = "Көк-Жар"
    response = person.post(url_of(session), given)
    assert response.url == url_of(session)
    session.refresh_from_db()
    assert session.place_ky == "Көк-Жар"
    assert session.attendances.count() == 4
    first, second = session.proposals.all()
    assert [line.money for line in first.lines.all()] == [som(12_000), som(24_999) + 50]
    assert (second.outcome, second.reason_ky, second.reason_ru) == ("unsupported", "Негизсиз.", "Не обосновано.")
    assert list(Vote.objects.values_list("member", "choice")) == [(scored.members[0].pk, "for")]
    response = person.get(url_of(session))
    rows = response.context["board"].rows
    assert [field.initial for field in rows[0].form.money_fields] == [som(12_000), som(24_999) + 50]
    assert [field.initial for field in rows[0].form.vote_fields] == ["for", "", "", ""]
    assert "12\u00a0000" in text(response)
    # Who leaves takes the vote along; the rest stays.
    session.refresh_from_db()
    given |= {"present": [scored.members[1].pk], "revision": session.revision}
    person.post(url_of(session), given)
    assert (Vote.objects.count(), session.proposals.count()) == (0, 2)


def test_what_is_left_is_counted_after_the_proposals_above(scored, visitor):
    session = make_session(scored)
    propose(scored, session, 0)
    propose(scored, session, 1, "award", [(scored.envelopes[0], som(12_000))])
    rows = visitor(scored.chair).get(url_of(session)).context["board"].rows
    left = [[(part.kind, part.tyiyn) for part in row.bar.parts] for row in rows]
    assert left == [
        [("local", som(23_000)), ("donor", som(50_000))],
        [("local", som(11_000)), ("donor", som(25_000))],
        [("donor", som(25_000)), ("over", som(1_000))],
    ]


@pytest.mark.parametrize(
    ("row", "field", "message"),
    [
        ({"outcome": "award", "money_0": "", "money_1": "0"}, "money", "Write the sum of the support."),
        ({"outcome": "unsupported", "reason_ru": "Не обосновано."}, "reason_ky", "Write why"),
        ({"outcome": "unsupported", "reason_ky": "Негизсиз."}, "reason_ru", "Write why"),
        ({"outcome": "award", "money_0": "он эки миң"}, "money", "Write the sum in figures"),
        ({"outcome": "award", "money_0": "-1"}, "money", "cannot be below zero"),
        ({"outcome": "maybe", "money_0": "1"}, "outcome", ""),
        ({"outcome": "award", "money_0": "1", "vote_0": "perhaps"}, "vote", ""),
    ],
)
def test_a_mistake_is_shown_beside_its_field_and_nothing_typed_is_lost(row, field, message, scored, visitor):
    session = make_session(scored)
    propose(scored, session, 2, "reserve")
    before = everything()
    given = page_of(
        scored,
        session,
        present=[0, 2],
        row0=row,
        row1={"outcome": "award", "money_0": "11 111", "reason_ky": "Мыкты демилге", **ALL_FOR},
    )
    response = visitor(scored.secretary).post(url_of(session), given)
    assert response.status_code == 200
    assert everything() == before
    errors = response.context["board"].rows[0].form.errors
    assert [name.startswith(field) for name in errors] == [True]
    page = text(response)
    assert message in page
    assert scored.applications[0].number in page.split("error-summary")[1].split("</div>")[0]
    assert 'value="11 111"' in page
    assert "Мыкты демилге" in page
    assert page.count('<option value="for" selected') == 5
    assert len(response.context["board"].meeting["present"].value()) == 2


def test_who_is_recused_is_not_asked_for_a_vote(visitor):
    made = make_round(1)
    close(made.sheet(3, 0), "recused", "Бир тууганымдын демилгеси.")
    seal_all(made)
    session = make_session(made)
    response = visitor(made.chair).get(url_of(session))
    (row,) = response.context["board"].rows
    assert [field.name for field in row.form.vote_fields] == [f"vote_{made.members[i].pk}" for i in (0, 1, 2, 4)]
    assert "Бир тууганымдын демилгеси." in text(response)
    given = page_of(made, session, row0={"outcome": "reserve", **ALL_FOR})
    visitor(made.chair).post(url_of(session), given)
    assert Vote.objects.count() == 4


def test_a_refusal_of_the_service_is_shown_and_nothing_typed_is_lost(scored, visitor, monkeypatch):
    session = make_session(scored)

    def refuse(**_arguments):
        raise Refused("Азыр болбойт.")

    monkeypatch.setattr(services, "prepare_session", refuse)
    given = page_of(scored, session, row0={"outcome": "award", "money_0": "11 111"})
    page = text(visitor(scored.chair).post(url_of(session), given))
    assert "Азыр болбойт." in page.split("error-summary")[1].split("</div>")[0]
    assert 'value="11 111"' in page


def test_a_plain_member_and_the_specialist_read_and_write_nothing(scored, visitor):
    session = make_session(scored)
    propose(scored, session, 0)
    for user in (scored.members[2].user, specialist_of(scored)):
        response = visitor(user).get(url_of(session))
        assert response.status_code == 200
        assert "37\u00a0000\u00a0сом" in text(response)
        assert "<form" not in text(response).split("<main")[1].split("</main>")[0]
        before = everything()
        refused = visitor(user).post(url_of(session), page_of(scored, session))
        assert refused.status_code == 403
        assert "Only the chair and the secretary" in text(refused)
        assert everything() == before


def test_the_page_asks_the_database_as_often_for_three_applications_as_for_one(visitor):
    counts = []
    for applications in (1, 3):
        made = make_round(applications)
        close(made.sheet(4, 0), "recused", "Бир тууганым.")
        seal_all(made)
        session = make_session(made)
        for row in range(applications):
            propose(made, session, row)
        person = visitor(made.chair)
        pages = []
        for name in ("session", "session_adopt"):
            with CaptureQueriesContext(connection) as queries:
                assert person.get(url_of(session, name)).status_code == 200
            pages.append(len(queries))
        reader = visitor(made.members[2].user)
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(url_of(session)).status_code == 200
        counts.append([*pages, len(queries)])
    assert counts[0] == counts[1]


# --- Adopting ---


def ready(scored) -> Session:
    session = make_session(scored)
    propose(scored, session, 0)
    propose(scored, session, 1)
    propose(scored, session, 2, "reserve")
    return session


def test_the_red_button_saves_and_leads_to_the_confirmation(scored, visitor):
    session = make_session(scored)
    given = page_of(scored, session, row0={"outcome": "reserve"})
    response = visitor(scored.chair).post(url_of(session), {**given, "adopt": "1"})
    assert response.url == url_of(session, "session_adopt")
    assert session.proposals.count() == 1
    assert 'name="adopt"' in text(visitor(scored.chair).get(url_of(session)))
    assert 'name="adopt"' not in text(visitor(scored.secretary).get(url_of(session)))


def test_the_confirmation_lists_every_award_and_what_will_happen(scored, visitor):
    session = ready(scored)
    person = visitor(scored.chair)
    page = text(person.get(url_of(session, "session_adopt")))
    for shown in (
        "37\u00a0000\u00a0сом",
        "36\u00a0000\u00a0сом",
        "12\u00a0000\u00a0сом",
        "11\u00a0000\u00a0сом",
        "This cannot be undone.",
        "a decision for each winner, a letter with reasons",
    ):
        assert shown in page
    assert not Award.objects.exists(), "looking adopts nothing"
    response = person.post(url_of(session, "session_adopt"), seen(session))
    assert response.url == url_of(session)
    assert Award.objects.count() == 2
    before = everything()
    again = person.post(url_of(session, "session_adopt"), seen(session), follow=True)
    assert "adopted already" in text(again)
    assert everything() == before
    assert Session.objects.filter(adopted_at__isnull=False).count() == 1


def test_the_confirmation_says_what_stands_in_the_way(scored, visitor):
    session = ready(scored)
    local, donor = scored.envelopes
    propose(scored, session, 2, "award", [(local, som(1)), (donor, som(25_001))])
    Vote.objects.filter(proposal__application=scored.applications[1], member=scored.members[0]).delete()
    person = visitor(scored.chair)
    page = text(person.get(url_of(session, "session_adopt")))
    reasons = page.split("error-summary")[1].split("</div>")[0]
    assert "not everyone present has voted" in reasons
    assert f"{scored.applications[2].number}: Жергиликтүү бюджет: 0\u00a0сом left" in reasons
    assert "one initiative gets at most 25\u00a0000" in reasons
    assert "<button" not in page.split("<main")[1].split("</main>")[0]
    services.cast_votes(
        by=scored.chair,
        proposal=session.proposals.get(application=scored.applications[1]),
        votes=dict.fromkeys(scored.members, "for"),
    )
    # No more than was asked for: the service looks at that before it looks into the envelopes.
    propose(scored, session, 2, "award", [(local, som(1)), (donor, som(4_999))])
    before = everything()
    response = person.post(url_of(session, "session_adopt"), seen(session))
    assert response.status_code == 409
    assert f"{scored.applications[2].number}: Жергиликтүү бюджет: 0\u00a0сом left" in text(response)
    after = everything()
    assert {k: len(v) for k, v in after.items()} == {k: len(v) for k, v in before.items()}
    assert after == before


def test_only_the_chair_adopts(scored, visitor):
    session = ready(scored)
    for user in (scored.secretary, scored.members[2].user, specialist_of(scored)):
        page = text(visitor(user).get(url_of(session, "session_adopt")))
        assert "Only the chair adopts the decision." in page
        response = visitor(user).post(url_of(session, "session_adopt"), seen(session))
        assert response.status_code == 409
        assert not Award.objects.exists()


def test_an_application_taken_back_leaves_the_page_with_the_next_save(scored, visitor):
    session = ready(scored)
    move_application_to(scored.applications[2], "withdrawn")
    person = visitor(scored.chair)
    assert "no longer to be decided" in text(person.get(url_of(session, "session_adopt")))
    response = person.get(url_of(session))
    assert len(response.context["board"].rows) == 2
    given = page_of(
        scored,
        session,
        row0={"outcome": "award", "money_0": "12 000", "money_1": "25 000", **ALL_FOR},
        row1={"outcome": "award", "money_0": "11 000", "money_1": "25 000", **ALL_FOR},
    )
    person.post(url_of(session), given)
    assert session.proposals.count() == 2
    assert person.post(url_of(session, "session_adopt"), seen(session)).status_code == 302
    assert Application.objects.get(pk=scored.applications[2].pk).state == "withdrawn"


# --- Afterwards ---


def test_an_adopted_session_is_read_by_all_with_its_papers(visitor):
    made, session = make_decided(3)
    for user in (made.chair, made.members[2].user, specialist_of(made)):
        response = visitor(user).get(url_of(session))
        page = text(response)
        assert "37\u00a0000\u00a0сом" in page
        papers = response.context["papers"]
        assert {paper.kind for paper in papers} == {"protocol", "summary", "sheet", "decision", "letter"}
        for paper in Paper.objects.filter(kind__in=["protocol", "decision"]):
            for language in ("ky", "ru"):
                assert reverse("paper", args=[paper.code, language]) in page
        assert "<form" not in page.split("<main")[1].split("</main>")[0]
    before = everything()
    response = visitor(made.chair).post(url_of(session), page_of(made, session))
    assert response.status_code == 403
    assert "adopted already" in text(response)
    assert everything() == before


def test_a_second_session_offers_the_reserve(visitor):
    made, _first = make_decided(3)
    made.commission.refresh_from_db()
    person = visitor(made.chair)
    url = reverse("ranking", args=[made.contest.pk])
    given = {"held_on": clock.today().isoformat(), "place_ky": "Ак-Булак", "place_ru": "Ак-Булак"}
    response = person.post(url, given)
    session = Session.objects.latest("id")
    assert response.url == url_of(session)
    rows = person.get(url_of(session)).context["board"].rows
    assert [(row.ranked.place, row.ranked.application.pk) for row in rows] == [(3, made.applications[2].pk)]
    assert [part.tyiyn for part in rows[0].bar.parts] == [0, 0]
    person.post(url_of(session), page_of(made, session))
    session.refresh_from_db()
    row = {"outcome": "unsupported", "reason_ky": "Каражат жок.", "reason_ru": "Средств нет.", **ALL_FOR}
    person.post(url_of(session), page_of(made, session, row2=row))
    assert person.post(url_of(session, "session_adopt"), seen(session)).url == url_of(session)
    assert Application.objects.get(pk=made.applications[2].pk).state == "unsupported"
    assert Proposal.objects.count() == 4


def test_a_session_dated_later_is_not_adopted(scored, visitor):
    session = ready(scored)
    Session.objects.filter(pk=session.pk).update(held_on=clock.today() + timedelta(days=2))
    page = text(visitor(scored.chair).get(url_of(session, "session_adopt")))
    assert "later day than today" in page
