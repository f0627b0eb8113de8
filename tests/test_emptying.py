"""Tests that really commit leave an empty database under all its triggers to the next one."""

import pytest
from django.db import connection
from django.utils import timezone

from journal import triggers
from journal.models import Chain, Record


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_an_append_only_record_does_not_outlive_its_test(turn: int) -> None:
    assert not Record.objects.exists()
    assert triggers.missing(connection) == set()
    assert triggers.present(connection), "there is nothing to keep, so this test would show nothing"

    now = timezone.now()
    chain = Chain.objects.create(scope=f"turn {turn}")
    Record.objects.create(
        chain=chain,
        position=1,
        acted_at=now,
        written_at=now,
        verb="test.acted",
        subject_type="journal.chain",
        subject_id=chain.pk,
        digest="0" * 64,
    )
