"""What anyone sees without an account, and what nobody sees before its time."""

import gzip
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from budget.models import Envelope
from committee.models import Proposal
from committee.services import publish
from initiatives.models import Contest
from municipality.models import User
from tests.factories import make_contest, make_municipality

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


@pytest.mark.parametrize("path", ["/", "/contests/{pk}/", "/contests/{pk}/results/", "/verify/"])
def test_public_pages_open_in_both_languages_and_the_switch_keeps_the_page(client, demo, path):
    ky = path.format(pk=demo.pk)
    page = client.get(ky)
    assert page.status_code == 200
    assert '<html lang="ky">' in page.content.decode()
    assert f'href="/ru{ky}"' in page.content.decode()
    page = client.get(f"/ru{ky}")
    assert page.status_code == 200
    assert '<html lang="ru">' in page.content.decode()
    assert f'href="{ky}"' in page.content.decode()


def test_the_results_show_winners_with_money_by_source(client, demo):
    page = text(client.get(f"/contests/{demo.pk}/results/"))
    for words in ["Атам, апам жана мен", "37 000 сом", "12 000 сом", "Жомоктого саякат", "36 000 сом", "11 000 сом"]:
        assert words in page
    assert "Айыл китепканасынын бурчу" in page
    assert "23 000" in page
    page = text(client.get(f"/ru/contests/{demo.pk}/results/"))
    assert "Папа, мама и я" in page
    assert "Местный бюджет" in page


def test_the_results_name_no_person(client, demo):
    """No person, PIN, telephone or address in public."""
    pages = "".join(text(client.get(path)) for path in ["/", f"/contests/{demo.pk}/", f"/contests/{demo.pk}/results/"])
    for application in demo.applications.all():
        for secret in [application.surname, application.pin, application.phone]:
            assert secret not in pages


@pytest.mark.parametrize("state", ["announced", "scoring", "decided"])
def test_before_publication_nothing_of_the_decision_shows(client, state):
    contest = make_contest(state=state)
    before = {path: client.get(path) for path in ["/", f"/contests/{contest.pk}/", f"/contests/{contest.pk}/results/"]}
    for path, page in before.items():
        assert page.status_code == 200, path
        assert "tag-winner" not in page.content.decode(), path
        assert f"/contests/{contest.pk}/results/" not in page.content.decode() or "results" in path, path


def test_a_contest_in_preparation_does_not_exist_for_the_public(client):
    contest = make_contest(state="draft")
    assert client.get(f"/contests/{contest.pk}/").status_code == 404
    assert client.get(f"/contests/{contest.pk}/results/").status_code == 404
    assert contest.title_ky not in text(client.get("/"))


def test_the_contest_page_says_how_much_and_until_when(client):
    contest = make_contest(state="announced")
    page = text(client.get(f"/contests/{contest.pk}/"))
    with translation.override("ky"):
        for envelope in Envelope.objects.of_contest(contest):
            assert envelope.source.name in page
    assert "Табыштама берүү" in page


def test_the_home_page_makes_the_same_number_of_queries_for_one_and_three_contests(client):
    municipality = make_municipality()
    make_contest(state="announced", municipality=municipality)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            make_contest(state="announced", municipality=municipality)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))
    # The municipality of the header, open contests, their envelopes, the other contests.
    assert counts == [4, 4]


def test_the_first_page_is_light(client, demo):
    """At most 30 KB compressed and 3 requests: the page, one stylesheet, the icon; no script on a page to read."""
    page = client.get(f"/contests/{demo.pk}/").content
    linked = re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="([^"]+)"', page.decode())
    assert sorted(linked) == ["/static/mark.svg", "/static/portal.css"]
    weight = len(gzip.compress(page))
    for path in linked:
        found = finders.find(path.removeprefix(f"/{settings.STATIC_URL.strip('/')}/"))
        with open(found, "rb") as file:
            weight += len(gzip.compress(file.read()))
    assert weight < 30_000


def test_the_policy_allows_no_inline_script_or_style(client):
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_unknown_address_is_a_page_in_kyrgyz_that_says_what_to_do(client):
    page = client.get("/mindai-barak-jok/")
    assert page.status_code == 404
    assert '<html lang="ky">' in page.content.decode()
    assert 'href="/"' in page.content.decode()


def test_health_tells_a_watchman(client):
    assert client.get("/health/").json() == {"ok": True, "missing": []}


def test_the_third_application_stays_in_reserve(demo):
    third = demo.applications.get(title_ky="Айыл китепканасынын бурчу")
    assert third.state == "reserve"
    assert Proposal.objects.filter(application=third).count() == 1
    assert [e.free for e in Envelope.objects.of_contest(demo)] == [0, 0]


def test_publication_is_for_those_who_run_contests(demo):
    from municipality.verdicts import Refused

    with pytest.raises(Refused):
        publish(by=User.objects.get(email="turgun@demo.invalid"), contest=Contest.objects.get(pk=demo.pk))
