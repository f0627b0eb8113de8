"""The contest of 2021 with its two winners, from the announcement to the session, and the papers issued on its way.

The figures and the titles are those of the talk; the people are made up.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from budget.models import Award, Envelope
from budget.services import award
from committee import papers
from committee.models import (
    Attendance,
    Commission,
    Criterion,
    Member,
    Proposal,
    ProposalLine,
    Score,
    Session,
    Sheet,
    Vote,
)
from documents.models import Paper
from initiatives.models import Application, Contest
from initiatives.papers import issue_receipt
from journal import clock
from kyrgyz.dates import BISHKEK
from municipality.models import Appointment, Role, User
from tests.factories import (
    make_application,
    make_contest,
    make_municipality,
    make_official,
    make_regulation,
    make_user,
    move_application_to,
    move_contest_to,
    som,
)

CRITERIA = [
    ("Жамааттын турмушу үчүн мааниси", "Значение для жизни сообщества", 20),
    ("Тургундардын катышуусу", "Участие жителей", 20),
    ("Туруктуулугу", "Устойчивость", 20),
    ("Чыгымдардын негиздүүлүгү", "Обоснованность расходов", 20),
    ("Өздүк салым", "Собственный вклад", 20),
]
PEOPLE = [
    ("Үлгүбаев", "Асан", "Мисалович", "office", "chair"),
    ("Мисалова", "Бермет", "Үсөновна", "kenesh", "secretary"),
    ("Өрнөкова", "Гүлсүн", "", "kenesh", "member"),
    ("Асан уулу", "Бекжан", "", "community", "member"),
    ("Жакшылыкова", "Нуржамал", "Төрөевна", "community", "member"),
]
# What, how many, price in som, index of the source; the sums are those of the talk.
FATHERS = [
    ("сыйлыктар", 1, 6_000, 0),
    ("грамоталар", 1, 2_000, 0),
    ("медалдар", 1, 4_000, 0),
    ("обручтар", 10, 500, 1),
    ("секирткичтер", 10, 300, 1),
    ("волейбол топтору", 4, 1_750, 1),
    ("баскетбол топтору", 3, 2_000, 1),
    ("гантелдер", 4, 1_000, 1),
]
TALES = [
    ("түлкүнүн жана аттын костюмдары", 2, 3_000, 0),
    ("жасалгалар", 1, 5_000, 0),
    ("коёндун, илбирстин, аюунун, карышкырдын жана короздун костюмдары", 5, 5_000, 1),
]
DOCUMENTS: list[dict[str, Any]] = [
    {"name_ky": "арыз (1-тиркеме)", "name_ru": "заявление (приложение 1)", "required": True},
    {"name_ky": "паспорттун көчүрмөсү", "name_ru": "копия паспорта", "required": True},
    {"name_ky": "милдеттенме кат", "name_ru": "письмо-обязательство", "required": True},
    {"name_ky": "чыгымдарды далилдеген кагаздар", "name_ru": "подтверждение расходов", "required": False},
]


def moment(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """Return a moment of 2021 in Bishkek."""
    return datetime(2021, month, day, hour, minute, tzinfo=BISHKEK)


@dataclass
class Story:
    """What the papers tell of: the rows, and the papers in the order of their issue."""

    contest: Contest
    clerk: User
    commission: Commission
    applications: list[Application]
    announcement: Paper
    receipts: list[Paper]


def begin(**municipality: Any) -> Story:
    """Store the contest, announced, with four applications handed in; the last two stay without money."""
    with clock.at(moment(9, 13)):
        place = make_municipality(**municipality)
        make_official(place, "head", surname="Үлгүбаев", given_name="Асан", patronymic="Мисалович")
        contest = make_contest(
            place,
            state="draft",
            regulation=make_regulation(place, number="226"),
            documents=DOCUMENTS,
            opens_at=moment(9, 13),
            closes_at=moment(10, 12, 18),
            scoring_until=date(2021, 10, 20),
            decision_on=date(2021, 10, 25),
            implement_by=date(2021, 12, 31),
        )
        commission = _form(contest)
        clerk = make_official(place)
        move_contest_to(contest, "announced")
        announcement = papers.issue_announcement(contest, by=clerk)
    applications, receipts = [], []
    for number, (title_ky, title_ru, lines) in enumerate(
        [
            ("Атам, апам жана мен", "Папа, мама и я", FATHERS),
            ("Жомоктого саякат", "Путешествие в сказку", TALES),
            ("«Көк-Жар» китепканасы", "Библиотека «Көк-Жар»", FATHERS),
            ("Таза суу", "", TALES),
        ]
    ):
        with clock.at(moment(9, 23 + number, 14, 5)):
            made = make_application(
                contest,
                applicant=make_user(surname="Өрүкова", given_name="Гүлбүбү", patronymic="Ырыскуловна"),
                state="submitted",
                lines=[(what, "даана", 100 * n, som(price), source) for what, n, price, source in lines],
                title_ky=title_ky,
                title_ru=title_ru,
                own_contribution="Иш-чараларды уюштуруу жана өткөрүү.",
            )
            applications.append(made)
            receipts.append(issue_receipt(made, by=made.applicant))
    return Story(contest, clerk, commission, applications, announcement, receipts)


def _form(contest: Contest) -> Commission:
    commission = Commission.objects.create(contest=contest, act_number="45", act_date=date(2021, 9, 1))
    for surname, given_name, patronymic, body, function in PEOPLE:
        user = make_user(surname=surname, given_name=given_name, patronymic=patronymic)
        Member.objects.create(commission=commission, user=user, body=body, function=function)
    for order, (name_ky, name_ru, weight) in enumerate(CRITERIA, 1):
        Criterion.objects.create(contest=contest, order=order, name_ky=name_ky, name_ru=name_ru, weight=weight)
    return commission


def score(story: Story) -> None:
    """Store sealed sheets for all but two: one member is recused, one did not score."""
    members = list(story.commission.members.all())
    for application in story.applications:
        move_application_to(application, "admitted")
    move_contest_to(story.contest, "scoring")
    asides = {
        (1, 2): (Sheet.State.RECUSED, "Демилгечи – менин эжем."),
        (3, 4): (Sheet.State.ABSTAINED, "Ооруп калдым"),
    }
    for n, application in enumerate(story.applications):
        for m, member in enumerate(members):
            sheet = Sheet.objects.create(member=member, application=application)
            state, reason = asides.get((n, m), (Sheet.State.SEALED, ""))
            if state == Sheet.State.SEALED:
                for k, criterion in enumerate(story.contest.criteria.all()):
                    points = 10 - 2 * n - (m + k) % 2
                    Score.objects.create(sheet=sheet, criterion=criterion, points=points, most=10)
            sheet.state, sheet.reason, sheet.closed_at = state, reason, clock.now()
            sheet.save()


def decide(story: Story) -> tuple[Paper, list[Paper]]:
    """Hold the session: two awards, one reserve, one refusal; return the protocol and the decisions."""
    with clock.at(moment(10, 25, 11)):
        score(story)
        session = Session.objects.create(
            commission=story.commission,
            held_on=date(2021, 10, 25),
            place_ky="Ак-Булак айылы",
            place_ru="село Ак-Булак",
        )
        present = list(story.commission.members.all())[:4]
        for member in present:
            Attendance.objects.create(session=session, member=member)
        envelopes = list(Envelope.objects.of_contest(story.contest))
        awards = [
            _propose(session, story.applications[0], present, envelopes, (12_000, 25_000)),
            _propose(session, story.applications[1], present[:2] + present[3:], envelopes, (11_000, 25_000)),
        ]
        for application, outcome, ky, ru in [
            (
                story.applications[2],
                "reserve",
                "Жергиликтүү бюджетте каражат калган жок",
                "В местном бюджете не осталось средств",
            ),
            (story.applications[3], "unsupported", "Чыгымдар далилденген эмес.", ""),
        ]:
            proposal = Proposal.objects.create(
                session=session,
                application=application,
                outcome=outcome,
                reason_ky=ky,
                reason_ru=ru,
                place=3,
            )
            _vote(proposal, present)
        protocol = papers.issue_protocol(session, by=story.clerk)
        decisions = [
            papers.issue_decision(granted, session=session, protocol=protocol, order=order, by=story.clerk)
            for order, granted in enumerate(awards, 1)
        ]
    return protocol, decisions


def _propose(
    session: Session,
    application: Application,
    voters: list[Member],
    envelopes: list[Envelope],
    sums: tuple[int, int],
) -> Award:
    proposal = Proposal.objects.create(session=session, application=application, outcome="award", place=1)
    lines = [(envelope, som(money)) for envelope, money in zip(envelopes, sums, strict=True)]
    for envelope, tyiyn in lines:
        ProposalLine.objects.create(proposal=proposal, envelope=envelope, money=tyiyn)
    _vote(proposal, voters)
    by = Appointment.objects.get(role=Role.HEAD, municipality=session.commission.contest.municipality).user
    return award(by=by, application=application, lines=lines, ground="Комиссиянын протоколу")


def _vote(proposal: Proposal, voters: list[Member]) -> None:
    for n, member in enumerate(voters):
        choice = "for" if n < len(voters) - 1 or proposal.outcome == "award" else "abstained"
        Vote.objects.create(proposal=proposal, member=member, choice=choice)
