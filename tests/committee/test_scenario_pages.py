"""The pages of scenarios: from the list to the session by clicking; who may; nothing typed is lost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee import services
from committee.models import Scenario
from tests.committee.factories import make_round, make_session, seal_all, specialist_of
from tests.committee.test_scenarios import money, outcomes, tried
from tests.factories import make_user, som

__all__ = ["tried"]

pytestmark = pytest.mark.usefixtures("english")


def typed(page, **changes):
    """Return what a browser would send of a scenario's page, with changes."""
    found = {"version": page.context["version"], "name": page.context["scenario"].name}
    for _line, form in page.context["board"].lines:
        for box in form.money_fields:
            found[box.html_name] = str(box.value() or "")
    return found | changes


@pytest.mark.usefixtures("source_words")
def test_from_the_list_to_the_session_by_clicking(tried, visitor):
    made, session, _scenario = tried
    person = visitor(made.secretary)
    listed = reverse("scenarios", args=[session.pk])
    assert listed in person.get(reverse("session", args=[session.pk])).content.decode()
    twice = person.post(listed, {"name": "Орун боюнча"})
    assert twice.status_code == 409
    assert "of this name already" in twice.content.decode()
    sent = person.post(listed, {"name": "Экинчи", "fill": "1"})
    scenario = Scenario.objects.get(name="Экинчи")
    assert sent.url == reverse("scenario", args=[scenario.pk])
    page = person.get(sent.url)
    first = made.applications[0]
    assert money(scenario)[first.pk] == som(37_000)
    local = made.envelopes[0]
    box = f"application_{first.pk}-money_{local.pk}"
    wrong = person.post(sent.url, typed(page, **{box: "көп"}))
    assert "Write the sum in figures" in wrong.content.decode()
    assert 'value="көп"' in wrong.content.decode()
    kept = person.post(sent.url, typed(page, **{box: "30 000"}))
    assert kept.url == sent.url
    text = person.get(sent.url).content.decode().replace("\u00a0", " ")
    assert "lacking: 7 000 сом" in text
    assert "left of" in text
    page = person.get(sent.url)
    taken = person.post(sent.url, typed(page, take="1"))
    assert taken.url == reverse("scenario_take", args=[scenario.pk])
    ask = person.get(taken.url)
    done = person.post(taken.url, {"version": ask.context["version"]})
    assert done.url == reverse("session", args=[session.pk])
    assert outcomes(session)[first.pk] == "award"
    copied = person.post(sent.url, typed(page, copy="1"))
    assert Scenario.objects.filter(name="Экинчи 2").exists()
    assert copied.url == reverse("scenario", args=[Scenario.objects.get(name="Экинчи 2").pk])
    assert "Экинчи 2" in person.get(listed).content.decode()
    assert person.get(reverse("scenario_drop", args=[scenario.pk])).status_code == 200
    assert person.post(reverse("scenario_drop", args=[scenario.pk])).url == listed
    assert not Scenario.objects.filter(pk=scenario.pk).exists()
    assert person.get(sent.url).status_code == 404


@pytest.mark.usefixtures("source_words")
def test_the_later_of_two_sees_what_is_kept_and_loses_nothing_typed(tried, visitor):
    made, _session, scenario = tried
    url = reverse("scenario", args=[scenario.pk])
    person, box = visitor(made.secretary), f"application_{made.applications[0].pk}-money_{made.envelopes[0].pk}"
    page = person.get(url)
    services.fill_by_rank(by=made.chair, scenario=scenario)
    late = person.post(url, typed(page, **{box: "123"}))
    assert late.status_code == 409
    text = late.content.decode()
    assert "Someone else has changed this scenario" in text
    assert 'value="123"' in text
    assert "What is kept now" in text
    again = person.post(url, typed(page, version=late.context["version"], **{box: "123"}))
    assert again.status_code == 302
    assert money(scenario) == {made.applications[0].pk: som(123)}


@pytest.mark.usefixtures("source_words")
def test_the_pages_are_for_those_who_prepare_the_session(tried, visitor):
    made, session, scenario = tried
    urls = [
        reverse("scenarios", args=[session.pk]),
        *(reverse(name, args=[scenario.pk]) for name in ("scenario", "scenario_take", "scenario_drop")),
    ]
    for url in urls:
        for person in (made.members[3].user, specialist_of(made)):
            assert visitor(person).get(url).status_code == 403
            assert visitor(person).post(url).status_code == 403
        assert visitor(make_user()).get(url).status_code == 404
    assert Scenario.objects.filter(pk=scenario.pk).exists()


@pytest.mark.usefixtures("source_words")
def test_a_scenario_of_a_blind_contest_says_codes(db, visitor):
    made = make_round(2, terms={"blind": True})
    seal_all(made)
    session = make_session(made)
    scenario = services.make_scenario(by=made.chair, session=session, name="А")
    services.fill_by_rank(by=made.chair, scenario=scenario)
    person = visitor(made.chair)
    for name, pk in [("scenarios", session.pk), ("scenario", scenario.pk), ("scenario_take", scenario.pk)]:
        text = person.get(reverse(name, args=[pk])).content.decode()
        assert "К-01" in text
        assert not [row.number for row in made.applications if row.number in text]


def test_the_pages_ask_the_database_as_often_for_five_applications_as_for_one(db, visitor):
    counts = []
    for applications in (1, 5):
        made = make_round(applications)
        seal_all(made)
        session = make_session(made)
        scenario = services.make_scenario(by=made.chair, session=session, name="А")
        services.fill_by_rank(by=made.chair, scenario=scenario)
        person = visitor(made.chair)
        for name, pk in [("scenarios", session.pk), ("scenario", scenario.pk), ("scenario_take", scenario.pk)]:
            with CaptureQueriesContext(connection) as queries:
                assert person.get(reverse(name, args=[pk])).status_code == 200
            counts.append(len(queries))
    assert counts[:3] == counts[3:]
