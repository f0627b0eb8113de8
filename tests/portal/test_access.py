"""Who gets in where: every address of the portal against every role, in one table to be read.

A new address fails the first test until it stands in the table. The contest is the demo's, published; the objects are
of its first application.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from budget.models import Award, Envelope, LedgerEntry
from committee.models import Scenario, Session, Sheet
from documents.models import Paper
from documents.services import attach_scan
from initiatives.models import Clarification, Contest, Question
from journal.models import Record
from municipality.consents import text_in_force
from municipality.models import Role, User
from municipality.services import appoint
from notices.models import Notice
from tests.factories import make_application, make_coapplicant, make_contest, make_municipality, make_upload, make_user
from tests.portal.access_table import ROLES, TABLE

pytestmark = pytest.mark.django_db

SIGNS = {200: "2", 403: "F", 404: "N", 405: "M", 503: "S"}


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Give the name of every address there is; the admin's own nameless ones lead to named ones or to nothing."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name


def rows() -> list[tuple[str, str]]:
    """Give the rows of the table: the name of an address and its signs, one for each role."""
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return [(line[0], "".join(line[1:])) for line in lines if line and not line[0].startswith("#")]


def sign(response: HttpResponseBase) -> str:
    """Give one sign for an answer: L sent to sign in, R sent elsewhere, else by its status."""
    if response.streaming:
        list(response)  # Reading a file to its end closes it.
    if response.status_code in {301, 302}:
        return "L" if reverse(settings.LOGIN_URL) in response["Location"] else "R"
    return SIGNS.get(response.status_code, "?")


@pytest.fixture
def people(demo: Contest) -> dict[str, User | None]:
    """Give one person for each role, and nobody for the visitor."""
    stranger = make_user("chet@example.test", given_name="Чет")
    elsewhere = make_municipality(slug="bashka")
    other = make_user("bashka@example.test", given_name="Башка")
    appoint(by=None, user=other, municipality=elsewhere, role=Role.SPECIALIST, since=date(2021, 1, 1))
    of_demo = {
        role: User.objects.get(email=f"{key}@demo.invalid")
        for role, key in {
            "applicant": "turgun",
            "specialist": "adis",
            "head": "bashchy",
            "accountant": "esepchi",
            "observer": "baikoochu",
            "chair": "toraga",
            "secretary": "katchy",
            "member": "muchi1",
            "administrator": "admin",
        }.items()
    }
    return {"visitor": None, "resident": stranger, "other": other, **of_demo}


def arguments(demo: Contest) -> dict[str, dict[str, object]]:
    """Give for each kind of address the object it is opened with."""
    application = demo.applications.order_by("pk").first()
    chair_sheet = Sheet.objects.filter(application=application, member__function="chair").get()
    session = Session.objects.get(commission__contest=demo)
    attachment = application.attachments.first()
    decision = Paper.objects.filter(kind="decision").order_by("pk").first()
    member = demo.commission.members.first()
    objects = {
        "municipality_user": application.applicant,
        "municipality_appointment": demo.municipality.appointments.first(),
        "municipality_municipality": demo.municipality,
        "municipality_regulation": demo.regulation,
        "municipality_consenttext": text_in_force(),
        "journal_record": Record.objects.filter(chain__scope=f"municipality:{demo.municipality_id}").first(),
        "initiatives_application": application,
        "initiatives_contest": demo,
        "initiatives_question": Question.objects.order_by("pk").last(),
        "budget_envelope": Envelope.objects.first(),
        "budget_award": Award.objects.first(),
        "budget_ledgerentry": LedgerEntry.objects.first(),
        "committee_commission": demo.commission,
        "committee_member": member,
        "documents_paper": decision,
        "notices_notice": Notice.objects.first(),
    }
    given: dict[str, dict[str, object]] = {
        "contest": {"pk": demo.pk},
        "contest_dates": {"pk": demo.pk},
        "results": {"pk": demo.pk},
        "may_i_apply": {"contest": demo.pk},
        "questions": {"contest": demo.pk},
        "ask": {"contest": demo.pk},
        "begin": {"contest": demo.pk},
        "verify": {"code": decision.code},
        "paper": {"code": decision.code, "language": "ky"},
        "application_step": {"pk": application.pk, "step": "budget"},
        "attachment": {"key": attachment.key},
        "sheet_attachment": {"pk": chair_sheet.pk, "key": attachment.key},
        "ranking": {"pk": demo.pk},
        "ranking_file": {"pk": demo.pk, "format": "xlsx"},
        "points_file": {"pk": demo.pk, "format": "csv"},
        "ranking_sheets": {"pk": application.pk},
        "tie_break": {"pk": demo.pk},
        "session_correct": {"pk": session.pk},
        "session_drop": {"pk": session.pk},
        "admin:app_list": {"app_label": "initiatives"},
    }
    question = Clarification.objects.create(application=application, asked_by=application.applicant, text="?")
    given["clarification"] = {"pk": application.pk, "question": question.pk}
    for page in ["", "_check", "_submit", "_receipt", "_copy", "_withdraw", "_delete"]:
        given[f"application{page}"] = {"pk": application.pk}
    # Nobody comes into a group once its contest is over: this one is still open.
    invited = make_coapplicant(make_application(make_contest(), applicant=application.applicant, kind="group"))
    given["group"] = {"pk": invited.application_id}
    given["join"] = {"key": invited.key}
    for name in ["group_member", "group_member_remove"]:
        given[name] = {"pk": invited.application_id, "member": invited.pk}
    for name in ["sheet", "sheet_seal", "recuse", "declare", "paper_sheet"]:
        given[name] = {"pk": chair_sheet.pk}
    for name in ["sheets_seal", "interest_note", "sheet_print", "paper_sheets"]:
        given[name] = {"pk": demo.pk}
    scan = attach_scan(by=member.user, municipality=demo.municipality, subject=chair_sheet, file=make_upload())
    given["sheet_scan"] = {"pk": chair_sheet.pk, "key": scan.key}
    for name in ["session", "session_adopt"]:
        given[name] = {"pk": session.pk}
    # Nothing is tried for a session that is adopted: this one corrects it.
    correction = Session.objects.create(
        commission=demo.commission, corrects=session, held_on=session.held_on, place_ky="Ак-Булак", place_ru="Ак-Булак"
    )
    tried = Scenario.objects.create(session=correction, name="Орду боюнча", made_by=member)
    given["scenarios"] = {"pk": correction.pk}
    for name in ["scenario", "scenario_take", "scenario_drop"]:
        given[name] = {"pk": tried.pk}
    for kind, found in objects.items():
        for page in ["change", "delete", "history"]:
            given[f"admin:{kind}_{page}"] = {"object_id": found.pk}
        given[f"admin:{kind}_act"] = {"object_id": found.pk, "name": ACTS.get(kind, "none")}
    return given


ACTS = {
    "initiatives_contest": "announce",
    "initiatives_application": "admit",
    "initiatives_question": "answer",
    "budget_envelope": "appropriate",
    "committee_commission": "replace",
}


def test_every_address_stands_in_the_table() -> None:
    listed = [name for name, _ in rows()]
    assert sorted(set(names())) == sorted(listed)
    assert len(listed) == len(set(listed))


def test_every_role_gets_in_where_the_table_says_and_nowhere_else(demo, people, visitor) -> None:
    given = arguments(demo)
    clients = {role: visitor(person) for role, person in people.items()}
    found = []
    for name, _signs in rows():
        path = reverse(name, kwargs=given.get(name, {}))
        found.append((name, "".join(sign(clients[role].get(path)) for role in ROLES)))
    assert dict(found) == dict(rows())
