"""Folding for search, keys for sorting, texts in two languages."""

import unicodedata
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.text import ALPHABET, fold, pick, sort_key, without_hidden

# The alphabet written out again here: the module's own list must not be what proves itself.
SPELLED = "а б в г д е ё ж з и й к л м н ң о ө п р с т у ү ф х ц ч ш щ ъ ы ь э ю я"
ORDER = SPELLED.split()


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Өзгөн", "озгон"),
        ("ҮМҮТ", "умут"),
        ("Таң", "тан"),
        ("Артём", "артем"),
        ("  Ак\u00a0 Суу\n айылы ", "ак суу айылы"),
        ("Чүй", "чуй"),
        ("Чуй", "чуй"),
        ("Чу\u0438\u0306", "чуй"),
        ("Арте\u0308м", "артем"),
        ("е\u0308\u0308", "е"),
        ("STRAẞE", "strasse"),
        ("Анна–Мария", "анна-мария"),
        ("О’Мисал", "о'мисал"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_fold_keeps_the_letters_that_are_not_confused() -> None:
    assert fold("ий ыэ шщ ъь") == "ий ыэ шщ ъь"


@given(st.text())
def test_fold_of_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="е\u0308\u0306ёөүңнуоЁӨ и\u0301ӫ\u0345"))
def test_fold_is_stable_under_piled_up_accents(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_the_alphabet_has_36_letters_in_order() -> None:
    assert list(ALPHABET) == ORDER
    keys = [sort_key(letter) for letter in ORDER]
    assert keys == sorted(keys)
    assert len(set(keys)) == 36


@given(st.lists(st.text(alphabet=ALPHABET, max_size=8), min_size=2, max_size=8))
def test_sort_key_follows_the_alphabet(names: list[str]) -> None:
    by_alphabet = sorted(names, key=lambda name: [ORDER.index(letter) for letter in name])
    assert sorted(names, key=sort_key) == by_alphabet


@given(st.text())
def test_sort_key_is_digits_only_and_in_pairs(text: str) -> None:
    key = sort_key(text)
    assert key == "" or (key.isascii() and key.isdigit())
    assert len(key) % 2 == 0


@pytest.mark.parametrize(
    "in_order",
    [
        ["Нарын", "Ноокат", "Ноокен", "Ңабаз", "Олжобай", "Ош", "Өзгөн", "Памир"],
        ["Тургун", "Тууганбай", "Түп", "Фрунзе"],
        ["Ак Суу", "Ак-Талаа", "Акжар"],
        ["2 айыл", "Aravan", "Аксы"],
        ["Елена", "Ёлка", "Жапар"],
        ["Асан", "Асан уулу", "Асанов"],
    ],
)
def test_sort_key_on_names(in_order: list[str]) -> None:
    backwards = in_order[::-1]
    assert sorted(backwards, key=sort_key) == in_order


def test_sort_key_does_not_hear_case_quotes_or_the_way_of_typing() -> None:
    assert sort_key("«Атам, апам жана мен»") == sort_key("атам АПАМ жана мен")
    assert sort_key("Ак-Суу") == sort_key(" ак  суу ")
    assert sort_key("Чуи\u0306") == sort_key("Чуй")
    assert sort_key("é") == sort_key("e")
    assert sort_key("漢") > sort_key("я")


def test_pick_follows_the_language_and_falls_back() -> None:
    both = SimpleNamespace(name_ky="Айыл", name_ru="Село")
    only_ky = SimpleNamespace(name_ky="Айыл", name_ru="")
    only_ru = SimpleNamespace(name_ky=None, name_ru="Село")
    with translation.override("ky"):
        assert [pick(obj, "name") for obj in (both, only_ky, only_ru)] == ["Айыл", "Айыл", "Село"]
    with translation.override("ru"):
        assert [pick(obj, "name") for obj in (both, only_ky, only_ru)] == ["Село", "Айыл", "Село"]
    with translation.override(None):
        assert pick(both, "name") == "Айыл"
    with pytest.raises(AttributeError):
        pick(both, "title")


def test_hidden_signs_go_and_everything_seen_stays() -> None:
    assert without_hidden("Көпүрө \u202e«000 21»\u2066\u200f\x00\x1b\x85") == "Көпүрө «000 21»"
    seen = "Бекй 12\u202f000\n«Ү»\u00a0– 😀\u200d🎉\t"
    assert without_hidden(seen) == seen
