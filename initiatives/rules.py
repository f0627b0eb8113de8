"""Who may do what to a contest or an application, and when. Each answer carries its reason."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Paper
from initiatives.kinds import applicant_lacks, kinds_open
from initiatives.limits import standings
from initiatives.models import (
    STEPS,
    Application,
    Attachment,
    Clarification,
    Coapplicant,
    Contest,
    FundingSource,
    Part,
)
from journal import clock
from kyrgyz.dates import moment
from municipality.access import holds
from municipality.models import Role
from municipality.verdicts import YES, Verdict, first_no, no

_C = Contest.State
_A = Application.State

# From which state to which: the whole life of a contest and of an application, in one place each.
CONTEST_MOVES: dict[str, set[str]] = {
    _C.DRAFT: {_C.ANNOUNCED},
    _C.ANNOUNCED: {_C.SCORING},
    _C.SCORING: {_C.DECIDED},
    _C.DECIDED: {_C.PUBLISHED},
    _C.PUBLISHED: {_C.CLOSED},
    _C.CLOSED: set(),
}
APPLICATION_MOVES: dict[str, set[str]] = {
    _A.DRAFT: {_A.SUBMITTED},
    _A.SUBMITTED: {_A.ADMITTED, _A.RETURNED, _A.REFUSED, _A.WITHDRAWN},
    # Returned once more: another day for the correction, or other parts.
    _A.RETURNED: {_A.SUBMITTED, _A.RETURNED, _A.REFUSED, _A.WITHDRAWN},
    _A.ADMITTED: {_A.AWARDED, _A.RESERVE, _A.UNSUPPORTED, _A.REVISE, _A.WITHDRAWN},
    _A.REFUSED: set(),
    _A.WITHDRAWN: set(),
    _A.AWARDED: set(),
    _A.RESERVE: {_A.AWARDED, _A.UNSUPPORTED, _A.REVISE, _A.WITHDRAWN},
    _A.UNSUPPORTED: set(),
    # Returned when the results are published, never before.
    _A.REVISE: {_A.RETURNED, _A.WITHDRAWN},
}

RUNS_CONTESTS = (Role.SPECIALIST, Role.HEAD)
# While an answer of the applicant can still matter to someone.
ASKED_IN = frozenset({_A.SUBMITTED, _A.RETURNED, _A.ADMITTED})
ASKED_UNTIL_DECIDED = frozenset({_C.ANNOUNCED, _C.SCORING})
OUTCOMES = frozenset({_A.AWARDED, _A.RESERVE, _A.UNSUPPORTED, _A.REVISE})
RESULTS_PUBLIC = frozenset({_C.PUBLISHED, _C.CLOSED})
# Documents beyond those the contest asks for.
MOST_OTHERS = 10
# Signs of a step's form as it is sent; sixty full rows of a budget stay far below.
MOST_TYPED = 200_000
# Signs of a question to an applicant, and of the answer to it.
MOST_WORDS = 2000


def may_run(contest: Contest, user: Any) -> Verdict:
    """Whether the person runs contests in this municipality: its specialist and its head do."""
    if holds(user, contest.municipality_id, *RUNS_CONTESTS):
        return YES
    return no(gettext_lazy("Only a specialist or the head of this municipality may do this."))


def may_move_contest(contest: Contest, to: str) -> Verdict:
    """Whether the contest may go from its state to the state `to`."""
    if to in CONTEST_MOVES[contest.state]:
        return YES
    return no(
        _("The contest is %(now)s, so it cannot become %(to)s.")
        % {"now": contest.get_state_display(), "to": Contest.State(to).label}
    )


def may_move_application(application: Application, to: str, *, correcting: bool = False) -> Verdict:
    """Whether the application may go from its state to the state `to`.

    correcting: a later decision of the commission corrects an earlier one, so one outcome may become another, or stay
    with other words.
    """
    if to in APPLICATION_MOVES[application.state]:
        return YES
    if correcting and {to, application.state} <= OUTCOMES:
        return YES
    return no(
        _("The application is %(now)s, so it cannot become %(to)s.")
        % {"now": application.get_state_display(), "to": Application.State(to).label}
    )


def may_check(application: Application, user: Any, to: str) -> Verdict:
    """Whether the person may admit, return or refuse the application (`to`): who runs the contest, and no outcome."""
    if application.state in OUTCOMES:
        return first_no(may_run(application.contest, user), no(_("The commission has decided about this application.")))
    return first_no(may_run(application.contest, user), may_move_application(application, to))


def may_open_revision(application: Application) -> Verdict:
    """Whether what the commission returned may be opened for its applicant: once the results are public."""
    if application.state != _A.REVISE:
        return no(_("The commission has not returned this application for revision."))
    if application.contest.state not in RESULTS_PUBLIC:
        return no(_("The results are not public yet."))
    return YES


def takes_applications(contest: Contest) -> Verdict:
    """Whether an application may be handed in now; the server's clock decides."""
    if contest.state == _C.DRAFT:
        return no(_("This contest has not been announced yet."))
    if clock.now() < contest.opens_at:
        return no(_("Applications are taken from %(when)s.") % {"when": moment(contest.opens_at)})
    if contest.state != _C.ANNOUNCED or clock.now() >= contest.closes_at:
        return no(_("Applications were taken until %(when)s.") % {"when": moment(contest.closes_at)})
    return YES


def writes(application: Application, user: Any) -> bool:
    """Tell whether the person writes this application: it is theirs, or they were invited to write it too."""
    me = getattr(user, "pk", None)
    if application.applicant_id == me:
        return True
    return Coapplicant.objects.active().filter(application=application, user=me, right="edit").exists()


def may_edit(application: Application, user: Any) -> Verdict:
    """Whether the person may change the application now: a draft while the contest is open, or a correction."""
    if not writes(application, user):
        return no(_("You may read this application, but not change it. Ask the applicant for the right to write."))
    if application.state == _A.DRAFT:
        return takes_applications(application.contest)
    if application.state == _A.RETURNED:
        if application.correct_by and clock.today() > application.correct_by:
            return no(_("The time for correction is over."))
        return YES
    return no(_("An application that has been handed in cannot be changed."))


def may_edit_step(application: Application, user: Any, step: str) -> Verdict:
    """Whether the person may change this step now; a correction is open only where something was named."""
    verdict = may_edit(application, user)
    if verdict and step not in open_steps(application):
        return no(_("This part needs no correction, so it stays as it is."))
    return verdict


def open_steps(application: Application, lacks: Iterable[tuple[str, str]] | None = None) -> list[str]:
    """Return the steps of a draft or a correction that are open: in a correction, those that were named.

    One that lacks something is open too, for without it the application could never be handed in again; `lacks` is
    what `missing` says, where the caller has asked already.
    """
    if application.state != _A.RETURNED or not application.correct_parts:
        return list(STEPS)
    lacking = {step for step, _words in (missing(application) if lacks is None else lacks)}
    return [step for step in STEPS if step in application.correct_parts or step in lacking]


def may_keep(typed: str) -> Verdict:
    """Whether what was typed is of a length that a person types."""
    return YES if len(typed) <= MOST_TYPED else no(_("This is too long to be kept. Shorten it."))


def may_submit(application: Application, user: Any) -> Verdict:
    """Whether the application may be handed in now by this person: only who made it hands it in."""
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may hand this application in."))
    verdict = first_no(may_edit(application, user), may_move_application(application, _A.SUBMITTED))
    return verdict and (no(*missing_words(application)) if missing(application) else YES)


def missing(application: Application) -> list[tuple[str, str]]:
    """Return what the application still lacks as pairs (step, words), in the order of the steps."""
    lacks: list[tuple[str, str]] = []
    if application.kind not in kinds_open(application.contest):
        lacks.append(("initiative", _("This contest is not open to this kind of applicant. Choose another one.")))
    if not (application.title_ky or application.title_ru):
        lacks.append(("initiative", _("Write the name of the initiative.")))
    if not application.village_id:
        lacks.append(("initiative", _("Choose the village.")))
    if not application.priority_id and application.contest.priorities.exists():
        lacks.append(("initiative", _("Choose the direction.")))
    if not application.aim:
        lacks.append(("initiative", _("Write what will change.")))
    plan = list(application.plan.all())
    if not plan:
        lacks.append(("plan", _("Write at least one activity of the plan.")))
    if not all(item.what and item.month and item.place and item.responsible for item in plan):
        lacks.append(("plan", _("Write for each activity when, where and who answers for it.")))
    lacks += [("budget", words) for words in budget_faults(application)]
    if not application.own_contribution:
        lacks.append(("budget", _("Write your own contribution.")))
    lacks += [("applicant", words) for words in applicant_lacks(application)]
    given = {attachment.document_id for attachment in application.attachments.all()}
    for document in application.documents_asked:
        if document.required and document.pk not in given:
            lacks.append(("documents", _("Add the document: %(name)s.") % {"name": document.name}))
    lacks += [
        (part.name, _("Something here could not be saved yet. Look at it once more.")) for part in unsaved(application)
    ]
    return sorted(lacks, key=lambda lack: STEPS.index(lack[0]))


def unsaved(application: Application) -> list[Part]:
    """Return the steps in which something was typed that could not be stored yet."""
    return [part for part in application.parts.all() if part.typed]


def missing_words(application: Application) -> list[str]:
    """Return what the application still lacks, in words."""
    return [words for _step, words in missing(application)]


def budget_faults(application: Application) -> list[str]:
    """Return in words what is wrong with the budget: nothing asked, or a source's limit broken and by how much."""
    asked = application.asked_by_source()
    if not any(tyiyn for _source, tyiyn in asked):
        return [_("Write at least one line of the budget.")]
    return [f"{source.name}: {words[:1].lower()}{words[1:]}" for source, words in source_faults(asked)]


def source_faults(asked: Iterable[tuple[FundingSource, int]]) -> list[tuple[FundingSource, str]]:
    """Return each source whose limit is broken by the tyiyn asked from it, with words that say by how much."""
    return [(standing.source, words) for standing in standings(asked) for words in standing.faults]


def may_delete(application: Application, user: Any) -> Verdict:
    """Whether the person may delete the application: their own draft, also when the contest is over."""
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may delete this draft."))
    if application.state != _A.DRAFT:
        return no(_("An application that has been handed in is kept. You can withdraw it."))
    return YES


def may_withdraw(application: Application, user: Any) -> Verdict:
    """Whether the person may take their application back now.

    Between the decision and its publication nobody may: a yes or a no would tell what was decided.
    """
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may take this application back."))
    if shown_state(application) != application.state:
        return no(_("The commission has decided. Wait until the results are published."))
    return may_move_application(application, _A.WITHDRAWN)


def shown_state(application: Application) -> Application.State:
    """Return the state as the applicant may know it: what was decided shows only once the results are published."""
    state = Application.State(application.state)
    if state in OUTCOMES and application.contest.state not in RESULTS_PUBLIC:
        return _A.ADMITTED
    return state


def may_replace(held: Iterable[Attachment], seen: str | None) -> Verdict:
    """Whether a new file may take the place of those held for its document, of which the page showed the one `seen`.

    seen: its key, "" where the page showed none, None where there was no page. What another person or another page
    has added meanwhile is looked at first.
    """
    other = next((attachment for attachment in held if seen is not None and attachment.key != seen), None)
    if other is None:
        return YES
    return no(
        _("«%(name)s» was added here meanwhile. If yours is to take its place, choose it once more.")
        % {"name": other.name}
    )


def may_take_more(application: Application) -> Verdict:
    """Whether one more document may be added beyond those the contest asks for."""
    if application.attachments.filter(document=None).count() < MOST_OTHERS:
        return YES
    return no(_("Ten further documents are the most. Remove one first."))


def may_download(attachment: Attachment, user: Any) -> Verdict:
    """Whether the person may have this document: who writes it; once it is handed in, whoever runs contests there.

    Not every appointment: a passport is no business of an accountant or an observer. Members of the commission come
    by their own room.
    """
    application = attachment.application
    if writes(application, user):
        return YES
    if application.state == _A.DRAFT:
        return no(_("This application has not been handed in."))
    return may_run(application.contest, user)


def reads_receipt(paper: Paper, user: Any) -> bool:
    """Tell whether the person may read a receipt: it is that of their own application, or of their group's."""
    if not getattr(user, "is_authenticated", False) or paper.subject_type != Application._meta.label_lower:
        return False
    return Application.objects.of_applicant(user).filter(pk=paper.subject_id).exists()


def reads_forms(paper: Paper, user: Any) -> bool:
    """Tell whether the blank forms are for everyone: once the contest is announced."""
    return Contest.objects.public().filter(pk=paper.subject_id).exists()


def names_reason(reason: str) -> Verdict:
    """Whether there are words for the applicant."""
    return YES if reason.strip() else no(_("Write the reason: the applicant will read it."))


def still_time(correct_by: date) -> Verdict:
    """Whether a last day for correction still lies ahead, today included."""
    return YES if correct_by >= clock.today() else no(_("The day for correction is over. Choose a later one."))


def as_shown(application: Application) -> str:
    """Return a sign of the application as the page before handing in shows it; any saving or return changes it."""
    moments = (application.changed_at, application.checked_at)
    return " ".join([str(application.state), *(moment.isoformat() for moment in moments if moment)])


def still_as_shown(application: Application, seen: str) -> Verdict:
    """Whether the application is still what the page showed on which the button was pressed."""
    if seen == as_shown(application):
        return YES
    return no(_("Something has changed since you opened this page. Look at it once more, then hand it in."))


def may_copy(application: Application, user: Any) -> Verdict:
    """Whether a new application may be started from this one: one's own, and not a draft that is still open."""
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may start a new application from this one."))
    if application.state == _A.DRAFT and takes_applications(application.contest):
        return no(_("This draft can still be handed in. Go on with it."))
    return YES


def may_ask(application: Application, user: Any) -> Verdict:
    """Whether the person may ask the applicant about the application: who runs the contest, before it is decided."""
    return first_no(may_run(application.contest, user), still_asked(application))


def may_answer(clarification: Clarification, user: Any) -> Verdict:
    """Whether the person may answer a question about an application: its applicant, once, before the decision."""
    if clarification.application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may answer."))
    if clarification.answer:
        return no(_("This question has been answered. An answer does not change."))
    return still_asked(clarification.application)


def still_asked(application: Application) -> Verdict:
    """Whether questions about the application are asked and answered: it takes part, and nothing is decided."""
    if application.contest.state not in ASKED_UNTIL_DECIDED:
        return no(_("The commission has decided: questions about applications are over."))
    if application.state not in ASKED_IN:
        return no(_("The application takes no part in the contest: nothing is asked about it any more."))
    return YES


def says_enough(text: str) -> Verdict:
    """Whether a question or an answer says something, and no more than anyone reads."""
    if not text.strip():
        return no(_("Write a few words."))
    return YES if len(text) <= MOST_WORDS else no(_("2000 signs are the most. Shorten the text."))
