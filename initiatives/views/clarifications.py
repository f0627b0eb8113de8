"""The staff's questions about an application: shown on its page, answered there once."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from initiatives import services
from initiatives.forms.answers import AnswerForm
from initiatives.models import Application, Clarification
from initiatives.rules import may_answer
from initiatives.views.common import me, own
from municipality.access import signed_in
from municipality.kept import keeps_typing
from municipality.models import User
from municipality.verdicts import Refused, Verdict


@dataclass(frozen=True)
class Asked:
    """A question as the page shows it: with the form to answer it, or the reason why there is none."""

    question: Clarification
    verdict: Verdict
    form: AnswerForm


def asked_about(application: Application, user: User) -> list[Asked]:
    """Return the questions about an application, oldest first."""
    found = []
    for question in application.clarifications.select_related("asked_by"):
        question.application = application
        found.append(Asked(question, may_answer(question, user), AnswerForm(auto_id=f"id_{question.pk}_%s")))
    return found


@keeps_typing
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def clarification(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    """Take an answer: show it once more as it will be sent, and send it on the second press.

    What was pressed comes as `press`: "send" sends, "write" goes back to the box, anything else shows it once more.
    """
    found = own(request, pk)
    asked = get_object_or_404(found.clarifications.select_related("asked_by"), pk=question)
    asked.application = found
    form = AnswerForm(request.POST if request.method == "POST" else None)
    press = request.POST.get("press", "")
    if press == "send" and form.is_valid():
        try:
            services.answer_staff(by=me(request), clarification=asked, text=form.cleaned_data["text"])
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Your answer has been sent."))
        return redirect("application", pk=found.pk)
    verdict = may_answer(asked, request.user)
    if not verdict:
        messages.error(request, verdict.reason)
        return redirect("application", pk=found.pk)
    sure = press != "write" and form.is_valid()
    return render(
        request,
        "initiatives/answer.html",
        {"application": found, "question": asked, "form": form, "answer": form.cleaned_data["text"] if sure else ""},
    )
