"""A text that somebody is asked for: an answer, a question."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from initiatives.rules import MOST_WORDS
from kyrgyz.text import without_hidden


class WordsField(forms.CharField):
    """A text of at most `MOST_WORDS` signs; the end of a line counts as one, as it does in the box itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"error_messages": {"required": _("Write a few words.")}, **kwargs})
        self.validators.append(MaxLengthValidator(MOST_WORDS, _("2000 signs are the most. Shorten the text.")))

    def to_python(self, value: Any) -> str:
        """Return the text as it is kept."""
        return without_hidden(str(value or "")).replace("\r\n", "\n").strip()


class AnswerForm(forms.Form):
    """The answer to a question of the staff."""

    text = WordsField(
        label=_("Your answer"),
        help_text=_("Up to 2000 signs. You will see it once more before it is sent."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
