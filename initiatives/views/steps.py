"""The steps of writing an application: each its own page, in any order."""

import copy
from collections.abc import Callable, Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import services
from initiatives.files import MOST_BYTES
from initiatives.forms import ApplicantForm, ContributionForm, DocumentsForm, InitiativeForm, Lines, Plan
from initiatives.forms.documents import OTHER, name_of
from initiatives.forms.rows import with_more_rows
from initiatives.models import Application
from initiatives.rules import budget_faults, may_edit, source_faults
from initiatives.views.common import STEP_NAMES, me, own, step_after, step_links
from initiatives.views.money import source_rows
from kyrgyz.text import without_hidden
from municipality.access import signed_in
from municipality.kept import keeps_typing
from municipality.verdicts import Refused

Handler = Callable[[HttpRequest, Application], HttpResponse]


@keeps_typing
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def application_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Show one step of a draft or a correction; on POST save it and go on to the next."""
    if step not in HANDLERS:
        raise Http404
    found = own(request, pk)
    verdict = may_edit(found, request.user)
    # What was typed just before the end is shown again with the reason, so a POST goes on to the service.
    if not verdict and request.method != "POST":
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    return HANDLERS[step](request, found)


def initiative(request: HttpRequest, application: Application) -> HttpResponse:
    """What the initiative is."""
    return _texts(request, application, "initiative", InitiativeForm)


def applicant(request: HttpRequest, application: Application) -> HttpResponse:
    """Who applies."""
    return _texts(request, application, "applicant", ApplicantForm)


def plan(request: HttpRequest, application: Application) -> HttpResponse:
    """What is done, when, where and by whom."""
    if request.method != "POST":
        saved = list(application.plan.values("what", "month", "place", "responsible"))
        return _page(request, application, "plan", rows=Plan(initial=saved, prefix="plan"))
    rows = Plan(_posted(request, "plan"), prefix="plan")
    if rows.is_valid():
        try:
            services.save_plan(by=me(request), application=application, items=rows.rows)
        except Refused as refused:
            _refuse(rows, refused)
        else:
            return _go_on(request, application, "plan")
    return _page(request, application, "plan", rows=rows)


def budget(request: HttpRequest, application: Application) -> HttpResponse:
    """What is bought, from which source, and what the applicants give themselves."""
    sources = application.contest.sources.all()
    of_contest = {"sources": sources}
    own_part = ContributionForm(_data(request), instance=copy.copy(application), prefix="own")
    if request.method == "POST":
        lines = Lines(_posted(request, "lines"), form_kwargs=of_contest, prefix="lines")
        # Both are asked, so that the page shows all that is wrong at once.
        if all([lines.is_valid(), own_part.is_valid()]):
            try:
                services.save_lines(by=me(request), application=application, lines=lines.rows)
                services.save_part(by=me(request), application=application, **own_part.cleaned_data)
            except Refused as refused:
                _refuse(own_part, refused)
            else:
                return _after_budget(request, own(request, application.pk))
    else:
        saved = list(application.lines.values("what", "unit", "quantity", "price", "source"))
        lines = Lines(initial=saved, form_kwargs=of_contest, prefix="lines")
    return _page(
        request,
        application,
        "budget",
        rows=lines,
        form=own_part,
        # A broken limit is said beneath its bar.
        said=budget_faults(application) if application.asked_total else (),
        sources=source_rows(lines.asked_by_source(list(sources))),
    )


def documents(request: HttpRequest, application: Application) -> HttpResponse:
    """The papers that go with the application."""
    asked_for = list(application.contest.required_documents.all())
    given = set(application.attachments.values_list("document_id", flat=True))
    form = DocumentsForm(_data(request), request.FILES, documents=asked_for, given=given)
    if request.method == "POST" and _keep_files(request, application, form):
        if "remove" in request.POST:
            return redirect("application_step", pk=application.pk, step="documents")
        return _go_on(request, application, "documents")
    attachments = list(application.attachments.all())
    places = [(name_of(document), document.pk) for document in asked_for]
    rows = [
        {"field": form[name], "attachments": [held for held in attachments if held.document_id == key]}
        for name, key in [*places, (OTHER, None)]
    ]
    return _page(
        request,
        application,
        "documents",
        form=form,
        rows=rows,
        most_megabytes=MOST_BYTES // (1024 * 1024),
    )


HANDLERS: dict[str, Handler] = {
    "initiative": initiative,
    "plan": plan,
    "budget": budget,
    "applicant": applicant,
    "documents": documents,
}


def _texts(request: HttpRequest, application: Application, step: str, form_class: type[ModelForm]) -> HttpResponse:
    # A copy, because a form writes into its object even what it then refuses.
    form = form_class(_data(request), instance=copy.copy(application))
    if request.method == "POST" and form.is_valid():
        try:
            services.save_part(by=me(request), application=application, **form.cleaned_data)
        except Refused as refused:
            _refuse(form, refused)
        else:
            return _go_on(request, application, step)
    return _page(request, application, step, form=form)


def _keep_files(request: HttpRequest, application: Application, form: DocumentsForm) -> bool:
    """Take in what was sent, and out what is to be removed; return whether nothing was refused."""
    documents = {name_of(document): document for document in application.contest.required_documents.all()}
    form.is_valid()
    for name, upload in list(form.cleaned_data.items()):
        if not upload:
            continue
        try:
            services.attach(by=me(request), application=application, document=documents.get(name), upload=upload)
        except (ValidationError, Refused) as error:
            form.add_error(name, error if isinstance(error, ValidationError) else str(error))
    removed = without_hidden(request.POST.get("remove", ""))
    if removed:
        attachment = application.attachments.filter(key=removed).first()
        try:
            if attachment is not None:
                services.detach(by=me(request), application=application, attachment=attachment)
        except Refused as error:
            form.add_error(None, str(error))
    return not form.errors


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _posted(request: HttpRequest, prefix: str) -> Any:
    return with_more_rows(request.POST, prefix) if "more" in request.POST else request.POST


def _refuse(form: Any, refused: Refused) -> None:
    """Put a service's reasons at the head of the form, which keeps what was typed."""
    for reason in refused.reasons:
        if isinstance(form, BaseForm):
            form.add_error(None, str(reason))
        else:
            form.non_form_errors().append(str(reason))


def _after_budget(request: HttpRequest, application: Application) -> HttpResponse:
    """Stay where a limit is broken: the lines are saved, the way to mend them is on this page."""
    if "more" not in request.POST and source_faults(application.asked_by_source()):
        messages.warning(request, _("Saved, but a limit is broken. See below the lines."))
        return redirect("application_step", pk=application.pk, step="budget")
    return _go_on(request, application, "budget")


def _go_on(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    if "more" in request.POST:
        return redirect(reverse("application_step", args=[application.pk, step]) + "#empty")
    return redirect(step_after(step, application))


def _page(
    request: HttpRequest, application: Application, step: str, *, said: Collection[str] = (), **context: Any
) -> HttpResponse:
    """Show a step; what it still lacks is listed, but for what the page has `said` in its own place."""
    links = step_links(application, step)
    return render(
        request,
        f"initiatives/steps/{step}.html",
        {
            "application": application,
            "contest": application.contest,
            "title": STEP_NAMES[step],
            "links": links,
            "place": list(STEP_NAMES).index(step) + 1,
            "lacks": [words for link in links if link.state == "now" for words in link.lacks if words not in said],
            **context,
        },
    )
