"""Every page an applicant or a visitor can come to, as data: a new page is one more line of PAGES.

A path is written as in Kyrgyz, with {names} of the scene's rows; the Russian one is the same behind /ru.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import mail
from playwright.sync_api import Page

from tests.walks.scene import PASSWORD

TOO_LONG = "а " * 2501

Way = Callable[[Page], None]
Typed = Mapping[str, str | Callable[[], str]]


@dataclass(frozen=True)
class Visit:
    """One page: its name, its address, who opens it, what it answers.

    who: a key of Scene.people; "" a visitor. way: what is done on the page at the address to come to the one that is
    meant. wrong: what is typed (field name → value) before the main button is pressed, so that the same page comes back
    with its mistakes; {} presses at once, None leaves the page clean. both: the page is drawn where nothing can be
    looked up, in both languages at once, Kyrgyz first. written: it shows what people wrote, in Kyrgyz.
    """

    name: str
    path: str
    who: str = ""
    status: int = 200
    way: Way | None = None
    wrong: Typed | None = None
    both: bool = False
    written: bool = False


def press(page: Page, typed: Typed) -> None:
    """Type into the page's fields and press its main button."""
    for name, words in typed.items():
        place = page.locator(f"main [name='{name}']").first
        if place.get_attribute("type") == "checkbox":
            place.check()
            continue
        # As a script or an old browser would: no limit of the field keeps it out.
        value = words if isinstance(words, str) else words()
        place.evaluate("(field, value) => { field.value = value }", value)
    with page.expect_navigation():
        page.locator("main .button-main").last.click()


def send_not_a_paper(page: Page) -> None:
    """Send a file that is no document, as without scripts: with the whole form."""
    with page.expect_navigation():
        page.locator("main [type=file]").first.evaluate("""input => {
          const held = new DataTransfer();
          held.items.add(new File(["not a paper at all"], "паспорт.pdf", {type: "application/pdf"}));
          input.files = held.files;
          HTMLFormElement.prototype.submit.call(input.form);
        }""")


def choose_not_a_paper(page: Page) -> None:
    """Choose a file that is no document; the page sends it by itself."""
    upload: Any = {"name": "паспорт.pdf", "mimeType": "application/pdf", "buffer": b"not a paper at all"}
    page.locator("main [type=file]").first.set_input_files(upload)
    page.locator("[data-document] .error").first.wait_for()


def take_off_paper(page: Page) -> None:
    """Type that the member has an interest, as it stands on their paper."""
    page.locator("[name=state][value=recused]").check()
    page.fill("[name=reason]", "Бир тууганы.")
    press(page, {})


def lose_the_line(page: Page) -> None:
    """Write while nothing comes through to the server, until the page says so."""
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()) }")
    page.fill("[name=beneficiaries]", "40 бала")
    page.locator("[name=aim]").focus()
    page.locator("[data-saved].offline").last.wait_for()


def filled(*pages: Typed) -> Way:
    """Return a way over pages, each filled in and sent."""

    def go(page: Page) -> None:
        for typed in pages:
            press(page, typed)

    return go


def code() -> str:
    """Return the code of the last mail."""
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[0]


SIGN_UP = {"given_name": "Бекжан", "contact": "bekjan@example.test", "password1": PASSWORD, "consent": "on"}
FORGOTTEN = [{"contact": "forgetful@example.test"}, {"code": code}]
NO = {"code": "1"}
MAY_I = "/contests/{open}/may-i-apply/?kind=person"
DOCUMENTS = "/applications/{draft}/documents/"

PAGES = [
    Visit("first page", "/"),
    Visit("contest that takes applications", "/contests/{open}/"),
    Visit("contest that opens later", "/contests/{later}/"),
    Visit("contest that is closed", "/contests/{closed}/"),
    Visit("contest with published results", "/contests/{decided}/"),
    Visit("results", "/contests/{decided}/results/", written=True),
    Visit("results to come", "/contests/{closed}/results/"),
    Visit("may I apply", "/contests/{open}/may-i-apply/", wrong={"sum": "көп"}),
    Visit(
        "may I apply, yes", "/contests/{open}/may-i-apply/?kind=person&village={village}&priority={priority}&sum=9000"
    ),
    Visit("may I apply, no", "/contests/{open}/may-i-apply/?kind=person&village=other&priority=other&sum=900000"),
    Visit("may I apply where it opens later", "/contests/{later}/may-i-apply/"),
    Visit("may I apply where it is closed", "/contests/{closed}/may-i-apply/"),
    Visit("questions and answers", "/contests/{open}/questions/"),
    Visit("questions and answers, none", "/contests/{closed}/questions/"),
    Visit("ask", "/contests/{open}/ask/", "applicant", wrong={}),
    Visit("ask where results are published", "/contests/{decided}/ask/", "applicant"),
    Visit("check of a paper", "/verify/", wrong={"code": "7K3M"}),
    Visit("a paper that is there", "/verify/{paper}/"),
    Visit("a paper that is not there", "/verify/2222-2222/", status=404),
    # An account
    Visit("sign-up", "/account/signup/", wrong={"password1": "123"}),
    Visit("code", "/account/signup/", way=filled(SIGN_UP), wrong=NO),
    Visit("sign-in", "/account/login/", wrong={"login": "jok@example.test", "password": "туура эмес"}),
    Visit("sign-in, nothing typed", "/account/login/", wrong={}),
    Visit("sign-out", "/account/logout/", "newcomer"),
    Visit("account closed", "/account/inactive/"),
    Visit("once more the password", "/account/reauthenticate/", "applicant", wrong={"password": "туура эмес"}),
    Visit("own addresses", "/account/contact/", "applicant", wrong={}),
    Visit("another password", "/account/password/change/", "applicant", wrong={}),
    Visit("a first password", "/account/password/set/", "without_password", wrong={}),
    Visit("forgotten password", "/account/password/reset/", wrong={"contact": "jok"}),
    Visit("new password", "/account/password/reset/", way=filled(*FORGOTTEN), wrong={"password1": "1"}),
    Visit("text of the consent", "/account/consent/"),
    Visit("consent", "/account/consent/give/", "without_consent", wrong={}),
    # An applicant's own pages
    Visit("my applications, none", "/applications/", "newcomer"),
    Visit("my applications", "/applications/", "applicant"),
    Visit("my data", "/my/data/", "applicant"),
    Visit("notices, none", "/notices/", "newcomer"),
    Visit("notices", "/notices/", "applicant"),
    Visit("begin", "/contests/{open}/apply/", "newcomer"),
    Visit("begin where it opens later", "/contests/{later}/apply/", "newcomer"),
    Visit("begin where it is closed", "/contests/{closed}/apply/", "newcomer"),
    Visit("step initiative, empty", "/applications/{empty}/initiative/", "beginner"),
    Visit("step initiative", "/applications/{draft}/initiative/", "applicant", wrong={"aim": TOO_LONG}),
    Visit(
        "two versions",
        "/applications/{draft}/initiative/",
        "applicant",
        way=filled({"revision": "1", "description": "Башкача жазылды."}),
    ),
    Visit("step of an initiative with one long word for a name", "/applications/{over}/initiative/", "over"),
    Visit("step while the line is down", "/applications/{over}/initiative/", "over", way=lose_the_line),
    Visit("step plan, empty", "/applications/{empty}/plan/", "beginner"),
    Visit("step plan", "/applications/{draft}/plan/", "applicant", wrong={"plan-0-what": ""}),
    Visit("step budget, empty", "/applications/{empty}/budget/", "beginner"),
    Visit("step budget", "/applications/{draft}/budget/", "applicant", wrong={"lines-0-price": "0"}),
    Visit("step budget over a limit", "/applications/{over}/budget/", "over"),
    Visit("step applicant, empty", "/applications/{empty}/applicant/", "beginner"),
    Visit("step applicant", "/applications/{draft}/applicant/", "applicant", wrong={"pin": "123", "phone": "12"}),
    Visit("step applicant of a group", "/applications/{group}/applicant/", "group", wrong={"pin": "123"}),
    Visit("step applicant of an organisation", "/applications/{legal}/applicant/", "legal", wrong={"phone": "12"}),
    Visit("step documents, empty", "/applications/{empty}/documents/", "beginner"),
    Visit("step documents", DOCUMENTS, "applicant"),
    Visit("step documents, a wrong file", DOCUMENTS, "applicant", way=send_not_a_paper),
    Visit(
        "step documents, a wrong file chosen", "/applications/{draft}/documents/", "applicant", way=choose_not_a_paper
    ),
    Visit("check, much is missing", "/applications/{empty}/check/", "beginner"),
    Visit("check", "/applications/{draft}/check/", "applicant"),
    Visit("receipt", "/applications/{submitted}/receipt/", "submitted"),
    Visit("application, draft", "/applications/{draft}/", "applicant"),
    Visit("application, handed in", "/applications/{submitted}/", "submitted"),
    Visit("question of the staff", "/applications/{submitted}/questions/{question}/", "submitted", wrong={}),
    Visit(
        "answer once more",
        "/applications/{submitted}/questions/{question}/",
        "submitted",
        way=filled({"text": "Мектептин залында."}),
    ),
    Visit("application, returned", "/applications/{returned}/", "returned"),
    Visit("correction", "/applications/{returned}/initiative/", "returned", wrong={"aim": TOO_LONG}),
    Visit("check of a correction", "/applications/{returned}/check/", "returned"),
    Visit("application, admitted", "/applications/{admitted}/", "admitted"),
    Visit("application, refused", "/applications/{refused}/", "refused"),
    Visit("application, withdrawn", "/applications/{withdrawn}/", "withdrawn"),
    Visit("application, awarded", "/applications/{awarded}/", "awarded"),
    Visit("application, in reserve", "/applications/{reserve}/", "reserve"),
    Visit("withdraw", "/applications/{submitted}/withdraw/", "submitted"),
    Visit("delete", "/applications/{draft}/delete/", "applicant"),
    Visit("new application from an old one", "/applications/{withdrawn}/copy/", "withdrawn", wrong={}),
    # A group
    Visit("group", "/applications/{group}/group/", "group", wrong={}),
    Visit("group, nobody yet", "/applications/{legal}/group/", "legal"),
    Visit("right of a member", "/applications/{group}/group/{member}/", "group"),
    Visit("taking a member off", "/applications/{group}/group/{member}/remove/", "group"),
    Visit("group, seen by a member", "/applications/{group}/group/", "member"),
    Visit("application of a group, seen by a member", "/applications/{group}/", "member"),
    Visit("step, seen by a member who may write", "/applications/{group}/initiative/", "writer"),
    Visit("check, seen by a member who may write", "/applications/{group}/check/", "writer"),
    Visit("invitation, before signing in", "/join/{invited}/"),
    Visit("invitation", "/join/{invited}/", "newcomer"),
    Visit("invitation that was used", "/join/{used}/", "newcomer", status=403),
    # A member of a commission
    Visit("desk, in no commission", "/commission/", "newcomer"),
    Visit("desk of the chair", "/commission/", "chair", written=True),
    Visit("desk of the secretary", "/commission/", "secretary", written=True),
    Visit("desk of who was replaced", "/commission/", "left", written=True),
    Visit("word on an interest", "/commission/sheets/{s_untold}/", "chair", written=True),
    Visit("word on an interest, blind", "/commission/sheets/{s_blind_untold}/", "blind", written=True),
    Visit("word on an interest, one's own application", "/commission/sheets/{s_own}/", "chair", written=True),
    Visit("sheet", "/commission/sheets/{s_begun}/", "chair", wrong={}, written=True),
    Visit("sheet, blind", "/commission/sheets/{s_blind}/", "blind", wrong={}, written=True),
    Visit("sheet, sealed, with the others", "/commission/sheets/{s_sealed}/", "chair", written=True),
    Visit("sheet, entered from paper", "/commission/sheets/{s_paper}/", "on_paper", written=True),
    Visit("sheet, recused by the chair", "/commission/sheets/{s_recused}/", "sitting", written=True),
    Visit("sheet of who was replaced", "/commission/sheets/{s_left}/", "left", written=True),
    Visit("sheet that went to another", "/commission/sheets/{s_untold}/", "left", status=404, written=True),
    Visit("having an interest", "/commission/sheets/{s_untold}/recuse/", "chair", wrong={}, written=True),
    Visit("stepping aside", "/commission/sheets/{s_begun}/recuse/", "chair", wrong={}, written=True),
    Visit("sealing", "/commission/sheets/{s_whole}/seal/", "chair", written=True),
    Visit("sealing what is not whole", "/commission/sheets/{s_begun}/seal/", "chair", written=True),
    Visit("sealing all", "/commission/contests/{scored}/seal/", "chair", written=True),
    Visit("interest of another member", "/commission/contests/{scored}/interest/", "chair", wrong={}, written=True),
    Visit("paper sheets", "/commission/contests/{scored}/paper/", "secretary", written=True),
    Visit("paper sheet", "/commission/sheets/{s_to_enter}/paper/", "secretary", wrong={}, written=True),
    Visit(
        "paper sheet, looked over",
        "/commission/sheets/{s_to_enter}/paper/",
        "secretary",
        way=take_off_paper,
        wrong={},
        written=True,
    ),
    Visit("paper sheet that waits", "/commission/sheets/{s_waits}/paper/", "secretary", status=403, written=True),
    # Its session
    Visit("ranking before its time", "/commission/contests/{scored}/ranking/", "chair", status=403),
    Visit("ranking", "/commission/contests/{ranked}/ranking/", "leads", written=True),
    Visit("sheets of all members", "/commission/applications/{r_application}/points/", "leads", written=True),
    Visit("equal applications", "/commission/contests/{ranked}/ties/", "leads", wrong={}, written=True),
    Visit("session, prepared", "/commission/sessions/{session}/", "leads", wrong={"held_on": "эртең"}, written=True),
    Visit("session, read while it is prepared", "/commission/sessions/{session}/", "votes", written=True),
    Visit("adoption that is not possible", "/commission/sessions/{session}/adopt/", "leads", written=True),
    Visit("scenarios", "/commission/sessions/{session}/scenarios/", "leads", wrong={}, written=True),
    Visit("scenario", "/commission/scenarios/{scenario}/", "leads", written=True),
    Visit("scenario, empty", "/commission/scenarios/{scenario_empty}/", "leads", wrong={"name": ""}, written=True),
    Visit("taking a scenario", "/commission/scenarios/{scenario}/take/", "leads", written=True),
    Visit("deleting a scenario", "/commission/scenarios/{scenario}/drop/", "leads", written=True),
    Visit("session, adopted", "/commission/sessions/{adopted}/", "decided", written=True),
    Visit(
        "correcting a decision",
        "/commission/sessions/{adopted}/correct/",
        "decided",
        wrong={"held_on": "эртең"},
        written=True,
    ),
    # Where something is wrong
    Visit("bad request", "/faulty/400/", status=400, both=True),
    Visit("not open to a visitor", "/faulty/403/", status=403),
    Visit("not open to this person", "/faulty/403/", "newcomer", status=403),
    Visit("form without its token", "/faulty/csrf/", status=403, both=True),
    Visit("no such page", "/jok/", status=404),
    Visit("no such page, signed in", "/jok/", "newcomer", status=404),
    Visit("too large", "/faulty/413/", status=413, both=True),
    Visit("too often", "/faulty/429/", status=429),
    Visit("out of order", "/faulty/500/", status=500, both=True),
]
