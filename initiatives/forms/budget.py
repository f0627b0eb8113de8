"""The budget: its lines, and what the applicants give themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from initiatives.forms.long_text import limit_text
from initiatives.forms.rows import RowForm, Rows
from initiatives.limits import over_by_line, short_words, standings
from initiatives.models import Application, FundingSource
from initiatives.quantity import QuantityError, line_sum, parse_quantity, show_quantity
from kyrgyz.fields import SomField
from kyrgyz.money import LIMIT_SOM, SOM, figure


class QuantityField(forms.CharField):
    """A quantity typed with a comma or without; its cleaned value is an int of hundredths."""

    default_error_messages = {
        "required": _("Write how many, for example 4."),
        "invalid": _("Write how many in figures, for example 4 or 2,5."),
        "negative": _("The quantity cannot be below zero. Write it without the minus."),
        "fraction": _("After the comma come two figures at most, for example 2,25."),
        "zero": _("The quantity must be above zero. Write how many, or empty the row."),
        "too_big": _("The quantity must not be above 100 000. Check the zeros."),
    }

    def to_python(self, value: Any) -> Any:
        """Return the hundredths of a typed quantity. Raises ValidationError."""
        if value is None or not str(value).strip():
            return None
        try:
            return parse_quantity(str(value))
        except QuantityError as fault:
            raise ValidationError(self.error_messages[fault.code], code=fault.code) from None

    def prepare_value(self, value: Any) -> Any:
        """Return the text for the box: hundredths as they are written, a typed text as it is."""
        return show_quantity(value) if isinstance(value, int) else value


class LineForm(RowForm):
    """One line of the budget."""

    typed = ("what", "unit", "quantity", "price")

    what = forms.CharField(
        label=_("What is bought"),
        max_length=200,
        error_messages={"required": _("Write what is bought, or empty the row.")},
    )
    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=FundingSource.objects.none(),
        empty_label=_("Choose the source"),
        error_messages={"required": _("Choose the source.")},
    )
    quantity = QuantityField(
        label=_("Quantity"),
        widget=forms.TextInput(attrs={"class": "num", "inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.CharField(label=_("Unit"), max_length=30, required=False)
    price = SomField(
        label=_("Price"),
        min_value=1,
        widget=forms.TextInput(attrs={"class": "num"}),
        error_messages={
            "required": _("Write the price, for example 1 500."),
            "min_value": _("The price must be above zero."),
        },
    )

    # The set it belongs to, which knows what the lines ask for together.
    lines: "Lines"

    def __init__(self, *args: Any, sources: QuerySet[FundingSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.queryset = sources
        # The rows share one list, which is read once.
        self.source_names = {source.pk: source.name for source in sources}
        field.choices = [("", field.empty_label), *self.source_names.items()]

    def clean(self) -> dict[str, Any]:
        """Refuse a line whose sum is nothing, or more than any budget holds."""
        amount = self.amount
        if amount == 0:
            self.add_error("price", _("The sum of the line is less than one tyiyn."))
        elif amount is not None and amount >= LIMIT_SOM * SOM:
            self.add_error("price", _("The sum of the line must be less than 1 000 000 000 som. Check the zeros."))
        return self.cleaned_data

    @property
    def amount(self) -> int | None:
        """The sum of the line in tyiyn, as far as it can be told from what was typed or saved."""
        quantity, price = self._known("quantity"), self._known("price")
        return None if quantity is None or price is None else line_sum(quantity, price)

    @property
    def source_id(self) -> int | None:
        """The id of the chosen source."""
        source = self._known("source")
        return source.pk if isinstance(source, FundingSource) else source

    @property
    def shown_source(self) -> str:
        """The name of the chosen source."""
        return self.source_names.get(self.source_id, "") if self.source_id else ""

    @property
    def shown_quantity(self) -> str:
        """How many of what unit: «2,5 метр»."""
        quantity = self._known("quantity")
        return "" if quantity is None else f"{show_quantity(quantity)} {self._known('unit') or ''}".strip()

    @property
    def shown_price(self) -> str:
        """The price in figures."""
        price = self._known("price")
        return "" if price is None else figure(price)

    @property
    def over_words(self) -> str:
        """By how much the line goes beyond what its source may give: «Донор: чектен 2 000 сомго ашты», or nothing."""
        over = self.lines.over.get(self, 0)
        return f"{self.shown_source}: {short_words(over)}" if over else ""

    def _known(self, name: str) -> Any:
        """Return what was rightly typed or is saved."""
        return getattr(self, "cleaned_data", {}).get(name) if self.is_bound else self.initial.get(name)


class Lines(Rows[LineForm]):
    """The lines of a budget, with the sums that the page shows."""

    form = LineForm

    def add_fields(self, form: LineForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.lines = self

    @cached_property
    def over(self) -> dict[LineForm, int]:
        """By how many tyiyn each row on the page goes beyond what its source may give."""
        rows = self.kept
        asked = [(row.source_id, row.amount or 0) for row in rows]
        standing = standings(self.asked_by_source(list(self.form_kwargs["sources"])))
        return dict(zip(rows, over_by_line(asked, standing), strict=True))

    def asked_by_source(self, sources: list[FundingSource]) -> list[tuple[FundingSource, int]]:
        """Return each source with the tyiyn that the rows on the page ask from it."""
        asked: dict[int | None, int] = {}
        for row in self.kept:
            asked[row.source_id] = asked.get(row.source_id, 0) + (row.amount or 0)
        return [(source, asked.get(source.pk, 0)) for source in sources]

    @property
    def total(self) -> int:
        """The sum of the rows on the page, in tyiyn."""
        return sum(row.amount or 0 for row in self.kept)


class ContributionForm(forms.ModelForm):
    """What the applicants give themselves: in words, and its value where they wish to name one."""

    show_optional = False

    class Meta:
        model = Application
        fields = ["own_contribution", "own_contribution_value"]
        labels = {
            "own_contribution": _("Own contribution"),
            "own_contribution_value": _("Its value in som, if you wish"),
        }
        help_texts = {
            "own_contribution": _("Labour, transport, a room: in words. You need not turn it into money."),
            "own_contribution_value": _("It is not added to the sum you ask for."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_text(self, "own_contribution", rows=4)
        self.fields["own_contribution_value"].widget.attrs["class"] = "num"
