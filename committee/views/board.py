"""The page of a session that is being prepared: one form for presence, proposals and votes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from budget.models import Envelope
from committee.forms import MeetingForm, ProposalForm
from committee.models import Member, Proposal, Session, Sheet
from committee.ranking import Ranked, decimal, ranked
from committee.rules import decidable
from committee.services import Item
from initiatives.models import BudgetLine
from kyrgyz.money_bar import MoneyBar, Part


@dataclass(frozen=True)
class Row:
    """One application on the page: its place, what is left for it, its form, and who does not vote on it."""

    ranked: Ranked
    mean: str
    bar: MoneyBar
    form: ProposalForm
    recused: list[Sheet]


class Board:
    """All forms of the page together; for the error summary it looks like a formset."""

    def __init__(self, session: Session, data: Mapping[str, Any] | None = None) -> None:
        """Read what is kept of `session`, and what was typed, if anything was."""
        self.session = session
        self.is_bound = data is not None
        contest = session.commission.contest
        self.envelopes = list(Envelope.objects.of_contest(contest))
        members = list(session.commission.members.select_related("user"))
        present = set(session.attendances.values_list("member_id", flat=True))
        self.voters = [member for member in members if member.pk in present]
        self.meeting = MeetingForm(
            data,
            members=members,
            initial={
                "held_on": session.held_on,
                "place_ky": session.place_ky,
                "place_ru": session.place_ru,
                "present": [str(pk) for pk in present],
            },
        )
        self.rows = self._rows(data)
        self.forms = [row.form for row in self.rows]

    def _rows(self, data: Mapping[str, Any] | None) -> list[Row]:
        contest = self.session.commission.contest
        proposals = {
            proposal.application_id: proposal for proposal in self.session.proposals.prefetch_related("lines", "votes")
        }
        asked: dict[int, dict[int, int]] = {}
        for line in BudgetLine.objects.filter(application__contest=contest).only("application", "source", "amount"):
            sums = asked.setdefault(line.application_id, {})
            sums[line.source_id] = sums.get(line.source_id, 0) + line.amount
        recused: dict[int, list[Sheet]] = {}
        for sheet in Sheet.objects.filter(application__contest=contest, state=Sheet.State.RECUSED).select_related(
            "member__user"
        ):
            recused.setdefault(sheet.application_id, []).append(sheet)
        open_to_decide = set(decidable(contest).values_list("pk", flat=True))
        left = {envelope.pk: envelope.free for envelope in self.envelopes}
        rows = []
        for place in ranked(contest):
            pk = place.application.pk
            if pk not in open_to_decide:
                continue
            aside = recused.get(pk, [])
            form = ProposalForm(
                data,
                prefix=f"application_{pk}",
                envelopes=self.envelopes,
                asked=asked.get(pk, {}),
                voters=_others(self.voters, aside),
                proposal=proposals.get(pk),
            )
            form.summary_label = place.application.number  # type: ignore[attr-defined]  # read by the error summary
            rows.append(Row(place, decimal(place.mean), self._bar(left), form, aside))
            _take(left, proposals.get(pk))
        return rows

    def _bar(self, left: Mapping[int, int]) -> MoneyBar:
        """Draw what is left in each envelope; what is lacking in one is drawn in red."""
        return MoneyBar(
            [
                Part(
                    envelope.source.name,
                    abs(left[envelope.pk]),
                    envelope.source.kind if left[envelope.pk] >= 0 else "over",
                )
                for envelope in self.envelopes
            ],
            whole=sum(envelope.free for envelope in self.envelopes),
        )

    def is_valid(self) -> bool:
        """Judge every form, so that the summary tells all mistakes at once."""
        return all([self.meeting.is_valid(), *[form.is_valid() for form in self.forms]])

    def non_form_errors(self) -> list[str]:
        """Return nothing: what is wrong with the whole stands in the first form."""
        return []

    def items(self) -> list[Item]:
        """Return what the page says of each application; of a valid board."""
        return [
            Item(
                application=row.ranked.application,
                outcome=row.form.cleaned_data["outcome"],
                lines=row.form.money(),
                reason_ky=row.form.cleaned_data["reason_ky"],
                reason_ru=row.form.cleaned_data["reason_ru"],
                place=row.ranked.place,
                votes=row.form.votes(),
            )
            for row in self.rows
        ]


def _others(voters: list[Member], aside: list[Sheet]) -> list[Member]:
    recused = {sheet.member_id for sheet in aside}
    return [member for member in voters if member.pk not in recused]


def _take(left: dict[int, int], proposal: Proposal | None) -> None:
    for line in proposal.lines.all() if proposal else []:
        left[line.envelope_id] -= line.money
