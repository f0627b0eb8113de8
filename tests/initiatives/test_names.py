"""Applicants' names and names of initiatives: found however they are typed, and in the order of the Kyrgyz alphabet."""

from typing import Any

import pytest

from initiatives.models import Application, Contest
from tests import factories as make
from tests.names import IN_ORDER, LOOKED_FOR, shuffled

pytestmark = pytest.mark.django_db

# A title may begin with quotes or a figure; Ң, Ө, Ү come after Н, О, У.
TITLES = [
    "3 оюн",
    "«Атам, апам жана мен»",
    "Нур",
    "Ңабаз обону",
    "Отун",
    "Өмүр булагы",
    "Парк",
    "Улак",
    "Үмүт",
    "Шаркыратма",
]


@pytest.fixture
def contest() -> Contest:
    """A contest in which everyone of the list has handed in, in no order."""
    contest = make.make_contest(documents=[])
    for number, name in enumerate(shuffled(IN_ORDER)):
        title = {"title_ky": f"Демилге {number}", "title_ru": ""}
        make.make_application(contest, state="submitted", **name.fields, **title)
    return contest


@pytest.fixture
def specialist(visitor: Any, contest: Contest) -> Any:
    """The browser of a specialist of the contest's municipality."""
    return visitor(make.make_specialist(contest.municipality))


def listed(client: Any, **query: str) -> list[Application]:
    """Return what the staff's list shows."""
    page = client.get("/admin/initiatives/application/", query)
    assert page.status_code == 200
    return list(page.context["cl"].result_list)


@pytest.mark.parametrize(("words", "found"), LOOKED_FOR)
def test_applications_are_found_by_their_applicant(contest: Contest, words: str, found: list[str]) -> None:
    assert sorted(one.applicant_name for one in Application.objects.matching(words)) == sorted(found)


def test_the_staff_s_list_finds_them_too(specialist: Any) -> None:
    for words, found in LOOKED_FOR:
        assert sorted(one.applicant_name for one in listed(specialist, q=words)) == sorted(found), words


@pytest.mark.parametrize("words", ["омур булагы", "ӨМҮР БУЛАГЫ", "булагы омур", "Омур Булагы"])
def test_applications_are_found_by_their_title_and_organisation(words: str) -> None:
    contest = make.make_contest(documents=[])
    by_title = make.make_application(contest, title_ky="«Өмүр булагы»", title_ru="")
    by_group = make.make_application(contest, kind="group", organisation="Өмүр-Булагы тобу")
    make.make_application(contest)
    assert set(Application.objects.matching(words)) == {by_title, by_group}


def test_titles_stand_in_the_order_of_the_alphabet_where_a_list_is_sorted_by_them(visitor: Any) -> None:
    contest = make.make_contest(documents=[])
    for title in reversed(TITLES):
        make.make_application(contest, state="submitted", title_ky=title)
    assert list(Application.objects.order_by("sort_key").values_list("title_ky", flat=True)) == TITLES
    client = visitor(make.make_specialist(contest.municipality))
    # Columns are counted from the register number, which is 0.
    assert [one.title_ky for one in listed(client, o="1")] == TITLES
    assert [one.title_ky for one in listed(client, o="-1")] == TITLES[::-1]
