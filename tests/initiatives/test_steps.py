"""The steps of writing: what is saved, what is refused beside its field, and that nothing typed is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime

from initiatives.models import Application, Contest
from journal import clock
from tests import factories as make
from tests.initiatives.test_pages import says, text_of

pytestmark = pytest.mark.django_db
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    with translation.override("ky"):
        yield


@pytest.fixture
def draft() -> Application:
    """An empty draft in a contest that takes applications."""
    return make.make_application(complete=False)


def step(application: Application, name: str) -> str:
    return reverse("application_step", args=[application.pk, name])


def rows(prefix: str, *given: dict[str, Any], shown: int | None = None) -> dict[str, Any]:
    """Return the fields of a set of rows as a browser sends them."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": shown or len(given) + 3,
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 60,
    }
    for number, row in enumerate(given):
        data.update({f"{prefix}-{number}-{name}": value for name, value in row.items()})
    return data


def line(contest: Contest, **changes: Any) -> dict[str, Any]:
    """Return a good line of a budget as it is typed."""
    source = contest.sources.last()
    assert source
    return {"what": "Топ", "source": source.pk, "quantity": "6", "unit": "даана", "price": "2 500", **changes}


class TestInitiative:
    def test_is_saved_as_far_as_it_goes(self, visitor, draft):
        contest = draft.contest
        village = contest.municipality.villages.last()
        answer = visitor(draft.applicant).post(
            step(draft, "initiative"), {"kind": "group", "title_ky": "Көпүрө", "village": village.pk}
        )
        assert answer["Location"] == step(draft, "plan")
        draft.refresh_from_db()
        assert (draft.kind, draft.title_ky, draft.village, draft.aim) == ("group", "Көпүрө", village, "")

    def test_takes_only_the_contest_s_directions_and_the_municipality_s_villages(self, visitor, draft):
        foreign = make.make_contest()
        typed = {
            "kind": "person",
            "title_ky": "Көпүрө",
            "priority": foreign.priorities.first().pk,
            "village": foreign.municipality.villages.first().pk,
        }
        page = visitor(draft.applicant).post(step(draft, "initiative"), typed)
        assert set(page.context["form"].errors) == {"priority", "village"}
        assert 'value="Көпүрө"' in text_of(page)
        draft.refresh_from_db()
        assert draft.title_ky == ""

    def test_a_text_no_one_would_read_is_refused(self, visitor, draft):
        page = visitor(draft.applicant).post(step(draft, "initiative"), {"kind": "person", "aim": "а" * 5001})
        assert set(page.context["form"].errors) == {"aim"}


class TestApplicant:
    def test_is_saved(self, visitor, draft):
        typed = {"surname": "Асан уулу", "given_name": "Үсөн", "pin": "2 010119 9012345", "phone": "0555 01-02-03"}
        answer = visitor(draft.applicant).post(step(draft, "applicant"), {**typed, "pin": "20101199012345"})
        assert answer["Location"] == step(draft, "documents")
        draft.refresh_from_db()
        assert (draft.pin, draft.phone) == ("20101199012345", "+996555010203")

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("pin", "123"),
            ("pin", "3010119901234x"),
            ("pin", "23902199012345"),
            ("phone", "12"),
            ("phone", "телефон жок"),
            ("organisation_pin", "1234567890123"),
            ("given_name", "Бекжан 2"),
        ],
    )
    def test_what_is_wrong_is_refused_beside_its_field(self, visitor, draft, field: str, typed: str):
        if field == "organisation_pin":
            Application.objects.filter(pk=draft.pk).update(kind="legal")
        page = visitor(draft.applicant).post(step(draft, "applicant"), {field: typed, "surname": "Асанов"})
        assert set(page.context["form"].errors) == {field}
        assert f'value="{typed}"' in text_of(page)
        assert 'value="Асанов"' in text_of(page)
        assert f'href="#id_{field}"' in text_of(page)
        draft.refresh_from_db()
        assert draft.surname == ""


class TestPlan:
    def test_empty_rows_do_not_count_and_three_more_are_shown(self, visitor, draft):
        applicant = visitor(draft.applicant)
        assert len(applicant.get(step(draft, "plan")).context["rows"].forms) == 3
        typed = rows("plan", {"what": "Мелдеш", "month": "май"}, {}, {"what": "Майрам"})
        assert applicant.post(step(draft, "plan"), typed)["Location"] == step(draft, "budget")
        assert list(draft.plan.values_list("what", "month")) == [("Мелдеш", "май"), ("Майрам", "")]
        page = applicant.get(step(draft, "plan"))
        assert len(page.context["rows"].forms) == 5
        assert says(page, "Write for each activity when, where and who answers for it.")

    def test_a_row_without_its_activity_is_refused(self, visitor, draft):
        page = visitor(draft.applicant).post(step(draft, "plan"), rows("plan", {"month": "май"}, {"what": "Майрам"}))
        assert [sorted(row.errors) for row in page.context["rows"].forms[:2]] == [["what"], []]
        assert 'value="май"' in text_of(page)
        assert not draft.plan.exists()

    def test_an_emptied_row_and_a_removed_row_are_gone(self, visitor, draft):
        applicant = visitor(draft.applicant)
        kept, gone = {"what": "Мелдеш"}, {"what": "Майрам", "DELETE": "on"}
        applicant.post(step(draft, "plan"), rows("plan", kept, {"what": "Майрам"}, {"what": "Жыйын"}))
        applicant.post(step(draft, "plan"), rows("plan", kept, gone, {"what": ""}))
        assert [item.what for item in draft.plan.all()] == ["Мелдеш"]


class TestBudget:
    def test_sums_are_the_server_s(self, visitor, draft):
        applicant = visitor(draft.applicant)
        typed = rows("lines", line(draft.contest), line(draft.contest, what="Кездеме", quantity="2,5", price="99,99"))
        answer = applicant.post(step(draft, "budget"), {**typed, "own-own_contribution": "Эмгек"})
        assert answer["Location"] == step(draft, "applicant")
        assert list(draft.lines.values_list("quantity", "price", "amount")) == [
            (6_00, 2_500_00, 15_000_00),
            (2_50, 99_99, 249_98),
        ]
        draft.refresh_from_db()
        assert (draft.own_contribution, draft.own_contribution_value) == ("Эмгек", None)
        page = text_of(applicant.get(step(draft, "budget")))
        assert f"15{NBSP}000" in page
        assert f"15{NBSP}249,98{NBSP}сом" in page
        assert 'value="2,5"' in page

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("price", "-1"),
            ("price", "0"),
            ("price", "0.001"),
            ("price", "1000000000"),
            ("price", "мин"),
            ("price", ""),
            ("quantity", "-1"),
            ("quantity", "0"),
            ("quantity", "2,345"),
            ("quantity", "100001"),
            ("quantity", "көп"),
            ("quantity", ""),
            ("what", ""),
            ("what", "а" * 201),
            ("source", ""),
            ("source", "999999"),
        ],
    )
    def test_what_is_wrong_is_refused_beside_its_field(self, visitor, draft, field: str, typed: str):
        if field == "organisation_pin":
            Application.objects.filter(pk=draft.pk).update(kind="legal")
        bad = line(draft.contest, **{field: typed})
        good = line(draft.contest, what="Обруч")
        data = {**rows("lines", good, bad), "own-own_contribution": "Эмгек"}
        page = visitor(draft.applicant).post(step(draft, "budget"), data)
        assert [sorted(row.errors) for row in page.context["rows"].forms[:2]] == [[], [field]]
        assert f'href="#id_lines-1-{field}"' in text_of(page)
        assert 'value="Обруч"' in text_of(page)
        if typed and field != "source":
            assert f'value="{typed}"' in text_of(page)
        assert "Эмгек" in text_of(page)
        assert not draft.lines.exists()

    @pytest.mark.parametrize(("quantity", "price"), [("0,01", "0,01"), ("100000", "999 999 999")])
    def test_a_line_s_sum_must_be_a_sum(self, visitor, draft, quantity: str, price: str):
        data = rows("lines", line(draft.contest, quantity=quantity, price=price))
        page = visitor(draft.applicant).post(step(draft, "budget"), data)
        assert sorted(page.context["rows"].forms[0].errors) == ["price"]

    @pytest.mark.parametrize("typed", ["-1", "0.001", "1000000000", "мин"])
    def test_the_value_of_the_own_contribution_is_a_sum(self, visitor, draft, typed: str):
        data = {**rows("lines", line(draft.contest)), "own-own_contribution_value": typed}
        page = visitor(draft.applicant).post(step(draft, "budget"), data)
        assert set(page.context["form"].errors) == {"own_contribution_value"}
        assert f'value="{typed}"' in text_of(page)
        assert not draft.lines.exists()

    def test_a_broken_limit_is_saved_and_said(self, visitor, draft):
        applicant = visitor(draft.applicant)
        typed = rows("lines", line(draft.contest, quantity="27", price="1 000"))
        answer = applicant.post(step(draft, "budget"), typed)
        assert answer["Location"] == step(draft, "budget")
        assert draft.lines.get().amount == 27_000_00
        page = applicant.get(step(draft, "budget"))
        words = "%(over)s above the limit. Lessen a line or choose another source."
        assert says(page, words, over=f"2{NBSP}000{NBSP}сом")
        assert f"25{NBSP}000ге" in text_of(page)
        assert says(page, "%(sum)s for the whole contest", sum=f"23{NBSP}000{NBSP}сом")
        assert '<rect class="bar-over"' in text_of(page)

    def test_more_rows_keep_what_is_typed(self, visitor, draft):
        applicant = visitor(draft.applicant)
        good = rows("lines", line(draft.contest))
        answer = applicant.post(step(draft, "budget"), {**good, "more": "1"})
        assert answer["Location"] == f"{step(draft, 'budget')}#empty"
        assert len(applicant.get(step(draft, "budget")).context["rows"].forms) == 4
        half = rows("lines", line(draft.contest), line(draft.contest, what="Обруч", price=""), shown=5)
        page = applicant.post(step(draft, "budget"), {**half, "more": "1"})
        assert len(page.context["rows"].forms) == 8
        assert 'value="Обруч"' in text_of(page)

    def test_sixty_rows_are_the_most(self, visitor, draft):
        many = [line(draft.contest, price="1") for _number in range(70)]
        visitor(draft.applicant).post(step(draft, "budget"), {**rows("lines", *many), "more": "1"})
        assert draft.lines.count() <= 60

    @pytest.mark.parametrize("total", ["", "-5", "9" * 40, "көп"])
    def test_a_garbled_form_is_refused_politely(self, visitor, draft, total: str):
        garbled = {**rows("lines", line(draft.contest)), "lines-TOTAL_FORMS": total, "more": "1"}
        assert visitor(draft.applicant).post(step(draft, "budget"), garbled).status_code in (200, 302)
        assert draft.lines.count() <= 1

    def test_a_source_of_another_contest_is_refused(self, visitor, draft):
        foreign = make.make_contest().sources.first()
        data = rows("lines", line(draft.contest, source=foreign.pk))
        page = visitor(draft.applicant).post(step(draft, "budget"), data)
        assert sorted(page.context["rows"].forms[0].errors) == ["source"]


class TestDocuments:
    def test_files_are_kept_replaced_and_removed(self, visitor, draft):
        applicant, address = visitor(draft.applicant), step(draft, "documents")
        passport = draft.contest.required_documents.first()
        assert "5 МБ" in text_of(applicant.get(address))
        answer = applicant.post(
            address,
            {f"document_{passport.pk}": make.make_upload("паспорт.pdf"), "other": make.make_upload("сүрөт.pdf")},
        )
        assert answer["Location"] == reverse("application_check", args=[draft.pk])
        assert sorted(draft.attachments.values_list("name", flat=True)) == ["паспорт.pdf", "сүрөт.pdf"]
        applicant.post(address, {f"document_{passport.pk}": make.make_upload("жаңысы.pdf")})
        held = draft.attachments.get(document=passport)
        assert held.name == "жаңысы.pdf"
        assert applicant.post(address, {"remove": held.key})["Location"] == address
        assert draft.attachments.get().name == "сүрөт.pdf"

    def test_a_wrong_file_is_refused_and_the_right_one_kept(self, visitor, draft):
        first, second = draft.contest.required_documents.filter(required=True)
        page = visitor(draft.applicant).post(
            step(draft, "documents"),
            {
                f"document_{first.pk}": make.make_upload("паспорт.pdf"),
                f"document_{second.pk}": make.make_upload("кат.pdf", b"MZ is no PDF"),
            },
        )
        assert set(page.context["form"].errors) == {f"document_{second.pk}"}
        assert "кат.pdf" in text_of(page)
        assert draft.attachments.get().document == first

    def test_a_key_that_no_database_takes_is_nobody_s_document(self, visitor, draft):
        address = step(draft, "documents")
        assert visitor(draft.applicant).post(address, {"remove": "a\0b"})["Location"] == address

    def test_another_application_s_document_cannot_be_removed(self, visitor, draft):
        held = make.make_application(draft.contest).attachments.first()
        visitor(draft.applicant).post(step(draft, "documents"), {"remove": held.key})
        held.refresh_from_db()


class TestWindow:
    def test_what_was_typed_just_before_the_end_is_shown_with_the_reason(self, visitor, draft):
        applicant, contest = visitor(draft.applicant), draft.contest
        posts = {
            "initiative": {"kind": "person", "title_ky": "Көпүрө"},
            "plan": rows("plan", {"what": "Көпүрө"}),
            "budget": rows("lines", line(contest, what="Көпүрө")),
            "applicant": {"surname": "Көпүрө"},
        }
        with clock.at(contest.closes_at):
            for name, data in posts.items():
                page = applicant.post(step(draft, name), data)
                assert 'value="Көпүрө"' in text_of(page), name
                assert "error-summary" in text_of(page), name
            page = applicant.post(step(draft, "documents"), {"other": make.make_upload()})
            assert "error-summary" in text_of(page)
        draft.refresh_from_db()
        assert (draft.title_ky, draft.surname) == ("", "")
        assert not (draft.plan.exists() or draft.lines.exists() or draft.attachments.exists())

    def test_a_returned_one_is_mended_after_the_window(self, visitor):
        application = make.make_application(state="returned")
        later = application.contest.closes_at
        Application.objects.filter(pk=application.pk).update(correct_by=localtime(later).date())
        with clock.at(later):
            page = visitor(application.applicant).get(step(application, "initiative"))
            assert application.reason in text_of(page)
            visitor(application.applicant).post(
                step(application, "initiative"), {"kind": "person", "title_ky": "Оңдолгон"}
            )
        application.refresh_from_db()
        assert application.title_ky == "Оңдолгон"


def test_the_line_of_steps_shows_what_is_done(visitor):
    application = make.make_application(aim="")
    page = visitor(application.applicant).get(step(application, "budget"))
    assert [link.state for link in page.context["links"]] == ["next", "done", "now", "done", "done", "next"]
