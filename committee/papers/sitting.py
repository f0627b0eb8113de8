"""A session with all that its papers tell of, read once, in as many queries for sixty applications as for three."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.utils import translation

from committee.explaining import reasons
from committee.models import BlindCode, Criterion, Member, Proposal, Session, Sheet, TieBreak
from committee.papers.shared import Facts, criteria_facts, grounds, members_in_order
from committee.ranking import Ranked, ranked
from committee.rules import Bench, bench
from documents.models import LANGUAGES, Paper
from initiatives.models import Application, Contest
from municipality.models import Appointment, Role

CLOSED = [Sheet.State.SEALED, Sheet.State.RECUSED, Sheet.State.ABSTAINED]


@dataclass(frozen=True)
class Sitting:
    """What the papers of one session are made of; each part is read when it is first asked for."""

    session: Session

    @property
    def contest(self) -> Contest:
        """The contest that is decided."""
        return self.session.commission.contest

    @cached_property
    def grounds(self) -> Facts:
        """The municipality, the contest and the local Regulation."""
        return grounds(self.contest)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """The criteria in their order."""
        return list(Criterion.objects.filter(contest=self.contest))

    @cached_property
    def criteria_facts(self) -> list[Facts]:
        """The criteria as papers state them."""
        return criteria_facts(self.contest)

    @cached_property
    def everyone(self) -> list[Member]:
        """All who ever sat in the commission: chair, secretary, the others."""
        return members_in_order(self.session.commission)

    @cached_property
    def present(self) -> list[Member]:
        """Those who were there."""
        here = set(self.session.attendances.values_list("member_id", flat=True))
        return [member for member in self.everyone if member.pk in here]

    @cached_property
    def absent(self) -> list[Member]:
        """Those who sit now and were not there."""
        here = {member.pk for member in self.present}
        return [member for member in self.everyone if member.until is None and member.pk not in here]

    @cached_property
    def seats(self) -> list[Member]:
        """Those who make up the commission at this session."""
        here = {member.pk for member in self.present}
        return [member for member in self.everyone if member.until is None or member.pk in here]

    @cached_property
    def rows(self) -> list[Ranked]:
        """The ranking of all admitted applications."""
        return ranked(self.contest)

    @cached_property
    def row_of(self) -> dict[int, Ranked]:
        """The place of an application (id)."""
        return {row.application.pk: row for row in self.rows}

    @cached_property
    def words(self) -> dict[int, dict[str, list[str]]]:
        """Why an application (id) stands where it does, in each language."""
        found: dict[int, dict[str, list[str]]] = {}
        for language in LANGUAGES:
            with translation.override(language):
                for application, said in reasons(self.rows).items():
                    found.setdefault(application, {})[language] = said
        return found

    @cached_property
    def tie_breaks(self) -> dict[int, TieBreak]:
        """The chair's casting votes between equals, by the application's id."""
        made = TieBreak.objects.filter(application__contest=self.contest).select_related("made_by__user")
        return {tie_break.application_id: tie_break for tie_break in made}

    @cached_property
    def codes(self) -> dict[int, str]:
        """The codes of a blind contest by the application's id; empty in any other."""
        return dict(BlindCode.objects.filter(contest=self.contest).values_list("application_id", "code"))

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Every closed sheet of the contest, in the order of the register, with its points."""
        return list(
            Sheet.objects.filter(application__contest=self.contest, state__in=CLOSED)
            .select_related("member__user", "entered_by", "application__entry__register")
            .prefetch_related("scores")
            .order_by("application__entry__register__year", "application__entry__number", "member")
        )

    @cached_property
    def bench(self) -> Bench:
        """Who sits, and who of them may decide on which application."""
        return bench(self.session.commission)

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What was decided, in its order, with money and votes."""
        return list(
            self.session.proposals.select_related("application__entry__register").prefetch_related(
                "lines__envelope__source",
                "votes__member__user",
                "application__lines",
            )
        )

    @cached_property
    def undecided(self) -> list[Application]:
        """Applications that were scored and about which this session decided nothing, though nothing final is."""
        return list(
            _scored(self.contest)
            .exclude(pk__in=[proposal.application_id for proposal in self.proposals])
            .exclude(
                state__in=[Application.State.AWARDED, Application.State.UNSUPPORTED, Application.State.REFUSED],
            )
            .select_related("entry__register")
            .order_by("entry__register__year", "entry__number")
        )

    @cached_property
    def corrected(self) -> Paper | None:
        """The protocol of the session that this one corrects."""
        return protocol_of(self.session.corrects) if self.session.corrects else None

    @cached_property
    def head(self) -> str:
        """The initials of the head of the municipality, or nothing."""
        heads = Appointment.objects.current().filter(municipality=self.contest.municipality, role=Role.HEAD)
        appointment = heads.select_related("user").first()
        return appointment.user.initials if appointment else ""

    def officer(self, function: Member.Function) -> str:
        """Return the initials of who holds a function at this session, or nothing."""
        holders: Iterable[Member] = (member for member in self.seats if member.function == function)
        # Where one was replaced, who sits now stands for the function.
        return next((member.user.initials for member in sorted(holders, key=lambda member: bool(member.until))), "")


def protocol_of(session: Session) -> Paper | None:
    """Return the protocol of a session, if it was issued."""
    return Paper.objects.about(session).filter(kind=Paper.Kind.PROTOCOL).last()


def _scored(contest: Contest) -> QuerySet[Application]:
    return Application.objects.filter(contest=contest, pk__in=Sheet.objects.values("application"))
