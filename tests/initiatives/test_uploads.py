"""The step of the documents: what its page says of each, and the answers to its script."""

import json
from typing import Any

import pytest
from django.urls import reverse

from initiatives.models import Application, RequiredDocument
from initiatives.rules import MOST_OTHERS
from journal import clock
from tests import factories as make
from tests.initiatives.test_pictures import SECRET, photograph

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def draft() -> Application:
    """A draft without documents; the contest asks for two and takes a third."""
    application = make.make_application()
    application.attachments.all().delete()
    return application


def address(application: Application) -> str:
    return reverse("application_step", args=[application.pk, "documents"])


def asked(application: Application) -> list[RequiredDocument]:
    return list(application.contest.required_documents.order_by("order"))


def send(person: Any, application: Application, field: str, /, **upload: Any) -> tuple[int, dict[str, str]]:
    answer = person.post(address(application), {field: make.make_upload(**upload)}, headers=JSON)
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, json.loads(answer.content)


def row(html: str, name: str) -> str:
    """The part of the page that stands for one document."""
    return html[html.index(f'data-document="{name}"') :].partition('class="field document"')[0]


class TestPage:
    def test_each_document_says_how_it_stands(self, visitor, draft):
        first, second, optional = asked(draft)
        make.attach_file(draft, first, name="паспорт.pdf")
        html = visitor(draft.applicant).get(address(draft)).content.decode()
        given = row(html, f"document_{first.pk}")
        held = draft.attachments.get()
        assert "Кошулду:" in given
        assert reverse("attachment", args=[held.key]) in given
        assert "паспорт.pdf" in given
        assert "байт" in given
        assert f'name="remove" value="{held.key}"' in given
        assert "Азырынча кошула элек" in row(html, f"document_{second.pk}")
        assert "Бар болсо, кошуңуз." in row(html, f"document_{optional.pk}")
        assert html.count("Файл тандоо") == 4
        assert "5 МБ" in html

    def test_in_russian_too(self, visitor, draft):
        html = visitor(draft.applicant).get(f"/ru{address(draft)}").content.decode()
        assert html.count("Выбрать файл") == 4
        assert "Пока не добавлено" in html

    def test_only_what_is_asked_of_this_kind_of_applicant(self, visitor):
        contest = make.make_contest(
            documents=[
                {"name_ky": "Паспорт", "name_ru": "Паспорт", "asked_of": "people"},
                {"name_ky": "Устав", "name_ru": "Устав", "asked_of": "legal"},
            ]
        )
        application = make.make_application(contest, kind="person", complete=False)
        for_people, for_legal = asked(application)
        person = visitor(application.applicant)
        html = person.get(address(application)).content.decode()
        assert f"document_{for_people.pk}" in html
        assert f"document_{for_legal.pk}" not in html
        assert send(person, application, f"document_{for_legal.pk}")[0] == 400
        send(person, application, f"document_{for_people.pk}", name="паспорт.pdf")
        Application.objects.filter(pk=application.pk).update(kind="legal")
        html = person.get(address(application)).content.decode()
        assert f"document_{for_people.pk}" not in html
        # What was added for the other kind can still be seen and taken out.
        assert "паспорт.pdf" in row(html, "other")

    def test_ten_others_are_the_most(self, visitor, draft):
        for number in range(MOST_OTHERS):
            make.attach_file(draft, None, name=f"{number}.pdf", content=make.PDF + b"%" * number)
        person = visitor(draft.applicant)
        html = person.get(address(draft)).content.decode()
        assert 'name="other"' not in html
        assert "Кошумча он документтен" in row(html, "other")
        status, answer = send(person, draft, "other", content=make.PDF + b"% one more")
        assert status == 422
        assert 'class="error"' in answer["html"]
        assert draft.attachments.count() == MOST_OTHERS

    def test_without_a_script_the_good_ones_are_kept_beside_the_bad_one(self, visitor, draft):
        first, second, _optional = asked(draft)
        files = {
            f"document_{first.pk}": make.make_upload("паспорт.jpg", photograph()),
            f"document_{second.pk}": make.make_upload("кат.pdf", b"", "application/pdf"),
        }
        html = visitor(draft.applicant).post(address(draft), files).content.decode()
        assert "Кошулду:" in row(html, f"document_{first.pk}")
        assert "Азырынча" not in row(html, f"document_{first.pk}")
        wrong = row(html, f"document_{second.pk}")
        assert "бош" in wrong
        assert 'aria-invalid="true"' in wrong
        assert f"id_document_{second.pk}_error" in wrong
        assert f'href="#id_document_{second.pk}"' in html


class TestAnswers:
    def test_a_document_that_is_taken(self, visitor, draft):
        first, second, _optional = asked(draft)
        person = visitor(draft.applicant)
        status, answer = send(person, draft, f"document_{first.pk}", name="паспорт.jpg", content=photograph())
        assert status == 200
        assert sorted(answer) == ["html", "lacks", "steps"]
        held = draft.attachments.get()
        assert held.document == first
        with held.file.open() as stored:
            assert SECRET not in stored.read()
        assert answer["html"].count("data-document=") == 1
        assert "Кошулду:" in row(answer["html"], f"document_{first.pk}")
        assert held.key in answer["html"]
        assert second.name in answer["lacks"]
        assert first.name not in answer["lacks"]
        assert answer["steps"].count("step-done") == 4
        _status, answer = send(person, draft, f"document_{second.pk}")
        assert answer["lacks"].strip() == ""

    def test_the_row_is_the_very_row_of_the_page(self, visitor, draft):
        first = asked(draft)[0]
        person = visitor(draft.applicant)
        _status, answer = send(person, draft, f"document_{first.pk}")
        assert answer["html"].strip() in person.get(address(draft)).content.decode()

    def test_in_the_language_of_the_page(self, visitor, draft):
        answer = visitor(draft.applicant).post(
            f"/ru{address(draft)}", {"other": make.make_upload("x.exe", b"MZ")}, headers=JSON
        )
        assert "не PDF" in json.loads(answer.content)["html"]

    def test_a_new_file_takes_the_place_of_the_old_one(self, visitor, draft):
        first = asked(draft)[0]
        make.attach_file(draft, first, name="эски.pdf")
        changed = make.PDF + b"% new"
        _status, answer = send(
            visitor(draft.applicant), draft, f"document_{first.pk}", name="жаңы.pdf", content=changed
        )
        assert "жаңы.pdf" in answer["html"]
        assert "эски.pdf" not in answer["html"]

    def test_what_came_meanwhile_is_looked_at_first(self, visitor, draft):
        """Two pages of one application: the second does not take the first one's document away unseen."""
        first = asked(draft)[0]
        field = f"document_{first.pk}"
        person = visitor(draft.applicant)
        assert f'name="seen-{field}" value=""' in person.get(address(draft)).content.decode()
        other = make.attach_file(draft, first, name="башкасы.pdf")
        mine = {"name": "меники.pdf", "content": make.PDF + b"% mine"}

        def choose(seen: str, **headers: Any) -> Any:
            files = {f"seen-{field}": seen, field: make.make_upload(**mine)}
            return person.post(address(draft), files, headers=headers)

        answer = choose("", **JSON)
        assert answer.status_code == 422
        html = json.loads(answer.content)["html"]
        assert "«башкасы.pdf» кошулду" in html
        assert f'name="seen-{field}" value="{other.key}"' in html
        page = choose("").content.decode()
        assert "«башкасы.pdf» кошулду" in row(page, field)
        assert draft.attachments.get() == other
        assert choose("a\0b", **JSON).status_code == 422
        assert choose(other.key, **JSON).status_code == 200
        assert draft.attachments.get().name == "меники.pdf"
        # The answer was lost, and the same file is sent again: nobody else's is in its place.
        assert choose(other.key, **JSON).status_code == 200
        assert draft.attachments.get().name == "меники.pdf"

    def test_one_that_is_refused_leaves_what_was_there(self, visitor, draft):
        first = asked(draft)[0]
        make.attach_file(draft, first, name="эски.pdf")
        status, answer = send(visitor(draft.applicant), draft, f"document_{first.pk}", name="кат.pdf", content=b"MZ")
        assert status == 422
        assert "эски.pdf" in answer["html"]
        assert "«кат.pdf»" in answer["html"]
        assert 'aria-invalid="true"' in answer["html"]
        assert draft.attachments.get().name == "эски.pdf"

    def test_the_words_are_those_without_a_script(self, visitor, draft):
        person = visitor(draft.applicant)
        upload = {"name": "кат.pdf", "content": b"MZ"}
        _status, answer = send(person, draft, "other", **upload)
        page = person.post(address(draft), {"other": make.make_upload(**upload)}).content.decode()
        said = answer["html"].partition('class="error">')[2].partition("</p>")[0]
        assert said
        assert said in page

    def test_a_name_is_no_markup(self, visitor, draft):
        name = "<img src=x onerror=alert(1)>.pdf"
        for content in (make.PDF, b"MZ"):
            _status, answer = send(visitor(draft.applicant), draft, "other", name=name, content=content)
            assert "<img" not in answer["html"]

    @pytest.mark.parametrize("files", [{}, {"document_0": make.PDF}, {"strange": make.PDF}])
    def test_nothing_that_is_asked_for(self, visitor, draft, files: dict[str, bytes]):
        sent = {name: make.make_upload(content=content) for name, content in files.items()}
        answer = visitor(draft.applicant).post(address(draft), sent, headers=JSON)
        assert (answer.status_code, json.loads(answer.content)) == (400, {})
        assert not draft.attachments.exists()

    def test_after_the_window_the_reason_is_said(self, visitor, draft):
        with clock.at(draft.contest.closes_at):
            status, answer = send(visitor(draft.applicant), draft, "other")
        assert status == 422
        assert 'class="error"' in answer["html"]
        assert not draft.attachments.exists()

    def test_whose_sign_in_has_run_out_is_told_so(self, client, draft):
        answer = client.post(address(draft), {"other": make.make_upload()}, headers=JSON)
        assert answer.status_code == 401
        assert not draft.attachments.exists()

    def test_another_person_s_application_is_not_there(self, visitor, draft):
        answer = visitor(make.make_user()).post(address(draft), {"other": make.make_upload()}, headers=JSON)
        assert answer.status_code == 404
        assert not draft.attachments.exists()
