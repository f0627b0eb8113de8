"""Places: the weighted mean of sealed sheets, ties by the declared order, then by the chair, on either engine."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from committee.explaining import reasons, told_apart
from committee.models import Member, Sheet, TieBreak
from committee.ranking import decimal, deviation, ranked, tied
from journal import clock
from tests.committee.factories import Round, close, give, make_round
from tests.factories import make_application, make_user, move_application_to

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
def test_means_that_differ_by_a_hair_do_not_share_a_place():
    made = make_round(2, 16, weights=(1, 99))
    close(made.sheet(15, 1), "recused", "Бир тууганым.")
    # One point of weight 1 among sixteen sheets, and among fifteen: 1/1600 and 1/1500 of a point.
    fill(made, {(m, a): [int(m == 0), 0] for m in range(16) for a in range(2) if (m, a) != (15, 1)})
    assert places(made) == [(1, 1), (2, 0)]
    assert [row.mean for row in ranked(made.contest)] == [Fraction(1, 1500), Fraction(1, 1600)]


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
    assert why[first.application.pk] == [
        f"Equal mean 5,00 with {numbers[1]}; higher on criterion 1: 6,00 against 5,00."
    ]
    assert why[second.application.pk] == [
        f"Equal mean 5,00 with {numbers[0]}; lower on criterion 1: 5,00 against 6,00.",
        f"Equal to {numbers[2]} on every criterion, mean 5,00: they share the place.",
    ]
    assert why[third.application.pk] == [f"Equal to {numbers[1]} on every criterion, mean 5,00: they share the place."]
    assert why[last.application.pk] == [f"Mean 1,00, lower than 5,00 of {numbers[2]}."]


@pytest.mark.django_db
def test_the_first_and_the_one_nobody_scored_are_explained_too(english):
    made = make_round(2, 1)
    fill(made, {(0, 1): [8, 9, 8, 8, 9]})
    first, last = ranked(made.contest)
    why = reasons([first, last])
    assert why[first.application.pk] == ["The highest mean: 8,40."]
    assert why[last.application.pk] == ["Nobody scored it, so it stands last."]


@pytest.mark.django_db
def test_the_declared_order_decides_and_the_criterion_is_called_by_its_number_in_the_list(english):
    made = make_round(2, 1, tie_orders=(None, 2, None, 1, None))
    fill(made, {(0, 0): [9, 5, 5, 4, 5], (0, 1): [5, 5, 5, 6, 7]})
    first, second = ranked(made.contest)
    assert first.application == made.applications[1], "by criterion 4, though the other is higher on criterion 1"
    assert first.by_criterion == [5, 5, 5, 6, 7], "as the list has them"
    assert first.decides == (3, 1, 0, 2, 4)
    assert reasons([first, second])[first.application.pk] == [
        f"Equal mean 5,60 with {second.application.number}; higher on criterion 4: 6,00 against 4,00."
    ]


def chair_says(made: Round, *applications: int, reason: str = "Балдарга арналган.") -> None:
    """Store the chair's casting vote between applications (indexes), the first of them highest."""
    moment = clock.now()
    for number, index in enumerate(applications, 1):
        TieBreak.objects.create(
            application=made.applications[index],
            order=number,
            reason=reason,
            made_by=made.members[0],
            made_at=moment,
        )


@pytest.mark.django_db
def test_the_chair_s_casting_vote_is_the_last_resort(english):
    made = make_round(3, 1)
    fill(made, {(0, a): [5] * 5 for a in range(3)})
    chair_says(made, 2, 0, 1)
    rows = ranked(made.contest)
    assert [(row.place, made.applications.index(row.application)) for row in rows] == [(1, 2), (2, 0), (3, 1)]
    assert [row.tie_break.order for row in rows] == [1, 2, 3]
    why = reasons(rows)[made.applications[0].pk]
    assert why == [
        f"Equal to {rows[0].application.number} on every criterion; lower by the chair's casting vote: "
        "Балдарга арналган.",
        f"Equal to {rows[2].application.number} on every criterion; higher by the chair's casting vote: "
        "Балдарга арналган.",
    ]
    assert [[row.application for row in group] for group in tied(rows)] == [[row.application for row in rows]]


@pytest.mark.django_db
def test_a_casting_vote_changes_nothing_between_those_who_are_not_equal():
    made = make_round(3, 1)
    fill(made, {(0, 0): [5] * 5, (0, 1): [6] * 5, (0, 2): [7] * 5})
    chair_says(made, 0, 1, 2)
    assert places(made) == [(1, 2), (2, 1), (3, 0)]
    assert all(row.tie_break is None for row in ranked(made.contest))


@pytest.mark.django_db
def test_a_casting_vote_that_leaves_one_of_the_equals_out_counts_for_nothing():
    made = make_round(3, 1)
    fill(made, {(0, a): [5] * 5 for a in range(3)})
    chair_says(made, 2, 1)
    assert places(made) == [(1, 0), (1, 1), (1, 2)]


@pytest.mark.django_db
def test_two_casting_votes_are_not_mixed():
    made = make_round(4, 1)
    fill(made, {(0, a): [5] * 5 for a in range(4)})
    chair_says(made, 1, 0)
    chair_says(made, 3, 2)
    assert {row.place for row in ranked(made.contest)} == {1}


@pytest.mark.django_db
def test_below_the_threshold_is_judged_exactly(english):
    made = make_round(2, 3, terms={"threshold": Decimal("6.67")})
    # Means 6,666… and 6,733…: the first is shown as 6,67 and lies below all the same.
    fill(made, {(m, 0): [p] * 5 for m, p in enumerate([6, 7, 7])})
    fill(made, {(0, 1): [6] * 5, (1, 1): [7] * 5, (2, 1): [7, 7, 7, 7, 8]})
    first, second = ranked(made.contest)
    assert (first.below, second.below) == (False, True)
    assert reasons([first, second])[second.application.pk][-1] == "Below the threshold: 6,667 against 6,670."


@pytest.mark.django_db
def test_a_mean_on_the_threshold_is_not_below_it():
    made = make_round(2, 1, terms={"threshold": Decimal("7.00")})
    fill(made, {(0, 0): [7] * 5})
    assert [row.below for row in ranked(made.contest)] == [False, False], "nor is the one that nobody scored"


def leaves(member: Member) -> None:
    """Let a member leave the commission today."""
    Member.objects.filter(pk=member.pk).update(until=clock.today())


@pytest.mark.django_db
def test_the_sheets_of_a_member_who_left_count_and_their_recusals_are_not_shown_as_of_now():
    made = make_round(2, 2)
    fill(made, {(0, 0): [4] * 5, (1, 0): [8] * 5, (0, 1): [6] * 5})
    close(made.sheet(1, 1), "recused", "Бир тууганым.")
    leaves(made.members[1])
    heir = Member.objects.create(commission=made.commission, user=make_user(), body="community")
    sheet = Sheet.objects.create(member=heir, application=made.applications[1])
    give(sheet, [9] * 5)
    close(sheet)
    rows = {row.application: row for row in ranked(made.contest)}
    assert (rows[made.applications[0]].mean, rows[made.applications[0]].sheets) == (6, 2)
    other = rows[made.applications[1]]
    assert (other.mean, other.sheets, other.recused) == (Fraction(15, 2), 2, 0)


@pytest.mark.django_db
def test_who_stepped_aside_is_counted():
    made = make_round(1, 4)
    fill(made, {(0, 0): [4] * 5})
    close(made.sheet(1, 0), "recused", "Бир тууганым.")
    close(made.sheet(2, 0), "recused", "Кошунам.")
    close(made.sheet(3, 0), "abstained", "Ооруп калдым.")
    row = ranked(made.contest)[0]
    assert (row.sheets, row.recused, row.abstained) == (1, 2, 1)


@pytest.mark.django_db
def test_a_contest_of_one_of_none_and_one_from_which_all_are_recused():
    made = make_round(1, 2)
    fill(made, {(0, 0): [5] * 5, (1, 0): [5] * 5})
    assert places(made) == [(1, 0)]
    assert ranked(make_round(0, 2).contest) == []
    aside = make_round(1, 2)
    for seat in range(2):
        close(aside.sheet(seat, 0), "recused", "Бир тууганым.")
    row = ranked(aside.contest)[0]
    assert (row.place, row.mean, row.sheets, row.recused, row.below) == (1, None, 0, 2, False)
    assert tied([row]) == []


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
