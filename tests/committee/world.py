"""A small world to be attacked, and the list of attacks on it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from committee import services
from committee.models import Proposal, Session, Sheet
from tests.committee.factories import Round, close, declare, give, make_round, make_session, propose, seal_all


@dataclass
class World:
    """A round in preparation, one being scored, one decided with an adopted session, one being prepared after it.

    No attack may break two rules at once: which of two triggers speaks first is the engine's own choice.
    """

    draft: Round
    scoring: Round
    decided: Round
    adopted: Session
    planned: Session

    @property
    def sealed(self) -> Sheet:
        return self.scoring.sheet(0, 0)

    @property
    def open(self) -> Sheet:
        return self.scoring.sheet(1, 0)

    @property
    def recused(self) -> Sheet:
        return self.scoring.sheet(2, 0)

    @property
    def adopted_proposal(self) -> Proposal:
        return self.adopted.proposals.order_by("id")[0]

    @property
    def planned_proposal(self) -> Proposal:
        return self.planned.proposals.get()


def make_world() -> World:
    """Store the world."""
    draft = make_round(0, 3, state="draft")
    scoring = make_round(2, 3)
    give(scoring.sheet(0, 0), [7] * 5)
    close(scoring.sheet(0, 0))
    give(scoring.sheet(1, 0), [6] * 3)
    # With their word given, so that only its being closed keeps scores off it.
    declare(scoring.sheet(2, 0))
    close(scoring.sheet(2, 0), "recused", "Бир тууганым.")
    # The fourth member is recused from everything: present, and without a vote. The fifth is absent.
    decided = make_round(3)
    for row in range(3):
        close(decided.sheet(3, row), "recused", "Бир тууганым.")
    seal_all(decided)
    adopted = make_session(decided, present=[0, 1, 2, 3])
    for row, outcome in enumerate(["award", "award", "reserve"]):
        propose(decided, adopted, row, outcome)
    services.adopt_decision(by=decided.chair, session=adopted)
    planned = make_session(decided, present=[0, 1, 2])
    propose(decided, planned, 2, "reserve")
    return World(draft, scoring, decided, adopted, planned)


Attack = Callable[[World], object]
ATTACKS: list[tuple[str, Attack]] = []


def attack(rule: str) -> Callable[[Attack], Attack]:
    """Name the rule that must refuse what the function tries."""

    def note(function: Attack) -> Attack:
        ATTACKS.append((rule, function))
        return function

    return note


def sql(statement: str, *values: object) -> None:
    """Send a statement past Django's models."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
