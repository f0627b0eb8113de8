"""The implementation plan."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.forms.rows import RowForm, Rows
from initiatives.models import Contest
from kyrgyz.dates import KY_MONTHS
from kyrgyz.language import resolve

# Of a contest whose dates lie years apart.
MOST_MONTHS = 24
# The id of the list of months on the page.
MONTHS = "months"


class PlanItemForm(RowForm):
    """One activity; all but its name may wait until the application is handed in."""

    typed = ("what", "month", "place", "responsible")

    what = forms.CharField(
        label=_("Activity"), max_length=300, error_messages={"required": _("Write what you will do, or empty the row.")}
    )
    # Free words, with the contest's months to choose from: an activity may last from May to June.
    month = forms.CharField(
        label=_("When"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": MONTHS, "autocomplete": "off"}),
    )
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    responsible = forms.CharField(label=_("Who answers for it"), max_length=120, required=False)


class Plan(Rows[PlanItemForm]):
    """The activities of a plan."""

    form = PlanItemForm


def months_of(contest: Contest) -> list[str]:
    """Return the months from the contest's decision to the day by which all must be done: «февраль», «март».

    The year stands with them where there is more than one: «2026-ж. декабрь», «декабрь 2026 г.».
    """
    first, last = contest.decision_on, contest.implement_by
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    numbers = [first.year * 12 + first.month - 1 + step for step in range(min(count, MOST_MONTHS))]
    return [_month(date(number // 12, number % 12 + 1, 1), with_year=first.year != last.year) for number in numbers]


def _month(day: date, *, with_year: bool) -> str:
    # The names of the months are the same in both languages.
    name = KY_MONTHS[day.month - 1]
    if not with_year:
        return name
    return f"{name} {day.year} г." if resolve() == "ru" else f"{day.year}-ж. {name}"
