"""Rows of a plan or a budget: those saved, and three empty ones beyond."""

from types import GenericAlias
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.forms.renderers import get_default_renderer
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

EMPTY_ROWS = 3
MOST_ROWS = 60


class RowForm(forms.Form):
    """One row. A row in which nothing was typed does not count, whatever was chosen in it."""

    # Names of the fields that make a row count.
    typed: tuple[str, ...] = ()

    show_optional = False
    # Its place on the page, from one; a mark to be replaced in the row that the script adds.
    number: int | str = 0

    def has_changed(self) -> bool:
        """Tell whether anything was typed into this row that is to stay."""
        return not self.removed and any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.typed)

    @property
    def removed(self) -> bool:
        """Whether the row is to be left out, right or wrong as it may be."""
        box = self.fields["DELETE"].widget
        return self.is_bound and bool(box.value_from_datadict(self.data, self.files, self.add_prefix("DELETE")))

    @property
    def title(self) -> str:
        """What the row is about; "" where nobody has said it yet."""
        return str(self["what"].value() or "").strip()

    @property
    def summary_label(self) -> str:
        """The name of the row in the error summary: what it is about, in quotes."""
        return f"«{self.title[:60]}»" if self.title else ""

    @property
    def filled(self) -> bool:
        """Whether the row holds anything, so that it makes sense to remove it."""
        return self.has_changed() or self.removed if self.is_bound else bool(self.initial)


_Row = TypeVar("_Row", bound=RowForm)

if TYPE_CHECKING:

    class _FormSet(forms.BaseFormSet[_Row]):
        def _should_delete_form(self, form: _Row) -> bool: ...

else:

    class _FormSet(forms.BaseFormSet):
        # Django's form sets take no [type] when the program runs.
        __class_getitem__ = classmethod(GenericAlias)


class Rows(_FormSet[_Row]):
    """A set of rows that is stored as a whole: what is empty or to be removed is left out."""

    # What Django's formset_factory would set.
    extra = 0
    can_order = False
    can_delete = True
    can_delete_extra = True
    min_num = 0
    max_num = MOST_ROWS
    absolute_max = MOST_ROWS
    validate_min = False
    validate_max = False
    edit_only = False
    renderer = get_default_renderer()

    def initial_form_count(self) -> int:
        """Return 0: saved rows are no different from new ones, so emptying one removes it."""
        return 0

    def total_form_count(self) -> int:
        """Return how many rows the page shows."""
        if self.is_bound:
            return int(super().total_form_count())
        return min(len(self.initial or []) + EMPTY_ROWS, MOST_ROWS)

    def add_fields(self, form: _Row, index: int | None) -> None:
        super().add_fields(form, index)
        form.number = "__number__" if index is None else index + 1
        form.fields["DELETE"].label = _("Remove this row")

    @property
    def kept(self) -> list[_Row]:
        """The rows that count: something was typed into them and they are not to be removed."""
        if not self.is_bound:
            return [form for form in self.forms if form.initial]
        self.is_valid()
        return [form for form in self.forms if form.has_changed() and not self._should_delete_form(form)]

    @property
    def first_empty(self) -> _Row | None:
        """The first row in which nothing stands."""
        return next((form for form in self.forms if not form.filled), None)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The valid rows as the services take them."""
        return [{name: row.cleaned_data[name] for name in row.fields if name != "DELETE"} for row in self.kept]


def with_more_rows(data: QueryDict, prefix: str) -> QueryDict:
    """Return posted data that asks for three more rows, at most `MOST_ROWS`."""
    more = data.copy()
    name = f"{prefix}-TOTAL_FORMS"
    shown = str(more.get(name, ""))
    if shown.isdecimal() and len(shown) < 4:
        more[name] = str(min(int(shown) + EMPTY_ROWS, MOST_ROWS))
    return more
