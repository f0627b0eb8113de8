"""Names as people here bear them: in the order of the Kyrgyz alphabet, and found however they are typed."""

from typing import Any

import pytest

from municipality.models import User
from tests.factories import make_user
from tests.names import IN_ORDER, LOOKED_FOR, Name, shuffled

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, User]:
    """Everyone of the list, come in no order."""
    return {name.full: make_user(**name.fields) for name in shuffled(IN_ORDER)}


def test_people_stand_in_the_order_of_the_alphabet(people: dict[str, User]) -> None:
    of_the_list = User.objects.filter(pk__in=[user.pk for user in people.values()])
    assert [user.name for user in of_the_list] == [name.full for name in IN_ORDER]


@pytest.mark.parametrize(("words", "found"), LOOKED_FOR)
def test_people_are_found(people: dict[str, User], words: str, found: list[str]) -> None:
    assert [user.name for user in User.objects.matching(words)] == found


def test_the_administrator_s_list_stands_in_order_and_finds(visitor: Any, people: dict[str, User]) -> None:
    administrator = visitor(make_user(surname="Яковлева", is_superuser=True))

    def listed(**query: str) -> list[str]:
        page = administrator.get("/admin/municipality/user/", query)
        assert page.status_code == 200
        return [user.name for user in page.context["cl"].result_list]

    assert listed()[: len(IN_ORDER)] == [name.full for name in IN_ORDER]
    for words, found in LOOKED_FOR:
        assert listed(q=words) == found, words


@pytest.mark.parametrize(
    "typed",
    [
        ("Асан уулу", "Бекжан", ""),
        ("", "Асан уулу Бекжан", ""),
        ("Асан уулу Бекжан", "", ""),
        ("", "Бекжан", "Асан уулу"),
    ],
)
def test_asan_uulu_bekjan_stands_in_one_place_whichever_box_it_was_typed_in(typed: tuple[str, str, str]) -> None:
    for name in (Name("Асанов", "Бекжан"), Name(*typed), Name("Асан", "Мисал")):
        make_user(**name.fields)
    assert [user.name for user in User.objects.matching("асан")] == ["Асан Мисал", "Асан уулу Бекжан", "Асанов Бекжан"]
