"""What the walks carry in their pockets."""

from io import BytesIO

import pytest
from PIL import Image


@pytest.fixture
def png() -> bytes:
    """A small real picture."""
    kept = BytesIO()
    Image.new("RGB", (8, 8), "#9e2a2b").save(kept, "PNG")
    return kept.getvalue()
