"""Facts of a paper lie in the database as JSON; templates want dates back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any


def revive(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts with ISO texts under keys ending in _on (dates) and _at (moments) made dates again."""
    return {key: _value(key, value) for key, value in facts.items()}


def _value(key: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return revive(value)
    if isinstance(value, list):
        return [_value("", item) for item in value]
    if isinstance(value, str) and value and key.endswith("_on"):
        return date.fromisoformat(value)
    if isinstance(value, str) and value and key.endswith("_at"):
        return datetime.fromisoformat(value)
    return value
