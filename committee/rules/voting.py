"""Who may decide on an application, whether they are enough, and how their votes stand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from committee.models import Commission, Member, Proposal, Sheet, Vote
from committee.naming import called
from initiatives.models import Application, Coapplicant


@dataclass(frozen=True)
class Bench:
    """Who sits in a commission now, and who of them has an interest in which application; ids throughout."""

    commission: Commission
    seats: frozenset[int]
    chair: int | None
    aside: Mapping[int, frozenset[int]]

    def entitled(self, application: int) -> frozenset[int]:
        """Return the members who may decide on an application (id): who sits, is not recused, and does not apply."""
        return self.seats - self.aside.get(application, frozenset())

    def needed(self, application: int) -> int:
        """Return how many of them make a quorum for it."""
        return self.commission.quorum(len(self.entitled(application)))

    def count(self, application: int, votes: Mapping[int, str], present: Iterable[int]) -> "Count":
        """Return how the votes (choice by the member's id) on a proposal for it stand, given who is present."""
        voters = self.entitled(application) & frozenset(present)
        cast = {member: choice for member, choice in votes.items() if choice and member in voters}
        return Count(
            entitled=len(self.entitled(application)),
            needed=self.needed(application),
            present=len(voters),
            waiting=len(voters) - len(cast),
            ayes=sum(1 for choice in cast.values() if choice == Vote.Choice.FOR),
            noes=sum(1 for choice in cast.values() if choice == Vote.Choice.AGAINST),
            chair_votes=self.chair in voters,
        )


@dataclass(frozen=True)
class Count:
    """How the votes on one proposal stand: of those entitled, those present, and those who have not voted yet."""

    entitled: int
    needed: int
    present: int
    waiting: int
    ayes: int
    noes: int
    chair_votes: bool

    @property
    def quorum(self) -> bool:
        """Whether those present are enough; where nobody is entitled they never are."""
        return 0 < self.needed <= self.present

    @property
    def majority(self) -> bool:
        """Whether more than half of those present and entitled are for it: who abstains does not support it."""
        return self.ayes * 2 > self.present

    @property
    def tied(self) -> bool:
        """Whether everyone has voted, most of them for or against, and as many for as against.

        Then the chair's casting vote decides; where most abstain, the chair alone would decide for all.
        """
        return not self.waiting and self.ayes == self.noes and (self.ayes + self.noes) * 2 > self.present


def bench(commission: Commission) -> Bench:
    """Return who may decide on what in a commission now; four queries, however many applications there are."""
    users = {}
    chair = None
    for member in Member.objects.sitting().filter(commission=commission).only("user_id", "function"):
        users[member.user_id] = member.pk
        if member.function == Member.Function.CHAIR:
            chair = member.pk
    aside: dict[int, set[int]] = {}
    recused = Sheet.objects.filter(member__commission=commission, state=Sheet.State.RECUSED)
    for application, member_id in recused.values_list("application_id", "member_id"):
        aside.setdefault(application, set()).add(member_id)
    for application, user in who_apply(commission, users):
        aside.setdefault(application, set()).add(users[user])
    return Bench(commission, frozenset(users.values()), chair, {key: frozenset(who) for key, who in aside.items()})


def entitled_members(commission: Commission, application: Application) -> frozenset[int]:
    """Return the ids of the members who may decide on the application."""
    return bench(commission).entitled(application.pk)


def vote_faults(proposal: Proposal, count: Count) -> list[str]:
    """Return in words why the votes do not carry the proposal; empty where they do. Reads what `called` reads."""
    number = called(proposal.application)
    if not count.entitled:
        return [nobody_decides(proposal.application)]
    if not count.quorum:
        return [
            _("Application %(number)s: no quorum, %(present)s present, %(needed)s needed.")
            % {"number": number, "present": count.present, "needed": count.needed}
        ]
    if count.waiting:
        return [_("Application %(number)s: not everyone present has voted.") % {"number": number}]
    if count.majority:
        return []
    if not count.tied:
        return [_("Application %(number)s: the proposal has no majority.") % {"number": number}]
    if not count.chair_votes:
        return [
            _("Application %(number)s: the votes are equal, and the chair has no vote on it. Propose another outcome.")
            % {"number": number}
        ]
    if proposal.casting == Proposal.Casting.FOR:
        return []
    if proposal.casting == Proposal.Casting.AGAINST:
        words = _("Application %(number)s: the chair's casting vote is against the proposal. Propose another outcome.")
    else:
        words = _(
            "Application %(number)s: the votes are equal. The chair decides; the casting vote is still to be noted."
        )
    return [words % {"number": number}]


def nobody_decides(application: Application) -> str:
    """Return in words that every member has an interest in the application, and what is to be done then."""
    return _(
        "Application %(number)s: every member has an interest in it, so nobody can decide on it now. Ask the aiyl"
        " okmotu to replace members; the commission decides on it at a later session."
    ) % {"number": called(application)}


def who_apply(commission: Commission, users: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return pairs (application, user) of the members who apply themselves, alone or in a group; as `applies` says."""
    own = Application.objects.filter(contest=commission.contest_id, applicant__in=users)
    groups = Coapplicant.objects.filter(application__contest=commission.contest_id, user__in=users)
    still_in = Q(removed_at__isnull=True) | Q(removed_at__gte=F("application__submitted_at"))
    return [
        *own.values_list("pk", "applicant_id"),
        *groups.filter(still_in).values_list("application_id", "user_id"),
    ]
