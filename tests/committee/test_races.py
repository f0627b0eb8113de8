"""Acts on one contest at the same moment: who looks first holds its row until they are through."""

import threading
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from committee import services
from committee.services import contest as acts
from initiatives.models import Contest
from municipality.verdicts import no
from tests.committee.factories import make_round, refusal, specialist_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def taken(contest: Contest) -> bool:
    """Tell whether another transaction holds the contest's row now."""
    found: list[bool] = []

    def look() -> None:
        try:
            with transaction.atomic():
                Contest.objects.select_for_update(nowait=True).get(pk=contest.pk)
            found.append(False)
        except DatabaseError:
            found.append(True)
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.parametrize(("act", "rule"), [("announce_contest", "may_announce"), ("open_scoring", "may_open_scoring")])
def test_what_was_looked_at_cannot_change_before_it_is_done(
    monkeypatch: pytest.MonkeyPatch, act: str, rule: str
) -> None:
    made = make_round(1, state="draft")
    seen: list[bool] = []

    def look(contest: Contest, user: Any) -> Any:
        seen.append(taken(contest))
        return no("enough was seen")

    monkeypatch.setattr(acts, rule, look)
    refusal(getattr(services, act), by=specialist_of(made), contest=made.contest)
    assert seen == [True]
