"""Random sheets are ranked as the plainest arithmetic with fractions ranks them, on either engine."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from committee.explaining import reasons
from committee.models import Score, Sheet
from committee.ranking import Ranked, ranked
from journal import clock
from tests.committee.factories import Round, make_round
from tests.committee.test_ranking import chair_says, leaves


@dataclass(frozen=True)
class Drawn:
    """A commission's work as hypothesis draws it: sheets by (member, application), and what decides between equals."""

    weights: list[int]
    tie_orders: list[int | None]
    applications: int
    sheets: dict[tuple[int, int], tuple[str, list[int]]]
    left: set[int]
    threshold: Decimal | None
    # The order (of indexes) in which the chair puts every group of equals, if there is one.
    chair: list[int] | None


def means(drawn: Drawn, application: int) -> list[Fraction] | None:
    """Return the weighted mean, then that of each criterion in the list, by the plainest arithmetic there is."""
    own = [points for (_m, a), (state, points) in drawn.sheets.items() if a == application and state == "sealed"]
    if not own:
        return None
    by_criterion = [Fraction(sum(points[c] for points in own), len(own)) for c in range(len(drawn.weights))]
    whole = sum(mean * weight for mean, weight in zip(by_criterion, drawn.weights, strict=True))
    return [whole / sum(drawn.weights), *by_criterion]


def reference(drawn: Drawn) -> dict[int, tuple[int, bool]]:
    """Return the place of each application, and whether it lies below the threshold."""
    numbered = sorted((order, index) for index, order in enumerate(drawn.tie_orders) if order is not None)
    deciding = [index for _order, index in numbered]
    deciding += [index for index in range(len(drawn.weights)) if index not in deciding]
    keys = {}
    for application in range(drawn.applications):
        mean = means(drawn, application)
        if mean is not None:
            said = -drawn.chair.index(application) if drawn.chair else 0
            keys[application] = ([mean[0], *(mean[1 + index] for index in deciding)], said)
    found = {}
    for application in range(drawn.applications):
        key = keys.get(application)
        mean = means(drawn, application)
        below = drawn.threshold is not None and mean is not None and mean[0] < Fraction(drawn.threshold)
        higher = len(keys) if key is None else sum(1 for other in keys.values() if other > key)
        found[application] = (higher + 1, below)
    return found


@st.composite
def rounds(draw: st.DrawFn) -> Drawn:
    """Draw weights that make 100, and a sheet for each of up to 5 members and 4 applications."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), min_size=2, max_size=2)))
    members, applications = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    chair = draw(st.none() | st.permutations(range(applications)))
    # Few different points, so that ties are common.
    points = st.lists(st.integers(4, 6), min_size=3, max_size=3)
    states = st.sampled_from(["sealed", "sealed", "sealed", "recused", "abstained"])
    # A chair with an interest has no casting vote (member 0 is the chair), so one who speaks has none.
    chairs = st.sampled_from(["sealed", "sealed", "sealed", "abstained"]) if chair else states
    return Drawn(
        weights=[cuts[0], cuts[1] - cuts[0], 100 - cuts[1]],
        tie_orders=draw(st.sampled_from([[None, None, None], [3, 1, 2], [None, None, 1], [2, None, 1]])),
        applications=applications,
        sheets={
            (m, a): (draw(chairs if m == 0 else states), draw(points))
            for m in range(members)
            for a in range(applications)
        },
        left=draw(st.sets(st.integers(1, 4), max_size=2)),
        threshold=draw(st.sampled_from([None, Decimal("4.50"), Decimal("5.00"), Decimal("5.33"), Decimal("6.00")])),
        chair=chair,
    )


class RandomRounds(TestCase):
    """Hypothesis needs its own TestCase, which empties the database after each example."""

    @given(rounds())
    @settings(max_examples=80, deadline=None)
    def test_random_sheets_are_ranked_as_plain_fractions_are(self, drawn):
        rows, made = self.ranked(drawn)
        found = {made.applications.index(row.application): (row.place, row.below) for row in rows}
        assert found == reference(drawn)
        for row in rows:
            mean = means(drawn, made.applications.index(row.application))
            assert ([row.mean, *row.by_criterion] if row.mean is not None else None) == mean
        assert set(reasons(rows)) == {row.application.pk for row in rows}
        assert all(reasons(rows).values()), "every place is explained"

    def ranked(self, drawn: Drawn) -> tuple[list[Ranked], Round]:
        members = max(m for m, _a in drawn.sheets) + 1
        made = make_round(
            drawn.applications,
            members,
            weights=drawn.weights,
            tie_orders=drawn.tie_orders,
            terms={"threshold": drawn.threshold},
        )
        sheets = {(s.member_id, s.application_id): s for s in Sheet.objects.filter(member__in=made.members)}
        by_index = {(m, a): sheets[made.members[m].pk, made.applications[a].pk] for m, a in drawn.sheets}
        Sheet.objects.filter(member__in=made.members).update(no_interest_at=clock.now())
        Score.objects.bulk_create(
            Score(sheet=by_index[key], criterion=criterion, points=points[c], most=10)
            for key, (_state, points) in drawn.sheets.items()
            for c, criterion in enumerate(made.criteria)
        )
        for state in ("sealed", "recused", "abstained"):
            keys = [by_index[key].pk for key, (of, _points) in drawn.sheets.items() if of == state]
            Sheet.objects.filter(pk__in=keys).update(state=state, closed_at=clock.now(), reason="Себеби бар.")
        for seat in drawn.left & set(range(1, members)):
            leaves(made.members[seat])
        if drawn.chair:
            chair_says(made, *drawn.chair)
        return ranked(made.contest), made
