"""The decision of award for one winner."""

from collections import Counter

from budget.models import Award
from committee.models import Proposal
from committee.papers.shared import Facts, replaced_facts
from committee.papers.sitting import Sitting
from documents.models import Paper, Register
from documents.services import issue
from initiatives.papers import both, purpose
from kyrgyz.quotes import quote
from municipality.models import User


def decision(
    award: Award,
    facts: Facts,
    *,
    protocol: Paper,
    order: int,
    by: User,
    replaces: Paper | None = None,
    draw: bool = True,
) -> Paper:
    """Issue the decision of award that `decision_facts` tells of, the `order`-th of its protocol: «2021-2/1».

    The year is that of the protocol's register: its number is given once in that year, whatever the session's date.
    `replaces`: the paper in whose place it is issued. Side effects: see `documents.services.issue`.
    """
    title = facts["application"]["title"]
    return issue(
        by=by,
        municipality=protocol.municipality,
        kind=Paper.Kind.DECISION,
        register=Register.Code.DECISIONS,
        number=f"{protocol.entry.register.year}-{protocol.number}/{order}",
        subject=award,
        replaces=replaces,
        title_ky=f"{quote(title['ky'])} жергиликтүү демилгесин каржылоо жөнүндө",
        title_ru=f"О финансировании местной инициативы {quote(title['ru'])}",
        template="committee/papers/decision.html",
        facts={**facts, "replaces": replaced_facts(replaces)},
        draw=draw,
    )


def decision_facts(sitting: Sitting, award: Award, proposal: Proposal, protocol: Paper) -> Facts:
    """Return what the decision states: the money by source, what was asked, the reason where one was written."""
    application = award.application
    contest = sitting.contest
    things: dict[int, list[str]] = {}
    asked: Counter[int] = Counter()
    for line in application.lines.all():
        things.setdefault(line.source_id, []).append(line.what)
        asked[line.source_id] += line.amount
    lines: list[Facts] = [
        {
            "source": both(line.envelope.source, "name"),
            "purpose": purpose(things.get(line.envelope.source_id, [])),
            "tyiyn": line.committed,
            "asked": asked[line.envelope.source_id],
        }
        for line in award.lines.all()
        # What a later decision brought to nothing.
        if line.committed
    ]
    total = sum(line["tyiyn"] for line in lines)
    return {
        **sitting.grounds,
        "act": both(contest.municipality, "award_act"),
        "protocol": {"number": protocol.number, "signed_on": sitting.session.held_on.isoformat()},
        "application": {"number": application.number, "title": both(application, "title")},
        "lines": lines,
        "total": total,
        "asked": asked.total(),
        "in_part": total < asked.total(),
        "reason": both(proposal, "reason"),
        "own_contribution": application.own_contribution,
        "implement_by_on": contest.implement_by.isoformat(),
        "head": {"title": both(contest.municipality, "head_title"), "name": sitting.head},
    }
