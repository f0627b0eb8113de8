"""All papers of a session, issued in the act that adopts it, and the list of them afterwards."""

from collections.abc import Iterable

from django.db.models import Q

from budget.models import Award
from committee.models import Member, Proposal, Session
from committee.papers.decision import decision, decision_facts
from committee.papers.letter import letter, letter_facts
from committee.papers.protocol import protocol as issue_the_protocol
from committee.papers.shared import Facts
from committee.papers.sheets import sheets, summary
from committee.papers.sitting import Sitting, protocol_of
from documents.models import Paper
from initiatives.models import Application
from municipality.models import User

# The order in which they are listed.
_KINDS = [Paper.Kind.PROTOCOL, Paper.Kind.SUMMARY, Paper.Kind.SHEET, Paper.Kind.DECISION, Paper.Kind.LETTER]
# Drawing a protocol takes some 30 ms for each application, a decision 110 ms, in each language: above this number the
# chair would wait for it too long.
AT_ONCE = 30


def issue_for_session(session: Session, *, by: User, awards: Iterable[Award]) -> Paper:
    """Issue every paper of an adopted session and return its protocol.

    The protocol; the summary of the scores; each member's sheets that no earlier paper holds; a decision for each
    award (`awards` holds that of every proposal to support); a letter for each other application that was decided. What
    an earlier session issued for an application is replaced; where this session corrects another, its protocol and
    summary too, and what it leaves as it was stays in force. To be called inside the act, once money and outcomes
    stand. Side effects: see `documents.services.issue`; in a contest of up to `AT_ONCE` applications protocol and
    decisions are drawn once the transaction is through, all others when someone asks for them.
    """
    sitting = Sitting(session)
    draw = len(sitting.rows) <= AT_ONCE
    protocol = issue_the_protocol(sitting, by=by, draw=draw)
    summary(sitting, protocol=protocol, by=by)
    sheets(sitting, protocol=protocol, by=by)
    granted = _awards(awards)
    earlier = _in_force(sitting.proposals)
    order = 0
    for proposal in sitting.proposals:
        former = earlier.get(proposal.application_id)
        if proposal.outcome != Proposal.Outcome.AWARD:
            facts = letter_facts(sitting, proposal, protocol)
            if not _unchanged(session, former, Paper.Kind.LETTER, facts):
                letter(proposal, facts, protocol=protocol, by=by, replaces=former)
            continue
        award = granted[proposal.application_id]
        facts = decision_facts(sitting, award, proposal, protocol)
        if not _unchanged(session, former, Paper.Kind.DECISION, facts):
            order += 1
            decision(award, facts, protocol=protocol, order=order, by=by, replaces=former, draw=draw)
    return protocol


def papers_of_session(session: Session) -> list[Paper]:
    """Return the papers of an adopted session: protocol, summary, sheets, decisions, letters, replaced ones too.

    Without their facts. Two queries; none before the session is adopted, when it has none.
    """
    if session.adopted_at is None or (protocol := protocol_of(session)) is None:
        return []
    decided = session.proposals.values("application")
    found = Paper.objects.filter(
        Q(subject_type=Session._meta.label_lower, subject_id=session.pk)
        | _issued_with(protocol, Member, session.commission.members.values("pk"))
        | _issued_with(protocol, Award, Award.objects.filter(application__in=decided).values("pk"))
        | _issued_with(protocol, Application, decided)
    ).filter(kind__in=_KINDS)
    listed = found.select_related("replaced_by").defer("facts", "replaced_by__facts")
    return sorted(listed, key=lambda paper: (_KINDS.index(Paper.Kind(paper.kind)), paper.pk))


def _issued_with(protocol: Paper, model: type[Award | Member | Application], subjects: object) -> Q:
    """Return the condition for the papers about these rows that name the protocol as their ground."""
    return Q(
        subject_type=model._meta.label_lower,
        subject_id__in=subjects,
        facts__protocol__number=protocol.number,
        facts__protocol__signed_on=protocol.facts["held_on"],
    )


def _awards(awards: Iterable[Award]) -> dict[int, Award]:
    """Return the awards as the ledger has them now, by the application's id."""
    rows = Award.objects.filter(pk__in=[award.pk for award in awards]).select_related(
        "application__entry__register", "application__contest"
    )
    return {row.application_id: row for row in rows.prefetch_related("lines__envelope__source", "application__lines")}


def _in_force(proposals: Iterable[Proposal]) -> dict[int, Paper]:
    """Return the decision or the letter in force for an application (id), where an earlier session issued one."""
    applications = [proposal.application_id for proposal in proposals]
    awarded = dict(Award.objects.filter(application__in=applications).values_list("pk", "application_id"))
    papers = Paper.objects.in_force().filter(
        Q(kind=Paper.Kind.LETTER, subject_type=Application._meta.label_lower, subject_id__in=applications)
        | Q(kind=Paper.Kind.DECISION, subject_type=Award._meta.label_lower, subject_id__in=list(awarded))
    )
    return {
        awarded[paper.subject_id] if paper.kind == Paper.Kind.DECISION else paper.subject_id: paper
        for paper in papers.order_by("id")
    }


def _unchanged(session: Session, former: Paper | None, kind: Paper.Kind, facts: Facts) -> bool:
    """Tell whether a correction leaves what was decided about an application as it was, so that its paper stands."""
    if former is None or session.corrects_id is None or former.kind != kind:
        return False
    return _substance(former.facts) == _substance(facts)


def _substance(facts: Facts) -> list[object]:
    """Return what a decision or a letter decides, without figures and names that stand there besides."""
    reason = facts.get("reason") or {}
    lines = [(line["source"], line["tyiyn"]) for line in facts.get("lines", [])]
    return [facts.get("outcome"), facts.get("correct_by_on"), reason.get("ky", ""), reason.get("ru", ""), lines]
