"""Where an application stands and what comes next, as its own page shows it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Application, Contest
from initiatives.rules import RESULTS_PUBLIC, shown_state
from kyrgyz.dates import date_range, short_date, until
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
}
# Those whose way has ended before or at the decision.
_ENDED = {State.REFUSED: 1, State.WITHDRAWN: 1, State.RESERVE: 4, State.UNSUPPORTED: 4}


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
    if state == State.DRAFT:
        return _("It has not been handed in yet. You can go on whenever you like while applications are taken.")
    if state == State.SUBMITTED:
        return _("It has been handed in. The municipality's specialist is checking whether all is there.")
    if state == State.RETURNED:
        return _("It came back to you for correction. Mend what is written below and hand it in again.")
    if state == State.ADMITTED:
        if contest.state == Contest.State.ANNOUNCED:
            return _("It has been checked and takes part in the contest. Scoring begins when applications are closed.")
        return _("It takes part in the contest. The commission decides; you will be told the result.")
    return {
        State.REFUSED: _("It was not admitted to the contest. The reason is written below."),
        State.WITHDRAWN: _("You took it back. It takes no part in the contest."),
        State.AWARDED: _("It is among the winners. The municipality will call you to sign the agreement."),
        State.RESERVE: _("It is in the reserve. If money becomes free, its turn comes."),
        State.UNSUPPORTED: _("It was not supported this time. The reason is written below."),
    }[state]


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
    if state in _ENDED:
        # What would have come after has no place on the line any more.
        planned = planned[: max(_ENDED[state], 1)]
        return [Step(label, when, "done") for label, when in planned]
    now = _place(contest, state)
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
