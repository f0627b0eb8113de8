"""Papers as downloads, and the page on which anyone checks one."""

import hashlib

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms import CodeForm, FileForm
from documents.models import Paper, PaperFile
from documents.render import RendererMissing
from documents.rules import may_read
from documents.services import file_of, find
from municipality.access import public


@public
@require_safe
def paper(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Send the bytes of a paper in a language, or in both, to whoever may read it."""
    found = get_object_or_404(Paper, code=code)
    if language not in PaperFile.Language.values:
        raise Http404
    verdict = may_read(found, request.user)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    try:
        file = file_of(found, language)
    except RendererMissing:
        return render(request, "documents/not_drawn.html", {"paper": found}, status=503)
    response = HttpResponse(bytes(file.content), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.code}-{language}.pdf"'
    # The bytes never change, but who may read them does.
    response["Cache-Control"] = "private, no-cache"
    return response


@public
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a paper, or go to the page of the code that was typed."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("verify", code=form.cleaned_data["code"])
    return render(request, "documents/verify_form.html", {"form": form})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Show what is known of the paper with this code: kind, number, date, issuer, in force or replaced.

    A file sent to this page is compared with the kept bytes and forgotten. No personal data is shown.
    """
    found = find(code)
    if found is None:
        asked = CodeForm({"code": code})
        asked.is_valid()
        asked.add_error("code", _("There is no paper with the code %(code)s. Check every sign.") % {"code": code})
        return render(request, "documents/verify_form.html", {"form": asked}, status=404)
    if found.code != code:
        return redirect("verify", code=found.code)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    same = None
    if form.is_valid():
        digest = hashlib.sha256()
        for chunk in form.cleaned_data["file"].chunks():
            digest.update(chunk)
        same = found.files.filter(sha256=digest.hexdigest()).exists()
    order = PaperFile.Language.values
    files = sorted(found.files.defer("content"), key=lambda file: order.index(file.language))
    return render(
        request,
        "documents/verify.html",
        {
            "paper": found,
            "files": files,
            "form": form,
            "same": same,
            "replaced_by": Paper.objects.filter(replaces=found).first(),
            "readable": bool(may_read(found, request.user)),
        },
    )
