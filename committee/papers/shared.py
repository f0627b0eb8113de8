"""What several papers of the commission state: grounds, criteria, members."""

from datetime import date
from decimal import Decimal
from typing import Any

from committee.models import Commission, Criterion, Member
from documents.models import Paper
from initiatives.models import Contest
from initiatives.papers import both, place_facts

Facts = dict[str, Any]


def grounds(contest: Contest) -> Facts:
    """Return the municipality, the contest and the local Regulation."""
    regulation = contest.regulation
    return {
        "municipality": place_facts(contest.municipality),
        "contest": both(contest, "title"),
        "regulation": {
            "number": regulation.number,
            "adopted_on": regulation.adopted_on.isoformat(),
            "title": both(regulation, "title"),
            "legal_basis": both(regulation, "legal_basis"),
        },
    }


def criteria_facts(contest: Contest) -> list[Facts]:
    """Return the criteria with their most points and weights."""
    return [
        {
            "name": both(criterion, "name"),
            "meaning": both(criterion, "meaning"),
            "most": criterion.most,
            "weight": criterion.weight,
        }
        for criterion in Criterion.objects.filter(contest=contest)
    ]


def members_in_order(commission: Commission) -> list[Member]:
    """Return the members in the order in which papers name them: chair, secretary, the others."""
    order = list(Member.Function)
    members = commission.members.select_related("user")
    return sorted(members, key=lambda member: (order.index(Member.Function(member.function)), member.pk))


def member_facts(member: Member) -> Facts:
    """Return a member's name, body and function, and the act where they have one of their own."""
    return {
        "name": member.user.name,
        "initials": member.user.initials,
        "body": member.body,
        "function": member.function,
        "act": act_facts(member.act_number, member.act_date),
    }


def act_facts(number: str, signed: date | None) -> Facts:
    """Return number and date of an act of appointment."""
    return {"number": number, "signed_on": day(signed)}


def replaced_facts(former: Paper | None) -> Facts | None:
    """Return which paper another one replaces: kind, number, date; None where it replaces none."""
    if former is None:
        return None
    return {"kind": former.kind, "number": former.number, "signed_on": former.issued_on.isoformat()}


def day(value: date | None) -> str:
    """Return a day as facts hold it, or nothing."""
    return value.isoformat() if value else ""


def points(value: Decimal | None) -> str:
    """Return a threshold as means are printed, «6,00»; nothing where there is none."""
    return "" if value is None else f"{value:.2f}".replace(".", ",")


def officer(members: list[Member], function: Member.Function) -> str:
    """Return the initials of who holds a function, or nothing."""
    return next((member.user.initials for member in members if member.function == function), "")
