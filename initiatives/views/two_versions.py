"""Two versions of one step: what was saved meanwhile, and what this page holds. The person sees both and chooses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from initiatives.forms.rows import Rows
from initiatives.models import Application, Part
from initiatives.views.common import STEP_NAMES, me
from initiatives.views.page_signs import saved_words, typed_in

CHOICE = "keep-"
THEIRS = "theirs"


@dataclass(frozen=True)
class Difference:
    """One place in which the two versions differ, each as lines of text."""

    name: str
    label: str
    theirs: list[str]
    mine: list[str]

    @property
    def keeps_mine(self) -> bool:
        """Whether this page's version is the one offered first: an empty one never is, for it may just be older."""
        return any(self.mine)


def ask_which(
    request: HttpRequest, application: Application, part: Part, stored: list[Any], sent: list[Any]
) -> HttpResponse:
    """Return the page that shows both versions and asks, place by place, which is to stay.

    part: what was saved meanwhile; stored, sent: the step's forms with that and with what this page holds.
    """
    return render(
        request,
        "initiatives/two_versions.html",
        {
            "application": application,
            "contest": application.contest,
            "title": STEP_NAMES[part.name],
            "step": part.name,
            "revision": part.revision,
            "saved": saved_words(part),
            "who": _("You, on another page") if part.saved_by_id == me(request).pk else part.saved_by.name,
            "differences": list(differences(stored, sent)),
            "typed": [(name, value) for name, values in typed_in(request.POST).lists() for value in values],
        },
        status=409,
    )


def chosen(posted: QueryDict, stored: list[Any]) -> QueryDict:
    """Return what was sent, with the stored version wherever the person chose that one."""
    names = [name.removeprefix(CHOICE) for name, value in posted.items() if name.startswith(CHOICE) and value == THEIRS]
    if not names:
        return posted
    mixed = posted.copy()
    kept = as_typed(stored)
    prefixes = tuple(f"{form.prefix}-" for form in stored if isinstance(form, Rows) and form.prefix in names)
    for name in list(mixed):
        if name in names or (prefixes and name.startswith(prefixes)):
            del mixed[name]
    for name, values in kept.lists():
        if name in names or (prefixes and name.startswith(prefixes)):
            mixed.setlist(name, list(values))
    return mixed


def differences(stored: Sequence[Any], sent: Sequence[Any]) -> Iterable[Difference]:
    """Yield each field that differs; the rows of a plan or a budget count as one place."""
    for theirs, mine in zip(stored, sent, strict=True):
        if isinstance(theirs, Rows):
            pair = _rows(theirs), _rows(mine)
            if pair[0] != pair[1]:
                yield Difference(str(theirs.prefix), _("Rows"), *pair)
            continue
        for name, field in theirs.fields.items():
            pair = _shown(theirs, name), _shown(mine, name)
            if pair[0] != pair[1]:
                yield Difference(mine[name].html_name, str(field.label), *pair)


def as_typed(forms: Sequence[Any]) -> QueryDict:
    """Return a step's forms as a browser would send them."""
    data = QueryDict(mutable=True)
    for form in forms:
        members = [form.management_form, *form.forms] if isinstance(form, Rows) else [form]
        for member in members:
            for field in member:
                value = field.value()
                if value is not None and value is not False:
                    data[field.html_name] = str(value)
    return data


def _rows(rows: Any) -> list[str]:
    return [
        " · ".join(words for name in row.fields if name != "DELETE" for words in _shown(row, name) if words)
        for row in rows.kept
    ]


def _shown(form: BaseForm, name: str) -> list[str]:
    """Return a field's value as a person reads it, line by line."""
    value = form[name].value()
    choices = getattr(form.fields[name], "choices", None)
    if choices is not None:
        value = next((label for key, label in choices if key and str(key) == str(value)), "")
    return str("" if value is None else value).replace("\r\n", "\n").strip().split("\n")
