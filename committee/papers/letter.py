"""The letter with reasons to whoever did not win: what was decided, why, and what they can do next."""

from django.conf import settings

from committee.models import Member, Proposal
from committee.papers.shared import Facts, day, points, replaced_facts
from committee.papers.sitting import Sitting
from committee.ranking import decimal
from documents.models import Paper, Register
from documents.services import issue
from initiatives.papers import both
from municipality.models import User


def letter(proposal: Proposal, facts: Facts, *, protocol: Paper, by: User, replaces: Paper | None = None) -> Paper:
    """Issue the letter that `letter_facts` tells of, in place of an earlier paper; it is drawn when someone asks.

    Side effects: see `documents.services.issue`.
    """
    application = proposal.application
    return issue(
        by=by,
        municipality=protocol.municipality,
        kind=Paper.Kind.LETTER,
        register=Register.Code.LETTERS,
        subject=application,
        replaces=replaces,
        title_ky=f"№ {application.number} табыштама боюнча кат",
        title_ru=f"Письмо о заявке № {application.number}",
        template="committee/papers/letter.html",
        facts={**facts, "replaces": replaced_facts(replaces)},
        draw=False,
    )


def letter_facts(sitting: Sitting, proposal: Proposal, protocol: Paper) -> Facts:
    """Return what the letter states: of this application only, and of no member's points by name."""
    application, contest = proposal.application, sitting.contest
    row = sitting.row_of.get(application.pk)
    return {
        **sitting.grounds,
        "protocol": {"number": protocol.number, "signed_on": sitting.session.held_on.isoformat()},
        "application": {
            "number": application.number,
            "title": both(application, "title"),
            "kind": application.kind,
            "applicant": application.applicant_name,
            "organisation": application.organisation,
        },
        "outcome": proposal.outcome,
        "reason": both(proposal, "reason"),
        "correct_by_on": day(proposal.correct_by) if proposal.outcome == Proposal.Outcome.REVISE else "",
        "mean": decimal(row.mean) if row and row.sheets else "",
        "standing": row.place if row and row.sheets else None,
        "scored": sum(1 for other in sitting.rows if other.sheets),
        "applications": len(sitting.rows),
        "threshold": points(sitting.session.commission.threshold),
        "below": bool(row and row.below),
        "contact": both(contest, "contact"),
        "site": settings.SITE_URL,
        "chair": sitting.officer(Member.Function.CHAIR),
    }
