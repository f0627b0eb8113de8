"""The step of an application's documents: all at once in a form, or each as soon as it is chosen."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from documents.files import MOST_BYTES, too_large
from initiatives import services
from initiatives.forms import DocumentsForm
from initiatives.forms.documents import OTHER, name_of
from initiatives.models import Application, Attachment, RequiredDocument
from initiatives.rules import may_take_more
from initiatives.views.common import me, step_links
from initiatives.views.step_page import data, go_on, page
from kyrgyz.text import without_hidden
from municipality.answers import wants_json
from municipality.verdicts import Refused

# The names of the fields that say which attachment the page showed.
SEEN = "seen-"


@dataclass(frozen=True)
class Row:
    """A document's place on the page: its field, what is there already, whether it is still needed or takes no more.

    seen: the key of what a new file would take the place of.
    """

    field: BoundField
    attachments: list[Attachment]
    needed: bool
    full: bool
    seen: str = ""


def documents(request: HttpRequest, application: Application) -> HttpResponse:
    """The papers that go with the application.

    A page's script that sends one document gets JSON: its `html` anew, with 422 if it was refused, and what follows
    from it: `steps` and what the step still `lacks`.
    """
    asked_for = list(application.documents_asked)
    form = DocumentsForm(data(request), request.FILES, documents=asked_for)
    kept = request.method == "POST" and _keep_files(request, application, asked_for, form)
    if request.method == "POST" and wants_json(request):
        sent = next((name for name in request.FILES if name in form.fields), "")
        clean = DocumentsForm(documents=asked_for)
        return _answer(application, asked_for, clean if kept else form, sent, kept=kept)
    if kept:
        if "remove" in request.POST:
            return redirect("application_step", pk=application.pk, step="documents")
        return go_on(request, application, "documents")
    return page(
        request,
        application,
        "documents",
        form=form,
        rows=_rows(application, asked_for, form),
        most_bytes=MOST_BYTES,
        most_megabytes=MOST_BYTES // (1024 * 1024),
        too_large=too_large(),
    )


def _rows(application: Application, asked_for: list[RequiredDocument], form: DocumentsForm) -> list[Row]:
    held: dict[int | None, list[Attachment]] = {document.pk: [] for document in asked_for} | {None: []}
    for attachment in application.attachments.order_by("id"):
        # One that is not asked for any more, because another kind of applicant applies now, lies with the others.
        held.get(attachment.document_id, held[None]).append(attachment)
    more = may_take_more(application)
    rows = [_row(form[name_of(document)], held[document.pk], document) for document in asked_for]
    other = form[OTHER]
    other.help_text = _("Anything else that speaks for the initiative.") if more else more.reason
    return [*rows, Row(other, held[None], needed=False, full=not more)]


def _row(field: BoundField, held: list[Attachment], document: RequiredDocument) -> Row:
    if held:
        field.help_text = _("To replace it, choose another file.")
    elif document.required:
        field.help_text = _("Not added yet. Without it you cannot hand in.")
    else:
        field.help_text = _("Add it if you have it.")
    seen = held[0].key if held else ""
    return Row(field, held, needed=document.required and not held, full=False, seen=seen)


def _answer(
    application: Application, asked_for: list[RequiredDocument], form: DocumentsForm, sent: str, *, kept: bool
) -> HttpResponse:
    row = next((row for row in _rows(application, asked_for, form) if row.field.name == sent), None)
    if row is None:
        # No document, or one that is not asked for any more: the page is an old one.
        return JsonResponse({}, status=400)
    links = step_links(application, "documents")
    now = next(link for link in links if link.state == "now")
    return JsonResponse(
        {
            "html": render_to_string("initiatives/parts/document.html", {"row": row}),
            "steps": render_to_string("initiatives/parts/step_links.html", {"links": links}),
            "lacks": render_to_string("initiatives/parts/lacks.html", {"lacks": now.lacks}),
        },
        status=200 if kept else 422,
    )


def _keep_files(
    request: HttpRequest, application: Application, asked_for: list[RequiredDocument], form: DocumentsForm
) -> bool:
    """Take in what was sent, and out what is to be removed; return whether nothing was refused."""
    by_name = {name_of(document): document for document in asked_for}
    form.is_valid()
    for name, upload in list(form.cleaned_data.items()):
        if not upload:
            continue
        seen = request.POST.get(f"{SEEN}{name}")
        try:
            services.attach(
                by=me(request), application=application, document=by_name.get(name), upload=upload, seen=seen
            )
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
