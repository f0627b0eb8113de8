"""The demo's contest, step by step, each through the service a person's press would call."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from budget.models import Envelope
from budget.services import BudgetRefused, open_envelope
from committee import services as committee
from committee.models import Commission, Member, Proposal, Sheet
from committee.ranking import ranked
from initiatives import services as initiatives
from initiatives.models import Application, Contest
from journal import clock
from journal.services import act, origin
from kyrgyz.pin import check_pin
from municipality.consents import text_in_force
from municipality.models import Municipality, Role, User
from municipality.services import adopt_regulation, appoint, found_municipality, give_consent
from portal.demo import data
from portal.demo.people import PASSWORD, PEOPLE

Say = Callable[[str], None]
ZONE = ZoneInfo("Asia/Bishkek")
COMMISSION = [
    ("toraga", Member.Body.KENESH, Member.Function.CHAIR),
    ("katchy", Member.Body.OFFICE, Member.Function.SECRETARY),
    ("muchi1", Member.Body.KENESH, Member.Function.MEMBER),
    ("muchi2", Member.Body.COMMUNITY, Member.Function.MEMBER),
    ("muchi3", Member.Body.COMMUNITY, Member.Function.MEMBER),
]


def _on(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2021, month, day, hour, tzinfo=ZONE)


def existing() -> Contest | None:
    """Return the demo's contest where it has been run already."""
    return Contest.objects.filter(municipality__slug=data.MUNICIPALITY["slug"], year=2021).first()


def run(say: Say) -> Contest:
    """Run the whole contest of 2021 in one transaction and return it; `say` is told each step."""
    with origin("demo"), act():
        with clock.at(_on(1, 11)):
            people = _people()
            municipality = _municipality(people)
        say("Муниципалитет, жобо, адамдар / Муниципалитет, положение, люди")
        with clock.at(_on(9, 6)):
            contest = _prepare(people, municipality)
        with clock.at(_on(9, 13)):
            committee.announce_contest(by=people["adis"], contest=contest)
        say("Сынак жарыяланды / Конкурс объявлен")
        applications = [_apply(people, contest, order, facts) for order, facts in enumerate(data.APPLICATIONS)]
        say("Үч табыштама катталды / Зарегистрированы три заявки")
        with clock.at(_on(10, 13)):
            for application in applications:
                initiatives.admit(by=people["adis"], application=application)
            committee.open_scoring(by=people["adis"], contest=contest)
        _score(people, contest, applications)
        say("Баалоо бүттү / Оценка закончена")
        with clock.at(_on(10, 25, 15)):
            _adopt(people, contest)
        with clock.at(_on(10, 26)):
            committee.publish(by=people["bashchy"], contest=contest)
        say("Чечим кабыл алынып, жарыяланды / Решение принято и опубликовано")
        _open_this_year(people, municipality)
        say("Быйылкы сынак ачылды / Открыт конкурс этого года")
    return contest


def propose_third(contest: Contest) -> str:
    """Propose the third application for award though nothing is left, and return the budget's words of refusal.

    Raises AssertionError where it is not refused: then a cap has been broken. Nothing stays of the attempt.
    """
    chair = contest.commission.members.get(function=Member.Function.CHAIR).user
    third = contest.applications.order_by("entry__number").last()
    assert third is not None  # noqa: S101 - the demo's contest has three
    with origin("demo"), clock.at(_on(10, 27)):
        try:
            with transaction.atomic():
                session = _session(chair, contest, _on(10, 27).date())
                lines = [(source.envelope, tyiyn) for source, tyiyn in third.asked_by_source()]
                _propose_and_vote(chair, session, third, Proposal.Outcome.AWARD, lines)
                committee.adopt_decision(by=chair, session=session)
        except BudgetRefused as refusal:
            return str(refusal)
    raise AssertionError("The budget granted more than there is.")


def _people() -> dict[str, User]:
    people = {}
    for person in PEOPLE:
        user = User.objects.create_user(
            person.email,
            PASSWORD,
            surname=person.surname,
            given_name=person.given_name,
            patronymic=person.patronymic,
            is_superuser=person.key == "admin",
        )
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
        people[person.key] = user
    return people


def _municipality(people: dict[str, User]) -> Municipality:
    admin = people["admin"]
    municipality = found_municipality(by=admin, villages=data.VILLAGES, **data.MUNICIPALITY)
    for key, role in [
        ("adis", Role.SPECIALIST),
        ("bashchy", Role.HEAD),
        ("esepchi", Role.ACCOUNTANT),
        ("baikoochu", Role.OBSERVER),
    ]:
        appoint(by=admin, user=people[key], municipality=municipality, role=role, since=date(2021, 1, 11))
    return municipality


def _prepare(people: dict[str, User], municipality: Municipality) -> Contest:
    adopt_regulation(by=people["adis"], municipality=municipality, adopted_on=date(2020, 12, 28), **data.REGULATION)
    return _contest(
        people,
        municipality,
        data.ENVELOPES,
        year=2021,
        opens_at=_on(9, 13, 9),
        closes_at=_on(10, 12, 18),
        scoring_until=date(2021, 10, 22),
        decision_on=date(2021, 10, 25),
        implement_by=date(2021, 12, 31),
    )


def _open_this_year(people: dict[str, User], municipality: Municipality) -> None:
    """Announce a contest that takes applications for thirty days from now, so that a newcomer can apply at once."""
    now, today = clock.now(), clock.today()
    contest = _contest(
        people,
        municipality,
        data.ENVELOPES_NOW,
        year=today.year,
        opens_at=now,
        closes_at=datetime.combine(today + timedelta(days=30), time(18), ZONE),
        scoring_until=today + timedelta(days=40),
        decision_on=today + timedelta(days=43),
        implement_by=today + timedelta(days=180),
    )
    committee.announce_contest(by=people["adis"], contest=contest)
    for facts in data.QUESTIONS:
        question = initiatives.ask(by=people[facts["by"]], contest=contest, text=facts["text"])
        if facts["answer"]:
            initiatives.answer_question(by=people["adis"], question=question, answer=facts["answer"], public=True)


def _contest(
    people: dict[str, User], municipality: Municipality, envelopes: list[tuple[int, str]], *, year: int, **dates: Any
) -> Contest:
    specialist = people["adis"]
    contest = initiatives.prepare_contest(
        by=specialist,
        municipality=municipality,
        regulation=municipality.regulations.get(),
        priorities=data.PRIORITIES,
        sources=data.SOURCES,
        documents=data.DOCUMENTS,
        year=year,
        title_ky=f"{year}-жылдагы жергиликтүү демилгелер сынагы",
        title_ru=f"Конкурс местных инициатив {year} года",
        **data.CONTEST,
        **dates,
    )
    for source, (amount, ground) in zip(contest.sources.all(), envelopes, strict=True):
        open_envelope(by=people["esepchi"], source=source, amount=amount, ground=ground)
    committee.form_commission(
        by=specialist,
        contest=contest,
        criteria=data.CRITERIA,
        members=[(people[key], body, function) for key, body, function in COMMISSION],
        act_number="31",
        act_date=date(2021, 9, 6),
    )
    return contest


def _apply(people: dict[str, User], contest: Contest, order: int, facts: dict[str, Any]) -> Application:
    applicant = people[facts["by"]]
    with clock.at(_on(9, 20 + order)):
        give_consent(user=applicant, text=text_in_force(), language=applicant.language)
        application = initiatives.begin(by=applicant, contest=contest)
        initiatives.save_part(
            by=applicant,
            application=application,
            priority=contest.priorities.all()[facts["priority"]],
            village=contest.municipality.villages.order_by("id")[order],
            pin=check_pin(facts["pin"]),
            phone=facts["phone"],
            **facts["fields"],
        )
        names = ("what", "month", "place", "responsible")
        initiatives.save_plan(
            by=applicant,
            application=application,
            items=[dict(zip(names, row, strict=True)) for row in facts["plan"]],
        )
        sources = list(contest.sources.all())
        initiatives.save_lines(
            by=applicant,
            application=application,
            lines=[
                {"what": what, "unit": unit, "quantity": quantity, "price": price, "source": sources[source]}
                for what, unit, quantity, price, source in facts["lines"]
            ],
        )
        initiatives.attach(
            by=applicant,
            application=application,
            document=contest.required_documents.first(),
            upload=SimpleUploadedFile("пасспорт-үлгү.pdf", b"%PDF-1.4\n% \xd2\xae\xd0\xbb\xd0\xb3\xd2\xaf\n%%EOF\n"),
        )
        return initiatives.submit(by=applicant, application=application)


def _score(people: dict[str, User], contest: Contest, applications: list[Application]) -> None:
    criteria = list(contest.criteria.all())
    for place, member in enumerate(contest.commission.members.select_related("user")):
        for day, (application, facts) in enumerate(zip(applications, data.APPLICATIONS, strict=True)):
            sheet = Sheet.objects.get(member=member, application=application)
            with clock.at(_on(10, 14 + place, 10 + day)):
                given = facts["points"][place]
                if given is None:
                    committee.recuse(by=member.user, sheet=sheet, reason=data.RECUSAL)
                    continue
                committee.declare_no_interest(by=member.user, sheet=sheet)
                points = dict(zip(criteria, given, strict=True))
                committee.save_scores(by=member.user, sheet=sheet, points=points)
                committee.seal(by=member.user, sheet=sheet)


def _adopt(people: dict[str, User], contest: Contest) -> None:
    chair = people["toraga"]
    session = _session(chair, contest, _on(10, 25).date())
    for row in ranked(contest):
        facts = next(f for f in data.APPLICATIONS if f["fields"]["title_ky"] == row.application.title_ky)
        lines: list[tuple[Envelope, int]] = []
        outcome, ky, ru = Proposal.Outcome.RESERVE, "", ""
        if facts["awarded"]:
            outcome = Proposal.Outcome.AWARD
            lines = [(source.envelope, tyiyn) for source, tyiyn in row.application.asked_by_source()]
        else:
            ky = "Жергиликтүү бюджетте 0 сом калды, ошондуктан бул демилге резервге өттү."
            ru = "В местном бюджете осталось 0 сомов, поэтому инициатива в резерве."
        _propose_and_vote(chair, session, row.application, outcome, lines, ky, ru, row.place)
    committee.adopt_decision(by=chair, session=session)


def _session(chair: User, contest: Contest, held_on: date) -> Any:
    commission: Commission = contest.commission
    municipality = contest.municipality
    session = committee.open_session(
        by=chair,
        commission=commission,
        held_on=held_on,
        place_ky=municipality.seat_ky,
        place_ru=municipality.seat_ru,
    )
    committee.note_present(by=chair, session=session, members=commission.members.sitting())
    return session


def _propose_and_vote(
    chair: User,
    session: Any,
    application: Application,
    outcome: Proposal.Outcome,
    lines: list[tuple[Envelope, int]],
    reason_ky: str = "",
    reason_ru: str = "",
    place: int = 0,
) -> None:
    proposal = committee.propose(
        by=chair,
        session=session,
        application=application,
        outcome=outcome,
        lines=lines,
        reason_ky=reason_ky,
        reason_ru=reason_ru,
        place=place,
    )
    recused = Sheet.objects.filter(application=application, state=Sheet.State.RECUSED).values("member")
    voters = session.commission.members.sitting().exclude(pk__in=recused)
    committee.cast_votes(by=chair, proposal=proposal, votes=dict.fromkeys(voters, "for"))
