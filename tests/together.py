"""Doing things at the same moment, each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

# A thread that waits for others which will never come is told so; nothing is measured by it.
PATIENCE = 120


def together(jobs: Sequence[Callable[[], Any]], *, isolation: str = "") -> list[Any]:
    """Run the jobs at once, all from the same start; return what each returned or raised, in the order of jobs.

    isolation: the level of each thread's transactions, on PostgreSQL.
    """
    start = threading.Barrier(len(jobs))
    ends: list[Any] = [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            if isolation:
                connection.connection.set_session(isolation_level=isolation)
            start.wait(timeout=PATIENCE)
            ends[place] = job()
        except Exception as error:
            ends[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends


def all_after(function: Callable[..., Any], parties: int) -> Callable[..., Any]:
    """Return the function so that its first call in each thread returns only when all threads have made theirs.

    Put round a check, it lets everyone look before anyone writes: the widest window a race can have.
    """
    seen, met = threading.local(), threading.Barrier(parties)

    def looked(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        if not getattr(seen, "once", False):
            seen.once = True
            met.wait(timeout=PATIENCE)
        return found

    return looked
