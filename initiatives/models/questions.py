"""Questions: residents ask about a contest, staff ask about an application. Each has one answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.application import Application
from initiatives.models.contest import Contest
from journal import clock
from municipality.models import User


def _answered(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
        | Q(~Q(answer=""), answered_at__isnull=False, answered_by__isnull=False),
        name=name,
    )


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions asked of the questions."""

    def waiting(self) -> "QuestionQuerySet":
        """Return those that have no answer yet."""
        return self.filter(answered_at__isnull=True)

    def for_everyone(self) -> "QuestionQuerySet":
        """Return those with an answer that is shown to all, the latest answer first."""
        return self.filter(answered_at__isnull=False, public=True).order_by("-answered_at", "-id")

    def of(self, user: User) -> "QuestionQuerySet":
        """Return this person's own, the newest first."""
        return self.filter(asked_by=user).order_by("-id")


class Question(models.Model):
    """A resident's question about a contest. Answered ones are shown to everyone, without the name of who asked."""

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="questions", verbose_name=_("contest"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    public = models.BooleanField(_("shown on the contest's page"), default=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a contest")
        verbose_name_plural = _("questions about contests")
        ordering = ["id"]
        constraints = [_answered("question_answered_has_time")]

    def __str__(self) -> str:
        return self.text[:80]


class ClarificationQuerySet(models.QuerySet["Clarification"]):
    """Questions asked of the staff's questions."""

    def waiting(self) -> "ClarificationQuerySet":
        """Return those that have no answer yet."""
        return self.filter(answered_at__isnull=True)


class Clarification(models.Model):
    """A question of the staff about an application, answered by the applicant on the application's page."""

    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="clarifications", verbose_name=_("application")
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = ClarificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about an application")
        verbose_name_plural = _("questions about applications")
        ordering = ["id"]
        constraints = [_answered("clarification_answered_has_time")]

    def __str__(self) -> str:
        return self.text[:80]
