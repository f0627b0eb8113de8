"""What the chair and the secretary fill in when they try how far the money goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budget.models import Envelope
from committee.models import Scenario
from kyrgyz.fields import SomField


class ScenarioForm(forms.Form):
    """The name of a scenario."""

    name = forms.CharField(
        label=gettext_lazy("Name of the scenario"),
        help_text=gettext_lazy("So that you tell it from the others, for example: by rank; sport first."),
        max_length=Scenario._meta.get_field("name").max_length,
    )


class SumsForm(forms.Form):
    """What a scenario gives one application, by source; an empty box is nothing."""

    show_optional = False

    def __init__(
        self, *args: Any, envelopes: Sequence[Envelope], given: Mapping[int, int], name: str, **kwargs: Any
    ) -> None:
        """Take the envelopes, the tyiyn given so far by the envelope's id, and what the application is called."""
        super().__init__(*args, **kwargs)
        self.envelopes = envelopes
        for envelope in envelopes:
            self.fields[f"money_{envelope.pk}"] = SomField(
                label=_("%(source)s, som") % {"source": envelope.source.name},
                required=False,
                initial=given.get(envelope.pk),
                widget=forms.TextInput(
                    attrs={"class": "num", "aria-label": f"{name}: {envelope.source.name}"},
                ),
            )

    def money(self) -> list[tuple[Envelope, int]]:
        """Return the sums above zero, in tyiyn; of a valid form."""
        sums = [(envelope, self.cleaned_data.get(f"money_{envelope.pk}")) for envelope in self.envelopes]
        return [(envelope, tyiyn) for envelope, tyiyn in sums if tyiyn]

    @property
    def money_fields(self) -> list[BoundField]:
        """The boxes, in the order of the sources."""
        return [self[f"money_{envelope.pk}"] for envelope in self.envelopes]
