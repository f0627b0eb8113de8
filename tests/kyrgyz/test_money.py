"""Som read and written."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.money import LIMIT_SOM, SOM, SomError, figure, group, parse_som, som, som_words

N = "\u00a0"


@pytest.mark.parametrize(
    ("typed", "tyiyn"),
    [
        ("0", 0),
        ("1", 100),
        ("12 000", 1_200_000),
        ("12\u00a0000", 1_200_000),
        ("12\u202f000", 1_200_000),
        ("12\u2009000", 1_200_000),
        ("  12  000 ", 1_200_000),
        ("12000", 1_200_000),
        ("12000,50", 1_200_050),
        ("12 000.5", 1_200_050),
        ("0,05", 5),
        ("007", 700),
        ("12 000 сом", 1_200_000),
        ("12000сом", 1_200_000),
        ("12 000 СОМ", 1_200_000),
        ("2 сома", 200),
        ("5 сомов", 500),
        ("1 234 567,50\u00a0сом", 123_456_750),
        ("999 999 999,99", 99_999_999_999),
        ("0" * 5000 + "1", 100),
    ],
)
def test_parse_som(typed: str, tyiyn: int) -> None:
    assert parse_som(typed) == tyiyn


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("мин", "invalid"),
        ("миң", "invalid"),
        ("", "invalid"),
        ("   ", "invalid"),
        ("сом", "invalid"),
        ("1e9", "invalid"),
        ("1_000", "invalid"),
        ("+5", "invalid"),
        ("12 00", "invalid"),
        ("1 2 000", "invalid"),
        ("1234 000", "invalid"),
        ("12,", "invalid"),
        (",5", "invalid"),
        ("1,000,000", "invalid"),
        ("1.000,50", "invalid"),
        ("12 000 доллар", "invalid"),
        ("٣", "invalid"),
        ("１２", "invalid"),
        ("½", "invalid"),
        ("nan", "invalid"),
        ("inf", "invalid"),
        ("--1", "invalid"),
        ("-мин", "invalid"),
        ("1-2", "invalid"),
        ("-1", "negative"),
        ("- 1", "negative"),
        ("−1", "negative"),
        ("–12 000,50 сом", "negative"),
        ("-0.001", "negative"),
        ("0.001", "fraction"),
        ("12.000", "fraction"),
        ("12,000", "fraction"),
        ("1,500", "fraction"),
        ("1000000000", "too_big"),
        ("1 000 000 000,00", "too_big"),
        ("9" * 5000, "too_big"),
    ],
)
def test_parse_som_refuses_and_says_why(typed: str, code: str) -> None:
    with pytest.raises(SomError) as caught:
        parse_som(typed)
    assert caught.value.code == code
    assert isinstance(caught.value, ValueError)


MONEY = [
    # tyiyn, figure, som ky, som ru, words ky, words ru
    (0, "0", "0 сом", "0 сомов", "нөл сом", "ноль сомов"),
    (1_00, "1", "1 сом", "1 сом", "бир сом", "один сом"),
    (2_00, "2", "2 сом", "2 сома", "эки сом", "два сома"),
    (4_00, "4", "4 сом", "4 сома", "төрт сом", "четыре сома"),
    (5_00, "5", "5 сом", "5 сомов", "беш сом", "пять сомов"),
    (11_00, "11", "11 сом", "11 сомов", "он бир сом", "одиннадцать сомов"),
    (12_00, "12", "12 сом", "12 сомов", "он эки сом", "двенадцать сомов"),
    (14_00, "14", "14 сом", "14 сомов", "он төрт сом", "четырнадцать сомов"),
    (21_00, "21", "21 сом", "21 сом", "жыйырма бир сом", "двадцать один сом"),
    (22_00, "22", "22 сом", "22 сома", "жыйырма эки сом", "двадцать два сома"),
    (100_00, "100", "100 сом", "100 сомов", "бир жүз сом", "сто сомов"),
    (111_00, "111", "111 сом", "111 сомов", "бир жүз он бир сом", "сто одиннадцать сомов"),
    (1_001_00, "1 001", "1 001 сом", "1 001 сом", "бир миң бир сом", "одна тысяча один сом"),
    (12_000_00, "12 000", "12 000 сом", "12 000 сомов", "он эки миң сом", "двенадцать тысяч сомов"),
    (23_000_00, "23 000", "23 000 сом", "23 000 сомов", "жыйырма үч миң сом", "двадцать три тысячи сомов"),
    (37_000_00, "37 000", "37 000 сом", "37 000 сомов", "отуз жети миң сом", "тридцать семь тысяч сомов"),
    (
        1_234_567_50,
        "1 234 567,50",
        "1 234 567,50 сом",
        "1 234 567,50 сома",
        "бир миллион эки жүз отуз төрт миң беш жүз алтымыш жети сом элүү тыйын",
        "один миллион двести тридцать четыре тысячи пятьсот шестьдесят семь сомов пятьдесят тыйынов",
    ),
    (5, "0,05", "0,05 сом", "0,05 сома", "нөл сом беш тыйын", "ноль сомов пять тыйынов"),
    (1_01, "1,01", "1,01 сом", "1,01 сома", "бир сом бир тыйын", "один сом один тыйын"),
    (2_22, "2,22", "2,22 сом", "2,22 сома", "эки сом жыйырма эки тыйын", "два сома двадцать два тыйына"),
    (
        -5_50,
        "−5,50",
        "−5,50 сом",
        "−5,50 сома",
        "минус беш сом элүү тыйын",
        "минус пять сомов пятьдесят тыйынов",
    ),
]


@pytest.mark.parametrize(("tyiyn", "shown", "ky", "ru", "ky_words", "ru_words"), MONEY)
def test_money_is_written(tyiyn: int, shown: str, ky: str, ru: str, ky_words: str, ru_words: str) -> None:
    assert figure(tyiyn) == shown.replace(" ", N)
    assert som(tyiyn, "ky") == ky.replace(" ", N)
    assert som(tyiyn, "ru") == ru.replace(" ", N)
    assert som_words(tyiyn, "ky") == ky_words
    assert som_words(tyiyn, "ru") == ru_words


def test_money_follows_the_active_language() -> None:
    with translation.override("ru"):
        assert som(200) == f"2{N}сома"
        assert som_words(200) == "два сома"
    with translation.override("ky"):
        assert som(200) == f"2{N}сом"
        assert som_words(200) == "эки сом"


def test_group() -> None:
    assert group(1_234_567) == f"1{N}234{N}567"
    assert group(-1000) == f"−1{N}000"
    assert group(999) == "999"


@given(st.integers(0, LIMIT_SOM * SOM - 1))
def test_what_is_shown_can_be_typed_back(tyiyn: int) -> None:
    assert parse_som(figure(tyiyn)) == tyiyn
    for language in ("ky", "ru"):
        assert parse_som(som(tyiyn, language)) == tyiyn


@given(st.integers(0, LIMIT_SOM * SOM - 1))
def test_money_never_breaks_over_a_line(tyiyn: int) -> None:
    assert " " not in som(tyiyn, "ru")


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        tyiyn = parse_som(text)
    except SomError as fault:
        assert fault.code in {"invalid", "negative", "fraction", "too_big"}
    else:
        assert 0 <= tyiyn < LIMIT_SOM * SOM
