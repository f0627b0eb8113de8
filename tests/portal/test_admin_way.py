"""A clerk who has no manual: each screen leads on to the next, and says in their own words what is wrong."""

from datetime import timedelta
from typing import Any

import pytest

from committee.models import Commission, Criterion, Member, Sheet
from initiatives.models import Application, Contest
from journal import clock
from tests import factories as make
from tests.portal.test_admin import act, contest_data, rows, url

pytestmark = pytest.mark.django_db


def _seats(*emails: str) -> dict[str, Any]:
    functions = ["chair", "secretary", *["member"] * len(emails)]
    given = [
        {"user": email, "body": "community", "function": function}
        for email, function in zip(emails, functions, strict=False)
    ]
    fields = {"act_number": "", "act_date": "", "quorum_of": 2, "quorum_in": 3}
    return {**fields, **rows("members", *given)}


def test_a_new_contest_and_its_commission_lead_to_the_page_that_says_what_is_missing(visitor: Any) -> None:
    municipality = make.make_municipality()
    client = visitor(make.make_specialist(municipality))
    answer = client.post(url(Contest, "add"), contest_data(municipality, make.make_regulation(municipality)))
    contest = Contest.objects.get()
    assert answer.headers["Location"] == url(Contest, "change", contest.pk)
    seats = _seats(make.make_user("a@example.com").email, make.make_user("b@example.com").email)
    answer = client.post(url(Commission, "add"), {"contest": contest.pk, **seats})
    assert answer.headers["Location"] == url(Contest, "change", contest.pk)


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_who_is_named_twice_is_said_without_names_of_columns(visitor: Any, prefix: str) -> None:
    contest = make.make_contest(state="draft")
    client = visitor(make.make_specialist(contest.municipality))
    person = make.make_user("eki@example.com")
    answer = client.post(
        prefix + url(Commission, "add"), {"contest": contest.pk, **_seats(person.email, "b@example.com", person.email)}
    )
    formset = answer.context["inline_admin_formsets"][0].formset
    assert answer.status_code == 200
    said = [*formset.non_form_errors(), *(words for form in formset.forms for words in form.non_field_errors())]
    assert len(said) == 2
    assert not any("user" in words for words in said)


def test_the_first_page_says_what_waits(visitor: Any) -> None:
    contest = make.make_contest()
    make.make_contest(contest.municipality, state="published")
    make.make_contest(make.make_municipality(name_ru="Другой"))
    for state in ("submitted", "submitted", "admitted", "draft"):
        make.make_application(contest, state=state)
    page = visitor(make.make_specialist(contest.municipality)).get("/admin/")
    (work,) = page.context["work"]
    assert (work.contest, work.waiting) == (contest, 2)
    answer = visitor(make.make_specialist(contest.municipality)).get(work.waiting_url)
    assert answer.context["cl"].result_count == 2
    accountant = visitor(make.make_official(contest.municipality, "accountant")).get("/admin/")
    assert accountant.context["work"] == []


def test_during_scoring_the_contest_says_whose_turn_it_is(visitor: Any) -> None:
    contest = make.make_contest(state="draft")
    Criterion.objects.create(contest=contest, name_ky="К", name_ru="К", weight=100)
    commission = Commission.objects.create(contest=contest)
    for function in ("chair", "secretary"):
        Member.objects.create(commission=commission, user=make.make_user(), body="community", function=function)
    make.move_contest_to(contest, "announced")
    make.make_application(contest, state="admitted")
    client = visitor(make.make_specialist(contest.municipality))
    with clock.at(contest.closes_at + timedelta(hours=1)):
        client.post(act(contest, "scoring"))
    missing = client.get(url(Contest, "change", contest.pk)).context["missing"]
    assert any("2" in str(words) for words in missing)
    Sheet.objects.update(state=Sheet.State.RECUSED, reason="Бир тууганым.", closed_at=clock.now())
    (words,) = client.get(url(Contest, "change", contest.pk)).context["missing"]
    assert "2" not in str(words)


@pytest.mark.parametrize(("language", "name"), [("ky", "Кыргызча"), ("ru", "Русский")])
def test_words_for_the_applicant_name_the_applicant_s_language(visitor: Any, language: str, name: str) -> None:
    application = make.make_application(state="submitted", applicant=make.make_user(language=language))
    client = visitor(make.make_specialist(application.contest.municipality))
    for name_of_act in ("return", "refuse"):
        assert name in client.get(act(application, name_of_act)).context["form"]["reason"].help_text


def test_the_boxes_of_a_moment_have_names(visitor: Any) -> None:
    page = visitor(make.make_specialist(make.make_municipality())).get(url(Contest, "add"))
    form = page.context["adminform"].form
    boxes = [box.attrs["aria-label"] for name in ("opens_at", "closes_at") for box in form[name].field.widget.widgets]
    assert len(set(boxes)) == 4


def test_taking_back_twice_is_no_fault(visitor: Any) -> None:
    application = make.make_application(state="submitted")
    client = visitor(application.applicant)
    address = f"/applications/{application.pk}/withdraw/"
    client.post(address)
    answer = client.post(address, follow=True)
    assert Application.objects.get().state == "withdrawn"
    assert not [message for message in answer.context["messages"] if message.level_tag == "error"]
