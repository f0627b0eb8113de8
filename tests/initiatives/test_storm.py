"""The storm before the deadline: two hundred hand in at once, to four processes, on PostgreSQL."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from documents.models import Paper, Register, RegisterEntry
from initiatives.models import Application, Contest
from journal.services import verify
from notices.models import Notice
from tests import factories as make
from tests.initiatives.storm import End, Press

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PROCESSES = 4
LANES = 5  # in each process; a server takes a hundred connections
MANY, LATE = 200, 12
State = Application.State


@contextmanager
def server(weakness: str) -> Iterator[subprocess.Popen[str]]:
    """Start one process of the storm on this test's database."""
    words = [str(connection.settings_dict["NAME"]), str(LANES), weakness]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.initiatives.storm", *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def let_loose(presses: list[Press], weakness: str = "") -> list[End]:
    """Deal the presses out to the processes, start all of them at one moment, and return every end."""
    with ExitStack() as stack:
        servers = [stack.enter_context(server(weakness)) for _process in range(PROCESSES)]
        for number, process in enumerate(servers):
            say(process, json.dumps(presses[number::PROCESSES]))
        for process in servers:
            assert hear(process) == "ready"
        for process in servers:
            say(process, "go")
        return [end for process in servers for end in json.loads(hear(process))]


def say(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdin
    process.stdin.write(f"{words}\n")
    process.stdin.flush()


def hear(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def press(application: Application, *, late: bool = False) -> Press:
    return {"application": application.pk, "person": application.applicant_id, "late": late}


def drafts(contest: Contest, how_many: int) -> list[Application]:
    """Store whole drafts, each of its own applicant."""
    return [make.make_application(contest) for _draft in range(how_many)]


def numbers(code: Register.Code) -> list[int]:
    """Return the numbers given in a register, in order."""
    return list(RegisterEntry.objects.filter(register__code=code).order_by("number").values_list("number", flat=True))


def whole(application: Application) -> dict[str, Any]:
    """Return all that an application holds, row by row."""
    application.refresh_from_db()
    parts = [application.plan, application.lines, application.attachments]
    fields = {field.attname: getattr(application, field.attname) for field in application._meta.concrete_fields}
    return {**fields, "parts": [list(part.order_by("id").values()) for part in parts]}


def test_two_hundred_at_once_are_numbered_without_a_gap_and_those_too_late_keep_their_draft() -> None:
    contest = make.make_contest()
    in_time, too_late = drafts(contest, MANY), drafts(contest, LATE)
    kept = [whole(application) for application in too_late]
    assert not Register.objects.filter(code=Register.Code.APPLICATIONS).exists(), "they must race for the first one too"

    presses = [press(application) for application in in_time]
    for number, application in enumerate(too_late):
        presses.insert(number * (MANY // LATE), press(application, late=True))
    # Every fifth presses twice, to two processes at the same moment.
    for application in in_time[::5]:
        presses.insert(presses.index(press(application)), press(application))
    ends = let_loose(presses)
    assert len(ends) == MANY + LATE + MANY // 5

    # Everyone in time is led to their receipt, whichever press it was.
    expected = Counter(reverse("application_receipt", args=[one["application"]]) for one in presses if not one["late"])
    late_keys = {application.pk for application in too_late}
    assert {end["status"] for end in ends} == {302}
    assert Counter(end["leads"] for end in ends if end["application"] not in late_keys) == expected

    everyone = list(range(1, MANY + 1))
    found = Application.objects.filter(pk__in=[one.pk for one in in_time]).select_related("entry__register")
    assert sorted(one.entry.number for one in found) == everyone
    assert {one.state for one in found} == {State.SUBMITTED}
    assert all(one.submitted_at for one in found)
    for code in (Register.Code.APPLICATIONS, Register.Code.RECEIPTS):
        assert numbers(code) == everyone
        assert Register.objects.get(code=code).last_number == MANY

    receipts = Paper.objects.filter(kind=Paper.Kind.RECEIPT).select_related("entry")
    assert sorted(paper.subject_id for paper in receipts) == sorted(one.pk for one in in_time)
    of_application = {one.pk: one.number for one in found}
    assert all(paper.facts["application"]["number"] == of_application[paper.subject_id] for paper in receipts)
    assert len({paper.code for paper in receipts}) == MANY
    told = Counter(Notice.objects.filter(kind="application_submitted").values_list("recipient", flat=True))
    assert told == Counter(one.applicant_id for one in in_time)
    assert verify()[1] == []

    for application, before in zip(too_late, kept, strict=True):
        assert whole(application) == before
        assert application.state == State.DRAFT
    # They are led to the check, whose page says that the time is over.
    checks = Counter(reverse("application_check", args=[key]) for key in late_keys)
    assert Counter(end["leads"] for end in ends if end["application"] in late_keys) == checks


def test_with_numbers_read_and_written_the_same_storm_loses_applications() -> None:
    """The negative control: if nobody were lost here, the storm above would prove nothing."""
    ends = let_loose([press(application) for application in drafts(make.make_contest(), 40)], "naive numbers")
    statuses = Counter(end["status"] for end in ends)
    assert statuses[302] + statuses[500] == 40
    assert statuses[500] > 0
    assert Application.objects.filter(state=State.SUBMITTED).count() == statuses[302]


def test_without_the_row_s_lock_the_second_press_breaks() -> None:
    """The other control: without the lock a second press at the same moment is not answered by the page."""
    twice = [press(application) for application in drafts(make.make_contest(), 20) for _press in range(2)]
    ends = let_loose(twice, "no lock")
    assert Counter(end["status"] for end in ends)[500] > 0
