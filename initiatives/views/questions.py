"""Questions about a contest: what was answered for everyone, and one's own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import services
from initiatives.forms.questions import QuestionForm
from initiatives.models import Contest
from initiatives.question_rules import may_ask_about, takes_questions
from initiatives.views.common import me
from municipality.access import public, signed_in
from municipality.kept import keeps_typing
from municipality.verdicts import Refused


@public
@require_safe
def questions(request: HttpRequest, contest: int) -> HttpResponse:
    """Show every question about a contest that was answered for everyone; nobody who asked is named."""
    found = get_object_or_404(Contest.objects.public(), pk=contest)
    return render(
        request,
        "initiatives/questions.html",
        {
            "contest": found,
            "questions": found.questions.for_everyone(),
            "takes_questions": takes_questions(found),
        },
    )


@keeps_typing
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, contest: int) -> HttpResponse:
    """Show the person's own questions about a contest with their answers; on POST ask another one."""
    found = get_object_or_404(Contest.objects.public().select_related("municipality"), pk=contest)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask(by=me(request), contest=found, text=form.cleaned_data["text"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Your question has been sent. You will be told when it is answered."))
            # Not the bare address: a question that is sent after a sign-in would lead from a page to itself.
            return redirect(reverse("ask", args=[found.pk]) + "#main")
    return render(
        request,
        "initiatives/ask.html",
        {
            "contest": found,
            "form": form,
            "verdict": may_ask_about(found, request.user),
            "own": found.questions.of(me(request)),
        },
    )
