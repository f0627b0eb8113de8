"""The protocol of a session."""

from collections import Counter

from budget.models import Envelope
from committee.models import Member, Proposal
from committee.papers.scores import aside_facts, named, score_facts, terms
from committee.papers.shared import Facts, act_facts, day, member_facts
from committee.papers.sitting import Sitting
from documents.models import Paper, Register
from documents.services import issue, next_entry
from initiatives.models import Application
from initiatives.papers import both
from journal import clock
from municipality.models import User


def protocol(sitting: Sitting, *, by: User, draw: bool = True) -> Paper:
    """Issue the protocol of an adopted session, in place of that of the session it corrects, if any.

    Side effects: see `documents.services.issue`.
    """
    session, municipality = sitting.session, sitting.contest.municipality
    commission = session.commission
    entry = next_entry(municipality=municipality, register=Register.Code.PROTOCOLS, year=clock.today().year)
    decided = [_proposal(sitting, proposal) for proposal in sitting.proposals]
    return issue(
        by=by,
        municipality=municipality,
        kind=Paper.Kind.PROTOCOL,
        register=Register.Code.PROTOCOLS,
        entry=entry,
        number=str(entry.number),
        subject=session,
        replaces=sitting.corrected,
        title_ky=f"Сынак комиссиясынын № {entry.number} протоколу",
        title_ru=f"Протокол № {entry.number} конкурсной комиссии",
        template="committee/papers/protocol.html",
        facts={
            **sitting.grounds,
            "held_on": session.held_on.isoformat(),
            "venue": both(session, "place"),
            "corrects": _corrected(sitting),
            "formed": act_facts(commission.act_number, commission.act_date),
            "quorum": {"of": commission.quorum_of, "in": commission.quorum_in},
            "members": len(sitting.seats),
            "present": [member_facts(member) for member in sitting.present],
            "absent": [member_facts(member) for member in sitting.absent],
            "replaced": _replacements(sitting),
            "chair": sitting.officer(Member.Function.CHAIR),
            "secretary": sitting.officer(Member.Function.SECRETARY),
            "agenda": {language: _items(text) for language, text in both(session, "agenda").items()},
            "criteria": sitting.criteria_facts,
            "terms": terms(sitting),
            "recusals": aside_facts(sitting),
            "ranking": score_facts(sitting),
            "proposals": decided,
            "granted": sum(proposal["total"] for proposal in decided),
            "sources": _sources(sitting),
            "undecided": [_undecided(sitting, application) for application in sitting.undecided],
        },
        draw=draw,
    )


def _corrected(sitting: Sitting) -> Facts | None:
    corrected = sitting.corrected
    if corrected is None:
        return None
    return {"number": corrected.number, "signed_on": corrected.facts["held_on"]}


def _items(agenda: str) -> list[str]:
    """Return the lines of an agenda, without the numbers that were typed before them."""
    lines = (line.strip() for line in agenda.splitlines())
    return [line.lstrip("0123456789").lstrip(".) ") or line for line in lines if line]


def _replacements(sitting: Sitting) -> list[Facts]:
    """Return who came in whose place, since when and by which act, in the order of the days."""
    members = {member.pk: member for member in sitting.everyone}
    came = [member for member in sitting.everyone if member.replaces_id in members]
    return [
        {
            **member_facts(member),
            "since_on": day(member.since),
            "former": members[member.replaces_id].user.initials if member.replaces_id else "",
            "until_on": day(members[member.replaces_id].until) if member.replaces_id else "",
        }
        for member in sorted(came, key=lambda member: (day(member.since), member.pk))
    ]


def _proposal(sitting: Sitting, proposal: Proposal) -> Facts:
    application, row = proposal.application, sitting.row_of.get(proposal.application_id)
    votes: dict[str, list[str]] = {"for": [], "against": [], "abstained": []}
    for vote in proposal.votes.all():
        votes[vote.choice].append(vote.member.user.initials)
    entitled = sitting.bench.entitled(application.pk)
    lines = money_facts(proposal)
    total = sum(line["tyiyn"] for line in lines)
    return {
        **named(sitting, application),
        "place": row.place if row and row.sheets else None,
        "outcome": proposal.outcome,
        "reason": both(proposal, "reason"),
        "lines": lines,
        "total": total,
        "asked": application.asked_total,
        "in_part": bool(lines) and total < application.asked_total,
        "correct_by_on": day(proposal.correct_by) if proposal.outcome == Proposal.Outcome.REVISE else "",
        "votes": votes,
        # A correction votes only on what it changes.
        "stands": sitting.corrected is not None and not any(votes.values()),
        "without_vote": [member.user.initials for member in sitting.present if member.pk not in entitled],
        "quorum": {
            "entitled": len(entitled),
            "needed": sitting.bench.needed(application.pk),
            "there": sum(1 for member in sitting.present if member.pk in entitled),
        },
        "casting": {"choice": proposal.casting, "reason": proposal.casting_reason} if proposal.casting else None,
    }


def _undecided(sitting: Sitting, application: Application) -> Facts:
    return {
        **named(sitting, application),
        "state": application.state,
        "nobody": not sitting.bench.entitled(application.pk),
        "correct_by_on": day(application.correct_by),
    }


def money_facts(proposal: Proposal) -> list[Facts]:
    """Return what was decided from each source beside what was asked from it, in tyiyn; empty where it is no award."""
    asked: Counter[int] = Counter()
    for line in proposal.application.lines.all():
        asked[line.source_id] += line.amount
    return [
        {
            "source": both(line.envelope.source, "name"),
            "tyiyn": line.money,
            "asked": asked[line.envelope.source_id],
        }
        for line in proposal.lines.all()
    ]


def _sources(sitting: Sitting) -> list[Facts]:
    """Return what each envelope holds, what this session gave of it, what is given in all, and what is left."""
    given: Counter[int] = Counter()
    for proposal in sitting.proposals:
        for line in proposal.lines.all():
            given[line.envelope_id] += line.money
    return [
        {
            "source": both(envelope.source, "name"),
            "amount": envelope.amount,
            "tyiyn": given[envelope.pk],
            "committed": envelope.committed,
            "left": envelope.free,
        }
        for envelope in Envelope.objects.of_contest(sitting.contest)
    ]
