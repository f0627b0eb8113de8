"""The steps of writing an application: each its own page, in any order, all shown and saved in one way."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import services
from initiatives.forms.rows import with_more_rows
from initiatives.models import Application
from initiatives.rules import may_edit_step, source_faults, writes
from initiatives.services import Overtaken
from initiatives.views.common import STEP_NAMES, me, own, step_after
from initiatives.views.documents import documents
from initiatives.views.page_signs import base_of, saved_words, typed_in
from initiatives.views.step_forms import STEP_FORMS, Step
from initiatives.views.step_page import page
from initiatives.views.two_versions import ask_which, chosen
from municipality.access import signed_in
from municipality.answers import wants_json
from municipality.kept import keeps_typing
from municipality.verdicts import Refused


@keeps_typing
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Show one step of a draft or a correction; on POST save it and go on to the next.

    A page's script that asks for JSON gets: {"saved", "revision"} where it saves by itself; {"next"} where the person
    went on; {"show": true} where the page is to be sent again as a person does, because something in it is wrong;
    409 {"overtaken": true} where another page was faster; 422 {"refused"} with the reason.
    """
    if step not in STEP_NAMES:
        raise Http404
    found = own(request, pk)
    verdict = may_edit_step(found, request.user, step)
    may_write = writes(found, request.user)
    if not may_write and wants_json(request):
        return JsonResponse({"refused": [verdict.reason]}, status=422)
    # What was typed just before the end is shown again with the reason, so a POST goes on to the service; but the page
    # of a step shows what who may only read does not see.
    if not verdict and (request.method != "POST" or not may_write):
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    if step == "documents":
        return documents(request, found)
    if request.method == "POST":
        return _save(request, found, STEP_FORMS[step])
    return _show(request, found, STEP_FORMS[step], _forms_with_all_typed(found, STEP_FORMS[step]))


def _save(request: HttpRequest, application: Application, step: Step) -> HttpResponse:
    posted = chosen(request.POST, _forms_with_all_typed(application, step))
    typed = typed_in(posted)
    base = base_of(request, typed)
    forms = step.forms(application, _with_more(posted) if "more" in request.POST else posted)
    # All are asked, so that the page shows all that is wrong at once.
    valid = False not in [form.is_valid() for form in forms]
    try:
        if valid:
            step.save(me(request), application, forms, base)
        else:
            services.keep_typed(
                by=me(request), application=application, step=step.name, typed=typed.urlencode(), base=base
            )
    except Overtaken as overtaken:
        if wants_json(request):
            return JsonResponse({"overtaken": True}, status=409)
        return ask_which(request, application, overtaken.part, _forms_with_all_typed(application, step), forms)
    except Refused as refused:
        if wants_json(request):
            return JsonResponse({"refused": [str(reason) for reason in refused.reasons]}, status=422)
        _refuse(forms[-1], refused)
        return _show(request, application, step, forms)
    return _answer(request, own(request, application.pk), step, forms, valid=valid)


def _answer(
    request: HttpRequest, application: Application, step: Step, forms: list[Any], *, valid: bool
) -> HttpResponse:
    part = application.parts.get(name=step.name)
    if wants_json(request) and "autosave" in request.POST:
        return JsonResponse({"saved": saved_words(part), "revision": part.revision})
    if not valid:
        if wants_json(request):
            return JsonResponse({"show": True, "revision": part.revision})
        return _show(request, application, step, forms)
    address = _next(request, application, step)
    return JsonResponse({"next": address}) if wants_json(request) else redirect(address)


def _next(request: HttpRequest, application: Application, step: Step) -> str:
    """Return where to go on: to a fresh row, to the group, to the limit that is broken, or to the next step."""
    here = reverse("application_step", args=[application.pk, step.name])
    if "more" in request.POST:
        return f"{here}#empty"
    if "group" in request.POST:
        return reverse("group", args=[application.pk])
    if step.name == "budget" and source_faults(application.asked_by_source()):
        messages.warning(request, _("Saved, but a limit is broken. See below the lines."))
        return here
    return step_after(step.name, application)


def _show(request: HttpRequest, application: Application, step: Step, forms: list[Any]) -> HttpResponse:
    return page(request, application, step.name, **step.context(application, forms))


def _forms_with_all_typed(application: Application, step: Step) -> list[Any]:
    """Return the step's forms as they were last saved, with what could not be stored yet."""
    part = application.parts.filter(name=step.name).first()
    return step.forms(application, QueryDict(part.typed) if part and part.typed else None)


def _with_more(posted: QueryDict) -> QueryDict:
    for prefix in ("plan", "lines"):
        posted = with_more_rows(posted, prefix) if f"{prefix}-TOTAL_FORMS" in posted else posted
    return posted


def _refuse(form: Any, refused: Refused) -> None:
    """Put a service's reasons at the head of the form, which keeps what was typed."""
    for reason in refused.reasons:
        if isinstance(form, BaseForm):
            form.add_error(None, str(reason))
        else:
            form.non_form_errors().append(str(reason))
