"""Who may do what to a contest or an application, and when. Each answer carries its reason."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Paper
from initiatives.models import Application, Attachment, Contest, FundingSource
from journal import clock
from kyrgyz.dates import moment
from kyrgyz.money import som
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
    _A.RETURNED: {_A.SUBMITTED, _A.REFUSED, _A.WITHDRAWN},
    _A.ADMITTED: {_A.AWARDED, _A.RESERVE, _A.UNSUPPORTED, _A.WITHDRAWN},
    _A.REFUSED: set(),
    _A.WITHDRAWN: set(),
    _A.AWARDED: set(),
    _A.RESERVE: {_A.AWARDED, _A.UNSUPPORTED, _A.WITHDRAWN},
    _A.UNSUPPORTED: set(),
}

RUNS_CONTESTS = (Role.SPECIALIST, Role.HEAD)
OUTCOMES = frozenset({_A.AWARDED, _A.RESERVE, _A.UNSUPPORTED})
RESULTS_PUBLIC = frozenset({_C.PUBLISHED, _C.CLOSED})
# Documents beyond those the contest asks for.
MOST_OTHERS = 10


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


def may_move_application(application: Application, to: str) -> Verdict:
    """Whether the application may go from its state to the state `to`."""
    if to in APPLICATION_MOVES[application.state]:
        return YES
    return no(
        _("The application is %(now)s, so it cannot become %(to)s.")
        % {"now": application.get_state_display(), "to": Application.State(to).label}
    )


def takes_applications(contest: Contest) -> Verdict:
    """Whether an application may be handed in now; the server's clock decides."""
    if contest.state == _C.DRAFT:
        return no(_("This contest has not been announced yet."))
    if clock.now() < contest.opens_at:
        return no(_("Applications are taken from %(when)s.") % {"when": moment(contest.opens_at)})
    if contest.state != _C.ANNOUNCED or clock.now() >= contest.closes_at:
        return no(_("Applications were taken until %(when)s.") % {"when": moment(contest.closes_at)})
    return YES


def may_edit(application: Application, user: Any) -> Verdict:
    """Whether the person may change the application now: their own draft while the contest is open, or a correction."""
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may change this application."))
    if application.state == _A.DRAFT:
        return takes_applications(application.contest)
    if application.state == _A.RETURNED:
        if application.correct_by and clock.today() > application.correct_by:
            return no(_("The time for correction is over."))
        return YES
    return no(_("An application that has been handed in cannot be changed."))


def may_submit(application: Application, user: Any) -> Verdict:
    """Whether the application may be handed in now by this person."""
    verdict = first_no(may_edit(application, user), may_move_application(application, _A.SUBMITTED))
    return verdict and (no(*missing_words(application)) if missing(application) else YES)


def missing(application: Application) -> list[tuple[str, str]]:
    """Return what the application still lacks as pairs (step, words), in the order of the steps."""
    lacks: list[tuple[str, str]] = []
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
    if not (application.surname or application.given_name) or not application.pin or not application.phone:
        lacks.append(("applicant", _("Write your name, PIN and telephone.")))
    if application.kind == Application.Kind.LEGAL and not (application.organisation and application.organisation_pin):
        lacks.append(("applicant", _("Write the organisation's name and tax number.")))
    given = {attachment.document_id for attachment in application.attachments.all()}
    for document in application.contest.required_documents.all():
        if document.required and document.pk not in given:
            lacks.append(("documents", _("Add the document: %(name)s.") % {"name": document.name}))
    return lacks


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
    asked = list(asked)
    total = sum(tyiyn for _source, tyiyn in asked)
    faults: list[tuple[FundingSource, str]] = []
    for source, tyiyn in asked:
        if source.most is not None and tyiyn > source.most:
            words = _("%(over)s above the limit. Lessen a line or choose another source.")
            faults.append((source, words % {"over": som(tyiyn - source.most)}))
        if source.max_share is not None and tyiyn * 100 > source.max_share * total:
            words = _("At most %(share)s %% of the initiative's money may come from here. Lessen a line.")
            faults.append((source, words % {"share": source.max_share}))
    return faults


def may_delete(application: Application, user: Any) -> Verdict:
    """Whether the person may delete the application: their own draft, also when the contest is over."""
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may change this application."))
    if application.state != _A.DRAFT:
        return no(_("An application that has been handed in is kept. You can withdraw it."))
    return YES


def may_withdraw(application: Application, user: Any) -> Verdict:
    """Whether the person may take their application back now.

    Between the decision and its publication nobody may: a yes or a no would tell what was decided.
    """
    if application.applicant_id != getattr(user, "pk", None):
        return no(_("Only the applicant may change this application."))
    if shown_state(application) != application.state:
        return no(_("The commission has decided. Wait until the results are published."))
    return may_move_application(application, _A.WITHDRAWN)


def shown_state(application: Application) -> Application.State:
    """Return the state as the applicant may know it: what was decided shows only once the results are published."""
    state = Application.State(application.state)
    if state in OUTCOMES and application.contest.state not in RESULTS_PUBLIC:
        return _A.ADMITTED
    return state


def may_take_more(application: Application) -> Verdict:
    """Whether one more document may be added beyond those the contest asks for."""
    if application.attachments.filter(document=None).count() < MOST_OTHERS:
        return YES
    return no(_("Ten further documents are the most. Remove one first."))


def may_download(attachment: Attachment, user: Any) -> Verdict:
    """Whether the person may have this document: the applicant; once it is handed in, whoever runs contests there.

    Not every appointment: a passport is no business of an accountant or an observer. Members of the commission come
    by their own room.
    """
    application = attachment.application
    if application.applicant_id == getattr(user, "pk", None):
        return YES
    if application.state == _A.DRAFT:
        return no(_("This application has not been handed in."))
    return may_run(application.contest, user)


def reads_receipt(paper: Paper, user: Any) -> bool:
    """Tell whether the person may read a receipt: it is that of their own application."""
    if not getattr(user, "is_authenticated", False) or paper.subject_type != Application._meta.label_lower:
        return False
    return Application.objects.of_applicant(user).filter(pk=paper.subject_id).exists()


def names_reason(reason: str) -> Verdict:
    """Whether there are words for the applicant."""
    return YES if reason.strip() else no(_("Write the reason: the applicant will read it."))


def still_time(correct_by: date) -> Verdict:
    """Whether a last day for correction still lies ahead, today included."""
    return YES if correct_by >= clock.today() else no(_("The day for correction is over. Choose a later one."))
