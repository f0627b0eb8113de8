"""The short check before an account: who applies, where, for what, and roughly how much."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.eligibility import OTHER
from initiatives.forms.texts import KINDS
from initiatives.kinds import kinds_open
from initiatives.models import Application, Contest
from kyrgyz.fields import SomField

UNKNOWN = "unknown"


class EligibilityForm(forms.Form):
    """Answers by which the portal tells whether an application makes sense. None of them is stored."""

    kind = forms.ChoiceField(
        label=_("Who applies?"), widget=forms.RadioSelect, error_messages={"required": _("Choose who applies.")}
    )
    village = forms.ChoiceField(
        label=_("Where will the initiative be carried out?"), error_messages={"required": _("Choose the village.")}
    )
    priority = forms.ChoiceField(
        label=_("Which direction is nearest to your idea?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the direction.")},
    )
    sum = SomField(
        label=_("How much money do you need, in som?"),
        required=False,
        help_text=_("Roughly. If you do not know yet, leave it empty."),
        widget=forms.TextInput(attrs={"class": "num"}),
    )

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opened = kinds_open(contest)
        kinds: list[tuple[str, Any]] = [(kind, KINDS[kind]) for kind in opened]
        if len(opened) < len(Application.Kind):
            kinds.append((OTHER, _("None of these")))
        self._offer("kind", kinds)
        villages = [(str(village.pk), village.name) for village in contest.municipality.villages.all()]
        self._offer("village", [("", _("Choose the village")), *villages, (OTHER, _("Another place"))])
        priorities = [(str(priority.pk), priority.name) for priority in contest.priorities.all()]
        if priorities:
            self._offer("priority", [*priorities, (OTHER, _("Another direction")), (UNKNOWN, _("I do not know yet"))])
        else:
            del self.fields["priority"]

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # declared above as a choice field

    def prefill(self) -> dict[str, str]:
        """Return the answers of a valid form that an application can begin with."""
        names = ("kind", "village", "priority")
        answers = {name: str(self.cleaned_data.get(name, "")) for name in names}
        return {name: answer for name, answer in answers.items() if answer not in ("", OTHER, UNKNOWN)}


def prefill_of(contest: Contest, asked: Any) -> dict[str, Any]:
    """Return the keyword arguments of `services.begin` in an address; what is not the contest's is dropped."""
    kind = asked.get("kind", "")
    found = {
        "village": _by_pk(contest.municipality.villages, asked.get("village", "")),
        "priority": _by_pk(contest.priorities, asked.get("priority", "")),
    }
    known = {name: row for name, row in found.items() if row is not None}
    return {"kind": kind, **known} if kind in kinds_open(contest) else known


def _by_pk(rows: Any, typed: str) -> Any:
    # isascii: other scripts' digits are digits too, and no keys of ours.
    number = typed.isascii() and typed.isdigit() and len(typed) < 10
    return rows.filter(pk=int(typed)).first() if number else None
