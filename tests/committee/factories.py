"""Commissions, sheets and sessions for the tests, in the state that is asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps

from budget.models import Envelope
from committee import services
from committee.models import BlindCode, Commission, Criterion, Member, Proposal, Score, Session, Sheet
from initiatives.models import Application, Contest
from journal import clock
from municipality.models import User
from municipality.verdicts import Refused
from tests.factories import make_application, make_contest, make_specialist, make_user, move_contest_to

CRITERIA = [
    ("Жамааттын жашоосу үчүн маанилүүлүгү", "Значимость для жизни сообщества"),
    ("Тургундардын катышуу деңгээли", "Степень участия жителей"),
    ("Туруктуулугу", "Устойчивость"),
    ("Чыгымдардын негиздүүлүгү", "Обоснованность затрат"),
    ("Өздүк салым", "Собственный вклад"),
]
# The local money of the three first rows: 12 000 and 11 000 of 23 000 som, and nothing left for the third.
LINES = [
    [("Сыйлыктар", "топтом", 1_00, 12_000_00, 0), ("Топтор", "даана", 10_00, 2_500_00, 1)],
    [("Костюмдар", "даана", 2_00, 5_500_00, 0), ("Декорация", "топтом", 1_00, 25_000_00, 1)],
    [("Китептер", "даана", 10_00, 500_00, 0)],
]
ROOMS = ["committee", "budget", "initiatives", "documents", "notices", "municipality", "journal"]
TITLES = "АБВГДЕЖЗИКЛМНОП"
FUNCTIONS = [Member.Function.CHAIR, Member.Function.SECRETARY, *[Member.Function.MEMBER] * 98]
NAMES = ["Төрабаев", "Катчыбаев", "Мүчөбаев", "Кеңешбаев", "Жамаатбаев"]


@dataclass
class Round:
    """A contest with its commission, criteria, admitted applications and sheets."""

    contest: Contest
    commission: Commission
    criteria: list[Criterion]
    members: list[Member]
    applications: list[Application]

    def sheet(self, member: int, application: int) -> Sheet:
        """Return the sheet of a member for an application, by their indexes, as the database has it."""
        return Sheet.objects.select_related("member__user", "application__contest").get(
            member=self.members[member], application=self.applications[application]
        )

    @property
    def chair(self) -> User:
        """Who leads the commission."""
        return self.members[0].user

    @property
    def secretary(self) -> User:
        """Who keeps its papers."""
        return self.members[1].user

    @property
    def envelopes(self) -> list[Envelope]:
        """The envelopes in the order of the sources, as the database has them."""
        return list(Envelope.objects.of_contest(self.contest))

    def asked(self, application: int) -> list[tuple[Envelope, int]]:
        """Return what an application asks from each envelope."""
        by_source = {envelope.source_id: envelope for envelope in self.envelopes}
        return [
            (by_source[source.pk], tyiyn) for source, tyiyn in self.applications[application].asked_by_source() if tyiyn
        ]


def lettered(number: int) -> str:
    """Return a letter for each of the first rows, and several letters for those after them: no figures."""
    more, letter = divmod(number, len(TITLES))
    return (lettered(more - 1) if more else "") + TITLES[letter]


def make_criteria(
    contest: Contest,
    weights: Sequence[int] = (20, 20, 20, 20, 20),
    most: int = 10,
    tie_orders: Sequence[int | None] = (),
    lines: Sequence[Sequence[tuple[str, str, int, int, int]]] = LINES,
) -> list[Criterion]:
    """Store criteria of a contest in preparation; `tie_orders`: which of them decides between equal means first."""
    return [
        Criterion.objects.create(
            contest=contest,
            order=order,
            name_ky=CRITERIA[order - 1][0],
            name_ru=CRITERIA[order - 1][1],
            meaning_ky="Көйгөй канча адамга тиешелүү?",
            meaning_ru="Скольких людей это касается?",
            most=most,
            weight=weight,
            tie_order=tie_orders[order - 1] if tie_orders else None,
        )
        for order, weight in enumerate(weights, 1)
    ]


def make_commission(contest: Contest, members: int = 5, **terms: Any) -> Commission:
    """Store a commission with a chair, a secretary and further members; `terms` are fields of Commission."""
    commission = Commission.objects.create(contest=contest, **terms)
    for number in range(members):
        Member.objects.create(
            commission=commission,
            user=make_user(surname=NAMES[number % 5], given_name=f"Бакыт {lettered(number)}", patronymic=""),
            body=Member.Body.COMMUNITY,
            function=FUNCTIONS[number],
        )
    return commission


def make_round(
    applications: int = 2,
    members: int = 5,
    *,
    state: str = "scoring",
    weights: Sequence[int] = (20, 20, 20, 20, 20),
    most: int = 10,
    terms: Mapping[str, Any] | None = None,
    tie_orders: Sequence[int | None] = (),
    lines: Sequence[Sequence[tuple[str, str, int, int, int]]] = LINES,
    **contest_fields: Any,
) -> Round:
    """Store a contest in the given state; from "scoring" on with admitted applications and an open sheet for each.

    `terms`: fields of the commission; in a blind contest each application has its code, «К-01» for the first.
    """
    contest = make_contest(state="draft", **contest_fields)
    criteria = make_criteria(contest, weights, most, tie_orders)
    commission = make_commission(contest, members, **(terms or {}))
    if state == "draft":
        return Round(contest, commission, criteria, list(commission.members.select_related("user")), [])
    move_contest_to(contest, "announced")
    rows = [
        make_application(
            contest,
            state="admitted",
            lines=lines[number % len(lines)],
            # No figures: tests look for numbers on pages.
            title_ky=f"Демилге {lettered(number)}",
            title_ru=f"Инициатива {lettered(number)}",
        )
        for number in range(applications)
    ]
    made = Round(contest, commission, criteria, list(commission.members.select_related("user")), rows)
    if state != "announced":
        move_contest_to(contest, state)
        Sheet.objects.bulk_create(
            Sheet(member=member, application=application) for application in rows for member in made.members
        )
        if commission.blind:
            BlindCode.objects.bulk_create(
                BlindCode(application=row, contest=contest, code=f"К-{number:02d}")
                for number, row in enumerate(rows, 1)
            )
    return made


def give(sheet: Sheet, points: Iterable[int]) -> None:
    """Put points on an open sheet, one for each criterion in their order; the member has declared no interest."""
    declare(sheet)
    criteria = Criterion.objects.filter(contest=sheet.application.contest_id)
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion=criterion, points=given, most=criterion.most)
        for criterion, given in zip(criteria, points, strict=False)
    )


def declare(sheet: Sheet) -> None:
    """Let the member say that they have no interest in the application."""
    Sheet.objects.filter(pk=sheet.pk, no_interest_at=None).update(no_interest_at=clock.now())


def close(sheet: Sheet, state: str = "sealed", reason: str = "") -> None:
    """Close an open sheet."""
    if state != "recused":
        declare(sheet)
    Sheet.objects.filter(pk=sheet.pk).update(state=state, reason=reason, closed_at=clock.now())


def seal_all(made: Round, points: Mapping[tuple[int, int], Sequence[int]] | None = None) -> None:
    """Seal every open sheet with the points of (member, application), or 8 for the first row, 7 for the next."""
    for row, application in enumerate(made.applications):
        for seat, member in enumerate(made.members):
            sheet = Sheet.objects.get(member=member, application=application)
            if sheet.state == "open":
                own = (points or {}).get((seat, row)) or [max(8 - row, 0)] * len(made.criteria)
                give(sheet, own)
                close(sheet)


def make_session(made: Round, *, present: Iterable[int] | None = None) -> Session:
    """Open a session of a scored round, with those present by their indexes (all of them by default)."""
    session = services.open_session(
        by=made.chair,
        commission=made.commission,
        held_on=clock.today(),
        place_ky="Ак-Булак айылы",
        place_ru="село Ак-Булак",
    )
    seats = range(len(made.members)) if present is None else present
    services.note_present(by=made.chair, session=session, members=[made.members[seat] for seat in seats])
    return session


def propose(
    made: Round, session: Session, application: int, outcome: str = "award", lines: Any = None, **reasons: Any
) -> Proposal:
    """Propose an outcome (what is asked, where no sums are given) and let everyone entitled vote for it."""
    reasons = reasons or ({} if outcome == "award" else {"reason_ky": "Каражат калган жок.", "reason_ru": "Денег нет."})
    proposal = services.propose(
        by=made.chair,
        session=session,
        application=made.applications[application],
        outcome=outcome,
        lines=(made.asked(application) if lines is None else lines) if outcome == "award" else (),
        place=application + 1,
        **reasons,
    )
    present = session.attendances.values("member")
    recused = made.applications[application].sheets.filter(state="recused").values("member")
    voters = made.commission.members.filter(pk__in=present).exclude(pk__in=recused)
    services.cast_votes(by=made.chair, proposal=proposal, votes=dict.fromkeys(voters, "for"))
    return proposal


def make_decided(applications: int = 3) -> tuple[Round, Session]:
    """Store a round whose first two applications won and whose others are in reserve, and its adopted session."""
    made = make_round(applications)
    seal_all(made)
    session = make_session(made)
    for row in range(applications):
        propose(made, session, row, "award" if row < 2 else "reserve")
    services.adopt_decision(by=made.chair, session=session)
    session.refresh_from_db()
    made.contest.refresh_from_db()
    return made, session


def specialist_of(made: Round) -> User:
    """Return someone who runs the round's contest."""
    return make_specialist(made.contest.municipality)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of ours, to compare before and after; but when people signed in is let be."""
    rooms = [apps.get_app_config(name) for name in ROOMS]
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name != "last_login"}
            for row in model._default_manager.order_by("pk").values()
        ]
        for room in rooms
        for model in room.get_models(include_auto_created=True)
    }


def refusal(call: Any, **arguments: Any) -> str:
    """Call a service that must refuse, prove that not one row has changed, and return its reasons."""
    before = everything()
    with pytest.raises(Refused) as caught:
        call(**arguments)
    assert everything() == before
    return str(caught.value)
