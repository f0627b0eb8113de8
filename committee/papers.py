"""The facts of the papers this room issues: announcement, protocol, decision. JSON values, money in tyiyn."""

from typing import Any

from django.conf import settings
from django.db import models

from budget.models import Award, Envelope
from committee.models import Commission, Criterion, Member, Session, Sheet
from committee.ranking import decimal, ranked
from documents.models import Paper, Register
from documents.services import issue, next_entry
from initiatives.annexes import said
from initiatives.kinds import WHO, documents_by_kind, kinds_open
from initiatives.models import Contest
from initiatives.papers import both, place_facts, purpose
from journal import clock
from kyrgyz.quotes import quote
from municipality.models import Appointment, Role, User

Facts = dict[str, Any]


def issue_announcement(contest: Contest, *, by: User) -> Paper:
    """Issue the announcement of a contest. Side effects: see `documents.services.issue`."""
    envelopes = list(Envelope.objects.of_contest(contest))
    return issue(
        by=by,
        municipality=contest.municipality,
        kind=Paper.Kind.ANNOUNCEMENT,
        register=Register.Code.ANNOUNCEMENTS,
        subject=contest,
        title_ky=f"Кулактандыруу: {contest.title_ky}",
        title_ru=f"Объявление: {contest.title_ru}",
        template="committee/papers/announcement.html",
        facts={
            **_grounds(contest),
            "summary": both(contest, "summary"),
            "sources": [
                {
                    "name": both(envelope.source, "name"),
                    "tyiyn": envelope.amount,
                    "most": _most(envelope),
                    "max_share": envelope.source.max_share,
                    "ground": both(envelope.source, "ground"),
                }
                for envelope in envelopes
            ],
            "total": sum(envelope.amount for envelope in envelopes),
            "most": sum(_most(envelope) for envelope in envelopes),
            "priorities": [both(priority, "name") for priority in contest.priorities.all()],
            "kinds": [said(WHO[kind]) for kind in kinds_open(contest)],
            "documents": [
                {"name": both(document, "name"), "required": document.required, "of": said(group.note)}
                for group in documents_by_kind(contest)
                for document in group.documents
            ],
            "criteria": _criteria(contest),
            "opens_at": contest.opens_at.isoformat(),
            "closes_at": contest.closes_at.isoformat(),
            "scoring_until_on": contest.scoring_until.isoformat(),
            "decision_on": contest.decision_on.isoformat(),
            "implement_by_on": contest.implement_by.isoformat(),
            "contact": both(contest, "contact"),
            "site": settings.SITE_URL,
            "chair": _officer(_members(contest.commission), Member.Function.CHAIR),
        },
    )


def issue_protocol(session: Session, *, by: User) -> Paper:
    """Issue the protocol of an adopted session. Side effects: see `documents.services.issue`."""
    commission = session.commission
    contest = commission.contest
    municipality = contest.municipality
    entry = next_entry(municipality=municipality, register=Register.Code.PROTOCOLS, year=clock.today().year)
    present = set(session.attendances.values_list("member_id", flat=True))
    members = _members(commission)
    proposals = [_proposal(proposal) for proposal in _proposals(session)]
    return issue(
        by=by,
        municipality=municipality,
        kind=Paper.Kind.PROTOCOL,
        register=Register.Code.PROTOCOLS,
        entry=entry,
        number=str(entry.number),
        subject=session,
        title_ky=f"Сынак комиссиясынын № {entry.number} протоколу",
        title_ru=f"Протокол № {entry.number} конкурсной комиссии",
        template="committee/papers/protocol.html",
        facts={
            **_grounds(contest),
            "held_on": session.held_on.isoformat(),
            "venue": both(session, "place"),
            "formed": {
                "number": commission.act_number,
                "signed_on": commission.act_date.isoformat() if commission.act_date else "",
            },
            "quorum": {"of": commission.quorum_of, "in": commission.quorum_in},
            "members": len(members),
            "present": [_member(member) for member in members if member.pk in present],
            "absent": [_member(member) for member in members if member.pk not in present],
            "chair": _officer(members, Member.Function.CHAIR),
            "secretary": _officer(members, Member.Function.SECRETARY),
            "criteria": _criteria(contest),
            "recusals": [
                {
                    "member": sheet.member.user.initials,
                    "application": sheet.application.number,
                    "state": sheet.state,
                    "reason": sheet.reason,
                }
                for sheet in Sheet.objects.filter(
                    application__contest=contest, state__in=[Sheet.State.RECUSED, Sheet.State.ABSTAINED]
                )
                .select_related("member__user", "application__entry__register")
                .order_by("application__entry__number", "member")
            ],
            "ranking": [
                {
                    "number": row.application.number,
                    "title": both(row.application, "title"),
                    "place": row.place,
                    "sheets": row.sheets,
                    "mean": decimal(row.mean),
                    "by_criterion": [decimal(mean) for mean in row.by_criterion],
                }
                for row in ranked(contest)
            ],
            "proposals": proposals,
            "granted": sum(proposal["total"] for proposal in proposals),
        },
    )


def issue_decision(award: Award, *, session: Session, protocol: Paper, order: int, by: User) -> Paper:
    """Issue the decision of award for one winner, the `order`-th of its protocol: «2021-2/1».

    The year is that of the protocol's register: its number is given once in that year, whatever the session's date.
    Side effects: see `documents.services.issue`.
    """
    application = award.application
    contest = application.contest
    municipality = contest.municipality
    title = both(application, "title")
    things: dict[int, list[str]] = {}
    for line in application.lines.all():
        things.setdefault(line.source_id, []).append(line.what)
    return issue(
        by=by,
        municipality=municipality,
        kind=Paper.Kind.DECISION,
        register=Register.Code.DECISIONS,
        number=f"{protocol.entry.register.year}-{protocol.number}/{order}",
        subject=award,
        title_ky=f"{quote(title['ky'])} жергиликтүү демилгесин каржылоо жөнүндө",
        title_ru=f"О финансировании местной инициативы {quote(title['ru'])}",
        template="committee/papers/decision.html",
        facts={
            **_grounds(contest),
            "act": both(municipality, "award_act"),
            "protocol": {"number": protocol.number, "signed_on": session.held_on.isoformat()},
            "application": {"number": application.number, "title": title},
            "lines": [
                {
                    "source": both(line.envelope.source, "name"),
                    "purpose": purpose(things.get(line.envelope.source_id, [])),
                    "tyiyn": line.committed,
                }
                for line in award.lines.select_related("envelope__source")
            ],
            "total": award.total,
            "own_contribution": application.own_contribution,
            "implement_by_on": contest.implement_by.isoformat(),
            "head": {"title": both(municipality, "head_title"), "name": _head(contest)},
        },
    )


def _grounds(contest: Contest) -> Facts:
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


def _criteria(contest: Contest) -> list[Facts]:
    return [
        {
            "name": both(criterion, "name"),
            "meaning": both(criterion, "meaning"),
            "most": criterion.most,
            "weight": criterion.weight,
        }
        for criterion in Criterion.objects.filter(contest=contest)
    ]


def _most(envelope: Envelope) -> int:
    """Return the most tyiyn one initiative may ask for from an envelope: its limit, or all there is."""
    return min(envelope.amount, envelope.source.cap) if envelope.source.cap else envelope.amount


def _members(commission: Commission) -> list[Member]:
    """Return the members in the order in which papers name them: chair, secretary, the others."""
    order = list(Member.Function)
    members = commission.members.select_related("user")
    return sorted(members, key=lambda member: (order.index(Member.Function(member.function)), member.pk))


def _member(member: Member) -> Facts:
    return {
        "name": member.user.name,
        "initials": member.user.initials,
        "body": member.body,
        "function": member.function,
    }


def _officer(members: list[Member], function: Member.Function) -> str:
    return next((member.user.initials for member in members if member.function == function), "")


def _head(contest: Contest) -> str:
    appointment = (
        Appointment.objects.current()
        .filter(municipality=contest.municipality, role=Role.HEAD)
        .select_related("user")
        .first()
    )
    return appointment.user.initials if appointment else ""


def _proposals(session: Session) -> models.QuerySet[Any]:
    return session.proposals.select_related("application__entry__register").prefetch_related(
        "lines__envelope__source", "votes__member__user"
    )


def _proposal(proposal: Any) -> Facts:
    votes: dict[str, list[str]] = {"for": [], "against": [], "abstained": []}
    for vote in proposal.votes.all():
        votes[vote.choice].append(vote.member.user.initials)
    lines = [{"source": both(line.envelope.source, "name"), "tyiyn": line.money} for line in proposal.lines.all()]
    return {
        "number": proposal.application.number,
        "title": both(proposal.application, "title"),
        "outcome": proposal.outcome,
        "reason": both(proposal, "reason"),
        "lines": lines,
        "total": sum(line["tyiyn"] for line in lines),
        "votes": votes,
    }
