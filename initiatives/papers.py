"""The facts of the papers this room issues. JSON values, money in tyiyn."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model

from documents.models import Paper, PaperQuerySet, Register
from documents.services import issue
from initiatives.models import Application
from municipality.models import Municipality, User

# A room above issues papers about something of an application, as its award; it says here what that is.
Found = Callable[[Application], Model | None]
_of_it: list[Found] = []


def also_about(found: Found) -> None:
    """Name what else of an application papers may be about: `found` returns it, or None where there is none."""
    _of_it.append(found)


def papers_of(application: Application) -> PaperQuerySet:
    """Return the papers about an application and what is its own, oldest first; who may read them is another rule."""
    papers = Paper.objects.about(application)
    for found in _of_it:
        if (subject := found(application)) is not None:
            papers |= Paper.objects.about(subject)
    return papers


def both(obj: object, field: str) -> dict[str, str]:
    """Return a pair field as {"ky": …, "ru": …}; where one language is empty, the other one stands for it."""
    ky, ru = getattr(obj, f"{field}_ky"), getattr(obj, f"{field}_ru")
    return {"ky": ky or ru, "ru": ru or ky}


def place_facts(municipality: Municipality) -> dict[str, Any]:
    """Return what papers say of the municipality: its office, and whether it is a city, whose bodies have own names."""
    return {"city": municipality.kind == Municipality.Kind.CITY, "office": both(municipality, "office")}


def purpose(things: Iterable[str]) -> str:
    """Return what is bought as one list, each thing once, as the applicant wrote it, capital first."""
    first, *others = dict.fromkeys(thing.strip() for thing in things) or [""]
    named = [first, *(_without_capital(thing) for thing in others)]
    return ("; " if any("," in thing for thing in named) else ", ").join(named)


def _without_capital(thing: str) -> str:
    """Return a line's text as it stands inside a sentence; «ПК» and the like keep their capitals."""
    return thing if thing[1:2].isupper() else thing[:1].lower() + thing[1:]


def issue_receipt(application: Application, *, by: User) -> Paper:
    """Issue the receipt of registration of an application that has just been handed in, in place of an earlier one.

    Names the applicant, but neither PIN nor telephone nor address. Side effects: see `documents.services.issue`.
    """
    contest = application.contest
    attachments = list(application.attachments.select_related("document"))
    handed_in = Counter(attachment.document for attachment in attachments if attachment.document)
    things: dict[int, list[str]] = {}
    for line in application.lines.all():
        things.setdefault(line.source_id, []).append(line.what)
    return issue(
        by=by,
        municipality=contest.municipality,
        kind=Paper.Kind.RECEIPT,
        register=Register.Code.RECEIPTS,
        subject=application,
        # A correction has other sums and documents than what was handed in first.
        replaces=Paper.objects.about(application).filter(kind=Paper.Kind.RECEIPT).in_force().last(),
        title_ky=f"№ {application.number} табыштаманы каттоо кагазы",
        title_ru=f"Расписка о регистрации заявки № {application.number}",
        template="initiatives/papers/receipt.html",
        facts={
            "municipality": place_facts(contest.municipality),
            "contest": both(contest, "title"),
            "application": {
                "number": application.number,
                "title": both(application, "title"),
                "kind": application.kind,
                "applicant": application.applicant_name,
                "organisation": application.organisation,
                "others": [coapplicant.name for coapplicant in application.coapplicants.present()],
                "submitted_at": application.submitted_at.isoformat() if application.submitted_at else "",
                "documents": [
                    {"name": both(document, "name"), "files": files} for document, files in handed_in.items()
                ],
                "other_files": len(attachments) - handed_in.total(),
                "lines": [
                    {
                        "source": both(source, "name"),
                        "purpose": purpose(things.get(source.pk, [])),
                        "tyiyn": tyiyn,
                    }
                    for source, tyiyn in application.asked_by_source()
                    if tyiyn
                ],
                "total": application.asked_total,
            },
            "closes_at": contest.closes_at.isoformat(),
            "scoring_until_on": contest.scoring_until.isoformat(),
            "decision_on": contest.decision_on.isoformat(),
            "contact": both(contest, "contact"),
            "site": settings.SITE_URL,
        },
    )
