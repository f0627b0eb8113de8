"""May I apply? A short check without an account; nothing of it is stored."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from initiatives.eligibility import obstacles
from initiatives.forms.eligibility import EligibilityForm
from initiatives.models import Contest
from initiatives.question_rules import takes_questions
from initiatives.rules import takes_applications
from journal import clock
from municipality.access import public


@public
@require_safe
def may_i_apply(request: HttpRequest, contest: int) -> HttpResponse:
    """Ask who applies, where, for what and how much; answer yes with the way to begin, or no with what can be done."""
    found = get_object_or_404(Contest.objects.public().select_related("municipality"), pk=contest)
    verdict = takes_applications(found)
    over = not verdict and clock.now() >= found.opens_at
    asked = any(name in request.GET for name in EligibilityForm.base_fields)
    form = EligibilityForm(request.GET if asked else None, contest=found)
    context = {
        "contest": found,
        "verdict": verdict,
        "over": over,
        "form": form,
        "answered": not over and form.is_valid(),
        "obstacles": [],
        "others": Contest.objects.none(),
        "takes_questions": takes_questions(found),
    }
    if context["answered"]:
        answers = form.cleaned_data
        context["obstacles"] = obstacles(
            found,
            kind=answers["kind"],
            village=answers["village"],
            priority=answers.get("priority", ""),
            tyiyn=answers["sum"],
        )
        context["begin"] = f"{reverse('begin', args=[found.pk])}?{urlencode(form.prefill())}"
    if over or context["obstacles"]:
        open_now = Contest.objects.open_now().exclude(pk=found.pk).select_related("municipality")
        context["others"] = open_now.order_by("closes_at")[:5]
    return render(request, "initiatives/may_i_apply.html", context)
