"""Places: the weighted mean of sealed sheets, ties by criterion 1, then 2, exactly, on either engine."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from committee.explaining import reasons, told_apart
from committee.models import Score, Sheet
from committee.ranking import decimal, deviation, ranked
from journal import clock
from tests.committee.factories import Round, close, give, make_round
from tests.factories import make_application, move_application_to

Points = dict[tuple[int, int], list[int]]


def places(made: Round) -> list[tuple[int, int]]:
    """Return (place, index of the application) in the order of the ranking."""
    index = {application.pk: number for number, application in enumerate(made.applications)}
    return [(row.place, index[row.application.pk]) for row in ranked(made.contest)]


def fill(made: Round, points: Points) -> None:
    """Seal the sheets of (member, application) with their points."""
    for (member, application), own in points.items():
        give(made.sheet(member, application), own)
        close(made.sheet(member, application))


@pytest.mark.django_db
def test_the_higher_mean_stands_first():
    made = make_round(3, 2)
    fill(made, {(0, 0): [5] * 5, (1, 0): [6] * 5, (0, 1): [6] * 5, (1, 1): [6] * 5, (0, 2): [0] * 5, (1, 2): [10] * 5})
    assert places(made) == [(1, 1), (2, 0), (3, 2)]
    rows = ranked(made.contest)
    assert [row.mean for row in rows] == [6, Fraction(11, 2), 5]
    assert [row.sheets for row in rows] == [2, 2, 2]
    assert rows[1].by_criterion == [Fraction(11, 2)] * 5


@pytest.mark.django_db
def test_a_tie_is_broken_by_the_first_criterion_then_the_second():
    made = make_round(3, 1)
    fill(made, {(0, 0): [5, 5, 5, 5, 5], (0, 1): [6, 4, 5, 5, 5], (0, 2): [6, 5, 4, 5, 5]})
    assert places(made) == [(1, 2), (2, 1), (3, 0)]


@pytest.mark.django_db
def test_weights_count():
    made = make_round(2, 1, weights=(60, 10, 10, 10, 10))
    fill(made, {(0, 0): [5, 10, 10, 10, 10], (0, 1): [9, 5, 5, 5, 5]})
    assert places(made) == [(1, 1), (2, 0)]
    assert [row.mean for row in ranked(made.contest)] == [Fraction(74, 10), 7]


@pytest.mark.django_db
def test_equal_in_everything_share_a_place_and_the_next_place_is_left_out():
    made = make_round(3, 2)
    fill(made, {(m, a): [7 if a < 2 else 3] * 5 for m in range(2) for a in range(3)})
    assert places(made) == [(1, 0), (1, 1), (3, 2)], "equal places stand in the order of the register"


@pytest.mark.django_db
def test_equal_means_of_unequal_numbers_of_sheets_are_equal():
    made = make_round(2, 6)
    fill(made, {(m, 0): [p] * 5 for m, p in enumerate([1, 2, 1])})
    fill(made, {(m, 1): [p] * 5 for m, p in enumerate([1, 2, 1, 1, 2, 1])})
    assert [row.place for row in ranked(made.contest)] == [1, 1]
    assert {row.mean for row in ranked(made.contest)} == {Fraction(4, 3)}


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["recused", "abstained"])
def test_who_steps_aside_counts_in_no_mean(state):
    made = make_round(1, 3)
    fill(made, {(0, 0): [8] * 5, (1, 0): [6] * 5})
    # Points that were left on such a sheet by hand still count for nothing.
    give(made.sheet(2, 0), [1] * 5)
    close(made.sheet(2, 0), state, "Бир тууганым.")
    row = ranked(made.contest)[0]
    assert (row.mean, row.sheets, row.by_criterion) == (7, 2, [7] * 5)


@pytest.mark.django_db
def test_open_sheets_count_for_nothing_and_whom_nobody_scored_stands_last():
    made = make_round(2, 2)
    fill(made, {(0, 1): [0] * 5})
    give(made.sheet(0, 0), [10] * 5)
    assert places(made) == [(1, 1), (2, 0)]
    last = ranked(made.contest)[1]
    assert (last.mean, last.sheets, last.by_criterion) == (None, 0, [None] * 5)


@pytest.mark.django_db
def test_only_this_contest_s_admitted_applications_are_ranked():
    made, other = make_round(2, 1), make_round(1, 1)
    for of in (made, other):
        fill(of, {(0, a): [5] * 5 for a in range(len(of.applications))})
    make_application(made.contest, state="refused")
    assert [row.application.pk for row in ranked(made.contest)] == [a.pk for a in made.applications]
    move_application_to(made.applications[0], "withdrawn")
    assert [row.application.pk for row in ranked(made.contest)] == [made.applications[1].pk]


@pytest.mark.django_db
@pytest.mark.parametrize("applications", [1, 4])
def test_three_queries_however_many_there_are(applications, django_assert_num_queries):
    made = make_round(applications, 2)
    fill(made, {(m, a): [a] * 5 for m in range(2) for a in range(applications)})
    with django_assert_num_queries(3):
        assert [(row.application.number, row.application.title) for row in ranked(made.contest)]


@pytest.mark.django_db
def test_median_spread_and_deviation_are_those_of_the_sealed_sheets():
    made = make_round(2, 4, weights=(60, 10, 10, 10, 10))
    fill(made, {(m, 0): points for m, points in enumerate([[2] * 5, [9] * 5, [4, 6, 6, 6, 6]])})
    fill(made, {(m, 1): [p] * 5 for m, p in enumerate([7, 8, 8, 9])})
    calm, torn = ranked(made.contest)
    assert (torn.median, torn.low, torn.high, torn.spread) == (Fraction(24, 5), 2, 9, 7)
    values = [Fraction(2), Fraction(9), Fraction(24, 5)]
    mean = sum(values) / 3
    assert torn.variance == sum((value - mean) ** 2 for value in values) / 3
    assert deviation(torn.variance) == f"{math.sqrt(torn.variance):.2f}".replace(".", ",")
    # Of an even number of sheets, the middle between the two in the middle.
    assert (calm.median, calm.spread, deviation(calm.variance)) == (8, 2, "0,71")
    assert (calm.disputed, torn.disputed) == (False, True)


@pytest.mark.django_db
def test_a_place_is_explained_by_what_decided_it(english):
    made = make_round(4, 1)
    fill(made, {(0, 0): [6, 4, 5, 5, 5], (0, 1): [5] * 5, (0, 2): [5] * 5, (0, 3): [1] * 5})
    rows = ranked(made.contest)
    why = reasons(rows)
    first, second, third, last = rows
    numbers = [row.application.number for row in rows]
    assert why[first.application.pk] == [f"Equal mean with № {numbers[1]}; higher on criterion 1: 6,00 against 5,00."]
    assert why[second.application.pk] == [
        f"Equal mean with № {numbers[0]}; lower on criterion 1: 5,00 against 6,00.",
        f"Equal to № {numbers[2]} on every criterion: they share the place.",
    ]
    assert why[third.application.pk] == [f"Equal to № {numbers[1]} on every criterion: they share the place."]
    assert why[last.application.pk] == []


def test_means_that_look_alike_are_told_apart():
    assert told_apart(Fraction(25, 3), Fraction(8331, 1000)) == ("8,333", "8,331")
    assert told_apart(Fraction(9), Fraction(43, 5)) == ("9,00", "8,60")


@pytest.mark.parametrize(
    ("mean", "shown"),
    [
        (None, "–"),
        (Fraction(8), "8,00"),
        (Fraction(25, 3), "8,33"),
        (Fraction(26, 3), "8,67"),
        (Fraction(65, 8), "8,13"),
        (Fraction(1, 200), "0,01"),
        (Fraction(1, 201), "0,00"),
    ],
)
def test_a_mean_is_shown_with_two_decimals_and_a_comma(mean, shown):
    assert decimal(mean) == shown


def reference(made_of: tuple[list[int], dict[tuple[int, int], tuple[str, list[int]]], int]) -> list[int]:
    """Rank by the plainest arithmetic there is: return the place of each application."""
    weights, sheets, applications = made_of
    keys = []
    for application in range(applications):
        own = [points for (_m, a), (state, points) in sheets.items() if a == application and state == "sealed"]
        if not own:
            keys.append(None)
            continue
        means = [Fraction(sum(points[c] for points in own), len(own)) for c in range(len(weights))]
        keys.append((sum(m * w for m, w in zip(means, weights, strict=True)) / sum(weights), *means))
    scored = sorted((key for key in keys if key is not None), reverse=True)
    return [scored.index(key) + 1 if key is not None else len(scored) + 1 for key in keys]


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[int], dict[tuple[int, int], tuple[str, list[int]]], int]:
    """Draw weights that make 100, and a sheet for each of up to 5 members and 4 applications."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=2, max_size=2)))
    weights = [cuts[0], cuts[1] - cuts[0], 100 - cuts[1]]
    members, applications = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    # Few different points, so that ties are common.
    points = st.lists(st.integers(4, 6), min_size=3, max_size=3)
    states = st.sampled_from(["sealed", "sealed", "sealed", "recused", "abstained"])
    sheets = {(m, a): (draw(states), draw(points)) for m in range(members) for a in range(applications)}
    return weights, sheets, applications


class RandomRounds(TestCase):
    """Hypothesis needs its own TestCase, which empties the database after each example."""

    @given(rounds())
    @settings(max_examples=60, deadline=None)
    def test_random_sheets_are_ranked_as_plain_fractions_are(self, drawn):
        weights, sheets, applications = drawn
        members = max(m for m, _a in sheets) + 1
        made = make_round(applications, members, weights=weights)
        rows = {(s.member_id, s.application_id): s for s in Sheet.objects.filter(member__in=made.members)}
        by_index = {(m, a): rows[made.members[m].pk, made.applications[a].pk] for m, a in sheets}
        Score.objects.bulk_create(
            Score(sheet=by_index[key], criterion=criterion, points=points[c], most=10)
            for key, (_state, points) in sheets.items()
            for c, criterion in enumerate(made.criteria)
        )
        for state in ("sealed", "recused", "abstained"):
            keys = [by_index[key].pk for key, (of, _points) in sheets.items() if of == state]
            Sheet.objects.filter(pk__in=keys).update(state=state, closed_at=clock.now(), reason="Себеби бар.")
        found = {row.application.pk: row.place for row in ranked(made.contest)}
        assert [found[application.pk] for application in made.applications] == reference(drawn)
