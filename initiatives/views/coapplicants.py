"""The initiative group: who is in it, inviting by a link, coming in, rights, taking off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import services
from initiatives.coapplicant_rules import leads, may_change, may_invite, may_join, may_renew, may_use
from initiatives.forms.coapplicants import InviteForm, RightForm
from initiatives.models import Application, Coapplicant
from initiatives.views.common import me, own
from kyrgyz.names import full_name
from municipality.access import public, signed_in
from municipality.consents import has_consented
from municipality.verdicts import YES, Refused, Verdict
from municipality.views import ask_consent

METHODS = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(METHODS)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is in the group; to who made the application also the links and a form to invite with."""
    found = own(request, pk)
    verdict = may_invite(found, request.user)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not verdict:
        messages.error(request, verdict.reason)
        return redirect("group", pk=found.pk)
    if request.method == "POST" and form.is_valid():
        try:
            invited = services.invite(by=me(request), application=found, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                _("The link for %(name)s is ready. Send it to them, for example by WhatsApp.") % {"name": invited.name},
            )
            return redirect(f"{reverse('group', args=[found.pk])}#member-{invited.pk}")
    return render(
        request,
        "initiatives/coapplicants/group.html",
        {
            "application": found,
            "leads": leads(found, request.user),
            "verdict": verdict,
            "form": form,
            "rows": [_row(request, found, coapplicant) for coapplicant in members(found)],
        },
    )


@signed_in
@require_http_methods(METHODS)
def group_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Ask which right a person of the group is to have; on POST give it, or make a new link for one who is invited."""
    found, coapplicant = _member(request, pk, member)
    verdict = may_renew(coapplicant, request.user) if "renew" in request.POST else may_change(coapplicant, request.user)
    if not verdict:
        return _back_to_group(request, found, verdict)
    if "renew" in request.POST:
        return _renew(request, found, coapplicant)
    form = RightForm(request.POST if request.method == "POST" else None, initial={"right": coapplicant.right})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_right(by=me(request), coapplicant=coapplicant, right=form.cleaned_data["right"])
        except Refused as refused:
            return _back_to_group(request, found, refused)
        messages.success(request, _("The right of %(name)s is saved.") % {"name": coapplicant.name})
        return redirect("group", pk=found.pk)
    return render(
        request,
        "initiatives/coapplicants/member.html",
        {"application": found, "coapplicant": coapplicant, "form": form},
    )


@signed_in
@require_http_methods(METHODS)
def group_member_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Ask whether a person is to be taken off the group, or an invitation withdrawn; on POST do it."""
    found, coapplicant = _member(request, pk, member)
    verdict = may_change(coapplicant, request.user)
    if not verdict:
        return _back_to_group(request, found, verdict)
    if request.method == "POST":
        try:
            services.remove(by=me(request), coapplicant=coapplicant)
        except Refused as refused:
            return _back_to_group(request, found, refused)
        messages.success(request, _("%(name)s is no longer in the group.") % {"name": coapplicant.name})
        return redirect("group", pk=found.pk)
    return render(request, "initiatives/coapplicants/remove.html", {"application": found, "coapplicant": coapplicant})


@public
@require_http_methods(METHODS)
def join(request: HttpRequest, key: str) -> HttpResponse:
    """Show an invitation to whoever has its link; on POST come into the group.

    A visitor is asked to sign in and sees nothing of the application: the link may have gone astray.
    """
    found = get_object_or_404(
        Coapplicant.objects.select_related("application__contest__municipality", "application__applicant"), key=key
    )
    if not request.user.is_authenticated:
        if request.method == "POST":
            return redirect_to_login(request.path, resolve_url("account_login"))
        # By a link that was used the one who came in finds the way again.
        verdict = YES if found.joined and found.removed_at is None else may_use(found)
        return _invitation(request, found, verdict)
    if found.user_id == request.user.pk and found.removed_at is None:
        return redirect("application", pk=found.application_id)
    if request.method == "POST" and not has_consented(request.user):
        return ask_consent(request)
    if request.method == "POST":
        try:
            services.join(by=me(request), coapplicant=found)
        except Refused as refused:
            return _invitation(request, found, Verdict(False, refused.reasons))
        messages.success(request, _("You are in the group now. You find the application under «My applications»."))
        return redirect("application", pk=found.application_id)
    return _invitation(request, found, may_join(found, request.user))


def members(application: Application) -> list[Coapplicant]:
    """Return those who are invited or in, in the order of their invitations."""
    return list(application.coapplicants.present().select_related("user"))


def _row(request: HttpRequest, application: Application, coapplicant: Coapplicant) -> dict[str, Any]:
    """Return one person of the list: the link goes to who made the application, and only while it can be used."""
    coapplicant.application = application
    may = leads(application, request.user)
    person = coapplicant.user
    account = full_name(person.surname, person.given_name, person.patronymic) if person else ""
    link = reverse("join", args=[coapplicant.key])
    return {
        "coapplicant": coapplicant,
        "account": account if account != coapplicant.name else "",
        "link": request.build_absolute_uri(link) if may and not coapplicant.joined and not coapplicant.over else "",
        "may_renew": may_renew(coapplicant, request.user),
    }


def _member(request: HttpRequest, pk: int, member: int) -> tuple[Application, Coapplicant]:
    """Return one's own application and a person of its group. Raises Http404."""
    found = own(request, pk)
    coapplicant = get_object_or_404(found.coapplicants.present(), pk=member)
    coapplicant.application = found
    return found, coapplicant


def _renew(request: HttpRequest, application: Application, coapplicant: Coapplicant) -> HttpResponse:
    try:
        services.renew(by=me(request), coapplicant=coapplicant)
    except Refused as refused:
        return _back_to_group(request, application, refused)
    messages.success(request, _("There is a new link for %(name)s; the old one is dead.") % {"name": coapplicant.name})
    return redirect(f"{reverse('group', args=[application.pk])}#member-{coapplicant.pk}")


def _back_to_group(request: HttpRequest, application: Application, answer: Verdict | Refused) -> HttpResponse:
    messages.error(request, " ".join(str(reason) for reason in answer.reasons))
    return redirect("group", pk=application.pk)


def _invitation(request: HttpRequest, coapplicant: Coapplicant, verdict: Verdict) -> HttpResponse:
    application = coapplicant.application
    back = urlencode({"next": request.path})
    response = render(
        request,
        "initiatives/coapplicants/join.html",
        {
            "coapplicant": coapplicant,
            "application": application,
            "verdict": verdict,
            "mine": leads(application, request.user),
            "sign_in": f"{reverse('account_login')}?{back}",
            "sign_up": f"{reverse('account_signup')}?{back}",
        },
        status=200 if verdict else 403,
    )
    # Whoever uses this browser next must not find the link's page.
    response.headers["Cache-Control"] = "private, no-store"
    return response
