"""When a contest is whole enough to be announced and ready to be scored, and who may sit in its commission."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budget.models import Envelope
from committee.models import Commission, Criterion, Member
from committee.rules.voting import who_apply
from committee.terms import body_name, highest_mean, shown
from initiatives.models import Application, Contest
from initiatives.rules import may_move_contest, may_run
from journal import clock
from kyrgyz.dates import long_date
from municipality.models import Appointment, Role, User
from municipality.verdicts import YES, Verdict, first_no, no

_S = Contest.State

USUAL_MEMBERS = 5
# Who sees by office what is hidden from the members of a blind contest.
SEE_BY_OFFICE = (Role.SPECIALIST, Role.HEAD, Role.ACCOUNTANT)


def may_announce(contest: Contest, user: Any) -> Verdict:
    """Whether the contest is whole enough to be announced, and by this person."""
    verdict = first_no(may_run(contest, user), may_move_contest(contest, _S.ANNOUNCED))
    if not verdict:
        return verdict
    lacks = []
    if not contest.priorities.exists():
        lacks.append(_("Name at least one priority."))
    envelopes = list(Envelope.objects.of_contest(contest))
    if not envelopes or len(envelopes) < contest.sources.count() or not all(e.amount > 0 for e in envelopes):
        lacks.append(_("Open the envelope of every source of money."))
    lacks += _criteria_lacks(contest)
    lacks += _officers_lack(contest)
    if contest.closes_at <= clock.now():
        lacks.append(_("Applications would end before the contest is announced. Change the date."))
    return no(*lacks) if lacks else YES


def _criteria_lacks(contest: Contest) -> list[str]:
    criteria = list(Criterion.objects.filter(contest=contest))
    if not criteria:
        return [_("Enter the criteria by which the initiatives are scored.")]
    lacks = []
    if (weights := sum(criterion.weight for criterion in criteria)) != 100:
        lacks.append(_("The weights of the criteria must make 100 %%, now they make %(sum)s %%.") % {"sum": weights})
    commission = Commission.objects.filter(contest=contest).first()
    most = highest_mean(criteria)
    if commission is not None and commission.threshold is not None and commission.threshold > most:
        lacks.append(above_highest(shown(commission.threshold), shown(most)))
    return lacks


def above_highest(threshold: str, most: str) -> str:
    """Return in words that no initiative could reach the threshold; both are points in figures."""
    return _("No initiative can reach the least mean of %(threshold)s: the highest possible mean is %(most)s.") % {
        "threshold": threshold,
        "most": most,
    }


def _officers_lack(contest: Contest) -> list[str]:
    seats = Member.objects.sitting().filter(commission__contest=contest)
    if {Member.Function.CHAIR, Member.Function.SECRETARY} <= set(seats.values_list("function", flat=True)):
        return []
    return [_("Name the chair and the secretary of the commission.")]


def may_open_scoring(contest: Contest, user: Any) -> Verdict:
    """Whether the sheets may be handed out: the application time is over and every application is checked."""
    verdict = first_no(may_run(contest, user), may_move_contest(contest, _S.SCORING))
    if not verdict:
        return verdict
    if clock.now() < contest.closes_at:
        return no(_("Applications are still being taken."))
    waiting = contest.applications.filter(state__in=["submitted", "returned"]).count()
    if waiting:
        return no(
            ngettext(
                "%(count)s application is still being checked.",
                "%(count)s applications are still being checked.",
                waiting,
            )
            % {"count": waiting}
        )
    if not contest.applications.filter(state=Application.State.ADMITTED).exists():
        # There is no way on: what was refused or taken back stays so, and the application time does not come again.
        return no(
            _("No application was admitted."),
            _("So there is nothing to score, and this contest ends here. Prepare a new contest."),
            _("The accountant can lower the envelopes of this one, so that their money is free for it."),
        )
    return no(*lacks) if (lacks := _officers_lack(contest)) else YES


def warnings(commission: Commission) -> list[str]:
    """Return in words what is unusual about who sits in a commission, and allowed."""
    seats = list(commission.members.sitting().select_related("user"))
    found = []
    if len(seats) < USUAL_MEMBERS:
        found.append(
            ngettext(
                "The commission has %(count)s member; %(usual)s are usual.",
                "The commission has %(count)s members; %(usual)s are usual.",
                len(seats),
            )
            % {"count": len(seats), "usual": USUAL_MEMBERS}
        )
    if seats and len(seats) % 2 == 0:
        found.append(_("The number of members is even: votes can split in half."))
    lacking = [body_name(body, commission) for body in Member.Body if body not in {seat.body for seat in seats}]
    if lacking:
        found.append(_("Nobody stands for: %(bodies)s.") % {"bodies": ", ".join(lacking)})
    names = {seat.user_id: seat.user.name for seat in seats}
    if commission.blind:
        found += _who_see_names(commission, names)
    return [*found, *_who_have_applied(commission, names)]


def _who_see_names(commission: Commission, names: dict[int, str]) -> list[str]:
    officials = Appointment.objects.current().filter(
        municipality=commission.contest.municipality_id, user__in=names, role__in=SEE_BY_OFFICE
    )
    return [
        _("%(name)s (%(role)s) sees by office who applies, though the members of this commission are to see codes.")
        % {"name": names[official.user_id], "role": official.get_role_display()}
        for official in officials.order_by("id")
    ]


def _who_have_applied(commission: Commission, names: dict[int, str]) -> list[str]:
    """Return who of the members applies; a draft is its writer's own affair."""
    pairs = who_apply(commission, dict.fromkeys(names, 0))
    handed_in = set(
        Application.objects.filter(pk__in=[application for application, _user in pairs])
        .exclude(state__in=[Application.State.DRAFT, Application.State.REFUSED, Application.State.WITHDRAWN])
        .values_list("pk", flat=True)
    )
    people = {user: names[user] for application, user in sorted(pairs) if application in handed_in}
    return [
        _("%(name)s applies in this contest, and neither scores that initiative nor votes on it.") % {"name": name}
        for name in people.values()
    ]


def may_replace(commission: Commission, user: Any) -> Verdict:
    """Whether the person may replace members of this commission now: who runs the contest, until it is closed."""
    contest = commission.contest
    verdict = may_run(contest, user)
    if verdict and contest.state == _S.DRAFT:
        return no(_("The contest is still being prepared: simply change the members on the commission's page."))
    if verdict and contest.state == _S.CLOSED:
        return no(_("This contest is closed; its commission sits no more."))
    return verdict


def may_leave(member: Member, since: date) -> Verdict:
    """Whether the member may give up their seat on this day: from the announcement on, and not before they came."""
    name, announced = member.user.name, member.commission.contest.announced_at
    if member.until is not None:
        return no(_("%(name)s was replaced already.") % {"name": name})
    if since > clock.today():
        return no(_("This day is still to come. Replace the member on the day itself."))
    if announced is not None and since < (day := timezone.localtime(announced).date()):
        return no(_("The contest was announced on a later day: %(day)s.") % {"day": long_date(day)})
    if member.since is not None and since < member.since:
        return no(
            _("%(name)s came into the commission on a later day: %(day)s.")
            % {"name": name, "day": long_date(member.since)}
        )
    last = member.attendances.filter(session__adopted_at__isnull=False).order_by("-session__held_on").first()
    if last is not None and since < last.session.held_on:
        return no(
            _("%(name)s took part in a session on a later day: %(day)s.")
            % {"name": name, "day": long_date(last.session.held_on)}
        )
    return YES


def may_sit(commission: Commission, user: User) -> Verdict:
    """Whether this person may take a seat that becomes free: an open account, and no seat here, now or before."""
    if not user.is_active:
        return no(_("The account of %(name)s is closed.") % {"name": user.name})
    seat = commission.members.filter(user=user).first()
    if seat is None:
        return YES
    if seat.until is None:
        return no(_("%(name)s sits in this commission already.") % {"name": user.name})
    return no(_("%(name)s sat in this commission before and was replaced.") % {"name": user.name})
