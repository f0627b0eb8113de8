"""The steps of an application by the names that pages, notices and papers call them."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEP_NAMES: dict[str, Promise] = {
    "initiative": _("Initiative"),
    "plan": _("Implementation plan"),
    "budget": _("Budget of the initiative"),
    "applicant": _("Applicant"),
    "documents": _("Documents"),
}


def names_of(steps: Iterable[str]) -> list[Promise]:
    """Return the names of the steps, in the order in which they are written."""
    named = set(steps)
    return [name for step, name in STEP_NAMES.items() if step in named]
