"""Numbers without gaps, papers that never change, and bytes that are drawn once."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from documents import services
from documents.models import Paper, PaperFile, Register, RegisterEntry
from documents.services import CODE_SIGNS, clean_code, file_of, find, issue, new_code, next_entry
from journal.guards import broken_rule
from journal.models import Record
from journal.services import act
from municipality.models import Municipality
from tests.factories import make_municipality
from tests.together import all_after, together

THREADS = 16
RECEIPTS = Register.Code.RECEIPTS


def give(municipality: Municipality, **changes: Any) -> RegisterEntry:
    """The next number of the receipts of 2021, in an act of its own."""
    with act():
        return next_entry(**{"municipality": municipality, "register": RECEIPTS, "year": 2021, **changes})


def numbers(municipality: Municipality) -> list[int]:
    """The numbers given in the receipts of 2021."""
    entries = RegisterEntry.objects.filter(register__municipality=municipality, register__code=RECEIPTS)
    return list(entries.order_by("number").values_list("number", flat=True))


def make_paper(municipality: Municipality, **changes: Any) -> Paper:
    """Issue a paper about the municipality itself."""
    return issue(
        **{
            "by": None,
            "municipality": municipality,
            "kind": Paper.Kind.RECEIPT,
            "register": RECEIPTS,
            "subject": municipality,
            "title_ky": "Каттоо кагазы",
            "title_ru": "Расписка",
            "template": "first.html",
            "facts": {"sum": 1_200_000},
            **changes,
        }
    )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Papers are drawn as a few bytes, other ones every time; the list tells how often."""
    calls: list[str] = []

    def draw(**kwargs: Any) -> bytes:
        calls.append(kwargs["language"])
        return f"{kwargs['template']} {kwargs['language']} {len(calls)}".encode()

    monkeypatch.setattr(services, "render_pdf", draw)
    return calls


# --- numbers ---


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_get_one_to_sixteen() -> None:
    municipality = make_municipality()
    ends = together([lambda: give(municipality).number] * THREADS)
    assert sorted(ends) == list(range(1, THREADS + 1))
    assert Register.objects.get().last_number == THREADS


@pytest.mark.django_db(transaction=True)
def test_a_number_given_back_is_the_next_one_s_also_in_a_crowd() -> None:
    municipality = make_municipality()

    def job(place: int) -> int:
        with act():
            number = next_entry(municipality=municipality, register=RECEIPTS, year=2021).number
            if place % 2:
                raise LookupError("the act fails after its number was given")
        return number

    ends = together([lambda place=place: job(place) for place in range(THREADS)])
    assert sorted(end for end in ends if isinstance(end, int)) == list(range(1, THREADS // 2 + 1))
    assert sum(isinstance(end, LookupError) for end in ends) == THREADS // 2
    assert numbers(municipality) == list(range(1, THREADS // 2 + 1))


@pytest.mark.django_db
def test_an_act_that_fails_gives_its_number_back() -> None:
    municipality = make_municipality()
    assert give(municipality).number == 1
    with pytest.raises(LookupError), act():
        assert next_entry(municipality=municipality, register=RECEIPTS, year=2021).number == 2
        raise LookupError
    assert give(municipality).number == 2
    assert numbers(municipality) == [1, 2]


@pytest.mark.django_db
def test_each_register_year_and_municipality_counts_for_itself() -> None:
    here, there = make_municipality(), make_municipality()
    assert [give(here).label, give(here).label] == ["2021-001", "2021-002"]
    assert give(there).label == "2021-001"
    assert give(here, year=2022).label == "2022-001"
    assert give(here, register=Register.Code.DECISIONS).label == "2021-001"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_a_number_that_does_not_follow_is_refused(number: int) -> None:
    municipality = make_municipality()
    register = give(municipality).register
    give(municipality)
    columns = "(register_id, number, entered_at)"
    for attempt in (
        lambda: RegisterEntry.objects.create(register=register, number=number),
        lambda: RegisterEntry.objects.bulk_create([RegisterEntry(register=register, number=number)]),
        lambda: run(
            f"INSERT INTO documents_registerentry {columns} VALUES (%s, %s, '2021-01-01 00:00Z')", register.pk, number
        ),
    ):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            attempt()
        assert broken_rule(refusal.value) == "register_number_follows_the_last"
    assert numbers(municipality) == [1, 2]


def run(statement: str, *values: Any) -> None:
    """Run raw SQL."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


TABLES = ["documents_register", "documents_registerentry", "documents_paper", "documents_paperfile"]


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted(table: str, drawn: list[str]) -> None:
    file_of(make_paper(make_municipality()), "ky")
    statements = [("DELETE FROM", "never_deleted")]
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        statements.append(("TRUNCATE", "never_truncated"))
    for statement, rule in statements:
        tail = " CASCADE" if statement == "TRUNCATE" else ""
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            run(f"{statement} {table}{tail}")
        # A cascade meets the first table that refuses.
        assert broken_rule(refusal.value) in {f"{name}_{rule}" for name in (TABLES if tail else [table])}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "changes", "rule"),
    [
        (RegisterEntry, {"number": 7}, "documents_registerentry_append_only"),
        (Paper, {"number": "2021-999"}, "documents_paper_append_only"),
        (Paper, {"facts": {"sum": 9_999_999}}, "documents_paper_append_only"),
        (Paper, {"issued_on": "2021-01-01"}, "documents_paper_append_only"),
        (PaperFile, {"content": b"other bytes"}, "documents_paperfile_append_only"),
        (PaperFile, {"sha256": "0" * 64}, "documents_paperfile_append_only"),
        (Register, {"year": 2020}, "register_keeps_its_name"),
        (Register, {"code": "decisions"}, "register_keeps_its_name"),
    ],
)
def test_nothing_is_changed(model: Any, changes: dict[str, Any], rule: str, drawn: list[str]) -> None:
    file_of(make_paper(make_municipality()), "ky")
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        model.objects.update(**changes)
    assert broken_rule(refusal.value) == rule
    row = model.objects.get()
    for name, value in changes.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# --- papers ---


@pytest.mark.django_db
def test_a_paper_is_issued_with_its_number_its_facts_and_a_record() -> None:
    municipality = make_municipality()
    give(municipality, year=services.clock.today().year)
    paper = make_paper(municipality)
    assert paper.number == paper.entry.label == f"{services.clock.today().year}-002"
    assert paper.facts["sum"] == 1_200_000
    assert paper.facts["letterhead"]["place_ky"] == municipality.seat_ky
    record = Record.objects.about(paper).get()
    assert (record.verb, record.facts) == ("paper.issued", {"kind": "receipt", "number": paper.number})


@pytest.mark.django_db
def test_a_paper_whose_act_fails_takes_no_number_and_is_not_drawn(drawn: list[str]) -> None:
    municipality = make_municipality()
    with pytest.raises(LookupError), act():
        make_paper(municipality)
        raise LookupError
    assert not Paper.objects.exists()
    assert not drawn
    assert make_paper(municipality).entry.number == 1


@pytest.mark.django_db
def test_a_paper_is_drawn_in_both_languages_once_its_act_is_through(
    drawn: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        paper = make_paper(make_municipality())
        assert drawn == []
    assert drawn == ["ky", "ru"]
    assert {file.language for file in paper.files.all()} == {"ky", "ru"}


@pytest.mark.django_db
def test_a_paper_of_hundreds_is_drawn_when_someone_asks_for_it(
    drawn: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        paper = make_paper(make_municipality(), draw=False)
    assert drawn == []
    assert bytes(file_of(paper, "ru").content) == b"first.html ru 1"


@pytest.mark.django_db
def test_kept_bytes_are_given_back_whatever_the_template_is_now(drawn: list[str], monkeypatch: Any) -> None:
    paper = make_paper(make_municipality())
    first = file_of(paper, "ky")
    monkeypatch.setattr(services, "render_pdf", lambda **kwargs: b"the template was changed meanwhile")
    again = file_of(Paper.objects.get(pk=paper.pk), "ky")
    assert bytes(again.content) == bytes(first.content) == b"first.html ky 1"
    assert again.sha256 == first.sha256
    assert Record.objects.filter(verb="paper.drawn").get().facts == {"language": "ky", "sha256": first.sha256}


@pytest.mark.django_db(transaction=True)
def test_two_who_draw_at_once_get_the_same_bytes(drawn: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction.atomic():
        paper = make_paper(make_municipality())
        # Only the two below shall draw.
        connection.run_on_commit.clear()
    monkeypatch.setattr(services, "draw", all_after(services.draw, 2))
    ends = together([lambda: file_of(paper, "ky")] * 2)
    assert len(drawn) == 2, "both must have drawn, each other bytes, or the test shows nothing"
    kept = PaperFile.objects.get()
    assert [(end.pk, bytes(end.content)) for end in ends] == [(kept.pk, bytes(kept.content))] * 2
    assert Record.objects.filter(verb="paper.drawn").count() == 1


@pytest.mark.django_db
def test_a_paper_that_replaces_another(drawn: list[str]) -> None:
    municipality = make_municipality()
    wrong = make_paper(municipality)
    right = make_paper(municipality, replaces=wrong)
    wrong.refresh_from_db()
    assert wrong.replaced_by == right
    assert list(Paper.objects.in_force()) == [right]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_paper(municipality, replaces=wrong)
    assert list(Paper.objects.about(municipality)) == [wrong, right]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Paper.Kind.values)
def test_every_kind_is_known_to_the_database(kind: str) -> None:
    assert make_paper(make_municipality(), kind=kind).kind == kind


@pytest.mark.django_db
def test_a_paper_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make_paper(make_municipality(), kind="indulgence")
    assert broken_rule(refusal.value) == "paper_kind_known"


# --- codes ---


def test_a_code_is_written_in_signs_that_are_not_mistaken() -> None:
    assert not set("0O1IL") & set(CODE_SIGNS)
    assert len(set(CODE_SIGNS)) == len(CODE_SIGNS) == 31
    codes = {new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert all(re.fullmatch(rf"[{CODE_SIGNS}]{{4}}-[{CODE_SIGNS}]{{4}}", code) for code in codes)
    assert set("".join(codes)) == {*CODE_SIGNS, "-"}, "every sign is drawn"


@pytest.mark.parametrize(
    "typed",
    ["7K3M-Q2TX", "7k3m-q2tx", "7k3mq2tx", " 7K3M Q2TX ", "7K3M–Q2TX", "7К3М-Q2ТХ", "7к3м-q2тх", "7K 3M-Q2 TX."],
)
def test_a_code_is_known_however_it_is_typed(typed: str) -> None:
    assert clean_code(typed) == "7K3M-Q2TX"


@pytest.mark.parametrize("typed", ["", "7K3M-Q2T", "7K3M-Q2TXX", "7K3M-Q2TO", "7K3M-Q2TX1", "сегиз белги", "7K3M/Q2TX"])
def test_what_is_no_code(typed: str) -> None:
    assert clean_code(typed) == ""


@pytest.mark.django_db
def test_a_paper_is_found_by_its_code() -> None:
    paper = make_paper(make_municipality())
    assert find(paper.code.lower().replace("-", "")) == paper
    assert find("2222-2222") is None
    assert find("") is None
