"""The announcement of a contest."""

from django.conf import settings
from django.utils import translation

from budget.models import Envelope
from committee import terms
from committee.models import Member
from committee.papers.shared import criteria_facts, grounds, members_in_order, officer
from documents.models import LANGUAGES, Paper, Register
from documents.services import issue
from initiatives.annexes import said
from initiatives.kinds import WHO, documents_by_kind, kinds_open
from initiatives.models import Contest
from initiatives.papers import both
from municipality.models import User


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
            **grounds(contest),
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
            "criteria": criteria_facts(contest),
            "rules": _rules(contest),
            "opens_at": contest.opens_at.isoformat(),
            "closes_at": contest.closes_at.isoformat(),
            "scoring_until_on": contest.scoring_until.isoformat(),
            "decision_on": contest.decision_on.isoformat(),
            "implement_by_on": contest.implement_by.isoformat(),
            "contact": both(contest, "contact"),
            "site": settings.SITE_URL,
            "chair": officer(members_in_order(contest.commission), Member.Function.CHAIR),
        },
    )


def _most(envelope: Envelope) -> int:
    """Return the most tyiyn one initiative may ask for from an envelope: its limit, or all there is."""
    return min(envelope.amount, envelope.source.cap) if envelope.source.cap else envelope.amount


def _rules(contest: Contest) -> list[dict[str, str]]:
    """Return the rules of the commission in both languages, as they are announced: {"ky": …, "ru": …} for each."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = terms.in_words(contest.commission)
    return [dict(zip(said, sentences, strict=True)) for sentences in zip(*said.values(), strict=True)]
