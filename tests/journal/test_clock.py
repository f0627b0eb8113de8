"""The one clock of the house."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from journal import clock

AUTUMN = datetime(2021, 10, 25, 10, 0, tzinfo=UTC)


def test_the_clock_shows_the_real_time_unless_it_is_set() -> None:
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()


def test_the_clock_is_set_inside_the_block_only() -> None:
    with clock.at(AUTUMN):
        assert clock.now() == AUTUMN
        with clock.at(AUTUMN + timedelta(days=1)):
            assert clock.now() == AUTUMN + timedelta(days=1)
        assert clock.now() == AUTUMN
    assert clock.now() > AUTUMN


def test_the_clock_is_put_back_when_the_block_fails() -> None:
    with pytest.raises(LookupError), clock.at(AUTUMN):
        raise LookupError
    assert clock.now() > AUTUMN


def test_the_day_is_that_of_bishkek() -> None:
    with clock.at(datetime(2021, 10, 25, 17, 59, tzinfo=UTC)):
        assert clock.today() == date(2021, 10, 25)
    with clock.at(datetime(2021, 10, 25, 18, 0, tzinfo=UTC)):
        assert clock.today() == date(2021, 10, 26)


def test_a_moment_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(datetime(2021, 10, 25)):
        pass
