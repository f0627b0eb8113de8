"""The ranking's page, and that before it opens no page tells a member what the others gave."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee.models import Session
from journal import clock
from municipality.models import Role
from tests.committee.factories import close, give, make_round, seal_all
from tests.factories import make_official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def made():
    return make_round(2)


def text(response) -> str:
    return response.content.decode()


DISTINCT = 97
_SQUARE = re.compile(r'<label[^>]*><input type="radio".*?</label>', re.DOTALL)
_SPOKEN = re.compile(r'aria-label="([^"]*)"')
_MARKUP = re.compile(r"<[^>]*>")


def _seen(response) -> str:
    """Return what a person sees or hears of a page, without the squares, which show every number there is."""
    page = _SQUARE.sub("", text(response))
    return " ".join([_MARKUP.sub(" ", page), *_SPOKEN.findall(page)])


def _others_have_scored(open_seat: int):
    """Return a round on a scale of 100 in which all but one member have closed, with a number found nowhere else."""
    made = make_round(2, most=100)
    for row in range(2):
        for seat in range(5):
            if seat == open_seat:
                continue
            give(made.sheet(seat, row), [DISTINCT] * 5)
            if seat == 4:
                close(made.sheet(seat, row), "recused", f"Купуя себеп {DISTINCT}")
            else:
                close(made.sheet(seat, row))
    return made


@pytest.mark.parametrize("seat", [0, 1, 2])
def test_no_page_tells_a_member_with_an_open_sheet_what_others_gave(seat, visitor):
    made = _others_have_scored(seat)
    session = Session.objects.create(
        commission=made.commission, held_on=clock.today(), place_ky="Ак-Булак", place_ru="Ак-Булак"
    )
    person = visitor(made.members[seat].user)
    closed = [
        reverse("ranking", args=[made.contest.pk]),
        reverse("session", args=[session.pk]),
        reverse("session_adopt", args=[session.pk]),
    ]
    sheets = [made.sheet(seat, row).pk for row in range(2)]
    own = [reverse(name, args=[pk]) for name in ("sheet", "sheet_seal", "recuse") for pk in sheets]
    for url in [reverse("commission"), *own, *closed]:
        for response in (person.get(url), person.get("/ru" + url), person.post(url)):
            assert not re.search(rf"(?<!\w){DISTINCT}(?!\w)", _seen(response)), url
            assert "Купуя" not in text(response), url
            assert " checked" not in text(response), url
            assert response.status_code == 403 or url not in closed
    # The search does find it where it may be seen.
    give(made.sheet(seat, 0), [1] * 5)
    close(made.sheet(seat, 0))
    close(made.sheet(seat, 1), "abstained", "Ооруп калдым.")
    assert re.search(rf"(?<!\w){DISTINCT}(?!\w)", _seen(person.get(closed[0])))


def test_the_ranking_says_in_words_why_it_is_closed(made, visitor):
    for person in (made.chair, made.members[3].user, make_official(made.contest.municipality)):
        response = visitor(person).get(reverse("ranking", args=[made.contest.pk]))
        assert response.status_code == 403
        assert "10 sheets are still open" in text(response)
    observer = make_official(made.contest.municipality, Role.OBSERVER)
    response = visitor(observer).get(reverse("ranking", args=[made.contest.pk]))
    assert response.status_code == 403
    assert "Only the commission and the staff" in text(response)


def test_the_ranking(made, visitor):
    close(made.sheet(4, 1), "recused", "Бир тууганымдын демилгеси.")
    seal_all(made, {(0, 0): [10, 9, 8, 7, 6]})
    page = text(visitor(made.members[3].user).get(reverse("ranking", args=[made.contest.pk])))
    assert "<b>8,00</b>" in page
    assert "8,40" in page, "the mean of the first criterion"
    assert "Бир тууганымдын демилгеси." in page
    assert "37\u00a0000\u00a0сом" in page
    assert page.index(made.applications[0].title) < page.index(made.applications[1].title)
    assert "Open the session" not in page
    assert "Only the chair and the secretary" in page


def test_the_chair_opens_a_session_from_the_ranking(made, visitor):
    seal_all(made)
    person, url = visitor(made.chair), reverse("ranking", args=[made.contest.pk])
    page = person.get(url)
    assert page.context["form"].initial["place_ky"] == made.contest.municipality.seat_ky
    assert page.context["form"].initial["held_on"] == clock.today()
    wrong = person.post(url, {"held_on": "эртең", "place_ky": "Көк-Жар клубу", "place_ru": ""})
    assert set(wrong.context["form"].errors) == {"held_on", "place_ru"}
    assert "Көк-Жар клубу" in text(wrong)
    assert not Session.objects.exists()
    given = {"held_on": clock.today().isoformat(), "place_ky": "Көк-Жар", "place_ru": "Кок-Жар"}
    refused = visitor(made.members[3].user).post(url, given)
    assert refused.status_code == 403
    assert "Only the chair and the secretary" in text(refused)
    response = person.post(url, given)
    session = Session.objects.get()
    assert response.url == reverse("session", args=[session.pk])
    assert (session.place_ky, session.held_on) == ("Көк-Жар", clock.today())
    page = text(person.get(url))
    assert reverse("session", args=[session.pk]) in page
    assert "Open the session" not in page


def test_the_ranking_asks_the_database_as_often_for_three_applications_as_for_one(visitor):
    counts = []
    for applications in (1, 3):
        made = make_round(applications)
        close(made.sheet(4, 0), "recused", "Бир тууганым.")
        seal_all(made)
        person = visitor(made.chair)
        with CaptureQueriesContext(connection) as queries:
            assert person.get(reverse("ranking", args=[made.contest.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
