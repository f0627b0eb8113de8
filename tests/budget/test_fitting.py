"""What can still be awarded of what is asked: as much as fits, and it always fits."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from budget.models import Envelope
from budget.rules import Money, award_faults, fit
from initiatives.models import FundingSource

SUMS = st.one_of(st.integers(0, 500), st.integers(0, 50_000_00), st.integers(0, 500).map(lambda n: n * 100_00))


def envelope(key: int, free: int, cap: int | None = None, share: int | None = None) -> Envelope:
    """An envelope that is not stored, with so much left."""
    source = FundingSource(pk=key, name_ky=f"Булак {key}", name_ru=f"Источник {key}", cap=cap, max_share=share)
    return Envelope(pk=key, source=source, amount=free)


@st.composite
def asked_and_left(draw: Any) -> tuple[list[Money], dict[int, int]]:
    """Some sources, what is asked of each, and what is left, sometimes less than is free."""
    asked, left = [], {}
    for key in range(1, draw(st.integers(1, 4)) + 1):
        free = draw(SUMS)
        cap = draw(st.none() | SUMS.filter(bool))
        found = envelope(key, free, cap, draw(st.none() | st.integers(1, 100)))
        asked.append((found, draw(SUMS)))
        left[key] = draw(st.sampled_from([free, free // 2, 0]))
    return asked, left


def in_som(found: list[Money]) -> dict[int, float]:
    return {envelope.pk: money / 100 for envelope, money in found}


@given(asked_and_left())
def test_it_can_be_awarded_and_is_never_more_than_asked_or_left(given_: tuple[list[Money], Mapping[int, int]]) -> None:
    asked, left = given_
    found = fit(asked, left)
    if found:
        assert award_faults(found) == []
    wanted = {each.pk: money for each, money in asked}
    assert all(0 < money <= min(wanted[each.pk], left[each.pk]) for each, money in found)
    # What is cut is cut to whole som.
    assert all(money in (wanted[each.pk], money // 100 * 100) for each, money in found)


@given(asked_and_left())
def test_where_all_fits_it_is_what_is_asked(given_: tuple[list[Money], Mapping[int, int]]) -> None:
    asked, left = given_
    asked = [(each, money) for each, money in asked if money]
    if asked and not award_faults(asked) and all(money <= left[each.pk] for each, money in asked):
        assert fit(asked, left) == asked


@given(asked_and_left())
def test_no_source_could_give_a_som_more(given_: tuple[list[Money], Mapping[int, int]]) -> None:
    asked, left = given_
    found = dict(fit(asked, left))
    for each, money in asked:
        more = {**found, each: min(money, found.get(each, 0) + 100)}
        if more[each] > found.get(each, 0) and more[each] <= left[each.pk]:
            assert award_faults(more.items()), "one som more would have fitted"


@given(asked_and_left())
def test_nothing_larger_fits(given_: tuple[list[Money], Mapping[int, int]]) -> None:
    """Whatever part of the sums is asked for, as a whole number of som, gets no more from any source."""
    asked, left = given_
    whole = dict(fit(asked, left))
    for part in (2, 3):
        less = [(each, money // part // 100 * 100) for each, money in asked]
        for each, money in fit(less, left):
            assert money <= whole.get(each, 0)


def test_a_source_that_is_cut_takes_the_shares_of_the_others_with_it() -> None:
    local, donor = envelope(1, 50_000_00), envelope(2, 50_000_00, share=50)
    asked = [(local, 12_000_00), (donor, 12_000_00)]
    assert in_som(fit(asked, {1: 5_000_00, 2: 50_000_00})) == {1: 5_000, 2: 5_000}


def test_shares_that_hold_only_together_stay() -> None:
    asked = [(envelope(key, 50_000_00, share=50), 10_000_00) for key in (1, 2)]
    assert fit(asked, {1: 50_000_00, 2: 50_000_00}) == asked


def test_a_share_of_nothing_is_nothing() -> None:
    local, donor = envelope(1, 0), envelope(2, 50_000_00, share=90)
    assert fit([(local, 12_000_00), (donor, 25_000_00)], {1: 0, 2: 50_000_00}) == []


def test_a_cut_sum_is_a_whole_som_and_an_uncut_one_stays_as_asked() -> None:
    local, donor = envelope(1, 10_000_00), envelope(2, 10_000_00)
    assert fit([(local, 500_50), (donor, 700_50)], {1: 10_000_00, 2: 333_33}) == [(local, 500_50), (donor, 333_00)]


def test_an_envelope_that_nothing_is_known_of_gives_nothing() -> None:
    assert fit([(envelope(1, 100), 100)], {}) == []
