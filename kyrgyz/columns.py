"""Columns of the admin. Django's own would show a sum as bare tyiyn, and call yes and no "True" and "False"."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.template.defaultfilters import yesno

from kyrgyz.money import som

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def som_column(field: str, label: "str | _StrPromise") -> Callable[[Any], str | None]:
    """Return a column that shows the tyiyn of a field as «12 000 сом».

    For list_display and readonly_fields; sorts by the field. A missing sum shows as the admin's empty value.
    """

    @admin.display(description=label, ordering=field)
    def column(obj: Any) -> str | None:
        tyiyn: int | None = getattr(obj, field)
        return None if tyiyn is None else som(tyiyn)

    # The admin makes the column's class name and its label in messages of this.
    column.__name__ = f"{field}_som"
    return column


def yes_no_column(field: str, label: "str | _StrPromise") -> Callable[[Any], str]:
    """Return a column that says a truth value in words, «ооба» or «жок»; sorts by the field."""

    @admin.display(description=label, ordering=field)
    def column(obj: Any) -> str:
        return str(yesno(getattr(obj, field)))

    column.__name__ = f"{field}_yes_no"
    return column
