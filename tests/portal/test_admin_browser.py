"""The staff's screens in a real browser: under the strict CSP, with and without JavaScript, on a phone."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from initiatives.models import Contest
from municipality.models import User
from tests import factories as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(context: BrowserContext, live_server: Any, user: User) -> None:
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


@pytest.fixture
def contest() -> Contest:
    return make.make_contest(state="draft")


def test_rows_and_days_are_added_by_the_scripts_under_the_csp(
    page: Page, context: BrowserContext, live_server: Any, contest: Contest
) -> None:
    sign_in(context, live_server, make.make_specialist(contest.municipality))
    page.goto(f"/admin/initiatives/contest/{contest.pk}/change/")
    before = page.locator("#priorities-group .inline-related:not(.empty-form)").count()
    page.locator("#priorities-group .add-row a").click()
    assert page.locator("#priorities-group .inline-related:not(.empty-form)").count() == before + 1
    page.fill(f"#id_priorities-{before - 1}-name_ky", "Элдик өнөр")
    page.fill(f"#id_priorities-{before - 1}-name_ru", "Народное искусство")
    page.locator(".field-decision_on .datetimeshortcuts a").first.click()
    assert page.input_value("#id_decision_on")
    page.fill("#id_decision_on", contest.decision_on.strftime("%d.%m.%Y"))
    page.click("input[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    assert contest.priorities.filter(name_ky="Элдик өнөр").exists()


@pytest.mark.parametrize("viewport", [{"width": 360, "height": 740}])
def test_nothing_runs_out_of_a_phone_s_screen(
    page: Page, context: BrowserContext, live_server: Any, contest: Contest
) -> None:
    sign_in(context, live_server, make.make_specialist(contest.municipality))
    make.move_contest_to(contest, "announced")
    application = make.make_application(contest, state="submitted")
    for path in (
        "",
        "initiatives/contest/",
        "initiatives/contest/add/",
        f"initiatives/contest/{contest.pk}/change/",
        "initiatives/application/",
        f"initiatives/application/{application.pk}/change/",
        f"initiatives/application/{application.pk}/act/return/",
        "budget/ledgerentry/",
        "documents/paper/",
        "committee/commission/add/",
    ):
        page.goto(f"/admin/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_an_application_is_admitted_by_two_presses(
    page: Page, context: BrowserContext, live_server: Any, contest: Contest
) -> None:
    sign_in(context, live_server, make.make_specialist(contest.municipality))
    make.move_contest_to(contest, "announced")
    application = make.make_application(contest, state="submitted")
    page.goto(f"/admin/initiatives/application/{application.pk}/change/")
    page.locator("a.act-button").first.click()
    page.locator("input.default").click()
    page.wait_for_selector(".messagelist .success")
    application.refresh_from_db()
    assert application.state == "admitted"
