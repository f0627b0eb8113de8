"""Correcting what a session has decided: a later session is opened for it, or given up again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committee import services
from committee.forms import SessionForm
from committee.models import Session
from committee.rules import may_correct, may_drop
from committee.views.decided import decided
from committee.views.own import closed, own_session, person, take_over
from journal import clock
from municipality.access import signed_in
from municipality.verdicts import Refused

FORM_METHODS = ["GET", "HEAD", "POST"]


@signed_in
@require_http_methods(FORM_METHODS)
def session_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what correcting an adopted session brings with it; on the button, open the session that does it."""
    found = own_session(request, pk)
    contest = found.commission.contest
    verdict = may_correct(found, request.user)
    if not verdict:
        return closed(request, verdict, contest=contest)
    correction = Session.objects.filter(corrects=found).first()
    if correction is not None:
        return redirect(correction)
    first_guess = {"held_on": clock.today(), "place_ky": found.place_ky, "place_ru": found.place_ru}
    form = SessionForm(request.POST if request.method == "POST" else None, initial=first_guess)
    if request.method == "POST" and form.is_valid():
        try:
            correction = services.open_correction(by=person(request), session=found, **form.cleaned_data)
        except Refused as refused:
            take_over(form, refused)
        else:
            return redirect(correction)
    return render(
        request,
        "committee/session_correct.html",
        {"session": found, "contest": contest, "form": form, "decided": decided(found)},
    )


@signed_in
@require_http_methods(FORM_METHODS)
def session_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a correction that is being prepared is to be given up; on the button, give it up."""
    found = own_session(request, pk)
    if found.adopted_at:
        return redirect(found)
    corrected = found.corrects
    verdict = may_drop(found, request.user)
    if not verdict or corrected is None:
        return closed(request, verdict, contest=found.commission.contest)
    if request.method == "POST":
        try:
            services.drop_correction(by=person(request), session=found)
        except Refused as refused:
            return closed(request, refused, contest=found.commission.contest, status=409)
        messages.success(request, _("The correction is given up. The decision stands as it was."))
        return redirect(corrected)
    return render(request, "committee/session_drop.html", {"session": found, "contest": found.commission.contest})
