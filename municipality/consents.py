"""The consent to the processing of personal data: which text is in force, and who has agreed to it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.utils.translation import gettext_lazy as _

from municipality.models import Consent, ConsentText
from municipality.verdicts import YES, Verdict, no

HEADING = "# "
# Later texts are entered in the admin: a changed text is a new version.
FIRST = Path(__file__).parent / "first_consent"


@dataclass(frozen=True)
class Part:
    """A heading or a paragraph of the text."""

    text: str
    heading: bool


def text_in_force() -> ConsentText:
    """Return the newest version of the text; there always is one."""
    return ConsentText.objects.order_by("-version")[0]


def has_consented(user: Any) -> bool:
    """Tell whether the person has agreed to the text that is in force now."""
    if not getattr(user, "is_authenticated", False):
        return False
    newest = ConsentText.objects.order_by("-version").values("pk")[:1]
    return Consent.objects.filter(user=user, text__in=newest).exists()


def may_give_data(user: Any) -> Verdict:
    """Answer whether the person may be asked for their data: they have agreed to the text in force."""
    return YES if has_consented(user) else no(_("First agree to the processing of your personal data."))


def parts(text: str) -> list[Part]:
    """Return a text as it is shown: paragraphs stand between empty lines, a line that begins with «# » is a heading."""
    found = []
    for block in text.replace("\r\n", "\n").split("\n\n"):
        first, _line_end, rest = block.strip().partition("\n")
        if first.startswith(HEADING):
            found.append(Part(first.removeprefix(HEADING), heading=True))
            block = rest
        if block.strip():
            found.append(Part(block.strip(), heading=False))
    return found


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Enter the first text where there is none: nobody can agree to nothing."""
    if ConsentText._meta.db_table not in connections[using].introspection.table_names():
        return
    texts = ConsentText.objects.using(using)
    if not texts.exists():
        words = {f"text_{language}": (FIRST / f"{language}.txt").read_text("utf-8") for language in ("ky", "ru")}
        texts.create(version=1, **words)
