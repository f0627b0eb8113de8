"""What the chair and the secretary fill in: a session, its proposals, the votes."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budget.models import Envelope
from committee.models import Commission, Member, Proposal, Vote
from committee.rules import well_dated
from journal import clock
from kyrgyz.fields import SomField


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day, with the browser's calendar where it has one."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        **options,
    )


class SessionForm(forms.Form):
    """When and where a session is held."""

    held_on = day_field(gettext_lazy("Date of the session"))
    place_ky = forms.CharField(label=gettext_lazy("Place, in Kyrgyz"), max_length=120)
    place_ru = forms.CharField(label=gettext_lazy("Place, in Russian"), max_length=120)


class MeetingForm(SessionForm):
    """A session's date, place and agenda, and who is present."""

    agenda_ky = forms.CharField(
        label=gettext_lazy("Agenda, in Kyrgyz"),
        help_text=gettext_lazy("Each item on a line of its own."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agenda_ru = forms.CharField(
        label=gettext_lazy("Agenda, in Russian"),
        help_text=gettext_lazy("Each item on a line of its own."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who is present"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, commission: Commission, members: Sequence[Member], **kwargs: Any) -> None:
        """Take the commission, and its members who sit now."""
        super().__init__(*args, **kwargs)
        self.show_optional = False
        self.commission, self.members = commission, members
        present: Any = self.fields["present"]
        present.choices = [
            (str(member.pk), f"{member.user.name}, {member.get_function_display()}") for member in members
        ]

    def clean_held_on(self) -> date:
        """Ask for a day on which all sheets were closed."""
        day: date = self.cleaned_data["held_on"]
        verdict = well_dated(self.commission, day)
        if "held_on" in self.changed_data and not verdict:
            raise forms.ValidationError(verdict.reason)
        return day

    def those_present(self) -> list[Member]:
        """Return the members who were ticked; of a valid form."""
        return [member for member in self.members if str(member.pk) in self.cleaned_data["present"]]


# What is still to be voted on is not said as a thing done.
_PROPOSED = {
    Proposal.Outcome.AWARD: gettext_lazy("Support it"),
    Proposal.Outcome.RESERVE: gettext_lazy("Put it in reserve"),
    Proposal.Outcome.UNSUPPORTED: gettext_lazy("Do not support it"),
    Proposal.Outcome.REVISE: gettext_lazy("Return it for revision"),
}


class ProposalForm(forms.Form):
    """What is proposed for one application: outcome, sums by envelope, reasons, the votes on it, the casting vote."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is proposed"),
        choices=list(_PROPOSED.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    correct_by = day_field(
        gettext_lazy("Last day of correction"),
        required=False,
        help_text=gettext_lazy(
            "The applicant has five working days after the results are published in any case; a later day stays."
        ),
    )
    reason_ky = forms.CharField(
        label=gettext_lazy("Reason, in Kyrgyz"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason_ru = forms.CharField(
        label=gettext_lazy("Reason, in Russian"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    casting = forms.ChoiceField(
        label=gettext_lazy("The chair's casting vote"),
        choices=lambda: [(casting, capfirst(casting.label)) for casting in Proposal.Casting],
        required=False,
        widget=forms.RadioSelect,
    )
    casting_reason = forms.CharField(
        label=gettext_lazy("Reason of the casting vote"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        envelopes: Sequence[Envelope],
        asked: Mapping[int, int],
        voters: Sequence[Member],
        proposal: Proposal | None,
        tied: bool = False,
        **kwargs: Any,
    ) -> None:
        """Take the envelopes, the tyiyn asked by the id of the source, who may vote, what was proposed so far.

        tied: whether the votes are equal and the chair decides; otherwise nobody is asked for a casting vote.
        """
        super().__init__(*args, **{**kwargs, "initial": _initial(proposal)})
        self.show_optional = False
        self.envelopes, self.voters, self.tied = envelopes, voters, tied
        if not tied:
            del self.fields["casting"], self.fields["casting_reason"]
        money = {line.envelope_id: line.money for line in proposal.lines.all()} if proposal else {}
        for envelope in envelopes:
            self.fields[f"money_{envelope.pk}"] = SomField(
                label=_("%(source)s, som") % {"source": envelope.source.name},
                required=False,
                initial=money.get(envelope.pk, 0) if money else asked.get(envelope.source_id, 0),
                widget=forms.TextInput(attrs={"class": "num"}),
            )
        votes = {vote.member_id: vote.choice for vote in proposal.votes.all()} if proposal else {}
        for member in voters:
            self.fields[f"vote_{member.pk}"] = forms.ChoiceField(
                label=member.user.name,
                choices=[("", "–"), *Vote.Choice.choices],
                required=False,
                initial=votes.get(member.pk, ""),
                widget=forms.Select(attrs={"class": "short"}),
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a sum where support is proposed, for reasons and a day where they are needed."""
        given: dict[str, Any] = super().clean() or {}
        outcome = given.get("outcome")
        if outcome == Proposal.Outcome.AWARD and not self.errors and not self.money():
            self.add_error(f"money_{self.envelopes[0].pk}", _("Write the sum of the support."))
        if outcome == Proposal.Outcome.UNSUPPORTED:
            self._ask_reasons(_("Write why the initiative is not supported."))
        if outcome == Proposal.Outcome.REVISE:
            self._ask_reasons(_("Write what is to be corrected."))
            day = given.get("correct_by")
            if "correct_by" not in self.errors and (day is None or day <= clock.today()):
                self.add_error("correct_by", _("Write a day later than today."))
        if self.tied and given.get("casting") and not given.get("casting_reason"):
            self.add_error("casting_reason", _("Write the reason of the casting vote."))
        if self.tied and given.get("casting_reason") and not given.get("casting"):
            self.add_error("casting", _("Choose how the chair decides."))
        return given

    def _ask_reasons(self, words: str) -> None:
        for name in ("reason_ky", "reason_ru"):
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, words)

    def money(self) -> list[tuple[Envelope, int]]:
        """Return the sums above zero, in tyiyn."""
        sums = [(envelope, self.cleaned_data.get(f"money_{envelope.pk}")) for envelope in self.envelopes]
        return [(envelope, tyiyn) for envelope, tyiyn in sums if tyiyn]

    def votes(self) -> dict[Member, str]:
        """Return the votes that were given."""
        given = {member: self.cleaned_data[f"vote_{member.pk}"] for member in self.voters}
        return {member: choice for member, choice in given.items() if choice}

    @property
    def money_fields(self) -> list[BoundField]:
        """The boxes for the sums, in the order of the sources."""
        return [self[f"money_{envelope.pk}"] for envelope in self.envelopes]

    @property
    def vote_fields(self) -> list[BoundField]:
        """The lists of votes, in the order of the members."""
        return [self[f"vote_{member.pk}"] for member in self.voters]


def _initial(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {}
    names = ("outcome", "reason_ky", "reason_ru", "correct_by", "casting", "casting_reason")
    return {name: getattr(proposal, name) for name in names}
