"""What every step of writing shares: its page, what was sent to it, and the way on."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from initiatives.models import Application
from initiatives.views.common import STEP_NAMES, step_after, step_links
from initiatives.views.page_signs import saved_words


def data(request: HttpRequest) -> Any:
    """Return what a form is to be filled with: what was sent, or nothing."""
    return request.POST if request.method == "POST" else None


def go_on(request: HttpRequest, application: Application, step: str) -> HttpResponse:
    """Lead on from a saved step: to a fresh row where one was asked for, else to the next step."""
    if "more" in request.POST:
        return redirect(reverse("application_step", args=[application.pk, step]) + "#empty")
    return redirect(step_after(step, application))


def page(
    request: HttpRequest, application: Application, step: str, *, said: Collection[str] = (), **context: Any
) -> HttpResponse:
    """Show a step; what it still lacks is listed, but for what the page has `said` in its own place."""
    links = step_links(application, step)
    part = application.parts.filter(name=step).first()
    return render(
        request,
        f"initiatives/steps/{step}.html",
        {
            "application": application,
            "contest": application.contest,
            "step": step,
            "title": STEP_NAMES[step],
            "links": links,
            "place": list(STEP_NAMES).index(step) + 1,
            "lacks": [words for link in links if link.state == "now" for words in link.lacks if words not in said],
            "revision": part.revision if part else 0,
            # Not beside words that something could not be saved.
            "saved": saved_words(part) if part and not part.typed else "",
            **context,
        },
    )
