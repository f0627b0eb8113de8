"""The staff's screens: a whole contest prepared with nothing but them, and who may do what."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from budget.models import Envelope, LedgerEntry
from committee.models import Commission, Criterion, Member
from documents.models import Paper
from initiatives.models import Application, Contest
from journal.models import Record
from municipality.models import Appointment, Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def rows(prefix: str, *given: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    """Return the fields of a formset of inlines with these rows."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(given),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(given):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def contest_data(municipality: Any, regulation: Any, **changes: Any) -> dict[str, Any]:
    """Return what a specialist types on the page of a new contest."""
    today = timezone.localdate()
    return {
        "municipality": municipality.pk,
        "regulation": regulation.pk,
        "year": today.year,
        "title_ky": "Жергиликтүү демилгелер сынагы",
        "title_ru": "Конкурс местных инициатив",
        "summary_ky": "Балдар жана спорт үчүн.",
        "summary_ru": "Для детей и спорта.",
        "contact_ky": "",
        "contact_ru": "",
        "for_people": "on",
        "for_groups": "on",
        "opens_at_0": today.strftime("%d.%m.%Y"),
        "opens_at_1": "09:00",
        "closes_at_0": (today + timedelta(days=30)).strftime("%d.%m.%Y"),
        "closes_at_1": "18:00",
        "scoring_until": (today + timedelta(days=40)).strftime("%d.%m.%Y"),
        "decision_on": (today + timedelta(days=44)).strftime("%d.%m.%Y"),
        "implement_by": (today + timedelta(days=150)).strftime("%d.%m.%Y"),
        **rows("priorities", {"name_ky": "Спорт", "name_ru": "Спорт", "order": 1}),
        **rows(
            "sources",
            {
                "kind": "local",
                "name_ky": "Жергиликтүү бюджет",
                "name_ru": "Местный бюджет",
                "cap": "",
                "max_share": "",
                "order": 1,
            },
            {
                "kind": "donor",
                "name_ky": "Донор",
                "name_ru": "Донор",
                "cap": "25 000",
                "max_share": "80",
                "order": 2,
            },
        ),
        **rows(
            "required_documents",
            {"name_ky": "Паспорт", "name_ru": "Паспорт", "required": "on", "asked_of": "people", "order": 1},
        ),
        **rows(
            "criteria",
            {"name_ky": "Мааниси", "name_ru": "Важность", "most": 10, "weight": 60, "order": 1},
            {"name_ky": "Туруктуулугу", "name_ru": "Устойчивость", "most": 10, "weight": 40, "order": 2},
        ),
        **changes,
    }


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def act(obj: Any, name: str) -> str:
    return url(type(obj), "act", obj.pk, name)


def test_a_specialist_prepares_and_announces_a_contest_with_the_screens_alone(visitor: Any) -> None:
    municipality = make.make_municipality()
    regulation = make.make_regulation(municipality)
    specialist = make.make_specialist(municipality)
    people = [make.make_user(f"member{number}@example.com") for number in range(5)]
    client = visitor(specialist)

    response = client.post(url(Contest, "add"), contest_data(municipality, regulation))
    assert response.status_code == 302, response.context["errors"]
    contest = Contest.objects.get()
    assert list(contest.priorities.values_list("name_ky", flat=True)) == ["Спорт"]
    assert contest.sources.get(kind="donor").cap == 25_000_00
    assert Criterion.objects.filter(contest=contest).count() == 2
    assert Record.objects.about(contest).get().verb == "contest.prepared"

    page = client.get(act(contest, "announce"))
    assert page.context["verdict"].reasons, "nothing is said to be missing"
    assert client.post(act(contest, "announce")).status_code == 409

    local, donor = contest.sources.all()
    response = client.post(
        act(contest, "envelopes"),
        {
            f"amount_{local.pk}": "23 000",
            f"ground_{local.pk}": "Токтом № 5",
            f"amount_{donor.pk}": "50 000,50",
            f"ground_{donor.pk}": "Келишим",
        },
    )
    assert response.status_code == 302
    assert [envelope.amount for envelope in Envelope.objects.of_contest(contest)] == [23_000_00, 50_000_50]

    response = client.post(
        url(Commission, "add"),
        {
            "contest": contest.pk,
            "act_number": "12",
            "act_date": "",
            "quorum_of": 2,
            "quorum_in": 3,
            **rows(
                "members",
                *[
                    {
                        "user": person.email,
                        "body": "community",
                        "function": ["chair", "secretary", "member", "member", "member"][number],
                    }
                    for number, person in enumerate(people)
                ],
            ),
        },
    )
    assert response.status_code == 302, response.context["errors"]
    assert Member.objects.filter(commission__contest=contest, function="chair").get().user == people[0]

    page = client.get(act(contest, "announce"))
    assert page.context["verdict"], page.context["verdict"].reasons
    assert client.post(act(contest, "announce")).status_code == 302
    contest.refresh_from_db()
    assert contest.state == Contest.State.ANNOUNCED
    assert contest.sources.get(kind="local").announced == 23_000_00
    assert [paper.kind for paper in Paper.objects.about(contest)] == [Paper.Kind.ANNOUNCEMENT, Paper.Kind.FORMS]


def test_an_announced_contest_is_read_only(visitor: Any) -> None:
    contest = make.make_contest(state="announced")
    client = visitor(make.make_specialist(contest.municipality))
    page = client.get(url(Contest, "change", contest.pk))
    assert page.status_code == 200
    html = page.content.decode()
    assert 'name="title_ky"' not in html
    assert 'name="priorities-0-name_ky"' not in html
    assert "criteria-0" not in html
    response = client.post(url(Contest, "change", contest.pk), contest_data(contest.municipality, contest.regulation))
    assert response.status_code == 403
    assert client.post(url(Contest, "delete", contest.pk), {"post": "yes"}).status_code == 403
    assert client.post(act(contest, "envelopes")).status_code == 409


def test_terms_that_do_not_fit_together_are_said_at_their_fields(visitor: Any) -> None:
    municipality = make.make_municipality()
    regulation = make.make_regulation(municipality)
    client = visitor(make.make_specialist(municipality))
    wrong = contest_data(
        municipality,
        regulation,
        closes_at_0="01.01.2020",
        decision_on="01.01.2020",
        **{"sources-1-max_share": "101", "sources-1-cap": "0", "criteria-0-weight": "0"},
    )
    page = client.post(url(Contest, "add"), wrong)
    assert page.status_code == 200
    assert set(page.context["adminform"].form.errors) == {"closes_at", "decision_on"}
    said = " ".join(str(error) for errors in page.context["errors"] for error in errors)
    assert "Constraint" not in page.content.decode()
    assert "1" in said
    assert not Contest.objects.exists()


def test_a_contest_is_open_to_someone(visitor: Any) -> None:
    municipality = make.make_municipality()
    client = visitor(make.make_specialist(municipality))
    sent = contest_data(municipality, make.make_regulation(municipality))
    closed = {name: value for name, value in sent.items() if not name.startswith("for_")}
    page = client.post(url(Contest, "add"), closed)
    assert set(page.context["adminform"].form.errors) == {"for_people"}
    assert client.post(url(Contest, "add"), {**closed, "for_organisations": "on"}).status_code == 302
    contest = Contest.objects.get()
    assert (contest.for_people, contest.for_groups, contest.for_organisations) == (False, False, True)
    assert contest.required_documents.get().asked_of == "people"


def test_another_municipality_s_regulation_is_no_choice(visitor: Any) -> None:
    municipality, other = make.make_municipality(), make.make_municipality()
    make.make_regulation(municipality)
    strange = make.make_regulation(other)
    client = visitor(make.make_specialist(municipality))
    page = client.post(url(Contest, "add"), contest_data(municipality, strange))
    assert "regulation" in page.context["adminform"].form.errors
    page = client.post(url(Contest, "add"), contest_data(other, make.make_regulation(municipality)))
    assert "municipality" in page.context["adminform"].form.errors
    assert not Contest.objects.exists()


def one_of_each() -> dict[str, Any]:
    """Return a row of every kind that belongs to one municipality."""
    contest = make.make_contest(state="draft")
    commission = Commission.objects.create(contest=contest)
    make.move_contest_to(contest, "announced")
    application = make.make_application(contest, state="submitted")
    specialist = make.make_specialist(contest.municipality)
    make.make_official(contest.municipality, Role.HEAD)
    from initiatives.services import refuse

    waiting = make.make_application(contest, state="submitted")
    refuse(by=specialist, application=waiting, reason="Чет өлкөдө ишке ашат.")
    return {
        "contest": contest,
        "application": application,
        "commission": commission,
        "envelope": Envelope.objects.first(),
        "entry": LedgerEntry.objects.first(),
        "regulation": contest.regulation,
        "municipality": contest.municipality,
        "appointment": Appointment.objects.first(),
        "record": Record.objects.filter(chain__scope=f"municipality:{contest.municipality_id}").first(),
    }


def test_another_municipality_s_rows_are_not_there(visitor: Any) -> None:
    mine = one_of_each()
    strangers = [make.make_official(make.make_municipality(), role) for role in Role]
    site = admin.site
    tried = 0
    for stranger in strangers:
        client = visitor(stranger)
        for row in mine.values():
            for page in ("change", "history", "delete"):
                assert client.get(url(type(row), page, row.pk)).status_code == 404, (stranger, row, page)
            assert client.post(url(type(row), "change", row.pk), {}).status_code == 404
            for one in getattr(site.get_model_admin(type(row)), "acts", ()):
                assert client.get(act(row, one.name)).status_code == 404
                assert client.post(act(row, one.name), {}).status_code == 404
                tried += 1
    assert tried >= 7 * len(strangers)
    mine["application"].refresh_from_db()
    assert mine["application"].state == Application.State.SUBMITTED


@pytest.mark.parametrize(
    "asked", ["pin__startswith=2", "search_text__regex=(", "applicant__email=a", "checked_at__year=99999999"]
)
def test_lists_answer_the_questions_of_their_filters_alone(visitor: Any, asked: str) -> None:
    contest = make.make_contest()
    client = visitor(make.make_specialist(contest.municipality))
    assert client.get(f"{url(Application, 'changelist')}?{asked}").status_code == 400
    for good in (f"contest__id__exact={contest.pk}", "state=submitted", "q=а&o=1.-3&p=2"):
        assert client.get(f"{url(Application, 'changelist')}?{good}").status_code == 200
    assert client.get(f"{url(Contest, 'changelist')}?state__exact=draft").status_code == 200


def test_a_link_fills_in_nothing_but_a_choice(visitor: Any) -> None:
    client = visitor(make.make_specialist(make.make_municipality()))
    page = client.get(f"{url(Contest, 'add')}?opens_at=x&year=1999&title_ky=Бөтөн")
    assert page.status_code == 200
    assert "title_ky" not in (initial := page.context["adminform"].form.initial)
    assert initial["year"] == timezone.localdate().year


def test_lists_hold_one_s_own_municipality_alone(visitor: Any) -> None:
    mine, strange = make.make_contest(title_ky="Биздин сынак"), make.make_contest(title_ky="Бөтөн сынак")
    make.make_application(strange, state="submitted", title_ky="Бөтөн демилге")
    make.make_application(mine, state="submitted", title_ky="Биздин демилге")
    client = visitor(make.make_specialist(mine.municipality))
    for model in (Contest, Application, Envelope, LedgerEntry):
        html = client.get(url(model, "changelist")).content.decode()
        assert "Бөтөн" not in html, model
    assert "Биздин демилге" in client.get(url(Application, "changelist")).content.decode()
