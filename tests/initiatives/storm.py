"""One server process of the storm: presses «hand in» for many applicants at once, and tells how each press ended.

    python -m tests.initiatives.storm DATABASE LANES WEAKNESS

reads presses (JSON: application, person, late) from its input, says "ready", waits for a line, lets LANES threads
take them in order, each with a database connection of its own, and writes the ends (JSON: application, status,
where it led) to its output. WEAKNESS takes a guard away for the negative controls: see `WEAKNESSES`.
"""

import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from queue import Empty, SimpleQueue
from typing import Any, TypedDict

import django

# Each lane is told that it waited in vain; nothing is measured by it.
PATIENCE = 120


class Press(TypedDict):
    """Somebody's press of the button; late: by the server's clock the contest has just closed."""

    application: int
    person: int
    late: bool


class End(TypedDict):
    """How a press was answered."""

    application: int
    status: int
    leads: str


def naive_numbers() -> None:
    """Give numbers as one would without a thought: read the last one, write the next one."""
    from documents import services as documents
    from documents.models import Register, RegisterEntry
    from initiatives.services import applications

    def next_entry(*, municipality: Any, register: str, year: int) -> RegisterEntry:
        book, _ = Register.objects.get_or_create(municipality=municipality, code=register, year=year)
        number = book.last_number + 1
        Register.objects.filter(pk=book.pk).update(last_number=number)
        return RegisterEntry.objects.create(register=book, number=number)

    documents.next_entry = applications.next_entry = next_entry


def no_lock() -> None:
    """Look at the application without taking its row."""
    from initiatives.models import Application
    from initiatives.services import applications

    def unlocked(application: Application) -> Application:
        return Application.objects.select_related("contest__municipality", "applicant", "entry__register").get(
            pk=application.pk
        )

    applications.locked = unlocked  # type: ignore[assignment]  # the guard is taken away on purpose


def nothing() -> None:
    """Leave every guard where it is."""


WEAKNESSES: dict[str, Callable[[], None]] = {"": nothing, "naive numbers": naive_numbers, "no lock": no_lock}


def set_up(database: str, weakness: str) -> None:
    """Start Django on the tests' database; no paper is drawn: that happens after the act, and would take minutes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.db import connection

    from documents import services as documents
    from documents.render import RendererMissing

    connection.settings_dict["NAME"] = database

    def draw(*_: object) -> bytes:
        raise RendererMissing("not in the storm")

    documents.draw = draw
    WEAKNESSES[weakness]()


def storm(presses: list[Press], lanes: int) -> list[End]:
    """Press for everyone, `lanes` at a time, and return the ends in the order in which they came."""
    from django.db import connections
    from django.test import Client
    from django.urls import reverse

    from initiatives.models import Application
    from journal import clock
    from municipality.models import User

    waiting: SimpleQueue[tuple[Client, Press]] = SimpleQueue()
    closes_at = {}
    for press in presses:
        # Signed in before it begins, as people are who have been writing.
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(pk=press["person"]))
        waiting.put((client, press))
        application = Application.objects.select_related("contest").get(pk=press["application"])
        closes_at[application.pk] = application.contest.closes_at
    print("ready", flush=True)  # noqa: T201 - said to the test that started it
    sys.stdin.readline()

    ends: list[End] = []
    start = threading.Barrier(lanes)

    def lane() -> None:
        start.wait(timeout=PATIENCE)
        while True:
            try:
                client, press = waiting.get_nowait()
            except Empty:
                break
            key = press["application"]
            with clock.at(closes_at[key]) if press["late"] else nullcontext():
                answer = client.post(reverse("application_submit", args=[key]))
            ends.append({"application": key, "status": answer.status_code, "leads": answer.get("Location", "")})
        connections.close_all()

    threads = [threading.Thread(target=lane) for _lane in range(lanes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def main() -> None:
    """Do what the words say."""
    database, lanes, weakness = sys.argv[1:]
    set_up(database, weakness)
    ends = storm(json.loads(sys.stdin.readline()), int(lanes))
    print(json.dumps(ends), flush=True)  # noqa: T201 - said to the test that started it


if __name__ == "__main__":
    main()
