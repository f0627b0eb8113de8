"""How many working days there are for a correction, and which day that is."""

from datetime import date, timedelta

# ASSUMED as the usual time for a correction; whoever returns an application may name another day.
CORRECTION_DAYS = 5
_SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """Return the day that is `count` working days after `day`; Saturdays and Sundays do not count."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
