import hashlib
import io
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
from django.utils.safestring import mark_safe
from fontTools.ttLib import TTFont

from documents import render
from documents.qr import qr_svg
from documents.render import ForeignResource, RendererMissing, canonical_json, own_font, render_pdf
from tests.documents.qr_reader import drawn_qr, read_qr
from tests.documents.sample import DATA, MADE_AT, VERIFY_URL, WORDS, sample_pdf, sample_templates

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def renderer():
    """Where Pango is missing a developer may go on without papers; CI may not."""
    try:
        with render._lock:
            render._current_kit()
    except RendererMissing as exc:
        if os.environ.get("CI"):
            pytest.fail(str(exc))
        pytest.skip(f"NO PAPER WAS TESTED. {exc}")


@pytest.fixture(scope="module")
def decision(renderer):
    return sample_pdf("ky")


@pytest.fixture(scope="module")
def long_decision(renderer):
    return sample_pdf("ky", rows=40)


def reader(pdf):
    return pypdf.PdfReader(io.BytesIO(pdf))


def texts(pdf):
    """The text of each page, its spaces as one kind."""
    return [" ".join(page.extract_text().split()) for page in reader(pdf).pages]


def plain_pdf(markup="", **changes):
    arguments = {"language": "ky", "title": "Ү", "made_at": MADE_AT} | changes
    with sample_templates():
        return render_pdf(
            template="documents_tests/plain.html",
            context={"markup": mark_safe(markup)},  # noqa: S308 - the test's own markup
            **arguments,
        )


def structure(element):
    """Every kind of element in the tree that a screen reader walks."""
    element = element.get_object()
    if isinstance(element, list):
        for child in element:
            yield from structure(child)
    elif isinstance(element, dict):
        if "/S" in element:
            yield element["/S"]
        if "/K" in element:
            yield from structure(element["/K"])


def font_names(pdf):
    return {
        font.get_object()["/BaseFont"] for page in reader(pdf).pages for font in page["/Resources"]["/Font"].values()
    }


def test_paper_is_archival_and_tagged(decision):
    root = reader(decision).trailer["/Root"]
    xmp = ElementTree.fromstring(root["/Metadata"].get_object().get_data())  # noqa: S314 - our own file
    marks = {name: value for element in xmp.iter() for name, value in element.attrib.items()}
    pdfaid = "{http://www.aiim.org/pdfa/ns/id/}"
    assert (marks[f"{pdfaid}part"], marks[f"{pdfaid}conformance"]) == ("3", "A")
    assert root["/MarkInfo"]["/Marked"]
    assert root["/OutputIntents"]
    assert {"/Table", "/TH", "/TD", "/H1", "/P"} <= set(structure(root["/StructTreeRoot"]))


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_metadata_comes_from_the_record(renderer, language):
    pdf = reader(sample_pdf(language))
    assert pdf.metadata.title == WORDS[language]["about"]
    assert pdf.metadata.creation_date == pdf.metadata.modification_date == MADE_AT
    assert pdf.trailer["/Root"]["/Lang"] == language
    params = pdf.trailer["/Root"]["/AF"][0].get_object()["/EF"]["/F"].get_object()["/Params"]
    assert params["/CreationDate"] == params["/ModDate"] == "D:20211025083015Z"


def test_text_can_be_found_and_copied(decision):
    (text,) = texts(decision)
    for words in (
        "Ңң Өө Үү",
        "каржылоо жөнүндө",
        "КЫРГЫЗ РЕСПУБЛИКАСЫ",
        "А.ОРОЗБЕКОВСКИЙ АЙЫЛ ОКМОТУ",
        "ЧЕЧИМ",
    ):
        assert words in text
    for words in (
        "2021-жылдын 25-октябры",
        "№ 2021-2/1",
        "Үлгү айылы",
        "37 000",
        "отуз жети миң сом",
        "А.М.Үлгүбаев",
    ):
        assert words in text
    assert "5. Бул чечимдин" in text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "ky",
            [
                "М.О.",
                "Документти текшерүү: demilge.example/check/7K3M-Q2TX/",
                "1-бет / 1",
                "Сөз менен",
                "Бардыгы",
            ],
        ),
        (
            "ru",
            [
                "М.П.",
                "Проверить документ: demilge.example/check/7K3M-Q2TX/",
                "стр. 1 из 1",
                "Прописью",
                "Всего",
            ],
        ),
    ],
)
def test_fixed_words_are_in_the_language_of_the_paper(renderer, language, words):
    (text,) = texts(sample_pdf(language))
    for word in [*words, "7K3M-Q2TX"]:
        assert word in text


def test_facts_are_text_never_markup(renderer):
    (text,) = texts(sample_pdf("ky", place='<img src="file:///etc/passwd">'))
    assert "file:///etc/passwd" in text


def test_nobody_s_words_turn_the_sums_after_them_round(renderer):
    pdf = plain_pdf("<p>«Көпүрө\u202e» демилгесине 12 000 сом</p>", title="Көпүрө\u202e")
    assert "«Көпүрө» демилгесине 12 000 сом" in texts(pdf)[0]
    assert reader(pdf).metadata.title == "Көпүрө"


def test_only_pt_serif_is_embedded(decision, long_decision):
    for pdf in (decision, long_decision):
        names = font_names(pdf)
        assert {name.partition("+")[2] for name in names} == {"PT-Serif", "PT-Serif-Bold"}


def test_letters_typed_in_two_parts_and_rare_spaces_stay_in_our_font(renderer):
    pdf = plain_pdf("<p>Беки\u0306 12\u202f000 1\u2009000</p>")
    assert "Бекй 12 000 1 000" in texts(pdf)[0]
    assert {name.partition("+")[2] for name in font_names(pdf)} == {"PT-Serif"}


@pytest.mark.parametrize("name", ["PTSerif-Regular.ttf", "PTSerif-Bold.ttf"])
def test_fonts_are_whole_and_licensed(name):
    letters = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"
    assert {ord(letter) for letter in letters + letters.upper() + "№«»–— \u00a0"} <= set(
        TTFont(render.FONTS / name).getBestCmap()
    )
    assert "SIL OPEN FONT LICENSE Version 1.1" in (render.FONTS / "OFL.txt").read_text()


def test_facts_lie_inside_as_data(decision):
    pdf = reader(decision)
    (content,) = pdf.attachments["data.json"]
    assert json.loads(content) == DATA
    assert content.decode() == canonical_json(DATA)
    assert {attached.get_object()["/AFRelationship"] for attached in pdf.trailer["/Root"]["/AF"]} == {"/Data"}


def test_data_has_one_form_only():
    assert canonical_json({"б": 1, "а": [MADE_AT, None]}) == '{"а":["2021-10-25T08:30:15Z",null],"б":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"mean": float("nan")})


def test_same_facts_same_bytes(renderer, decision):
    sample_pdf("ru", rows=7)
    assert sample_pdf("ky") == decision


def test_same_bytes_in_threads(renderer, decision):
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(sample_pdf, ["ky"] * 4)) == {decision}


@pytest.mark.parametrize("seed", ["1", "2"])
def test_same_bytes_in_another_process(renderer, decision, seed):
    surroundings = os.environ | {"PYTHONHASHSEED": seed, "TZ": "America/New_York", "LC_ALL": "C"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.documents.sample", "ky"],
        cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout == hashlib.sha256(decision).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Ө"},
        {"language": "ru"},
        {"made_at": MADE_AT + timedelta(seconds=1)},
        {"data": {"a": 1}},
        {"markup": "<p>Ө</p>"},
    ],
)
def test_other_facts_other_identifier(renderer, change):
    ours, theirs = (reader(plain_pdf(**arguments)).trailer["/ID"][0] for arguments in ({}, change))
    assert ours != theirs


def test_same_moment_in_another_zone_is_the_same_paper(renderer):
    bishkek = MADE_AT.astimezone(timezone(timedelta(hours=6)))
    assert plain_pdf(made_at=bishkek, data=DATA) == plain_pdf(made_at=MADE_AT, data=DATA)


def test_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        plain_pdf(made_at=datetime(2021, 10, 25))


def test_kit_is_made_anew_when_its_files_may_have_been_swept(renderer, monkeypatch):
    before = render._current_kit()
    assert render._current_kit() is before
    monkeypatch.setattr(render, "_kit", before)
    monkeypatch.setattr(render.time, "monotonic", lambda: before.made + render.KIT_LIFETIME_SECONDS + 1)
    assert render._current_kit() is not before


def test_own_fonts_are_served():
    assert own_font((render.FONTS / "PTSerif-Bold.ttf").as_uri()) == render.FONTS / "PTSerif-Bold.ttf"


FOREIGN = [
    "file:///etc/passwd",
    "http://example.org/font.ttf",
    "https://example.org/font.ttf",
    "ftp://example.org/font.ttf",
    "data:text/plain,hello",
    "fonts/PTSerif-Bold.ttf",
    f"file://host{render.FONTS}/PTSerif-Bold.ttf",
    f"{render.FONTS.as_uri()}/../render.py",
    f"{render.FONTS.as_uri()}/%2e%2e/render.py",
    f"{render.FONTS.as_uri()}/../../../../../../../../etc/passwd",
    f"{render.FONTS.as_uri()}/OFL.txt",
    f"{render.FONTS.as_uri()}/missing.ttf",
    f"{render.FONTS.as_uri()}/",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_foreign_address_is_refused(url):
    with pytest.raises(ForeignResource):
        own_font(url)


def test_link_out_of_the_fonts_is_refused(tmp_path, monkeypatch):
    (tmp_path / "secret.ttf").write_text("secret")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "link.ttf").symlink_to(tmp_path / "secret.ttf")
    monkeypatch.setattr(render, "FONTS", fonts)
    with pytest.raises(ForeignResource):
        own_font((fonts / "link.ttf").as_uri())


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="" src="file:///etc/passwd">',
        '<img alt="" src="http://127.0.0.1:9/x.png">',
        '<img alt="" src="fonts/../render.py">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p style="background: url(file:///etc/passwd)">Ү</p>',
    ],
)
def test_paper_that_asks_for_a_foreign_thing_is_not_made(renderer, markup):
    with pytest.raises(ForeignResource):
        plain_pdf(markup)


def test_missing_pango_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setattr(render, "_kit", None)
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(RendererMissing, match=r"apt-get install -y .*libpango-1.0-0"):
        plain_pdf()


def test_pages_of_the_portal_do_not_load_the_renderer():
    code = "import sys, documents.render; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_qr_on_the_paper_leads_to_the_check_page(decision):
    drawn = drawn_qr(reader(decision).pages[0])
    text, level = read_qr(drawn.modules)
    assert text == VERIFY_URL
    assert level in ("M", "Q", "H")
    assert drawn.quiet_zone >= 4
    # Smaller modules do not survive a photocopier and a cheap phone.
    assert drawn.module_mm > 0.5


def test_link_of_the_paper_leads_to_the_check_page(decision):
    (page,) = reader(decision).pages
    assert {note.get_object()["/A"]["/URI"] for note in page["/Annots"]} == {VERIFY_URL}


def test_qr_markup_is_safe_and_of_an_address():
    assert "<title>https://a.example/?a=1&amp;b=%3C&lt;</title>" in qr_svg("https://a.example/?a=1&b=%3C<")
    with pytest.raises(ValueError, match="address"):
        qr_svg("")


def test_long_table_breaks_well(long_decision):
    pages = texts(long_decision)
    count = len(pages)
    assert count >= 3
    for number, text in enumerate(pages, start=1):
        assert f"{number}-бет / {count}" in text
        assert "7K3M-Q2TX" in text
    carried = [text for text in pages if re.search(r"Булак \d", text)]
    assert len(carried) >= 3
    for text in carried:
        assert "Сөз менен" in text, "the head of the table repeats"
    for page in reader(long_decision).pages:
        assert read_qr(drawn_qr(page).modules)[0] == VERIFY_URL


def test_place_of_the_seal_is_on_the_last_page_alone(long_decision):
    *others, last = texts(long_decision)
    assert "М.О." in last
    assert "А.М.Үлгүбаев" in last
    assert not any("М.О." in text for text in others)


def test_total_never_stands_without_a_row(renderer):
    for rows in range(16, 22):
        (page,) = [text for text in texts(sample_pdf("ky", rows=rows)) if "Бардыгы" in text]
        assert f"Булак {rows} " in page


def test_signatures_never_stand_without_text(renderer):
    for more in range(2, 9):
        items = [*WORDS["ky"]["items"], *["Кошумча пункт."] * more]
        last = texts(sample_pdf("ky", items=items))[-1]
        assert "Айыл өкмөтүнүн башчысы" in last
        assert f"{len(items)}. Кошумча пункт." in last


def test_long_names_are_broken_over_lines(renderer):
    pdf = reader(sample_pdf("ky", place="Узун" * 20, signatures=[{"position": "Төрага " * 20, "name": "Кыска" * 20}]))
    lines = "\n".join(page.extract_text() for page in pdf.pages)
    assert "Узун" * 20 not in lines
    assert "Кыска" * 20 not in lines
    assert "Узун" * 20 in "".join(lines.split())
    assert "Кыска" * 20 in "".join(lines.split())


@pytest.mark.parametrize(("language", "seat"), [("ky", "Кеңсе айылы"), ("ru", "село Кеңсе")])
def test_paper_without_a_place_of_its_own_names_the_seat(renderer, language, seat):
    assert seat not in texts(sample_pdf(language))[0]
    assert seat in texts(sample_pdf(language, place=""))[0]


def test_annex_mark_only_where_given(renderer, decision):
    assert "1-тиркеме" in texts(sample_pdf("ky", annex="1-тиркеме\nчечимге"))[0]
    assert "тиркеме" not in texts(decision)[0]


def test_score_table_shows_ranks_means_and_what_is_missing(renderer):
    rows = [
        {
            "rank": 1,
            "number": "2021-001",
            "title": "«Атам, апам жана мен»",
            "means": ["8,40", "9,00"],
            "total": "17,40",
        },
        {
            "rank": None,
            "number": "2021-002",
            "title": "«Жомоктого саякат»",
            "means": ["7,00", None],
            "total": None,
        },
    ]
    text = " ".join(texts(sample_pdf("ky", criteria=["Маанилүүлүгү", "Туруктуулугу"], score_rows=rows)))
    assert "1 – Маанилүүлүгү; 2 – Туруктуулугу." in text
    assert "1 2021-001 «Атам, апам жана мен» 8,40 9,00 17,40" in text
    assert "– 2021-002 «Жомоктого саякат» 7,00 – –" in text
