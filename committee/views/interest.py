"""The chair notes that another member has an interest in an application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from committee import services
from committee.forms import NoteInterestForm
from committee.models import Member, Sheet
from committee.naming import called, in_order, with_names
from committee.rules import open_sheets
from committee.views.own import closed, own_seat, person, take_over
from committee.views.sheets import FORM_METHODS
from initiatives.models import Application, Contest
from municipality.access import signed_in
from municipality.verdicts import Refused, no


@signed_in
@require_http_methods(FORM_METHODS)
def interest_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the chair which member has an interest in which application and why, and close that sheet with the reason."""
    seat = own_seat(request, pk)
    contest = seat.commission.contest
    if seat.function != Member.Function.CHAIR:
        return closed(request, no(_("Only the chair notes another member's interest.")), contest=contest)
    if contest.state != Contest.State.SCORING:
        return closed(request, no(_("This contest is not being scored now.")), contest=contest)
    # A closed sheet stays as it is, so only what is open is offered.
    waiting = open_sheets(contest).exclude(member=seat)
    members = seat.commission.members.sitting().filter(pk__in=waiting.values("member")).select_related("user")
    applications = sorted(with_names(Application.objects.filter(pk__in=waiting.values("application"))), key=in_order)
    form = NoteInterestForm(
        request.POST or None,
        members=[(member.pk, member.user.name) for member in members],
        applications=[(row.pk, f"{called(row)} «{row.title}»") for row in applications],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        sheet = Sheet.objects.filter(member=given["member"], application=given["application"]).first()
        if sheet is None:
            form.add_error("application", _("This member has no sheet for this initiative."))
        else:
            try:
                services.recuse(by=person(request), sheet=sheet, reason=given["reason"])
            except Refused as refused:
                take_over(form, refused)
            else:
                messages.success(request, _("The interest is noted. The member is told."))
                return redirect("commission")
    return render(
        request, "committee/interest_note.html", {"contest": contest, "form": form, "waiting": bool(applications)}
    )
