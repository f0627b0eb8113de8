"""What tests of accounts stand on: no limits left from the test before, no messages of others."""

import shutil
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """The portal sends few codes to one address, and lets few sign up from one place in a row."""
    cache.clear()
    yield
    shutil.rmtree(settings.SMS_FILE_PATH, ignore_errors=True)
