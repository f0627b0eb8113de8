"""Who may read which paper."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from documents.models import Paper
from municipality.access import holds
from municipality.verdicts import YES, Verdict, no

# A room above knows when a paper of its kind is for everyone, and who else may read it before: it says so here.
Reader = Callable[[Paper, Any], bool]
_readers: dict[str, Reader] = {}


def readers(kind: Paper.Kind, reader: Reader) -> None:
    """Name the rule that tells who besides the municipality's staff may read papers of a kind."""
    _readers[kind] = reader


def may_read(paper: Paper, user: Any) -> Verdict:
    """Whether the person (or anyone, where the paper is public) may download the paper."""
    if getattr(user, "is_superuser", False) or holds(user, paper.municipality_id, "specialist", "head", "accountant"):
        return YES
    reader = _readers.get(paper.kind)
    if reader is not None and reader(paper, user):
        return YES
    return no(_("This paper is not open to everyone. What it states can be checked by its code."))
