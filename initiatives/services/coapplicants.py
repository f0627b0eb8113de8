"""The people of an initiative group: invited by a link, come in, given a right, taken off."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from initiatives.coapplicant_rules import may_change, may_invite, may_join, may_renew
from initiatives.models import Application, Coapplicant
from initiatives.models.writing import new_key
from initiatives.services.locking import locked
from journal import clock
from journal.services import Act, act
from kyrgyz.text import without_hidden
from municipality.models import User
from municipality.verdicts import Refused
from notices.services import tell


def invite(*, by: User, application: Application, name: str, right: str) -> Coapplicant:
    """Invite a person into the group and return the invitation; its `key` makes the link.

    The same name and right once more is a second press: the invitation that waits is returned.
    Raises Refused to others than who made the application, and where nobody may come in. Side effects: journal record.
    """
    name = without_hidden(name).strip()
    if not name:
        raise Refused(_("Write the name."))
    with act() as journal:
        application = locked(application)
        waiting = application.coapplicants.present().filter(user__isnull=True, name=name, right=right).first()
        if waiting is not None and not waiting.over and may_renew(waiting, by):
            return waiting
        may_invite(application, by).require()
        invited = Coapplicant.objects.create(
            application=application, name=name, right=Coapplicant.Right(right), invited_at=clock.now()
        )
        _note(journal, "coapplicant.invited", invited, by)
    return invited


def renew(*, by: User, coapplicant: Coapplicant) -> Coapplicant:
    """Give an invitation a new link and its whole time again; the old link is dead. Returns the invitation.

    Raises Refused, also where the person has come in. Side effects: journal record.
    """
    with act() as journal:
        coapplicant = _locked(coapplicant)
        may_renew(coapplicant, by).require()
        coapplicant.key = new_key()
        coapplicant.invited_at = clock.now()
        coapplicant.save(update_fields=["key", "invited_at"])
        _note(journal, "coapplicant.invited", coapplicant, by)
    return coapplicant


def change_right(*, by: User, coapplicant: Coapplicant, right: str) -> Coapplicant:
    """Let a person of the group read only, or write too. Raises Refused. Side effects: journal record of a change."""
    with act() as journal:
        coapplicant = _locked(coapplicant)
        may_change(coapplicant, by).require()
        if coapplicant.right != right:
            coapplicant.right = Coapplicant.Right(right)
            coapplicant.save(update_fields=["right"])
            _note(journal, "coapplicant.changed", coapplicant, by)
    return coapplicant


def remove(*, by: User, coapplicant: Coapplicant) -> None:
    """Withdraw an invitation, or take a person off the group: at once they see nothing of the application any more.

    Raises Refused. Side effects: journal record.
    """
    with act() as journal:
        coapplicant = _locked(coapplicant)
        may_change(coapplicant, by).require()
        coapplicant.removed_at = clock.now()
        coapplicant.save(update_fields=["removed_at"])
        _note(journal, "coapplicant.removed", coapplicant, by)


def join(*, by: User, coapplicant: Coapplicant) -> Coapplicant:
    """Come into the group by an invitation, and return it. A second press finds the person in.

    Raises Refused where the link is used, over or withdrawn, the group is closed, or the person is in it already.
    Side effects: notice to who made the application, journal record.
    """
    with act() as journal:
        key, coapplicant = coapplicant.key, _locked(coapplicant)
        if coapplicant.user_id == by.pk and coapplicant.removed_at is None:
            return coapplicant
        if coapplicant.key != key:
            raise Refused(_("There is a newer link. Ask the one who sent it."))
        may_join(coapplicant, by).require()
        coapplicant.user = by
        coapplicant.joined_at = clock.now()
        coapplicant.save(update_fields=["user", "joined_at"])
        _note(journal, "coapplicant.joined", coapplicant, by)
        leader = coapplicant.application.applicant
        with translation.override(leader.language):
            link = reverse("group", args=[coapplicant.application_id])
        tell(
            recipient=leader,
            kind="coapplicant_joined",
            context={"application": coapplicant.application, "coapplicant": coapplicant},
            link=link,
        )
    return coapplicant


def tell_group(application: Application, what: str) -> None:
    """Tell those who came into the group that it was "submitted" or "returned". To be called inside an act.

    Side effects: a notice to each, in their own language.
    """
    for coapplicant in application.coapplicants.active().select_related("user"):
        person = coapplicant.user
        if person is None:
            continue
        with translation.override(person.language):
            link = application.get_absolute_url()
        tell(
            recipient=person,
            kind=f"group_{what}",
            context={"application": application, "coapplicant": coapplicant},
            link=link,
        )


def _locked(coapplicant: Coapplicant) -> Coapplicant:
    """Return the row as it is now; the application's lock comes first, as for everything that is done with one."""
    application = locked(coapplicant.application)
    found = Coapplicant.objects.select_for_update(of=("self",)).get(pk=coapplicant.pk)
    found.application = application
    return found


def _note(journal: Act, verb: str, coapplicant: Coapplicant, by: User) -> None:
    # Of the application, so that its history tells it; without the name: that is the person's own.
    journal.record(
        verb,
        coapplicant.application,
        by=by,
        municipality=coapplicant.application.contest.municipality_id,
        coapplicant=coapplicant.pk,
        right=str(coapplicant.right),
    )
