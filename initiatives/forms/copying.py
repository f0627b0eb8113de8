"""Choosing a contest for a new application; and a step's form, written as a browser would send it."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from initiatives.forms.budget import ContributionForm, Lines
from initiatives.models import Application, Contest
from kyrgyz.dates import until


class ContestChoice(forms.ModelChoiceField):
    """A contest that takes applications, named with its municipality and its last day."""

    def label_from_instance(self, obj: Contest) -> str:
        """Return what stands beside the button."""
        return f"{obj.title}. {obj.municipality.name}, {until(obj.closes_at)}"


class CopyForm(forms.Form):
    """In which contest the new application is to be handed in; a sole one is chosen beforehand."""

    contest = ContestChoice(
        label=_("In which contest?"),
        queryset=Contest.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose the contest."),
            "invalid_choice": _("This contest takes no applications now. Choose another one."),
        },
    )

    def __init__(self, *args: Any, contests: QuerySet[Contest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contest"]
        field.queryset = contests  # type: ignore[attr-defined]  # a ModelChoiceField, declared above
        field.initial = contests[0].pk if len(contests) == 1 else None


def budget_as_sent(draft: Application, lines: Sequence[Mapping[str, Any]]) -> str:
    """Return the step of the budget as if these lines had been typed there; see `services.start_from`."""
    of_contest: dict[str, Any] = {"sources": draft.contest.sources.all()}
    rows = Lines(initial=lines, form_kwargs=of_contest, prefix="lines")
    return as_sent([rows, ContributionForm(instance=copy.copy(draft), prefix="own")])


def as_sent(parts: Iterable[forms.BaseForm | forms.BaseFormSet]) -> str:
    """Return forms and sets of rows, as they are shown, in the way a browser would send them."""
    data = QueryDict(mutable=True)
    for part in parts:
        forms_of_part = [part] if isinstance(part, forms.BaseForm) else [part.management_form, *part.forms]
        for form in forms_of_part:
            for field in form:
                value = field.value()
                # Ticks and choices that are not made are not sent.
                if value is not None and value is not False:
                    data[field.html_name] = str(getattr(value, "pk", value))
    return data.urlencode()
