"""Parts of every page with a form: the error summary, and small helps for the field templates."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django import template
from django.forms import BaseForm, BaseFormSet, BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

# In words, because Django's own BaseFormSet cannot be subscripted when the program runs.
FormOrSet: TypeAlias = "BaseForm | BaseFormSet[Any]"


@dataclass(frozen=True)
class Mistake:
    """One line of the summary: the words, and the id of the field they lead to ("" when there is none)."""

    text: str
    target: str


def _count_in_words(count: int) -> str:
    """Return the heading for `count` mistakes: in words up to ten, in figures beyond."""
    words = {
        1: _("One place needs mending"),
        2: _("Two places need mending"),
        3: _("Three places need mending"),
        4: _("Four places need mending"),
        5: _("Five places need mending"),
        6: _("Six places need mending"),
        7: _("Seven places need mending"),
        8: _("Eight places need mending"),
        9: _("Nine places need mending"),
        10: _("Ten places need mending"),
    }
    if count in words:
        return words[count]
    many = ngettext("%(count)d place needs mending", "%(count)d places need mending", count)
    return many % {"count": count}


def _after_label(label: str, message: str) -> str:
    """Return "label: message": the message begins small and, if it is one sentence, loses its stop.

    A label that asks ("Who gives it?") or already ends with a stop keeps it, and the message its capital.
    """
    if message.endswith(".") and ". " not in message:
        message = message[:-1]
    if label.endswith(("?", "!", ".", ":")):
        return f"{label} {message}"
    if len(message) > 1 and message[0].isupper() and message[1].islower():
        message = message[0].lower() + message[1:]
    return f"{label}: {message}"


def field_target(field: BoundField) -> str:
    """Return the id of the control a link to `field` should reach, "" for a hidden field.

    A set of radio buttons or of several boxes has no id of its own to focus: its first control is meant.
    """
    if field.is_hidden or not field.auto_id:
        return ""
    return field.id_for_label or f"{field.auto_id}_0"


def _of_form(form: BaseForm, place: str) -> Iterator[Mistake]:
    """Yield the mistakes of one form; `place` names its line in a formset, or is empty."""
    for message in form.non_field_errors():
        yield Mistake(_after_label(place, str(message)) if place else str(message), "")
    for field in form:
        label = str(field.label)
        where = f"{place}, {label[:1].lower()}{label[1:]}" if place else label
        for message in field.errors:
            yield Mistake(_after_label(where, str(message)), field_target(field))


def _mistakes(item: FormOrSet) -> Iterator[Mistake]:
    """Yield the mistakes of a form or of a whole formset, in the order of the page."""
    # What is no form names its own: the limits of a budget.
    if (named := getattr(item, "mistakes", None)) is not None:
        yield from (Mistake(text, target) for text, target in named)
        return
    # The templates of single forms ask this mark, so that no form shows its mistakes twice.
    item.summary_shown = True  # type: ignore[union-attr]  # a mark of ours on Django's form
    if not item.is_bound:
        return
    if isinstance(item, BaseForm):
        yield from _of_form(item, "")
        return
    for message in item.non_form_errors():
        yield Mistake(str(message), "")
    for number, form in enumerate(item.forms, start=1):
        form.summary_shown = True
        place = getattr(form, "summary_label", "") or _("Line %(number)s") % {"number": number}
        yield from _of_form(form, str(place))


@register.inclusion_tag("parts/error_summary.html")
def error_summary(*items: "FormOrSet | None") -> dict[str, Any]:
    """Show what is wrong in any number of forms and formsets, with links to the fields.

    A form of a formset may carry `summary_label` (e.g. «Волейбол тобу»), which names its line. Anything else may
    carry `mistakes`, pairs (words, id of their place). Missing forms (None or "") are passed over.
    Side effect: marks the forms, so that crispy does not repeat them.
    """
    mistakes = [mistake for item in items if item for mistake in _mistakes(item)]
    return {"mistakes": mistakes, "heading": _count_in_words(len(mistakes)) if mistakes else ""}


@register.inclusion_tag("parts/error_summary.html")
def error_summary_once(item: FormOrSet) -> dict[str, Any]:
    """Show the summary of one form or formset, unless the page has shown it already."""
    if getattr(item, "summary_shown", False):
        return {"mistakes": [], "heading": ""}
    return error_summary(item)


@register.filter
def file_name(path: str) -> str:
    """Return the last part of a stored file's path."""
    return posixpath.basename(str(path))


@register.filter
def says_optional(field: BoundField) -> bool:
    """Tell whether the label should say that the field may be left empty.

    A lone tick box never says it. A form where nearly everything is optional (a filter, a draft) may
    switch the words off with the attribute `show_optional = False`.
    """
    input_type = getattr(field.field.widget, "input_type", "")
    lone_box = input_type == "checkbox" and not field.use_fieldset
    return not field.field.required and not lone_box and getattr(field.form, "show_optional", True)
