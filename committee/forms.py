"""What members, the chair and the secretary fill in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budget.models import Envelope
from committee.models import Criterion, Member, Proposal, Sheet, Vote
from kyrgyz.fields import SomField


class ScoreForm(forms.Form):
    """Points on each criterion; any of them may wait, sealing asks for all."""

    show_optional = False

    def __init__(self, *args: Any, criteria: Iterable[Criterion], given: Mapping[int, int], **kwargs: Any) -> None:
        """Take the criteria, and the points given so far by the criterion's id."""
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        for number, criterion in enumerate(self.criteria, 1):
            self.fields[self.name_of(criterion)] = forms.TypedChoiceField(
                label=f"{number}. {criterion.name}",
                help_text=criterion.meaning,
                choices=[(points, str(points)) for points in criterion.scale],
                coerce=int,
                empty_value=None,
                required=False,
                initial=given.get(criterion.pk),
                widget=forms.RadioSelect(attrs={"class": "scores"}),
                error_messages={
                    "invalid_choice": _("%(value)s points cannot be given. Choose from 0 to %(most)s.")
                    # What was typed is put in by Django.
                    % {"value": "%(value)s", "most": criterion.most}
                },
            )

    @staticmethod
    def name_of(criterion: Criterion) -> str:
        """Return the name of the criterion's field."""
        return f"criterion_{criterion.pk}"

    def points(self) -> dict[Criterion, int]:
        """Return the points that were given; of a valid form."""
        given = {criterion: self.cleaned_data[self.name_of(criterion)] for criterion in self.criteria}
        return {criterion: points for criterion, points in given.items() if points is not None}

    def ask_for_all(self) -> bool:
        """Put an error beside each criterion without points, and tell whether there is none such."""
        given = self.points()
        for criterion in self.criteria:
            if criterion not in given:
                self.add_error(self.name_of(criterion), _("Give points from 0 to %(most)s.") % {"most": criterion.most})
        return not self.errors


class RecuseForm(forms.Form):
    """Why a member does not score an application."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Why do you not score it?"),
        choices=[
            (
                Sheet.State.RECUSED,
                gettext_lazy("I have an interest: it is mine, a relative's, or of those I work with"),
            ),
            (Sheet.State.ABSTAINED, gettext_lazy("I have no interest, but another reason")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("In a sentence or two. It stands in the protocol of the session."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )


class SessionForm(forms.Form):
    """When and where a session is held."""

    held_on = forms.DateField(
        label=gettext_lazy("Date of the session"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    place_ky = forms.CharField(label=gettext_lazy("Place, in Kyrgyz"), max_length=120)
    place_ru = forms.CharField(label=gettext_lazy("Place, in Russian"), max_length=120)


class MeetingForm(SessionForm):
    """A session's date and place, and who is present."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who is present"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, members: Sequence[Member], **kwargs: Any) -> None:
        """Take the members of the commission."""
        super().__init__(*args, **kwargs)
        self.show_optional = False
        self.members = members
        present: Any = self.fields["present"]
        present.choices = [
            (str(member.pk), f"{member.user.name}, {member.get_function_display()}") for member in members
        ]

    def those_present(self) -> list[Member]:
        """Return the members who were ticked; of a valid form."""
        return [member for member in self.members if str(member.pk) in self.cleaned_data["present"]]


class ProposalForm(forms.Form):
    """What is proposed for one application: outcome, sums by envelope, reasons, and the votes on it."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is proposed"),
        choices=lambda: [(outcome, capfirst(outcome.label)) for outcome in Proposal.Outcome],
        required=False,
        widget=forms.RadioSelect,
    )
    reason_ky = forms.CharField(
        label=gettext_lazy("Reason, in Kyrgyz"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    reason_ru = forms.CharField(
        label=gettext_lazy("Reason, in Russian"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        envelopes: Sequence[Envelope],
        asked: Mapping[int, int],
        voters: Sequence[Member],
        proposal: Proposal | None,
        **kwargs: Any,
    ) -> None:
        """Take the envelopes, the tyiyn asked by the id of the source, who may vote, and what was proposed so far."""
        super().__init__(*args, **{**kwargs, "initial": _initial(proposal)})
        self.show_optional = False
        self.envelopes, self.voters = envelopes, voters
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
        """Ask for a sum where support is proposed and for reasons where it is not."""
        given: dict[str, Any] = super().clean() or {}
        outcome = given.get("outcome")
        if outcome == Proposal.Outcome.AWARD and not self.errors and not self.money():
            self.add_error(f"money_{self.envelopes[0].pk}", _("Write the sum of the support."))
        if outcome == Proposal.Outcome.UNSUPPORTED:
            for name in ("reason_ky", "reason_ru"):
                if name not in self.errors and not given.get(name):
                    self.add_error(name, _("Write why the initiative is not supported."))
        return given

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


def _initial(proposal: Proposal | None) -> dict[str, str]:
    if proposal is None:
        return {}
    return {"outcome": proposal.outcome, "reason_ky": proposal.reason_ky, "reason_ru": proposal.reason_ru}
