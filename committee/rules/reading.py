"""Who may read the papers this room issues."""

from typing import Any

from committee.models import Member
from documents.models import Paper
from initiatives.models import Application, Contest
from initiatives.rules import RESULTS_PUBLIC


def reads_announcement(paper: Paper, user: Any) -> bool:
    """Tell whether the announcement is for everyone: once the contest is announced."""
    return Contest.objects.public().filter(pk=paper.subject_id).exists()


def reads_protocol(paper: Paper, user: Any) -> bool:
    """Tell whether the person belongs to the commission of the session that a protocol or a summary of scores is of.

    They name votes and points. Who was replaced still reads them: the papers tell of their sheets, too.
    """
    return Member.objects.for_user(user).filter(commission__sessions=paper.subject_id).exists()


def reads_sheet(paper: Paper, user: Any) -> bool:
    """Tell whether the person belongs to the commission of the member whose sheets the paper holds.

    It is issued with the decision, when no sheet is open any more.
    """
    return Member.objects.for_user(user).filter(commission__members=paper.subject_id).exists()


def reads_decision(paper: Paper, user: Any) -> bool:
    """Tell whether the decision is for everyone, as once the results are published, or the person helped to take it."""
    contest = Contest.objects.filter(applications__award=paper.subject_id).first()
    return contest is not None and (contest.state in RESULTS_PUBLIC or _belongs(user, contest))


def reads_letter(paper: Paper, user: Any) -> bool:
    """Tell whether the letter is to the person or their group, the results being public, or they helped to decide."""
    application = Application.objects.filter(pk=paper.subject_id).select_related("contest").first()
    if application is None:
        return False
    mine = application.contest.state in RESULTS_PUBLIC and (
        getattr(user, "is_authenticated", False)
        and Application.objects.of_applicant(user).filter(pk=application.pk).exists()
    )
    return mine or _belongs(user, application.contest)


def _belongs(user: Any, contest: Contest) -> bool:
    return Member.objects.for_user(user).filter(commission__contest=contest).exists()
