"""The blank forms of a contest: issued with the announcement, read back in both languages, with the web's fields."""

import io
import json
from typing import Any

import pypdf
import pytest
from django.urls import reverse
from django.utils import translation

from committee.services import announce_contest
from documents.models import Paper, PaperFile, Register
from documents.services import file_of
from initiatives.annexes import issue_forms, merged
from initiatives.forms import ApplicantForm, ContributionForm, InitiativeForm, LineForm, PlanItemForm
from initiatives.models import Application, Contest
from journal import clock
from kyrgyz.dates import long_until, moment
from municipality.models import Role
from tests import factories as make
from tests.committee.factories import make_commission, make_criteria
from tests.documents.qr_reader import drawn_qr, read_qr
from tests.documents.reading import english, printed, worded

pytestmark = pytest.mark.django_db

DOCUMENTS: list[dict[str, Any]] = [
    {"name_ky": "паспорттун көчүрмөсү", "name_ru": "копия паспорта", "asked_of": "people"},
    {"name_ky": "устав", "name_ru": "устав организации", "asked_of": "legal"},
    {"name_ky": "чыгымдарды далилдеген кагаздар", "name_ru": "бумаги о расходах", "required": False},
]
ANNEXES = {
    "ky": ["1-тиркеме", "АРЫЗ", "2-тиркеме", "СУНУШ", "3-тиркеме", "БЮДЖЕТ", "4-тиркеме", "МИЛДЕТТЕНМЕ КАТ"],
    "ru": [
        "Приложение 1", "ЗАЯВЛЕНИЕ", "Приложение 2", "ПРЕДЛОЖЕНИЕ", "Приложение 3", "БЮДЖЕТ", "Приложение 4",
        "ПИСЬМО-ОБЯЗАТЕЛЬСТВО",
    ],
}  # fmt: skip


def forms_of(**fields: Any) -> Paper:
    """Return the blank forms of a contest."""
    municipality = make.make_municipality(address_ky="Мектеп көчөсү, 1", address_ru="ул. Школьная, 1")
    contest = make.make_contest(municipality, documents=DOCUMENTS, **fields)
    return issue_forms(contest, by=make.make_specialist(municipality))


def contest_of(paper: Paper) -> Contest:
    return Contest.objects.get(pk=paper.subject_id)


def labels(form: Any) -> list[str]:
    return [str(field.label) for field in form.fields.values()]


def in_order(words: list[str], text: str) -> bool:
    """Tell whether the words stand in the text one after another."""
    place = 0
    for word in words:
        place = text.find(word, place)
        if place < 0:
            return False
        place += len(word)
    return True


def test_the_announcement_issues_them_too_in_a_register_of_their_own():
    contest = make.make_contest(state="draft", documents=DOCUMENTS)
    make_commission(contest)
    make_criteria(contest)
    specialist = make.make_specialist(contest.municipality)
    announce_contest(by=specialist, contest=contest)
    paper = Paper.objects.get(kind=Paper.Kind.FORMS)
    assert (paper.subject_type, paper.subject_id) == ("initiatives.contest", contest.pk)
    assert paper.number == f"{clock.today().year}-001"
    assert paper.entry.register.code == Register.Code.FORMS
    # Within the act nothing is drawn: nobody waits for it.
    assert not PaperFile.objects.exists()


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["ky", "ru"])
def test_four_annexes_each_on_a_sheet_of_its_own(language: str):
    paper = forms_of()
    text = printed(paper, language)
    assert in_order(ANNEXES[language], text)
    contest = contest_of(paper)
    title = contest.title_ru if language == "ru" else contest.title_ky
    office = contest.municipality.office_ru if language == "ru" else contest.municipality.office_ky
    pages = pypdf.PdfReader(io.BytesIO(bytes(file_of(paper, language).content))).pages
    assert len(pages) == 7
    with translation.override(language):
        for words in [moment(contest.opens_at), moment(contest.closes_at), long_until(contest.implement_by)]:
            assert words in text
    texts = [" ".join(page.extract_text().split()) for page in pages]
    for mark in ANNEXES[language][::2]:
        begins = [page for page in texts if page.startswith(mark)]
        assert len(begins) == 1
        # A sheet that is torn off still says what it belongs to.
        assert office in begins[0]
        assert title in begins[0]
    for page in texts:
        assert paper.code in page
    assert english(text, paper) == []


@pytest.mark.pdf
@pytest.mark.parametrize("language", ["ky", "ru"])
def test_the_square_on_every_page_leads_to_the_contest(language: str):
    paper = forms_of()
    pages = pypdf.PdfReader(io.BytesIO(bytes(file_of(paper, language).content))).pages
    with translation.override(language):
        address = "http://testserver" + reverse("contest", args=[paper.subject_id])
    assert [read_qr(drawn_qr(page).modules)[0] for page in pages] == [address] * len(pages)


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_fields_are_those_of_the_web_form_in_their_order_and_words(language: str):
    paper = forms_of()
    contest = contest_of(paper)
    text = worded(paper, language)
    # The cover names the annexes too; the sheets come after it.
    sheets = text.split(ANNEXES[language][0])[-1]
    letter, sheets = sheets.split(ANNEXES[language][2])
    proposal, sheets = sheets.split(ANNEXES[language][4])
    budget, _commitment = sheets.split(ANNEXES[language][6])
    with translation.override(language):
        assert in_order(labels(InitiativeForm(instance=Application(contest=contest))), proposal)
        plan = PlanItemForm.base_fields.values()
        assert in_order(["№", *(str(field.label) for field in plan)], proposal)
        columns = LineForm.base_fields.values()
        assert in_order(["№", *(str(field.label) for field in columns)], budget)
        own = ContributionForm(instance=Application(contest=contest))
        assert in_order(labels(own), budget)
        for kind in Application.Kind:
            form = ApplicantForm(instance=Application(contest=contest, kind=kind))
            assert in_order(labels(form), letter), kind
        choices = InitiativeForm(instance=Application(contest=contest)).fields["kind"].choices
        assert in_order([str(label) for _kind, label in choices], proposal)
    for term in [*contest.priorities.all(), *contest.municipality.villages.all()]:
        assert (term.name_ru if language == "ru" else term.name_ky) in proposal
    for source in contest.sources.all():
        assert (source.name_ru if language == "ru" else source.name_ky) in budget


def test_it_says_where_until_when_and_with_which_documents():
    ky, ru = (worded(forms_of(), language) for language in ("ky", "ru"))
    assert "Кайда берилет А.Орозбеков айыл өкмөтү, Мектеп көчөсү, 1" in ky
    assert "Айылдар Ак-Булак, Көк-Жар" in ky
    assert "Жергиликтүү бюджет: 23 000 сом" in ky
    assert "Донор долбоору: 25 000 сом" in ky
    assert "чыгымдарды далилдеген кагаздар (бар болсо)" in ky
    assert "паспорттун көчүрмөсү – тургундар жана топтор" in ky
    assert "устав – уюмдар" in ky
    assert "Куда подавать А.Орозбековский айыл окмоту, ул. Школьная, 1" in ru
    assert "копия паспорта – жители и группы" in ru
    assert "бумаги о расходах (при наличии)" in ru


def test_a_contest_for_organisations_asks_only_what_they_are_asked():
    ky = worded(forms_of(for_people=False, for_groups=False), "ky")
    assert "Кызматы" in ky
    assert "ПИН" not in ky.split("1-тиркеме")[1].split("Бул бланктарга")[0]
    assert "топтун мүчөлөрү" not in ky
    assert "паспорттун көчүрмөсү" not in ky
    # With one kind of applicant there is no need to say whom a line is for.
    assert "(уюм)" not in ky
    ky = worded(forms_of(for_groups=False, for_organisations=False), "ky")
    assert "Кызматы" not in ky
    assert "устав" not in ky


def test_facts_are_frozen_and_hold_no_person():
    paper = forms_of()
    facts = json.dumps(paper.facts, ensure_ascii=False)
    assert "Үлгүбаева" not in facts
    before = worded(paper, "ky"), worded(paper, "ru")
    Contest.objects.filter(pk=paper.subject_id).update(contact_ky="Башка бөлмө")
    contest_of(paper).municipality.villages.update(name_ru="Другое село")
    again = Paper.objects.get(pk=paper.pk)
    assert (worded(again, "ky"), worded(again, "ru")) == before


def test_a_city_has_its_own_bodies():
    municipality = make.make_municipality(kind="city", office_ky="Үлгү шаарынын мэриясы", office_ru="Мэрия города Үлгү")
    paper = issue_forms(make.make_contest(municipality), by=make.make_official(municipality, Role.HEAD))
    assert "мэрияга отчёт берүүгө" in worded(paper, "ky")
    assert "отчитаться перед мэрией" in worded(paper, "ru")


def test_everyone_reads_them_once_the_contest_is_announced(client: Any, visitor: Any):
    contest = make.make_contest(state="draft")
    paper = issue_forms(contest, by=make.make_specialist(contest.municipality))
    address = reverse("paper", args=[paper.code, "ky"])
    assert client.get(address).status_code == 403
    assert visitor(make.make_user()).get(address).status_code == 403
    make.move_contest_to(contest, "announced")
    assert client.get(address).status_code in (200, 503)


def test_orders_are_merged_so_that_each_is_kept():
    orders = [["a", "b", "e"], ["x", "a", "b"], ["x", "y", "a", "c", "e"]]
    found = merged(orders)
    assert sorted(found) == ["a", "b", "c", "e", "x", "y"]
    for order in orders:
        assert [name for name in found if name in order] == order
