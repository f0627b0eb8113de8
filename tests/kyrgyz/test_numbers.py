"""Numbers in words."""

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.numbers import LIMIT, words


@pytest.mark.parametrize(
    ("n", "ky", "ru"),
    [
        (0, "нөл", "ноль"),
        (1, "бир", "один"),
        (2, "эки", "два"),
        (3, "үч", "три"),
        (4, "төрт", "четыре"),
        (5, "беш", "пять"),
        (6, "алты", "шесть"),
        (7, "жети", "семь"),
        (8, "сегиз", "восемь"),
        (9, "тогуз", "девять"),
        (10, "он", "десять"),
        (11, "он бир", "одиннадцать"),
        (20, "жыйырма", "двадцать"),
        (21, "жыйырма бир", "двадцать один"),
        (30, "отуз", "тридцать"),
        (40, "кырк", "сорок"),
        (50, "элүү", "пятьдесят"),
        (60, "алтымыш", "шестьдесят"),
        (70, "жетимиш", "семьдесят"),
        (80, "сексен", "восемьдесят"),
        (99, "токсон тогуз", "девяносто девять"),
        (100, "бир жүз", "сто"),
        (101, "бир жүз бир", "сто один"),
        (999, "тогуз жүз токсон тогуз", "девятьсот девяносто девять"),
        (1000, "бир миң", "одна тысяча"),
        (1001, "бир миң бир", "одна тысяча один"),
        (1100, "бир миң бир жүз", "одна тысяча сто"),
        (2000, "эки миң", "две тысячи"),
        (23_000, "жыйырма үч миң", "двадцать три тысячи"),
        (100_000, "бир жүз миң", "сто тысяч"),
        (1_000_000, "бир миллион", "один миллион"),
        (1_000_005, "бир миллион беш", "один миллион пять"),
        (
            1_234_567,
            "бир миллион эки жүз отуз төрт миң беш жүз алтымыш жети",
            "один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь",
        ),
        (2_000_000_000, "эки миллиард", "два миллиарда"),
        (10**12, "бир триллион", "один триллион"),
        (-5, "минус беш", "минус пять"),
    ],
)
def test_words(n: int, ky: str, ru: str) -> None:
    assert words(n, "ky") == ky
    assert words(n, "ru") == ru


def test_words_follow_the_active_language() -> None:
    with translation.override("ru"):
        assert words(5) == "пять"
    with translation.override("ky"):
        assert words(5) == "беш"


@pytest.mark.parametrize("n", [LIMIT, -LIMIT])
def test_words_end_somewhere(n: int) -> None:
    words(n - 1 if n > 0 else n + 1, "ky")
    with pytest.raises(ValueError, match="15"):
        words(n, "ky")


ONES_IN_ORDER = "бир эки үч төрт беш алты жети сегиз тогуз"
TENS_IN_ORDER = "он жыйырма отуз кырк элүү алтымыш жетимиш сексен токсон"
ONES = {word: value for value, word in enumerate(ONES_IN_ORDER.split(), start=1)}
TENS = {word: value * 10 for value, word in enumerate(TENS_IN_ORDER.split(), start=1)}
GROUPS = {"миң": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}


def read_back(text: str) -> int:
    total = part = 0
    for word in text.split():
        if word in GROUPS:
            total, part = total + part * GROUPS[word], 0
        elif word == "жүз":
            part *= 100
        else:
            part += ONES[word] if word in ONES else TENS[word]
    return total + part


@given(st.integers(1, LIMIT - 1))
def test_kyrgyz_words_say_the_number(n: int) -> None:
    text = words(n, "ky")
    assert read_back(text) == n
    assert not re.search(r"(^|миң |миллион |миллиард |триллион )(жүз|миң)", text)
