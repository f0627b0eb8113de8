"""Anyone checks a paper by its code; who may read its file is another question."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from budget.models import Envelope
from budget.services import award
from committee.models import Commission, Member, Session
from documents import services
from documents.models import Paper, Register
from documents.render import RendererMissing
from documents.services import issue
from initiatives.models import Application, Contest
from municipality.models import Role
from tests.factories import (
    make_application,
    make_contest,
    make_official,
    make_user,
    move_contest_to,
    som,
)

pytestmark = pytest.mark.django_db

BYTES = b"%PDF-1.7 the kept bytes"


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are drawn as a few bytes: what is looked at here is who gets them."""
    monkeypatch.setattr(services, "render_pdf", lambda **kwargs: BYTES + kwargs["language"].encode())


def make_paper(subject: Any, contest: Contest, kind: Paper.Kind = Paper.Kind.RECEIPT, **changes: Any) -> Paper:
    """Issue a paper about the subject."""
    registers = {
        Paper.Kind.RECEIPT: Register.Code.RECEIPTS,
        Paper.Kind.ANNOUNCEMENT: Register.Code.ANNOUNCEMENTS,
        Paper.Kind.PROTOCOL: Register.Code.PROTOCOLS,
        Paper.Kind.DECISION: Register.Code.DECISIONS,
    }
    return issue(
        **{
            "by": None,
            "municipality": contest.municipality,
            "kind": kind,
            "register": registers[kind],
            "subject": subject,
            "title_ky": "Документ",
            "title_ru": "Документ",
            "template": "none.html",
            "facts": {},
            **changes,
        }
    )


@pytest.fixture
def application() -> Application:
    """An application that was handed in, by a person with a name, a PIN and a telephone."""
    return make_application(state="submitted", applicant=make_user(surname="Купуябаева", given_name="Сырга"))


@pytest.fixture
def receipt(application: Application) -> Paper:
    """Its receipt, with the applicant's name among the facts and in the title."""
    return make_paper(
        application,
        application.contest,
        title_ky="Купуябаева Сырганын каттоо кагазы",
        title_ru="Расписка Купуябаевой",
        facts={"application": {"applicant": application.applicant_name}},
    )


def text_of(response: Any) -> str:
    """The page with its white space as one kind."""
    return " ".join(response.content.decode().split())


def says(response: Any, words: str) -> bool:
    """Whether the page holds these words of ours, in Kyrgyz."""
    with override("ky"):
        translated = gettext(words)
    assert translated != words, f"no Kyrgyz for «{words}»"
    return translated in text_of(response)


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    """A request leaves its language behind; the next test's addresses are Kyrgyz again."""
    with override("ky"):
        yield


# --- the page of a code ---


def test_a_code_typed_anyhow_leads_to_its_paper(client: Client, receipt: Paper) -> None:
    typed = receipt.code.lower().replace("-", "")
    page = reverse("verify", args=[receipt.code])
    assert client.get(reverse("verify", args=[typed])).headers["Location"] == page
    assert client.get(reverse("verify_form"), {"code": f" {typed} "}).headers["Location"] == page
    assert client.get(page).status_code == 200


def test_an_unknown_code_is_a_page_in_words_that_keeps_what_was_typed(client: Client, receipt: Paper) -> None:
    response = client.get(reverse("verify", args=["2222-2222"]))
    assert response.status_code == 404
    assert 'value="2222-2222"' in text_of(response)
    assert response.context["form"].errors.keys() == {"code"}
    assert str(response.context["form"].errors["code"][0]) in text_of(response)
    assert response.content.decode().count(str(response.context["form"].errors["code"][0])) == 2, "summary and field"


@pytest.mark.parametrize("typed", ["abc", "<script>alert(1)</script>", "х" * 300])
def test_what_is_no_code_is_answered_in_words_too(client: Client, typed: str) -> None:
    response = client.get(reverse("verify_form"), {"code": typed})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"code"}
    assert "<script>alert" not in response.content.decode()
    assert client.get(reverse("verify", args=["abc"])).status_code == 404


def test_the_form_is_empty_at_first(client: Client) -> None:
    response = client.get(reverse("verify_form"))
    assert response.status_code == 200
    assert not response.context["form"].is_bound


def test_a_paper_in_force(client: Client, receipt: Paper) -> None:
    response = client.get(reverse("verify", args=[receipt.code]))
    assert says(response, "In force")
    for fact in (receipt.number, receipt.code, receipt.municipality.office_ky):
        assert fact in text_of(response)


def test_a_replaced_paper_names_the_one_in_force(client: Client, application: Application, receipt: Paper) -> None:
    new = make_paper(application, application.contest, replaces=receipt)
    response = client.get(reverse("verify", args=[receipt.code]))
    assert says(response, "Replaced")
    assert reverse("verify", args=[new.code]) in text_of(response)
    assert says(client.get(reverse("verify", args=[new.code])), "In force")


@pytest.mark.parametrize("language", ["", "/ru"])
def test_no_personal_data_is_shown(client: Client, application: Application, receipt: Paper, language: str) -> None:
    services.file_of(receipt, "ky")
    page = language + reverse("verify", args=[receipt.code])
    response = client.get(page)
    assert response.status_code == 200
    for secret in ("Купуябаев", "Сырга", application.pin, application.phone, application.applicant.email, "Мектеп"):
        assert secret not in text_of(response)
    assert reverse("paper", args=[receipt.code, "ky"]) not in text_of(response), "it leads nowhere for a stranger"


def test_the_original_stands_first_and_the_joint_file_last(
    client: Client, receipt: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "render_joined", lambda **kwargs: BYTES + b"both")
    for language in ("both", "ru", "ky"):
        services.file_of(receipt, language)
    response = client.get(reverse("verify", args=[receipt.code]))
    assert [file.language for file in response.context["files"]] == ["ky", "ru", "both"]
    assert compare(client, receipt, BYTES + b"both").context["same"] is True


def test_the_links_of_a_paper_lead_to_each_of_its_files(receipt: Paper) -> None:
    html = render_to_string("documents/links.html", {"paper": receipt})
    assert re.findall('href="([^"]+)"', html) == [
        reverse("paper", args=[receipt.code, language]) for language in ("ky", "ru", "both")
    ]


# --- comparing a file ---


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_very_file_is_known(client: Client, receipt: Paper, language: str) -> None:
    kept = services.file_of(receipt, language)
    response = compare(client, receipt, bytes(kept.content))
    assert response.context["same"] is True
    assert says(response, "The file is the very paper that was issued: every byte is the same.")


@pytest.mark.parametrize("content", [BYTES + b"ky ", BYTES, b""], ids=["a byte more", "some bytes less", "empty"])
def test_another_file_is_not_known(client: Client, receipt: Paper, content: bytes) -> None:
    services.file_of(receipt, "ky")
    assert compare(client, receipt, content).context["same"] is False


def test_the_file_of_another_paper_is_not_known(
    client: Client, application: Application, receipt: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.file_of(receipt, "ky")
    monkeypatch.setattr(services, "render_pdf", lambda **kwargs: b"%PDF another")
    other = services.file_of(make_paper(application, application.contest), "ky")
    assert compare(client, receipt, bytes(other.content)).context["same"] is False


def test_a_large_file_is_never_held_in_memory_whole(
    client: Client, receipt: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(self: TemporaryUploadedFile, size: int | None = None) -> bytes:
        assert size, "all of it was asked for at once"
        return bytes(self.file.read(size))

    monkeypatch.setattr(TemporaryUploadedFile, "read", read, raising=False)
    assert compare(client, receipt, b"%PDF" * 1_000_000).context["same"] is False


def test_no_file_at_all_is_asked_for(client: Client, receipt: Paper) -> None:
    response = client.post(reverse("verify", args=[receipt.code]))
    assert response.context["same"] is None
    assert response.context["form"].errors.keys() == {"file"}


def compare(client: Client, paper: Paper, content: bytes) -> Any:
    """Send a file to the paper's page."""
    file = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    response = client.post(reverse("verify", args=[paper.code]), {"file": file})
    assert response.status_code == 200
    return response


# --- downloads ---


def opens(visitor: Any, paper: Paper, user: Any = None, language: str = "ky") -> bool:
    """Whether the person gets the bytes; a refusal must be one, not an error."""
    response = visitor(user).get(reverse("paper", args=[paper.code, language]))
    assert response.status_code in (200, 403)
    if response.status_code == 200:
        assert response.content == BYTES + language.encode()
        assert response.headers["Content-Type"] == "application/pdf"
        assert "private" in response.headers["Cache-Control"]
    return bool(response.status_code == 200)


def test_a_receipt_is_its_applicant_s_and_the_staff_s(visitor: Any, application: Application, receipt: Paper) -> None:
    municipality = application.contest.municipality
    assert opens(visitor, receipt, application.applicant)
    assert opens(visitor, receipt, application.applicant, "ru")
    for role in (Role.SPECIALIST, Role.HEAD, Role.ACCOUNTANT):
        assert opens(visitor, receipt, make_official(municipality, role))
    strangers = [
        None,
        make_user(),
        make_official(municipality, Role.OBSERVER),
        make_official(make_contest().municipality, Role.SPECIALIST),
    ]
    assert not any(opens(visitor, receipt, stranger) for stranger in strangers)


def test_an_announcement_is_everyone_s_once_it_is_announced(visitor: Any) -> None:
    contest = make_contest(state="draft")
    paper = make_paper(contest, contest, Paper.Kind.ANNOUNCEMENT)
    assert not opens(visitor, paper)
    assert opens(visitor, paper, make_official(contest.municipality, Role.SPECIALIST))
    for state in ("announced", "scoring", "decided", "published", "closed"):
        move_contest_to(contest, state)
        assert opens(visitor, paper), state


@pytest.fixture
def session() -> Session:
    """A session of a commission with one member."""
    contest = make_contest(state="decided")
    commission = Commission.objects.create(contest=contest)
    Member.objects.create(commission=commission, user=make_user(), body=Member.Body.COMMUNITY)
    return Session.objects.create(
        commission=commission, held_on=date(2021, 10, 25), place_ky="Ак-Булак", place_ru="Ак-Булак"
    )


def other_member() -> Any:
    """A member of another contest's commission."""
    commission = Commission.objects.create(contest=make_contest(state="decided"))
    return Member.objects.create(commission=commission, user=make_user(), body=Member.Body.COMMUNITY).user


@pytest.mark.parametrize("state", ["decided", "published", "closed"])
def test_a_protocol_is_the_commission_s(visitor: Any, session: Session, state: str) -> None:
    contest = move_contest_to(session.commission.contest, state)
    paper = make_paper(session, contest, Paper.Kind.PROTOCOL)
    assert opens(visitor, paper, session.commission.members.get().user)
    assert opens(visitor, paper, make_official(contest.municipality, Role.SPECIALIST))
    applicant = make_application(contest, state="submitted").applicant
    assert not any(opens(visitor, paper, stranger) for stranger in (None, applicant, other_member()))


def test_a_decision_is_everyone_s_once_the_results_are_published(visitor: Any, session: Session) -> None:
    contest = session.commission.contest
    application = make_application(contest, state="admitted")
    granted = award(
        by=make_official(contest.municipality, Role.HEAD),
        application=application,
        lines=[(Envelope.objects.of_contest(contest)[0], som(12_000))],
        ground="Протокол",
    )
    # Another award with another number, so that a mix-up of ids would show.
    paper = make_paper(granted, contest, Paper.Kind.DECISION)
    assert opens(visitor, paper, session.commission.members.get().user)
    assert opens(visitor, paper, make_official(contest.municipality, Role.HEAD))
    assert not any(opens(visitor, paper, early) for early in (None, application.applicant, other_member()))
    for state in ("published", "closed"):
        move_contest_to(contest, state)
        assert opens(visitor, paper), state


def test_a_download_that_is_none(client: Client, visitor: Any, receipt: Paper) -> None:
    staff = visitor(make_official(receipt.municipality, Role.HEAD))
    assert staff.get(f"/papers/{receipt.code}/en.pdf").status_code == 404
    assert staff.get("/papers/2222-2222/ky.pdf").status_code == 404
    assert staff.post(reverse("paper", args=[receipt.code, "ky"])).status_code == 405


def test_a_machine_that_cannot_draw_says_so(visitor: Any, receipt: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(**kwargs: Any) -> bytes:
        raise RendererMissing("no Pango")

    monkeypatch.setattr(services, "render_pdf", missing)
    response = visitor(make_official(receipt.municipality, Role.HEAD)).get(reverse("paper", args=[receipt.code, "ky"]))
    assert response.status_code == 503
    assert receipt.number in text_of(response)
    assert not receipt.files.exists()
