"""Names of people, all made up."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.names import check_name, full_name, initials, name_key

N = "\u00a0"


@pytest.mark.parametrize(
    ("parts", "full", "short"),
    [
        (("Үлгүлүев", "Асан", "Мисалович"), "Үлгүлүев Асан Мисалович", "А.М.Үлгүлүев"),
        (("Үлгүлүева", "Өрүк", ""), "Үлгүлүева Өрүк", "Ө.Үлгүлүева"),
        (("Үлгүлүев", "үсөн", "мисалович"), "Үлгүлүев үсөн мисалович", "Ү.М.Үлгүлүев"),
        (("Асан уулу", "Бекжан", ""), "Асан уулу Бекжан", f"Б.Асан{N}уулу"),
        (("Бекжан кызы", "Айгүл", ""), "Бекжан кызы Айгүл", f"А.Бекжан{N}кызы"),
        (("", "Бекжан", "Асан уулу"), "Асан уулу Бекжан", f"Б.Асан{N}уулу"),
        (("", "Асан уулу Бекжан", ""), "Асан уулу Бекжан", f"Б.Асан{N}уулу"),
        (("Асан уулу Бекжан", "", ""), "Асан уулу Бекжан", f"Б.Асан{N}уулу"),
        (("АСАН УУЛУ", "БЕКЖАН", ""), "АСАН УУЛУ БЕКЖАН", f"Б.АСАН{N}УУЛУ"),
        (("Үлгүлүев", "Бекжан", "Асан уулу"), "Үлгүлүев Бекжан Асан уулу", "Б.А.Үлгүлүев"),
        (("Асан уулу Бек", "Нур", ""), "Асан уулу Бек Нур", f"Н.Асан{N}уулу{N}Бек"),
        (("Асан кызы", "", ""), "Асан кызы", f"Асан{N}кызы"),
        (("", "Бекжан", ""), "Бекжан", "Бекжан"),
        (("", "Уулу", ""), "Уулу", "Уулу"),
        (("Уулу Бек", "", ""), "Уулу Бек", f"Уулу{N}Бек"),
        (("Мисал-Үлгүлүева", "Анна-Мария", ""), "Мисал-Үлгүлүева Анна-Мария", "А.Мисал-Үлгүлүева"),
        (("  Үлгүлүев ", " Асан ", "  "), "Үлгүлүев Асан", "А.Үлгүлүев"),
        (("", "", ""), "", ""),
    ],
)
def test_names_in_full_and_under_papers(parts: tuple[str, str, str], full: str, short: str) -> None:
    assert full_name(*parts) == full
    assert initials(*parts) == short


def test_the_patronymic_may_be_left_out() -> None:
    assert full_name("Үлгүлүев", "Асан") == "Үлгүлүев Асан"
    assert initials("Үлгүлүев", "Асан") == "А.Үлгүлүев"


def test_people_are_sorted_by_surname_then_by_given_name() -> None:
    in_order = [
        ("Асан", "Үсөн", ""),
        ("Асан кызы", "Айгүл", ""),
        ("", "Бекжан", "Асан уулу"),
        ("Асан уулу Үсөн", "", ""),
        ("Үсөнова", "", ""),
        ("Үсөнова", "Мисал", ""),
        ("Үсөнова", "Мисал", "Асановна"),
        ("Үсөнова-Ёлкина", "Анна", ""),
    ]
    backwards = in_order[::-1]
    assert sorted(backwards, key=lambda parts: name_key(*parts)) == in_order
    assert name_key("", "", "") == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Асан уулу Бекжан", "Асан уулу Бекжан"),
        ("Бекжан кызы", "Бекжан кызы"),
        ("Ңабаз", "Ңабаз"),
        ("Өрүк", "Өрүк"),
        ("Үсөн", "Үсөн"),
        ("Ёлкина", "Ёлкина"),
        ("  Асан \u00a0 Үсөн ", "Асан Үсөн"),
        ("Анна–Мария", "Анна-Мария"),
        ("О'Мисал", "О'Мисал"),
        ("О`Мисал", "О’Мисал"),
        ("О’Мисал", "О’Мисал"),
        ("Müller", "Müller"),
        ("Чуи\u0306", "Чуй"),
        ("Я", "Я"),
    ],
)
def test_good_names(typed: str, kept: str) -> None:
    assert check_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0"])
def test_an_empty_name(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_name(typed)
    assert caught.value.code == "empty"
    assert caught.value.messages == [gettext("Write the name.")]


@pytest.mark.parametrize(
    "typed",
    ["Асан2", "Асан.", "-Асан", "Асан-", "Анна--Мария", "Асан - Үсөн", "А_сан", "<b>", "Асан, Үсөн", "漢字",
     "Асан\u0000", "×", "Асан\u200bҮсөн", "'"],
)  # fmt: skip
def test_names_with_other_signs(typed: str) -> None:
    with pytest.raises(ValidationError) as caught:
        check_name(typed)
    assert caught.value.code == "signs"
    assert caught.value.messages == [
        gettext("Write the name in letters; only a hyphen, an apostrophe or a space may stand between them.")
    ]


@given(st.text())
def test_a_checked_name_passes_again(text: str) -> None:
    try:
        name = check_name(text)
    except ValidationError:
        return
    assert check_name(name) == name
