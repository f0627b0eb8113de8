"""The page of a session that is being prepared: one form for presence, proposals and votes."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from budget.models import Envelope
from committee.forms import MeetingForm, ProposalForm
from committee.models import Member, Proposal, Session, Sheet
from committee.naming import called, said_reason, with_names
from committee.ranking import Ranked, decimal, ranked
from committee.rules import Count, Standing, bench, decidable_in, nobody_decides, standings
from committee.services import Item
from committee.views.decided import outcome_words
from initiatives.models import Application, BudgetLine
from kyrgyz.money_bar import MoneyBar, Part

# The value of the button that notes the votes on every proposal at once; otherwise it is an application's id.
ALL = "all"


@dataclass(frozen=True)
class Row:
    """One application on the page: its place, what is left for it, its form, and who does not vote on it.

    form: None where nobody may decide on it; `note` says so. aside: names and reasons. stands: whether what is kept is
    what was decided already. finished: whether the votes carry it.
    """

    ranked: Ranked
    called: str
    mean: str
    bar: MoneyBar
    form: ProposalForm | None
    aside: list[tuple[str, str]]
    count: Count
    standing: Standing | None
    outcome: str
    stands: bool
    finished: bool
    note: str


class Board:
    """All forms of the page together; for the error summary it looks like a formset."""

    def __init__(self, session: Session, data: QueryDict | None = None) -> None:
        """Read what is kept of `session`, and what was typed, if anything was.

        Where the button was pressed by which all who are present vote for it, each vote that was not chosen yet is
        filled in: on one application's proposal, or on every one.
        """
        self.session = session
        self.is_bound = data is not None
        self.data = None if data is None else data.copy()
        contest = session.commission.contest
        self.envelopes = list(Envelope.objects.of_contest(contest))
        self.seats = bench(session.commission)
        self.members = list(session.commission.members.sitting().select_related("user"))
        kept = set(session.attendances.values_list("member_id", flat=True))
        ticked = set(self.data.getlist("present")) if self.data is not None else {str(pk) for pk in kept}
        self.present = {member.pk for member in self.members if str(member.pk) in ticked}
        # Of who was present when the page was opened nothing typed is lost; who is ticked now may vote at once.
        self.voters = [member for member in self.members if member.pk in kept | self.present]
        self.all_for = self.data.get("all_for", "") if self.data is not None else ""
        self.meeting = MeetingForm(
            self.data,
            commission=session.commission,
            members=self.members,
            initial={
                "held_on": session.held_on,
                "place_ky": session.place_ky,
                "place_ru": session.place_ru,
                "agenda_ky": session.agenda_ky,
                "agenda_ru": session.agenda_ru,
                "present": [str(pk) for pk in kept],
            },
        )
        self.rows = self._rows()
        self.forms = [row.form for row in self.rows if row.form is not None]

    def _rows(self) -> list[Row]:
        contest = self.session.commission.contest
        proposals = {
            proposal.application_id: proposal
            for proposal in self.session.proposals.prefetch_related("lines", "votes", "application__lines")
        }
        asked: dict[int, dict[int, int]] = {}
        for line in BudgetLine.objects.filter(application__contest=contest).only("application", "source", "amount"):
            sums = asked.setdefault(line.application_id, {})
            sums[line.source_id] = sums.get(line.source_id, 0) + line.amount
        names = {row.pk: called(row) for row in with_names(Application.objects.filter(contest=contest))}
        sheets = Sheet.objects.filter(application__contest=contest, state=Sheet.State.RECUSED)
        recused = {
            (sheet.application_id, sheet.member_id): said_reason(sheet)
            for sheet in sheets.select_related("application__contest__commission")
        }
        open_to_decide = set(decidable_in(self.session).values_list("pk", flat=True))
        standing = standings(self.session)
        # What was decided and may be decided anew is free again.
        left = {envelope.pk: envelope.free for envelope in self.envelopes}
        for decided in standing.values():
            _take(left, {key: -tyiyn for key, tyiyn in decided.money.items()})
        rows = []
        for place in ranked(contest):
            pk = place.application.pk
            if pk not in open_to_decide:
                continue
            proposal = proposals.get(pk)
            rows.append(
                self._row(place, names[pk], self._bar(left), asked.get(pk, {}), proposal, standing.get(pk), recused)
            )
            if proposal is not None:
                _take(left, {line.envelope_id: line.money for line in proposal.lines.all()})
            elif pk in standing:
                _take(left, standing[pk].money)
        return rows

    def _row(
        self,
        place: Ranked,
        name: str,
        bar: MoneyBar,
        asked: Mapping[int, int],
        proposal: Proposal | None,
        standing: Standing | None,
        recused: Mapping[tuple[int, int], str],
    ) -> Row:
        pk = place.application.pk
        prefix = f"application_{pk}"
        entitled = self.seats.entitled(pk)
        voters = [member for member in self.voters if member.pk in entitled]
        self._fill_in(pk, prefix, voters)
        votes = self._votes(prefix, voters, proposal)
        count = self.seats.count(pk, votes, self.present)
        form = None
        if entitled:
            form = ProposalForm(
                self.data,
                prefix=prefix,
                envelopes=self.envelopes,
                asked=asked,
                voters=voters,
                proposal=proposal,
                tied=count.tied and count.chair_votes,
            )
            form.summary_label = name  # type: ignore[attr-defined]  # read by the error summary
        stands = proposal is not None and standing is not None and standing.held_by(proposal)
        carried = count.majority or (count.tied and proposal is not None and proposal.casting == Proposal.Casting.FOR)
        return Row(
            ranked=place,
            called=name,
            mean=decimal(place.mean),
            bar=bar,
            form=form,
            aside=[
                (member.user.name, recused.get((pk, member.pk)) or _("one of those who apply"))
                for member in self.members
                if member.pk not in entitled
            ],
            count=count,
            standing=standing,
            outcome=outcome_words(proposal) if proposal else "",
            stands=stands,
            finished=stands or (proposal is not None and count.quorum and not count.waiting and carried),
            note="" if entitled else nobody_decides(place.application),
        )

    def _fill_in(self, pk: int, prefix: str, voters: list[Member]) -> None:
        """Note a vote for the proposal where the button asked for it and none was chosen."""
        if self.data is None or self.all_for not in {ALL, str(pk)} or not self.data.get(f"{prefix}-outcome"):
            return
        for member in voters:
            name = f"{prefix}-vote_{member.pk}"
            if member.pk in self.present and not self.data.get(name):
                self.data[name] = "for"

    def _votes(self, prefix: str, voters: list[Member], proposal: Proposal | None) -> dict[int, str]:
        if self.data is not None:
            return {member.pk: self.data.get(f"{prefix}-vote_{member.pk}", "") for member in voters}
        return {vote.member_id: vote.choice for vote in proposal.votes.all()} if proposal else {}

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
        valid = all([self.meeting.is_valid(), *[form.is_valid() for form in self.forms]])
        return self._asked_sensibly() and valid

    def _asked_sensibly(self) -> bool:
        """Say beside its field what is lacking for all who are present to vote for something."""
        if not self.all_for:
            return True
        if not self.present:
            self.meeting.add_error("present", _("Tick who is present first."))
            return False
        for row in self.rows:
            form = row.form
            if form is not None and self.all_for == str(row.ranked.application.pk) and not form["outcome"].value():
                form.add_error("outcome", _("Choose first what is proposed."))
                return False
        return True

    def non_form_errors(self) -> list[str]:
        """Return nothing: what is wrong with the whole stands in the first form."""
        return []

    def items(self) -> list[Item]:
        """Return what the page says of each application; of a valid board."""
        return [self._item(row, row.form) for row in self.rows if row.form is not None]

    def _item(self, row: Row, form: ProposalForm) -> Item:
        given, money = form.cleaned_data, form.money()
        by_envelope = {envelope.pk: tyiyn for envelope, tyiyn in money if given["outcome"] == Proposal.Outcome.AWARD}
        reasons = (given["reason_ky"], given["reason_ru"])
        # On what stands as it was decided nobody votes.
        stands = row.standing is not None and row.standing.same(
            given["outcome"], by_envelope, reasons, given["correct_by"]
        )
        return Item(
            application=row.ranked.application,
            outcome=given["outcome"],
            lines=money,
            reason_ky=given["reason_ky"],
            reason_ru=given["reason_ru"],
            place=row.ranked.place,
            votes={} if stands else form.votes(),
            correct_by=given["correct_by"],
            casting=given.get("casting", ""),
            casting_reason=given.get("casting_reason", ""),
        )


def _take(left: dict[int, int], money: Mapping[int, int]) -> None:
    for envelope, tyiyn in money.items():
        left[envelope] -= tyiyn
