"""One file with a paper in both languages: the Kyrgyz pages as they are, the Russian ones after them."""

import hashlib
import json
from typing import Any

import pytest
from django.urls import reverse

from documents.models import LANGUAGES, Paper
from documents.render import Version, render_joined
from documents.services import draw_unnumbered, file_of
from initiatives.papers import issue_receipt
from tests.documents.qr_reader import drawn_qr, read_qr
from tests.documents.sample import DATA, MADE_AT, VERIFY_URL, WORDS, facts, sample_pdf, sample_templates
from tests.documents.test_render import reader, renderer, structure, texts
from tests.factories import make_application, make_municipality

__all__ = ["renderer"]

ROWS = 14


def joined(rows: int = ROWS, languages: tuple[str, ...] = LANGUAGES) -> bytes:
    with sample_templates():
        return render_joined(
            template="documents_tests/decision.html",
            versions=[Version(one, WORDS[one]["about"], facts(one, rows=rows)) for one in languages],
            made_at=MADE_AT,
            data=DATA,
        )


@pytest.fixture(scope="module")
def both(renderer: None) -> bytes:
    return joined()


def top(pdf: bytes) -> list[Any]:
    """The elements that lie directly in the document, as a screen reader meets them."""
    root = reader(pdf).trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    return [element.get_object() for element in root["/K"]]


def test_each_part_looks_as_in_a_file_of_its_own(both: bytes) -> None:
    parts = [texts(sample_pdf(language, rows=ROWS)) for language in LANGUAGES]
    assert len(parts[0]) > 1
    assert texts(both) == [*parts[0], *parts[1]]


def test_the_foot_is_in_the_language_of_its_page_and_counts_its_part(both: bytes) -> None:
    pages = texts(both)
    half = len(pages) // 2
    for number, text in enumerate(pages[:half], start=1):
        assert f"{number}-бет / {half}" in text
        assert "Документти текшерүү" in text
    for number, text in enumerate(pages[half:], start=1):
        assert f"стр. {number} из {half}" in text
        assert "Проверить документ" in text
    for page in reader(both).pages:
        assert read_qr(drawn_qr(page).modules)[0] == VERIFY_URL


def test_the_place_of_the_seal_is_at_the_end_of_each_part(both: bytes) -> None:
    pages = texts(both)
    half = len(pages) // 2
    assert [place for place, text in enumerate(pages) if "М.О." in text] == [half - 1]
    assert [place for place, text in enumerate(pages) if "М.П." in text] == [2 * half - 1]


def test_the_russian_part_is_marked_as_russian(both: bytes) -> None:
    pdf = reader(both)
    assert pdf.trailer["/Root"]["/Lang"] == "ky"
    half = len(pdf.pages) // 2
    marks = {
        (pdf.get_page_number(pdf.get_object(element.raw_get("/Pg"))), element.get("/Lang")) for element in top(both)
    }
    assert {page for page, _mark in marks} == set(range(2 * half))
    assert all(mark == (None if page < half else "ru") for page, mark in marks)


def test_it_is_archival_and_tagged_as_the_others(both: bytes) -> None:
    root = reader(both).trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert root["/MarkInfo"]["/Marked"]
    assert [outline["/Title"] for outline in reader(both).outline] == ["Чечим", "Решение"]
    one = list(structure(reader(sample_pdf("ky", rows=ROWS)).trailer["/Root"]["/StructTreeRoot"]))
    assert list(structure(root["/StructTreeRoot"])).count("/TH") == 2 * one.count("/TH")
    (content,) = reader(both).attachments["data.json"]
    assert json.loads(content) == DATA


def test_every_sign_on_a_page_has_its_place_in_the_tree(both: bytes) -> None:
    """The tree of tags and the pages point at each other; a join that mixed them up would read the wrong words."""
    pdf = reader(both)
    numbers = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    by_page = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for place, page in enumerate(pdf.pages):
        assert page["/StructParents"] == place
        for element in by_page[place]:
            assert pdf.get_page_number(pdf.get_object(element.get_object().raw_get("/Pg"))) == place


def test_heads_of_tables_are_named_once(both: bytes) -> None:
    names: list[str] = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if isinstance(element, list):
            for child in element:
                walk(child)
        elif isinstance(element, dict):
            names.extend([element["/ID"]] if "/ID" in element else [])
            walk(element.get("/K", []))

    for element in top(both):
        walk(element)
    assert names
    assert len(set(names)) == len(names)


def test_the_title_is_in_both_languages(both: bytes) -> None:
    assert reader(both).metadata.title == f"{WORDS['ky']['about']} / {WORDS['ru']['about']}"


def test_same_facts_same_bytes_and_others_in_another_order(both: bytes) -> None:
    sample_pdf("ru", rows=3)
    assert joined() == both
    turned = reader(joined(languages=("ru", "ky")))
    assert turned.trailer["/ID"][0] != reader(both).trailer["/ID"][0]
    assert turned.trailer["/Root"]["/Lang"] == "ru"


# --- issued papers ---


@pytest.fixture
def receipt(db: None) -> Paper:
    application = make_application(state="submitted")
    return issue_receipt(application, by=application.applicant)


def test_an_issued_paper_in_both_languages_is_drawn_once_and_kept(renderer: None, receipt: Paper) -> None:
    kept = file_of(receipt, "both")
    content = bytes(kept.content)
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert kept.pk == file_of(receipt, "both").pk
    text = " ".join(texts(content))
    assert "Документти текшерүү" in text
    assert "Проверить документ" in text
    assert text.index("Документти текшерүү") < text.index("Проверить документ")
    (data,) = reader(content).attachments["data.json"]
    assert json.loads(data)["code"] == receipt.code


def test_it_is_sent_and_can_be_checked(renderer: None, receipt: Paper, visitor: Any) -> None:
    applicant = visitor(receipt.issued_by)
    page = reverse("verify", args=[receipt.code])
    address = reverse("paper", args=[receipt.code, "both"])
    assert address not in applicant.get(page).content.decode(), "nobody has asked for it yet"
    sent = applicant.get(address)
    assert sent["Content-Type"] == "application/pdf"
    assert f"{receipt.code}-both.pdf" in sent["Content-Disposition"]
    told = applicant.get(page).content.decode()
    assert address in told
    assert hashlib.sha256(sent.content).hexdigest() in told
    assert visitor().get(address).status_code == 403


# --- papers without a number ---


@pytest.mark.parametrize("language", ["ky", "ru", "both"])
def test_a_sheet_without_a_number_leads_where_it_is_told(renderer: None, db: None, language: str) -> None:
    municipality = make_municipality()
    address = "https://demilge.example/commission/sheets/5/"
    with sample_templates():
        pdf, again = (
            draw_unnumbered(
                municipality=municipality,
                template="documents_tests/unnumbered.html",
                facts={"heading": {"ky": "Баалоо барагы", "ru": "Оценочный лист"}, "held_on": "2021-10-25"},
                url=address,
                titles={"ky": "Баалоо барагы", "ru": "Оценочный лист"},
                language=language,
                made_at=MADE_AT,
            )
            for _time in range(2)
        )
    assert pdf == again
    pages = texts(pdf)
    for page in reader(pdf).pages:
        assert read_qr(drawn_qr(page).modules)[0] == address
    assert ("БААЛОО БАРАГЫ 2021-жылдын 25-октябры" in pages[0]) == (language != "ru")
    assert ("ОЦЕНОЧНЫЙ ЛИСТ 25 октября 2021 года" in pages[-1]) == (language != "ky")
    for text in pages:
        assert "№" not in text
        assert municipality.office_ky.upper() in text
        assert "Документти текшерүү" not in text
