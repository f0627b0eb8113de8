"""Where an application stands and what comes next, as its own page shows it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import STEPS, Application, Contest
from initiatives.rules import RESULTS_PUBLIC, shown_state
from initiatives.step_names import STEP_NAMES
from journal import clock
from kyrgyz.dates import date_range, long_date, long_until, short_date, until
from kyrgyz.step_line import Step

State = Application.State

TAGS = {
    State.DRAFT: "",
    State.SUBMITTED: "tag-now",
    State.RETURNED: "tag-reserve",
    State.ADMITTED: "tag-open",
    State.REFUSED: "tag-refused",
    State.WITHDRAWN: "",
    State.AWARDED: "tag-winner",
    State.RESERVE: "tag-reserve",
    State.UNSUPPORTED: "tag-refused",
    State.REVISE: "tag-reserve",
}
# Those whose way has ended before or at the decision.
_ENDED = {State.REFUSED: 1, State.WITHDRAWN: 1, State.RESERVE: 4, State.UNSUPPORTED: 4}
# After the commission returned it, until it has decided again.
_IN_REVISION = frozenset({State.RETURNED, State.SUBMITTED, State.ADMITTED})


@dataclass(frozen=True)
class Standing:
    """The state as the applicant may know it: its name, the look of its tag, and what it means for them."""

    state: Application.State
    label: str
    tag: str
    meaning: str


def standing(application: Application) -> Standing:
    """Return where the application stands."""
    state = shown_state(application)
    return Standing(state, str(state.label), TAGS[state], _meaning(application, state))


def _meaning(application: Application, state: Application.State) -> str:
    contest = application.contest
    if state == State.DRAFT and contest.closes_at <= clock.now():
        return _("It was not handed in while applications were taken, so it takes no part in the contest.")
    if state == State.DRAFT:
        return _("It has not been handed in yet. You can go on whenever you like while applications are taken.")
    if state == State.SUBMITTED:
        return _("It has been handed in. The municipality's specialist is checking whether all is there.")
    if state == State.RETURNED and correction_is_over(application):
        return _("It came back for correction and was not handed in again in time, so it can no longer be changed.")
    if application.returned_by_commission:
        return _(
            "The commission returned it to you for revision. Mend what is written below and hand it in again: the "
            "commission will decide about it once more."
        )
    if state == State.RETURNED:
        return _("It came back to you for correction. Mend what is written below and hand it in again.")
    if state == State.ADMITTED:
        if contest.state == Contest.State.ANNOUNCED:
            return _("It has been checked and takes part in the contest. Scoring begins when applications are closed.")
        return _("It takes part in the contest. The commission decides; you will be told the result.")
    return {
        State.REFUSED: _("It was not admitted to the contest. The reason is written below."),
        State.WITHDRAWN: _("It was taken back and takes no part in the contest."),
        State.AWARDED: _("It is among the winners. The municipality will call you to sign the agreement."),
        State.RESERVE: _("It is in the reserve. If money becomes free, its turn comes."),
        State.UNSUPPORTED: _("It was not supported this time. The reason is written below."),
        State.REVISE: _("The commission returned it for revision. You will be told when you can mend it."),
    }[state]


@dataclass(frozen=True)
class Correction:
    """What is to be corrected: the words, the parts with their addresses (none once it is over), and the last day."""

    words: str
    parts: list[tuple[str, str]]
    deadline: str
    over: bool
    partial: bool


def correction(application: Application) -> Correction | None:
    """Return what is to be corrected, None for an application that was not returned."""
    if application.state != State.RETURNED or application.correct_by is None:
        return None
    over = correction_is_over(application)
    named = application.correct_parts or STEPS
    return Correction(
        application.reason,
        [
            (str(name), "" if over else reverse("application_step", args=[application.pk, step]))
            for step, name in STEP_NAMES.items()
            if step in named
        ],
        deadline_words(application.correct_by),
        over,
        bool(application.correct_parts),
    )


def correction_is_over(application: Application) -> bool:
    """Tell whether the last day for correction has passed; until then the application can be handed in again."""
    return application.correct_by is not None and application.correct_by < clock.today()


def deadline_words(last: date) -> str:
    """Return a last day in words, with the days that are left: «2026-жылдын 12-октябрына чейин, 5 күн калды»."""
    days = (last - clock.today()).days
    if days < 0:
        return long_date(last)
    if days == 0:
        return _("%(until)s, today is the last day") % {"until": long_until(last)}
    left = ngettext("%(count)s day left", "%(count)s days left", days) % {"count": days}
    return f"{long_until(last)}, {left}"


def life_steps(application: Application) -> list[Step]:
    """Return the application's way as a line of steps with its dates."""
    contest = application.contest
    closes = timezone.localtime(contest.closes_at).date()
    state = shown_state(application)
    handed_in = (
        short_date(timezone.localtime(application.submitted_at).date()) if application.submitted_at else until(closes)
    )
    checking = until(application.correct_by) if state == State.RETURNED and application.correct_by else ""
    planned = [
        (_("Handing in"), handed_in),
        (_("Checking"), checking),
        (_("Scoring by the commission"), date_range(closes, contest.scoring_until)),
        (_("Decision"), short_date(contest.decision_on)),
        (_("Carrying out the initiative"), until(contest.implement_by)),
    ]
    if application.revision_at is not None and state in _IN_REVISION:
        # It has been scored and decided once; what follows is mending it and another decision.
        planned[1:4] = [planned[2], (_("Revision"), checking), (_("Another decision"), "")]
        return _line(planned, 3 if state == State.ADMITTED else 2)
    if state in _ENDED:
        # What would have come after has no place on the line any more.
        planned = planned[: max(_ENDED[state], 1)]
        return [Step(label, when, "done") for label, when in planned]
    return _line(planned, _place(contest, state))


def _line(planned: list[tuple[str, str]], now: int) -> list[Step]:
    return [
        Step(label, when, "done" if place < now else "now" if place == now else "next")
        for place, (label, when) in enumerate(planned)
    ]


def _place(contest: Contest, state: Application.State) -> int:
    if state == State.DRAFT:
        return 0
    if state in (State.SUBMITTED, State.RETURNED):
        return 1
    if state == State.AWARDED:
        return 5 if contest.state == Contest.State.CLOSED else 4
    if contest.state in RESULTS_PUBLIC or contest.state == Contest.State.DECIDED:
        return 3
    return 2
