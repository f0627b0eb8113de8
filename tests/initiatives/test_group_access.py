"""Who of a group may do what: every page and every press, by every person, in every state; one table to be read.

2 the page opens · R led elsewhere with the reason · + it is done · - nothing is done · N it does not exist for them
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from documents.models import Paper
from documents.rules import may_read
from initiatives.models import Application, Attachment, Coapplicant, Part
from initiatives.papers import issue_receipt
from initiatives.rules import as_shown
from journal import clock
from kyrgyz.phones import show_phone
from municipality.models import User
from tests import factories as make
from tests.initiatives.test_pages import text_of

pytestmark = pytest.mark.django_db

ROLES = ["owner", "editor", "reader", "taken off", "invited", "stranger"]
# The states, each with the state of its contest; "late" is a draft after the last moment.
STATES = ["draft", "late", "submitted", "returned", "admitted", "scored", "withdrawn"]

#                o e r t i s      o: who made the application, e: may write, r: may read, t: taken off,
#                                 i: invited, has not come in, s: a stranger. Whoever has a link that waits may join.
TABLE = """
draft
  page           2 2 2 N N N
  step           2 2 R N N N
  check          2 2 R N N N
  receipt        R R R N N N
  attachment     2 2 N N N N
  group          2 2 2 N N N
  member         2 R R N N N
  remove         2 R R N N N
  save           + + - N N N
  upload         + + - N N N
  submit         + - - N N N
  withdraw       - - - N N N
  delete         + - - N N N
  invite         + - - N N N
  give right     + - - N N N
  new link       + - - N N N
  take off       + - - N N N
  join           - - - + + +
late
  page           2 2 2 N N N
  step           R R R N N N
  check          R R R N N N
  group          2 2 2 N N N
  attachment     2 2 N N N N
  save           - - - N N N
  submit         - - - N N N
  delete         + - - N N N
  invite         - - - N N N
  new link       - - - N N N
  take off       + - - N N N
  join           - - - - - -
submitted
  page           2 2 2 N N N
  step           R R R N N N
  receipt        2 2 2 N N N
  paper          2 2 2 N N N
  attachment     2 2 N N N N
  group          2 2 2 N N N
  save           - - - N N N
  upload         - - - N N N
  submit         - - - N N N
  withdraw       + - - N N N
  delete         - - - N N N
  invite         + - - N N N
  give right     + - - N N N
  take off       + - - N N N
  join           - - - + + +
returned
  page           2 2 2 N N N
  step           2 2 R N N N
  check          2 2 R N N N
  attachment     2 2 N N N N
  save           + + - N N N
  upload         + + - N N N
  submit         + - - N N N
  withdraw       + - - N N N
  invite         + - - N N N
  join           - - - + + +
admitted
  page           2 2 2 N N N
  step           R R R N N N
  paper          2 2 2 N N N
  attachment     2 2 N N N N
  save           - - - N N N
  withdraw       + - - N N N
  invite         + - - N N N
  give right     + - - N N N
  join           - - - + + +
scored
  page           2 2 2 N N N
  paper          2 2 2 N N N
  withdraw       + - - N N N
  invite         - - - N N N
  give right     + - - N N N
  new link       - - - N N N
  take off       + - - N N N
  join           - - - - - -
withdrawn
  page           2 2 2 N N N
  group          2 2 2 N N N
  paper          2 2 2 N N N
  attachment     2 2 N N N N
  save           - - - N N N
  invite         - - - N N N
  give right     + - - N N N
  take off       + - - N N N
  join           - - - - - -
"""


def cells() -> Iterator[tuple[str, str, str]]:
    """Give the rows of the table: state, what is done, its signs."""
    state = ""
    for line in TABLE.splitlines():
        if line and not line.startswith(" "):
            state = line.strip()
        elif line.strip():
            what, signs = line[2:17].strip(), line[17:].replace(" ", "")
            yield state, what, signs


class Scene:
    """An application of a group in a state, with a person of each role."""

    def __init__(self, state: str) -> None:
        contest = make.make_contest()
        self.application = make.make_application(contest, kind="group", organisation="Ынтымак")
        self.people = {role: make.make_user() for role in ROLES}
        self.people["owner"] = self.application.applicant
        self.editor = make.make_coapplicant(self.application, self.people["editor"], "edit")
        make.make_coapplicant(self.application, self.people["reader"], "view")
        make.make_coapplicant(self.application, self.people["taken off"], "edit", removed_at=clock.now())
        self.waiting = make.make_coapplicant(self.application, name="Бекжан кызы")
        attachment = self.application.attachments.first()
        assert attachment
        self.attachment = attachment
        if state not in ("draft", "late"):
            make.move_application_to(self.application, "admitted" if state == "scored" else state)
        if state == "scored":
            make.move_contest_to(contest, "scoring")
        self.now = contest.closes_at + timedelta(minutes=1) if state == "late" else clock.now()
        Coapplicant.objects.filter(pk=self.waiting.pk).update(invited_at=self.now)
        self.application = Application.objects.get(pk=self.application.pk)

    def receipt(self) -> Paper:
        """Return the receipt, which is issued where there is none."""
        found = Paper.objects.about(self.application).first()
        return found or issue_receipt(self.application, by=self.application.applicant)

    def here(self, name: str, *more: object) -> str:
        """Return the address of one of the application's pages."""
        return reverse(name, args=[self.application.pk, *more])

    def stored(self) -> list[Any]:
        """Return what a press may change."""
        application = Application.objects.filter(pk=self.application.pk)
        return [
            *application.values("state", "aim", "entry"),
            *Coapplicant.objects.order_by("pk").values(),
            *Attachment.objects.order_by("pk").values("key"),
            *Part.objects.order_by("pk").values("name", "revision", "typed"),
        ]


Visit = Callable[[Scene], str]
PAGES: dict[str, Visit] = {
    "page": lambda s: s.here("application"),
    "step": lambda s: s.here("application_step", "applicant"),
    "check": lambda s: s.here("application_check"),
    "receipt": lambda s: s.here("application_receipt"),
    "attachment": lambda s: reverse("attachment", args=[s.attachment.key]),
    "group": lambda s: s.here("group"),
    "member": lambda s: s.here("group_member", s.editor.pk),
    "remove": lambda s: s.here("group_member_remove", s.editor.pk),
}
PRESSES: dict[str, Callable[[Scene], tuple[str, dict[str, Any]]]] = {
    "save": lambda s: (s.here("application_step", "initiative"), {"kind": "group", "aim": "Башкача"}),
    "upload": lambda s: (s.here("application_step", "documents"), {"other": make.make_upload()}),
    "submit": lambda s: (s.here("application_submit"), {"seen": as_shown(s.application)}),
    "withdraw": lambda s: (s.here("application_withdraw"), {}),
    "delete": lambda s: (s.here("application_delete"), {}),
    "invite": lambda s: (s.here("group"), {"name": "Жаңы Адам", "right": "edit"}),
    "give right": lambda s: (s.here("group_member", s.editor.pk), {"right": "view"}),
    "new link": lambda s: (s.here("group_member", s.waiting.pk), {"renew": "1"}),
    "take off": lambda s: (s.here("group_member_remove", s.editor.pk), {}),
    "join": lambda s: (reverse("join", args=[s.waiting.key]), {}),
}


def sign(scene: Scene, what: str, client: Any) -> str:
    """Return what comes of it, in one sign; nothing of it stays."""
    with clock.at(scene.now), transaction.atomic():
        before = scene.stored()
        if what == "paper":
            found = "2" if may_read(scene.receipt(), User.objects.get(pk=client.session["_auth_user_id"])) else "N"
        elif what in PAGES:
            answer = client.get(PAGES[what](scene))
            if answer.streaming:
                list(answer)
            found = {200: "2", 302: "R", 404: "N"}[answer.status_code]
        else:
            address, data = PRESSES[what](scene)
            answer = client.post(address, data)
            done = scene.stored() != before
            assert not (done and answer.status_code in (403, 404))
            found = "+" if done else {404: "N"}.get(answer.status_code, "-")
        transaction.set_rollback(True)
    return found


def test_the_table_speaks_of_every_state_and_every_act():
    rows = list(cells())
    assert {state for state, _what, _signs in rows} == set(STATES)
    assert {what for _state, what, _signs in rows} == {*PAGES, *PRESSES, "paper"}
    assert all(len(signs) == len(ROLES) for _state, _what, signs in rows)


@pytest.mark.parametrize("state", STATES)
def test_each_may_what_the_table_says(state: str, visitor):
    scene = Scene(state)
    clients = {role: visitor(person) for role, person in scene.people.items()}
    wanted = {what: signs for of, what, signs in cells() if of == state}
    found = {what: "".join(sign(scene, what, clients[role]) for role in ROLES) for what in wanted}
    assert found == wanted


@pytest.mark.parametrize("state", ["draft", "returned", "submitted"])
def test_who_may_only_read_sees_nothing_of_the_leader_s_own(state: str, visitor):
    scene = Scene(state)
    own = [scene.application.pin, show_phone(scene.application.phone), scene.application.address, scene.attachment.key]
    with translation.override("ky"):
        for role, sees in [("owner", True), ("editor", True), ("reader", False)]:
            page = text_of(visitor(scene.people[role]).get(scene.here("application")))
            assert [words in page for words in own] == [sees] * len(own), role
        reader = visitor(scene.people["reader"])
        for step in ("applicant", "documents", "initiative"):
            # A page that is sent with something wrong would be shown again, with all that it holds.
            for headers in ({}, {"Accept": "application/json"}):
                answer = reader.post(scene.here("application_step", step), {"phone": "12"}, headers=headers)
                assert answer.status_code == (422 if headers else 302)
                assert not any(words in answer.content.decode() for words in own)


def test_each_page_says_why_a_button_is_not_there(visitor):
    scene = Scene("draft")
    with translation.override("ky"):
        editor, reader = visitor(scene.people["editor"]), visitor(scene.people["reader"])
        page = text_of(editor.get(scene.here("application")))
        assert scene.application.leader in page
        assert "сизди чакырган адам гана" in page
        assert "Табыштаманы тапшыруу</button>" not in text_of(editor.get(scene.here("application_check")))
        assert scene.application.leader in text_of(editor.get(scene.here("application_check")))
        assert "сизди чакырган адамдан укук сураңыз" in text_of(reader.get(scene.here("application")))
        page = text_of(reader.get(scene.here("application_step", "plan"), follow=True))
        assert "Жазуу укугун арыз ээсинен сураңыз" in page
        page = text_of(editor.get(scene.here("group")))
        assert "Жетекчи гана адам чакырат" in page
        assert "/join/" not in page and '<form method="post" class' not in page
