"""The demo's contest as the ground of tests that need a whole one."""

import pytest

from initiatives.models import Contest
from portal.demo import run


@pytest.fixture
def demo(db: None) -> Contest:
    """Run the demo's contest of 2021 to its published results; its papers are not drawn."""
    return run.run(lambda _step: None)
