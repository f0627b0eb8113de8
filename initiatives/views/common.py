"""What the applicant's views share."""

from dataclasses import dataclass, field
from typing import cast

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.models import Application
from initiatives.rules import missing, open_steps
from initiatives.step_names import STEP_NAMES as STEP_NAMES
from municipality.models import User

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
    """One step of writing an application: its address, whether it is done, on now or to come, and what it lacks.

    `url` is empty where the step cannot be opened now: a correction is open only in what was named.
    """

    name: str
    url: str
    state: str
    lacks: list[str] = field(default_factory=list)


def step_links(application: Application, current: str) -> list[StepLink]:
    """Return the steps of writing, the last of them the check before handing in; `current` is the one on now."""
    found = missing(application)
    lacks: dict[str, list[str]] = {name: [] for name in STEP_NAMES}
    for name, words in found:
        lacks[name].append(words)
    opened = open_steps(application, found)
    links = [
        StepLink(
            str(label),
            reverse("application_step", args=[application.pk, name]) if name in opened else "",
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
    """Return the address of the next step that is open; after the last comes the check."""
    names = list(STEP_NAMES)
    opened = open_steps(application)
    for after in names[names.index(name) + 1 :]:
        if after in opened:
            return reverse("application_step", args=[application.pk, after])
    return reverse("application_check", args=[application.pk])
