"""A question about a contest."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from initiatives.question_rules import LONGEST_QUESTION
from kyrgyz.text import without_hidden


class QuestionForm(forms.Form):
    """What a person wants to know. The service says whether it may be asked, and whether it is too long."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Do not write your name or telephone: the question may be shown to everyone. 1000 signs at most."),
        error_messages={
            "required": _("Write your question."),
            "max_length": _("The question is too long: %(limit_value)s signs are the most. Now it has %(show_value)s."),
        },
    )

    def clean_text(self) -> str:
        """Return the question without signs that nobody sees."""
        return without_hidden(str(self.cleaned_data["text"]))

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None:
            # A browser counts a line end as one sign and sends two.
            data = data.copy()
            data["text"] = str(data.get("text", "")).replace("\r\n", "\n")
        super().__init__(data, *args, **kwargs)
