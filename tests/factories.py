"""Made-up people, municipalities, contests and applications; each function stores and returns one.

Everything has a default, and every default can be given. Sums are tyiyn; `som(23_000)` helps to read.
The figures are those of the talk: a local envelope of 23 000 som, a donor's of 50 000 with at most 25 000
for one initiative. The rows come in the state that is asked for without walking there by the services, so
that a room can be tested without the rooms above it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from budget.models import Award, Envelope
from budget.services import award, open_envelope
from documents.files import inspect
from documents.models import Register
from documents.services import next_entry
from initiatives.models import (
    Application,
    Attachment,
    BudgetLine,
    Coapplicant,
    Contest,
    FundingSource,
    Part,
    PlanItem,
    Priority,
    RequiredDocument,
)
from journal import clock
from municipality.consents import text_in_force
from municipality.models import Appointment, Consent, Municipality, Regulation, Role, User, Village

ApplicationState = Application.State
_numbers = count(1)

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

CONTEST_ORDER = ["draft", "announced", "scoring", "decided", "published", "closed"]
SOURCES: list[dict[str, Any]] = [
    {"name_ky": "Жергиликтүү бюджет", "name_ru": "Местный бюджет", "kind": "local", "amount": 23_000_00},
    {
        "name_ky": "Донор долбоору",
        "name_ru": "Проект донора",
        "kind": "donor",
        "cap": 25_000_00,
        "amount": 50_000_00,
    },
]
PRIORITIES = [
    ("Балдар жана жаштар менен иштөө", "Работа с детьми и молодёжью"),
    ("Массалык спорт", "Массовый спорт"),
]
DOCUMENTS: list[dict[str, Any]] = [
    {"name_ky": "Паспорттун көчүрмөсү", "name_ru": "Копия паспорта", "required": True},
    {"name_ky": "Милдеттенме кат", "name_ru": "Письмо-обязательство", "required": True},
    {"name_ky": "Чыгымдарды далилдеген кагаздар", "name_ru": "Бумаги о расходах", "required": False},
]
# What, unit, hundredths of the unit, price in tyiyn, index of the contest's source.
LINES: list[tuple[str, str, int, int, int]] = [
    ("Сыйлыктар, грамоталар, медалдар", "топтом", 1_00, 12_000_00, 0),
    ("Баскетбол топтору", "даана", 6_00, 2_500_00, 1),
    ("Обручтар", "даана", 10_00, 1_000_00, 1),
]


def som(sum_in_som: int) -> int:
    """Return som as tyiyn."""
    return sum_in_som * 100


def make_municipality(
    slug: str = "",
    *,
    villages: Iterable[tuple[str, str]] = (("Ак-Булак", "Ак-Булак"), ("Көк-Жар", "Кок-Жар")),
    **fields: Any,
) -> Municipality:
    """Store an aimak with its villages (pairs Kyrgyz, Russian)."""
    municipality = Municipality.objects.create(
        **{
            "slug": slug or f"aimak-{next(_numbers)}",
            "name_ky": "А.Орозбеков айыл аймагы",
            "name_ru": "А.Орозбековский айылный аймак",
            "office_ky": "А.Орозбеков айыл өкмөтү",
            "office_ru": "А.Орозбековский айыл окмоту",
            "oblast_ky": "Баткен облусу",
            "oblast_ru": "Баткенская область",
            "district_ky": "Кадамжай району",
            "district_ru": "Кадамжайский район",
            "seat_ky": "Ак-Булак айылы",
            "seat_ru": "село Ак-Булак",
            "head_title_ky": "айыл өкмөтүнүн башчысы",
            "head_title_ru": "глава айыл окмоту",
            **fields,
        }
    )
    for name_ky, name_ru in villages:
        Village.objects.create(municipality=municipality, name_ky=name_ky, name_ru=name_ru)
    return municipality


def make_user(email: str = "", *, password: str | None = None, consented: bool = True, **fields: Any) -> User:
    """Store a person with a name and an address of their own, who has agreed to the processing of their data."""
    user = User.objects.create_user(
        email or f"adam{next(_numbers)}@example.com",
        password,
        **{"surname": "Үлгүбаева", "given_name": "Айжан", "patronymic": "Асановна", **fields},
    )
    if consented:
        Consent.objects.create(user=user, text=text_in_force(), language=user.language)
    return user


def make_official(municipality: Municipality, role: Role | str = Role.SPECIALIST, **fields: Any) -> User:
    """Store a person who holds `role` in the municipality; `fields` are the person's."""
    user = make_user(**{"surname": "Кызматбеков", "given_name": "Үсөн", "patronymic": "", **fields})
    Appointment.objects.create(
        user=user, municipality=municipality, role=role, since=clock.today() - timedelta(days=365)
    )
    return user


def make_specialist(municipality: Municipality, **fields: Any) -> User:
    """Store a specialist of the municipality."""
    return make_official(municipality, Role.SPECIALIST, **fields)


def make_regulation(municipality: Municipality, **fields: Any) -> Regulation:
    """Store the local Regulation of the municipality."""
    return Regulation.objects.create(
        municipality=municipality,
        **{
            "number": f"226/{next(_numbers)}",
            "adopted_on": datetime(2020, 12, 28, tzinfo=UTC).date(),
            "title_ky": "Жергиликтүү демилгелерди тандоо жана каржылоо жөнүндө жобо",
            "title_ru": "Положение об отборе и финансировании местных инициатив",
            **fields,
        },
    )


def contest_times(state: str) -> dict[str, Any]:
    """Return dates that fit the state: applications are taken now, or from the scoring on were taken."""
    now = clock.now()
    opens = now - timedelta(days=5 if state in ("draft", "announced") else 45)
    closes = opens + timedelta(days=30)
    scoring_until = (closes + timedelta(days=10)).date()
    return {
        "opens_at": opens,
        "closes_at": closes,
        "scoring_until": scoring_until,
        "decision_on": scoring_until + timedelta(days=4),
        "implement_by": scoring_until + timedelta(days=120),
        "year": now.year,
    }


def make_contest(
    municipality: Municipality | None = None,
    *,
    state: str = "announced",
    sources: Sequence[Mapping[str, Any]] = SOURCES,
    priorities: Iterable[tuple[str, str]] = PRIORITIES,
    documents: Iterable[Mapping[str, Any]] = DOCUMENTS,
    envelopes: bool = True,
    **fields: Any,
) -> Contest:
    """Store a contest with its terms in the given state.

    `sources` are fields of FundingSource and, as `amount`, the tyiyn of the envelope, which is opened unless
    `envelopes` is false; the amount is the announced one too. To add what the announcement locks (criteria),
    make the contest in "draft", add it and call `move_contest_to`.
    """
    municipality = municipality or make_municipality()
    contest = Contest.objects.create(
        municipality=municipality,
        regulation=fields.pop("regulation", None) or make_regulation(municipality),
        **{
            "title_ky": "2021-жылдын жергиликтүү демилгелер сынагы",
            "title_ru": "Конкурс местных инициатив 2021 года",
            "summary_ky": "Балдар, жаштар жана спорт үчүн демилгелер каржыланат.",
            "summary_ru": "Поддерживаются инициативы для детей, молодёжи и спорта.",
            "contact_ky": "Айыл өкмөтү, 2-бөлмө",
            "contact_ru": "Айыл окмоту, кабинет 2",
            **contest_times(state),
            **fields,
        },
    )
    for order, (name_ky, name_ru) in enumerate(priorities, 1):
        Priority.objects.create(contest=contest, order=order, name_ky=name_ky, name_ru=name_ru)
    for order, document in enumerate(documents, 1):
        RequiredDocument.objects.create(contest=contest, order=order, **document)
    keeper = None
    for order, given in enumerate(sources, 1):
        source_fields = dict(given)
        amount = source_fields.pop("amount", None)
        source = FundingSource.objects.create(contest=contest, order=order, announced=amount, **source_fields)
        if amount and envelopes:
            keeper = keeper or make_official(municipality, Role.ACCOUNTANT)
            open_envelope(by=keeper, source=source, amount=amount, ground="Айылдык кеңештин токтому")
    return move_contest_to(contest, state)


def move_contest_to(contest: Contest, state: str) -> Contest:
    """Put the contest into a later state at once, with the times that belong to it, and return it."""
    now = clock.now()
    reached = CONTEST_ORDER.index(state)
    stamps = {
        name: getattr(contest, name) or now
        for name, since in [
            ("announced_at", "announced"),
            ("decided_at", "decided"),
            ("published_at", "published"),
        ]
        if reached >= CONTEST_ORDER.index(since)
    }
    if state != contest.state:
        Contest.objects.filter(pk=contest.pk).update(state=state, **stamps)
    contest.refresh_from_db()
    return contest


def make_upload(
    name: str = "кагаз.pdf", content: bytes = PDF, content_type: str = "application/pdf"
) -> SimpleUploadedFile:
    """Return a file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type)


def attach_file(application: Application, document: RequiredDocument | None, **upload: Any) -> Attachment:
    """Store a document of an application that can still be changed."""
    given = make_upload(**upload)
    found = inspect(given)
    return Attachment.objects.create(
        application=application,
        document=document,
        key=found.key,
        name=found.name,
        content_type=found.content_type,
        size=found.size,
        sha256=found.sha256,
        file=ContentFile(found.content, name=found.name),
        uploaded_by=application.applicant,
    )


def make_application(
    contest: Contest | None = None,
    *,
    applicant: User | None = None,
    state: str = "draft",
    complete: bool = True,
    lines: Sequence[tuple[str, str, int, int, int]] = LINES,
    **fields: Any,
) -> Application:
    """Store an application in the given state; from "submitted" on with a register number.

    `lines` are (what, unit, hundredths, price in tyiyn, index of the source). With `complete` it lacks
    nothing; without, it is empty. An awarded one gets the award of what its lines ask for.
    """
    contest = contest or make_contest()
    applicant = applicant or make_user()
    application = Application.objects.create(
        contest=contest,
        applicant=applicant,
        **({**_written(contest, applicant), **fields} if complete else fields),
    )
    if complete:
        _add_parts(application, lines)
    return application if state == "draft" else move_application_to(application, state)


def make_coapplicant(
    application: Application, user: User | None = None, right: str = "view", **fields: Any
) -> Coapplicant:
    """Store a person of an application's group: invited, or in it where a `user` is given."""
    joined_at = clock.now() if user else None
    return Coapplicant.objects.create(
        application=application,
        user=user,
        right=right,
        **{"name": "Асан уулу Бекжан", "joined_at": joined_at, **fields},
    )


def _written(contest: Contest, applicant: User) -> dict[str, Any]:
    number = next(_numbers)
    return {
        "title_ky": f"Атам, апам жана мен {number}",
        "title_ru": f"Папа, мама и я {number}",
        "priority": contest.priorities.first(),
        "village": contest.municipality.villages.first(),
        "aim": "Жаш үй-бүлөлөр биригет, балдар спорт менен машыгат.",
        "description": "Алты спорттук иш-чара өткөрөбүз.",
        "beneficiaries": "28 ата, 54 апа, 12 бала",
        "own_contribution": "Иш-чараларды уюштуруу жана өткөрүү",
        "surname": applicant.surname,
        "given_name": applicant.given_name,
        "patronymic": applicant.patronymic,
        "pin": "10101199012345",
        "phone": "+996555010203",
        "address": "Ак-Булак айылы, Мектеп көчөсү, 1",
    }


def _add_parts(application: Application, lines: Sequence[tuple[str, str, int, int, int]]) -> None:
    PlanItem.objects.create(
        application=application,
        order=1,
        what="Биринчи мелдеш",
        month="ноябрь",
        place="Мектептин спорт залы",
        responsible="Демилгечи",
    )
    Part.objects.create(application=application, name="plan", revision=1, saved_by=application.applicant)
    sources = list(application.contest.sources.all())
    for order, (what, unit, quantity, price, index) in enumerate(lines, 1):
        BudgetLine.objects.create(
            application=application,
            order=order,
            what=what,
            unit=unit,
            quantity=quantity,
            price=price,
            source=sources[index],
        )
    for document in application.contest.required_documents.filter(required=True):
        attach_file(application, document)


def move_application_to(application: Application, state: str) -> Application:
    """Put a draft into a later state at once, with the number, times and reasons that belong to it."""
    now = clock.now()
    changes: dict[str, Any] = {"state": state}
    if application.entry_id is None:
        changes["submitted_at"] = now
        changes["entry"] = next_entry(
            municipality=application.contest.municipality, register=Register.Code.APPLICATIONS, year=now.year
        )
    if state in ("returned", "admitted", "refused", "awarded", "reserve", "unsupported", "revise"):
        changes["checked_at"] = now
    if state in ("returned", "refused", "unsupported", "revise"):
        changes["reason"] = "Паспорттун көчүрмөсү окулбайт."
    if state in ("returned", "revise"):
        changes["correct_by"] = clock.today() + timedelta(days=5)
    if state in ("awarded", "reserve", "unsupported", "revise"):
        changes["outcome_at"] = now
    if state == "awarded":
        make_award(application)
    Application.objects.filter(pk=application.pk).update(**changes)
    application.refresh_from_db()
    return application


def make_award(application: Application) -> Award:
    """Award what the application asks for from each source."""
    return award(
        by=make_official(application.contest.municipality, Role.HEAD),
        application=application,
        lines=[
            (Envelope.objects.get(source=source), tyiyn) for source, tyiyn in application.asked_by_source() if tyiyn
        ],
        ground="Комиссиянын протоколу",
    )
