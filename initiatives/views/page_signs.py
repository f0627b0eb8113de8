"""What a step's page sends beside what was typed: the revision it was opened at and its own sign."""

import hashlib

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Part
from initiatives.services import Base
from kyrgyz.language import resolve
from kyrgyz.suffixes import with_case

PAGE_SIGNS = ("csrfmiddlewaretoken", "revision", "tab", "autosave", "more", "group")


def typed_in(posted: QueryDict) -> QueryDict:
    """Return what the person typed, without the page's own signs and the choices between two versions."""
    typed = posted.copy()
    for name in list(typed):
        if name in PAGE_SIGNS or name.startswith("keep-"):
            del typed[name]
    return typed


def base_of(request: HttpRequest, typed: QueryDict) -> Base | None:
    """Return from which page a step was sent; None where it does not say, as no page of ours does."""
    revision = request.POST.get("revision", "")
    if not revision.isdecimal() or len(revision) > 9:
        return None
    digest = hashlib.sha256(typed.urlencode().encode()).hexdigest()
    tab = request.POST.get("tab", "")[:40]
    return Base(int(revision), tab if tab.isalnum() else "", digest)


def saved_words(part: Part) -> str:
    """Return when a step was last saved, in words: «14:05те сакталды»."""
    time = timezone.localtime(part.saved_at).strftime("%H:%M")
    return _("Saved at %(time)s") % {"time": time if resolve() == "ru" else with_case(time, "locative")}
