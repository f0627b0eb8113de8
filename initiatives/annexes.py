"""The blank forms of a contest, to be filled in by hand: the facts of the paper. JSON values, money in tyiyn.

Its fields are those of the forms in the portal, in their order and words, so that whoever enters a paper application
finds each line where they look for it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from documents.models import LANGUAGES, Paper, Register
from documents.services import issue
from initiatives.forms import ApplicantForm, ContributionForm, InitiativeForm, LineForm, PlanItemForm
from initiatives.forms.texts import KINDS
from initiatives.kinds import WHO, documents_by_kind, kinds_open
from initiatives.models import Application, Contest
from initiatives.papers import both, place_facts
from kyrgyz import pin
from kyrgyz.fields import PinField
from municipality.models import User

Facts = dict[str, Any]

# Lines to write on; a field that is not named has one.
LINES = {"title_ky": 2, "title_ru": 2, "aim": 6, "description": 8, "beneficiaries": 3, "own_contribution": 2}
# Hints that help with a pen in the hand as well.
HINTED = {"title_ru", "aim", "beneficiaries", "pin", "organisation_pin", "own_contribution"}
PLAN_ROWS = 7
BUDGET_ROWS = 10
GROUP_ROWS = 6


def issue_forms(contest: Contest, *, by: User) -> Paper:
    """Issue the blank forms of a contest. Side effects: see `documents.services.issue`."""
    municipality = contest.municipality
    kinds = kinds_open(contest)
    return issue(
        by=by,
        municipality=municipality,
        kind=Paper.Kind.FORMS,
        register=Register.Code.FORMS,
        subject=contest,
        title_ky=f"Табыштаманын бланктары: {contest.title_ky}",
        title_ru=f"Бланки заявки: {contest.title_ru}",
        template="initiatives/papers/forms.html",
        facts={
            "municipality": place_facts(municipality),
            "contest": both(contest, "title"),
            "page": _page(contest),
            "closes_at": contest.closes_at.isoformat(),
            "opens_at": contest.opens_at.isoformat(),
            "implement_by_on": contest.implement_by.isoformat(),
            "address": both(municipality, "address"),
            "phone": municipality.phone,
            "contact": both(contest, "contact"),
            "kinds": [said(WHO[kind]) for kind in kinds],
            "villages": [both(village, "name") for village in municipality.villages.all()],
            "sources": [
                {"name": both(source, "name"), "most": source.most, "max_share": source.max_share}
                for source in contest.sources.all()
            ],
            "documents": [
                {
                    "of": said(group.note),
                    "listed": [
                        {"name": both(document, "name"), "required": document.required} for document in group.documents
                    ],
                }
                for group in documents_by_kind(contest)
            ],
            "applicant": _applicant(contest, kinds),
            "group_rows": GROUP_ROWS if Application.Kind.GROUP in kinds else 0,
            "initiative": _initiative(contest),
            "plan": {"columns": _columns(PlanItemForm), "rows": PLAN_ROWS},
            "budget": {"columns": _columns(LineForm), "rows": BUDGET_ROWS},
            "own": [_field(name, field) for name, field in ContributionForm.base_fields.items()],
            "site": settings.SITE_URL,
        },
    )


def said(words: Any) -> dict[str, str]:
    """Return translatable words in both languages: {"ky": …, "ru": …}."""
    spoken = {}
    for language in LANGUAGES:
        with translation.override(language):
            spoken[language] = str(words)
    return spoken


def _page(contest: Contest) -> dict[str, str]:
    """Return the full address of the contest's page in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = settings.SITE_URL + reverse("contest", args=[contest.pk])
    return found


def _columns(form: type[forms.Form]) -> list[dict[str, Any]]:
    return [{"name": name, "label": said(field.label)} for name, field in form.base_fields.items()]


def _field(name: str, field: forms.Field, **more: Any) -> Facts:
    return {
        "name": name,
        "label": said(field.label),
        "hint": said(field.help_text) if name in HINTED else {"ky": "", "ru": ""},
        "of": [],
        "lines": LINES.get(name, 1),
        "boxes": pin.LENGTH if isinstance(field, PinField) else 0,
        "choices": [],
        **more,
    }


def _initiative(contest: Contest) -> list[Facts]:
    form = InitiativeForm(instance=Application(contest=contest))
    choices = {
        "kind": [said(KINDS[kind]) for kind in kinds_open(contest)],
        "priority": [both(priority, "name") for priority in contest.priorities.all()],
        "village": [both(village, "name") for village in contest.municipality.villages.all()],
    }
    return [_field(name, field, choices=choices.get(name, [])) for name, field in form.fields.items()]


def _applicant(contest: Contest, kinds: Sequence[Application.Kind]) -> list[Facts]:
    """Return the fields of every kind of applicant in one order that keeps that of each; who is asked is noted."""
    asked = {kind: ApplicantForm(instance=Application(contest=contest, kind=kind)).fields for kind in kinds}
    fields = []
    for name in merged(list(of_kind) for of_kind in asked.values()):
        of = [kind for kind in kinds if name in asked[kind]]
        labels = [said(asked[kind][name].label) for kind in of]
        label = {language: " / ".join(dict.fromkeys(words[language] for words in labels)) for language in labels[0]}
        # Two labels side by side say themselves whom they mean.
        whom = [] if len(of) == len(kinds) or label != labels[0] else [said(kind.label) for kind in of]
        fields.append(_field(name, asked[of[0]][name], label=label, of=whom))
    return fields


def merged(orders: Iterable[Sequence[str]]) -> list[str]:
    """Return every name once, in an order in which each of the given ones is kept."""
    found: list[str] = []
    for order in orders:
        place = 0
        for name in order:
            if name in found:
                place = found.index(name) + 1
            else:
                found.insert(place, name)
                place += 1
    return found
