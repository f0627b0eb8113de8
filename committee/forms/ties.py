"""What the chair fills in: the order of equals, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committee.naming import called
from initiatives.models import Application


class TieForm(forms.Form):
    """Which of the equal applications stands first, which next, and the reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In a sentence or two. It stands in the protocol of the session."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args: Any, applications: Sequence[Application], **kwargs: Any) -> None:
        """Take the equal applications, in the order in which they stand."""
        super().__init__(*args, **kwargs)
        self.applications = applications
        numbers = [(str(number), str(number)) for number in range(1, len(applications) + 1)]
        for application in applications:
            self.fields[self._name(application)] = forms.ChoiceField(
                label=f"{called(application)} «{application.title}»",
                choices=[("", "–"), *numbers],
                error_messages={"required": _("Choose its number.")},
                widget=forms.Select(attrs={"class": "short"}),
            )
        self.order_fields(self._name(application) for application in applications)

    def clean(self) -> dict[str, Any]:
        """See to it that each number is given once."""
        given: dict[str, Any] = super().clean() or {}
        taken: dict[str, Application] = {}
        for application in self.applications:
            number = given.get(self._name(application))
            if number in taken:
                self.add_error(
                    self._name(application),
                    _("%(name)s has this number already. Choose another one.") % {"name": called(taken[number])},
                )
            elif number:
                taken[number] = application
        return given

    def order(self) -> list[Application]:
        """Return the applications, the first of them highest; of a valid form."""
        return sorted(self.applications, key=lambda application: int(self.cleaned_data[self._name(application)]))

    @property
    def number_fields(self) -> list[BoundField]:
        """The lists of numbers, in the order in which the applications stand."""
        return [self[self._name(application)] for application in self.applications]

    @staticmethod
    def _name(application: Application) -> str:
        return f"place_{application.pk}"
