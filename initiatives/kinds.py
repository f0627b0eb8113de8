"""What is asked of each kind of applicant: a resident, an initiative group, an organisation."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Application, Contest, RequiredDocument
from municipality.verdicts import Text

_K = Application.Kind
_PERSON = ("surname", "given_name", "patronymic", "pin", "phone", "address")

# The fields of the step "applicant", in the order of its page.
ASKED: dict[str, tuple[str, ...]] = {
    _K.PERSON: _PERSON,
    _K.GROUP: ("organisation", *_PERSON),
    _K.LEGAL: (
        "organisation", "organisation_pin", "surname", "given_name", "patronymic", "position", "phone", "address",
    ),
}  # fmt: skip


def not_asked(kind: str) -> list[str]:
    """Return the fields that other kinds of applicant are asked for, and this one is not."""
    every = dict.fromkeys(name for names in ASKED.values() for name in names)
    return [name for name in every if name not in ASKED[kind]]


def applicant_lacks(application: Application) -> list[str]:
    """Return in words what the application still has to say of who applies."""
    named = bool(application.surname or application.given_name)
    if application.kind == _K.LEGAL:
        lacks = []
        if not (application.organisation and application.organisation_pin):
            lacks.append(_("Write the organisation's name and tax number."))
        if not (named and application.position and application.phone):
            lacks.append(_("Write who signs for the organisation: name, position and telephone."))
        return lacks
    lacks = []
    if application.kind == _K.GROUP and not application.organisation:
        lacks.append(_("Write the name of the group."))
    if not (named and application.pin and application.phone):
        lacks.append(_("Write your name, PIN and telephone."))
    return lacks


# Who may apply, as pages and papers say it of others; the form asks it of oneself.
WHO: dict[str, Text] = {
    _K.PERSON: gettext_lazy("a resident, in their own name"),
    _K.GROUP: gettext_lazy("an initiative group: several residents together"),
    _K.LEGAL: gettext_lazy("an organisation that is registered and has a tax number"),
}


def kinds_open(contest: Contest) -> list[Application.Kind]:
    """Return the kinds of applicant that a contest is open to; there is always one at least."""
    opened = {_K.PERSON: contest.for_people, _K.GROUP: contest.for_groups, _K.LEGAL: contest.for_organisations}
    return [kind for kind in _K if opened[kind]]


@dataclass(frozen=True)
class DocumentGroup:
    """Documents asked of the same applicants, and whom: nothing where all who may apply are asked for them."""

    of: Text
    documents: list[RequiredDocument]

    @property
    def note(self) -> Text:
        """Whom they are asked of, to stand beside one of them: nothing where it is everyone."""
        return "" if self.documents[0].asked_of == RequiredDocument.AskedOf.ALL else self.of


def documents_by_kind(contest: Contest, kind: str | None = None) -> list[DocumentGroup]:
    """Return the documents of a contest by whom they are asked of: of those who may apply, or of one kind alone."""
    of = RequiredDocument.AskedOf
    kinds = [kind] if kind else [str(opened) for opened in kinds_open(contest)]
    asked = [of.ALL]
    if kinds != [_K.LEGAL]:
        asked.append(of.PEOPLE)
    if _K.LEGAL in kinds:
        asked.append(of.LEGAL)
    listed = [document for document in contest.required_documents.all() if document.asked_of in asked]
    if len(asked) < len(of):
        return [DocumentGroup("", listed)] if listed else []
    groups = [(whom, [document for document in listed if document.asked_of == whom]) for whom in of]
    filled = [(whom, documents) for whom, documents in groups if documents]
    if len(filled) == 1 and filled[0][0] == of.ALL:
        return [DocumentGroup("", listed)]
    return [DocumentGroup(whom.label, documents) for whom, documents in filled]
