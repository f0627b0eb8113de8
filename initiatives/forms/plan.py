"""The implementation plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.rows import RowForm, Rows


class PlanItemForm(RowForm):
    """One activity; all but its name may wait until the application is handed in."""

    typed = ("what", "month", "place", "responsible")

    what = forms.CharField(
        label=_("Activity"), max_length=300, error_messages={"required": _("Write what you will do, or empty the row.")}
    )
    month = forms.CharField(label=_("When"), max_length=60, required=False)
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    responsible = forms.CharField(label=_("Who answers for it"), max_length=120, required=False)


class Plan(Rows[PlanItemForm]):
    """The activities of a plan."""

    form = PlanItemForm
