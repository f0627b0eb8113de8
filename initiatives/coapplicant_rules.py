"""Who belongs to an application besides the one who made it, and what they may do. Each answer carries its reason."""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from initiatives.models import Application, Coapplicant, Contest
from initiatives.rules import takes_applications, writes
from kyrgyz.dates import moment
from municipality.verdicts import YES, Verdict, first_no, no

_A = Application.State

# Later than these the group is what it is: nothing of the application can change any more.
OPEN_TO_GROUP = frozenset({_A.DRAFT, _A.SUBMITTED, _A.RETURNED, _A.ADMITTED})
# More than any group that meets in one room.
MOST_MEMBERS = 30


def leads(application: Application, user: Any) -> bool:
    """Tell whether the person made the application: only they hand it in, take it back, and choose the group."""
    return application.applicant_id == getattr(user, "pk", None)


def sees_private(application: Application, user: Any) -> bool:
    """Tell whether the person sees the leader's PIN, telephone and address, and the documents.

    Who writes the application does; who may only read it has no need of them (docs/decisions/0010).
    """
    return writes(application, user)


def applies(application: Application, user: Any) -> bool:
    """Tell whether the person is one of those who apply, so that they have an interest in what is decided.

    Who made the application; and who came into its group, unless they were taken off before it was handed in.
    """
    if leads(application, user):
        return True
    came_in = Coapplicant.objects.filter(application=application, user=user, user__isnull=False)
    still_in = Q(removed_at__isnull=True) | Q(removed_at__gte=F("application__submitted_at"))
    return came_in.filter(still_in).exists()


def may_lead(application: Application, user: Any) -> Verdict:
    """Whether the person may invite, change rights and take people off: who made the application."""
    if leads(application, user):
        return YES
    return no(_("Only the applicant chooses who is in the group."))


def may_come_in(application: Application) -> Verdict:
    """Whether anyone may still come into the group.

    Until scoring begins: whoever comes in later may have scored the application already.
    """
    if application.state not in OPEN_TO_GROUP:
        return no(_("The way of this application has ended, so the group stays as it is."))
    if application.contest.state != Contest.State.ANNOUNCED:
        return no(_("Applications are no longer taken in this contest, so nobody new can come into the group."))
    return takes_applications(application.contest) if application.state == _A.DRAFT else YES


def may_invite(application: Application, user: Any) -> Verdict:
    """Whether the person may invite one more into the group."""
    verdict = first_no(may_lead(application, user), may_come_in(application))
    if not verdict:
        return verdict
    if application.kind != Application.Kind.GROUP:
        return no(_("Only an initiative group has further members. You can change who applies in the first step."))
    if application.coapplicants.present().count() >= MOST_MEMBERS:
        return no(_("%(most)s people are the most. Take somebody off first.") % {"most": MOST_MEMBERS})
    return YES


def may_renew(coapplicant: Coapplicant, user: Any) -> Verdict:
    """Whether the person may make a new link in place of an invitation's old one."""
    if coapplicant.joined:
        return no(_("This person has come in already."))
    return first_no(may_change(coapplicant, user), may_come_in(coapplicant.application))


def may_change(coapplicant: Coapplicant, user: Any) -> Verdict:
    """Whether the person may change the right of this one, or take them off: at any time, as long as they are in."""
    if coapplicant.removed_at is not None:
        return no(_("This person has been taken off already."))
    return may_lead(coapplicant.application, user)


def may_use(coapplicant: Coapplicant) -> Verdict:
    """Whether the invitation's link still leads in, whoever opens it."""
    return first_no(
        _not_removed(coapplicant), _not_used(coapplicant), _not_over(coapplicant), may_come_in(coapplicant.application)
    )


def may_join(coapplicant: Coapplicant, user: Any) -> Verdict:
    """Whether this person may come in by the invitation."""
    application = coapplicant.application
    if leads(application, user):
        return no(_("This is your own application. Send the link to the person you invited."))
    if application.coapplicants.active().filter(user=user).exists():
        return no(_("You are in this group already."))
    return may_use(coapplicant)


def _not_removed(coapplicant: Coapplicant) -> Verdict:
    if coapplicant.removed_at is None:
        return YES
    return no(_("This invitation has been withdrawn. Ask the one who sent it."))


def _not_used(coapplicant: Coapplicant) -> Verdict:
    if not coapplicant.joined:
        return YES
    return no(_("This link is for one person, and somebody has come in by it. Ask for a link of your own."))


def _not_over(coapplicant: Coapplicant) -> Verdict:
    if not coapplicant.over:
        return YES
    return no(
        _("This link could be used until %(when)s. Ask for a new one.") % {"when": moment(coapplicant.valid_until)}
    )
