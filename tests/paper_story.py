"""The contest of 2021 with its two winners, from the announcement to the session, and the papers issued on its way.

The figures and the titles are those of the talk; the people are made up.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from budget.models import Award, Envelope
from budget.services import amend_award, grant
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
            if state != Sheet.State.RECUSED:
                Sheet.objects.filter(pk=sheet.pk).update(no_interest_at=clock.now())
            if state == Sheet.State.SEALED:
                for k, criterion in enumerate(story.contest.criteria.all()):
                    points = 10 - 2 * n - (m + k) % 2
                    Score.objects.create(sheet=sheet, criterion=criterion, points=points, most=10)
            Sheet.objects.filter(pk=sheet.pk).update(state=state, reason=reason, closed_at=clock.now())


@dataclass(frozen=True)
class Item:
    """What a session decides about one application; `sums` in tyiyn, one for each source.

    `votes` by the member's id; without them all present who are not recused vote for it.
    """

    application: Application
    outcome: str = "award"
    sums: Sequence[int] = ()
    votes: Mapping[int, str] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Issued:
    """A session and its papers."""

    session: Session
    papers: list[Paper]

    def of(self, kind: Paper.Kind) -> list[Paper]:
        """Return the papers of a kind."""
        return [paper for paper in self.papers if paper.kind == kind]

    @property
    def protocol(self) -> Paper:
        """The protocol."""
        return self.of(Paper.Kind.PROTOCOL)[0]


def hold(commission: Commission, items: Sequence[Item], *, present: Iterable[Member] = (), **fields: Any) -> Issued:
    """Store a session with what it decides, carry that out, and issue its papers; everyone who sits is present.

    `fields`: of the session. What the services of the commission would ask first is not asked here.
    """
    here = list(present) or list(commission.members.sitting())
    place = {"place_ky": "Ак-Булак айылы", "place_ru": "село Ак-Булак"}
    session = Session.objects.create(commission=commission, **{"held_on": clock.today(), **place, **fields})
    for member in here:
        Attendance.objects.create(session=session, member=member)
    envelopes = list(Envelope.objects.of_contest(commission.contest))
    head = Appointment.objects.filter(role=Role.HEAD, municipality=commission.contest.municipality).first()
    by = head.user if head else make_official(commission.contest.municipality, Role.HEAD)
    awards = []
    for order, item in enumerate(items, 1):
        proposal = Proposal.objects.create(
            session=session, application=item.application, outcome=item.outcome, **{"place": order, **item.fields}
        )
        lines = [(envelope, tyiyn) for envelope, tyiyn in zip(envelopes, item.sums, strict=False) if tyiyn]
        for envelope, tyiyn in lines:
            ProposalLine.objects.create(proposal=proposal, envelope=envelope, money=tyiyn)
        recused = set(item.application.sheets.filter(state="recused").values_list("member_id", flat=True))
        everyone = {member.pk: "for" for member in here if member.pk not in recused}
        votes = everyone if item.votes is None else item.votes
        for seat, choice in votes.items():
            Vote.objects.create(proposal=proposal, member_id=seat, choice=choice)
        if award := _carry_out(by, session, item, lines):
            awards.append(award)
    if commission.contest.state == "scoring":
        move_contest_to(commission.contest, "decided")
    Session.objects.filter(pk=session.pk).update(adopted_at=clock.now())
    session = Session.objects.get(pk=session.pk)
    papers.issue_for_session(session, by=by, awards=awards)
    return Issued(session, papers.papers_of_session(session))


def _carry_out(by: User, session: Session, item: Item, lines: list[tuple[Envelope, int]]) -> Award | None:
    application, key, ground = item.application, f"session:{session.pk}", "Комиссиянын протоколу"
    held = Award.objects.filter(application=application).first()
    if item.outcome != "award" and held is not None:
        amend_award(by=by, award=held, lines=[], ground=ground, key=key)
    if item.outcome != "award":
        move_application_to(application, item.outcome)
        return None
    made = grant(by=by, application=application, lines=lines, ground=ground, key=key)
    Application.objects.filter(pk=application.pk).update(state="awarded", outcome_at=clock.now())
    application.refresh_from_db()
    return made


def decide(story: Story) -> Issued:
    """Hold the session: two awards, one reserve, one refusal; the last member is absent."""
    with clock.at(moment(10, 25, 11)):
        score(story)
        members = list(story.commission.members.all())
        first, second, third, fourth = story.applications
        abstains = {member.pk: "for" for member in members[:3]} | {members[3].pk: "abstained"}
        return hold(
            story.commission,
            [
                Item(first, sums=(som(12_000), som(25_000))),
                Item(second, sums=(som(11_000), som(25_000))),
                Item(
                    third,
                    "reserve",
                    votes=abstains,
                    fields={
                        "reason_ky": "Жергиликтүү бюджетте каражат калган жок",
                        "reason_ru": "В местном бюджете не осталось средств",
                    },
                ),
                Item(fourth, "unsupported", votes=abstains, fields={"reason_ky": "Чыгымдар далилденген эмес."}),
            ],
            present=members[:4],
        )


# Why those without support get none, where nothing else is to be told; and what the first application asks for.
NO_MONEY = {"reason_ky": "Каражат калган жок.", "reason_ru": "Средств не осталось."}
WHOLE = (som(12_000), som(25_000))


def rest(applications: Sequence[Application], outcome: str = "reserve") -> list[Item]:
    """Return the same outcome for all of these applications."""
    return [Item(application, outcome, fields=NO_MONEY) for application in applications]


def facts_of(paper: Paper) -> dict[str, Any]:
    """Return the facts of a paper as the database has them."""
    facts: dict[str, Any] = Paper.objects.get(pk=paper.pk).facts
    return facts


def row(paper: Paper, number: str, key: str = "proposals") -> dict[str, Any]:
    """Return what a paper says of the application with this number."""
    found: dict[str, Any] = next(one for one in facts_of(paper)[key] if one["number"] == number)
    return found
