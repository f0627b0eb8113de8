"""The staff's page of the questions about contests: what waits for an answer first."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import F
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from initiatives.models import Question
from initiatives.question_rules import LONGEST_ANSWER, may_answer_question, may_hide, shown_to_all
from initiatives.rules import RUNS_CONTESTS
from initiatives.services import answer_question, hide_question
from municipality.acts import Act, ActForm
from municipality.admin import ReadOnlyAdmin, ScopedFilter


class AnswerForm(ActForm):
    """The answer, and who reads it."""

    answer = forms.CharField(
        label=_("answer"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
    )
    public = forms.TypedChoiceField(
        label=_("who reads it"),
        choices=[
            ("", _("Choose")),
            ("yes", _("everyone, on the contest's page; without the name of who asked")),
            ("no", _("only the person who asked")),
        ],
        coerce=lambda chosen: chosen == "yes",
        help_text=_("If the question names a person, a telephone or an address, show it to nobody else."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.subject.asked_by.get_language_display()
        self.fields["answer"].help_text = format_html(
            "«{}»<br>{}", self.subject.text, _("Language: %(language)s.") % {"language": language}
        )


ACTS = (
    Act(
        name="answer",
        label=_("Answer"),
        roles=RUNS_CONTESTS,
        rule=may_answer_question,
        fits=lambda question: question.answered_at is None,
        service=answer_question,
        subject="question",
        form=AnswerForm,
        will=(_("The answer stands under the question, for everyone or only for the person who asked."),),
        told=_("The person who asked, by a notice in their account and by e-mail or text message."),
        final=_("The answer cannot be changed after this, and the question cannot be deleted."),
        done=_("The question is answered."),
    ),
    Act(
        name="hide",
        label=_("Take off the contest's page"),
        roles=RUNS_CONTESTS,
        rule=may_hide,
        fits=shown_to_all,
        service=hide_question,
        subject="question",
        will=(_("Nobody but the person who asked reads the question and its answer any more."),),
        final=_("It cannot be shown to everyone again."),
        done=_("The question is no longer on the contest's page."),
    ),
)


class AnsweredFilter(admin.SimpleListFilter):
    """Questions that wait, and those that have their answer."""

    title = _("answer")
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two."""
        return [("no", _("waits for an answer")), ("yes", _("answered"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return the chosen ones."""
        if self.value() in ("no", "yes"):
            return queryset.filter(answered_at__isnull=self.value() == "no")
        return queryset


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    """Questions of residents. They are read here and answered by an act; nothing is typed over."""

    municipality_path = "contest__municipality"
    view_roles = RUNS_CONTESTS
    acts = ACTS
    list_display: Any = ("short_text", "standing", "asked_on", "contest")
    list_display_links = ("short_text",)
    list_select_related = ("contest", "asked_by")
    list_filter = (AnsweredFilter, ("contest", ScopedFilter))
    ordering: ClassVar[Any] = (F("answered_at").desc(nulls_first=True), "-id")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("contest", "text", "asked_at", "who_asked", "language")}),
        (_("The answer"), {"fields": ("standing", "answer", "answered_at", "who_answered")}),
    )

    @admin.display(description=_("question"))
    def short_text(self, obj: Question) -> str:
        """Show how the question begins."""
        return Truncator(obj.text).chars(90)

    @admin.display(description=_("state"))
    def standing(self, obj: Question) -> Any:
        """Show whether it waits, and who reads the answer."""
        if obj.answered_at is None:
            return _("waits for an answer")
        return _("answered to everyone") if shown_to_all(obj) else _("answered to the person who asked")

    @admin.display(description=_("asked at"), ordering="asked_at")
    def asked_on(self, obj: Question) -> str:
        """Show the day in figures."""
        return date_format(localtime(obj.asked_at), "SHORT_DATE_FORMAT")

    @admin.display(description=_("asked by"))
    def who_asked(self, obj: Question) -> str:
        """Show who asked; the public page never does."""
        return obj.asked_by.name

    @admin.display(description=_("language of letters"))
    def language(self, obj: Question) -> str:
        """Show the language in which the person reads letters."""
        return obj.asked_by.get_language_display()

    @admin.display(description=_("answered by"))
    def who_answered(self, obj: Question) -> str:
        """Show who answered."""
        return obj.answered_by.name if obj.answered_by else ""
