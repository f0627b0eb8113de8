"""What the walks carry in their pockets."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.walks.server import Served, serve


@pytest.fixture
def png() -> bytes:
    """A small real picture."""
    kept = BytesIO()
    Image.new("RGB", (8, 8), "#9e2a2b").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The portal as it runs for people, with the demo; one for all tests that ask for it."""
    with serve(Path(tmp_path_factory.mktemp("served"))) as found:
        yield found
