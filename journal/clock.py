"""The one clock of the house: what the services call now.

Dates decide rights here (a contest closes, a sheet is sealed), so all services ask this clock. The demo of 2021
and the tests set it; a running server never does. The journal notes both this time and the machine's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Return the present moment, aware."""
    return _set_to.get() or timezone.now()


def today() -> date:
    """Return today's date in the portal's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the services believe that it is `moment` (aware) inside the block."""
    if timezone.is_naive(moment):
        raise ValueError("The clock is set to an aware moment only.")
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)
