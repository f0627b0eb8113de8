"""Which of the portal's two languages a text is written in."""

from typing import Literal

from django.utils.translation import get_language

Language = Literal["ky", "ru"]


def resolve(language: str | None = None) -> Language:
    """Return "ru" for Russian and "ky" for everything else.

    language: a code such as "ru" or "ru-RU"; None means the active language. Kyrgyz is the state
    language, so it also answers where no language is active (commands, tests).
    """
    code = language if language is not None else (get_language() or "ky")
    return "ru" if code.lower().startswith("ru") else "ky"
