"""What the applicant's views share."""

from dataclasses import dataclass, field
from typing import cast

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Application
from initiatives.rules import missing
from municipality.models import User

STEP_NAMES = {
    "initiative": gettext_lazy("Initiative"),
    "plan": gettext_lazy("Implementation plan"),
    "budget": gettext_lazy("Budget of the initiative"),
    "applicant": gettext_lazy("Applicant"),
    "documents": gettext_lazy("Documents"),
}
CHECK = "check"


def me(request: HttpRequest) -> User:
    """Return who is signed in; the door-keeper has seen to it that someone is."""
    return cast(User, request.user)


def own(request: HttpRequest, pk: int) -> Application:
    """Return the person's own application. Raises Http404 for anything else."""
    found = (
        Application.objects.of_applicant(me(request))
        .select_related("contest__municipality", "entry__register", "priority", "village")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class StepLink:
    """One step of writing an application: its address, whether it is done, on now or to come, and what it lacks."""

    name: str
    url: str
    state: str
    lacks: list[str] = field(default_factory=list)


def step_links(application: Application, current: str) -> list[StepLink]:
    """Return the steps of writing, the last of them the check before handing in; `current` is the one on now."""
    lacks: dict[str, list[str]] = {name: [] for name in STEP_NAMES}
    for name, words in missing(application):
        lacks[name].append(words)
    links = [
        StepLink(
            str(label),
            reverse("application_step", args=[application.pk, name]),
            _state(name == current, done=not lacks[name]),
            lacks[name],
        )
        for name, label in STEP_NAMES.items()
    ]
    check = reverse("application_check", args=[application.pk])
    return [*links, StepLink(_("Check and hand in"), check, _state(current == CHECK, done=False))]


def _state(now: bool, *, done: bool) -> str:
    if now:
        return "now"
    return "done" if done else "next"


def step_after(name: str, application: Application) -> str:
    """Return the address of the step after this one; after the last comes the check."""
    names = list(STEP_NAMES)
    place = names.index(name) + 1
    if place == len(names):
        return reverse("application_check", args=[application.pk])
    return reverse("application_step", args=[application.pk, names[place]])
