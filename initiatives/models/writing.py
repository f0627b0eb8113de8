"""Writing an application together: what each step's page last saved, and who else may write or read."""

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal import clock
from municipality.models import User

STEPS = ("initiative", "plan", "budget", "applicant", "documents")
# How long an invitation's link can be used.
INVITATION_DAYS = 14


class Part(models.Model):
    """One step of an application: how often it was saved, by whom, and what was typed that could not be stored yet.

    `revision` grows with each saving: a page that was opened at an older one would overwrite what came after. `tab` and
    `digest` tell whether the newer one came from the same page, or says the same. `typed` is the step's form as it was
    sent (application/x-www-form-urlencoded), kept where something in it was not valid, so that nothing typed is lost.
    """

    application = models.ForeignKey("initiatives.Application", on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=12)
    revision = models.PositiveIntegerField(default=0)
    tab = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    typed = models.TextField(blank=True)
    saved_at = models.DateTimeField(_("saved at"), default=clock.now)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by"))

    class Meta:
        verbose_name = _("step of an application")
        verbose_name_plural = _("steps of an application")
        constraints = [
            models.UniqueConstraint(fields=["application", "name"], name="part_kept_once"),
            models.CheckConstraint(condition=Q(name__in=list(STEPS)), name="part_name_known"),
        ]

    def __str__(self) -> str:
        return self.name


def new_key() -> str:
    """Return a random key for an invitation's link."""
    return secrets.token_urlsafe(24)


class CoapplicantQuerySet(models.QuerySet["Coapplicant"]):
    """Questions asked of the co-applicants."""

    def active(self) -> "CoapplicantQuerySet":
        """Return those who came in by their link and were not taken off again."""
        return self.filter(user__isnull=False, removed_at__isnull=True)

    def present(self) -> "CoapplicantQuerySet":
        """Return those who are invited or came in, and were not taken off again."""
        return self.filter(removed_at__isnull=True)


class Coapplicant(models.Model):
    """A person of the initiative group, invited by a link to read the application or to write it too."""

    class Right(models.TextChoices):
        VIEW = "view", _("may read")
        EDIT = "edit", _("may read and write")

    application = models.ForeignKey("initiatives.Application", on_delete=models.CASCADE, related_name="coapplicants")
    name = models.CharField(_("name"), max_length=120)
    right = models.CharField(_("right"), max_length=10, choices=Right, default=Right.VIEW)
    key = models.CharField(max_length=40, unique=True, default=new_key)
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("account"))
    invited_at = models.DateTimeField(_("invited at"), default=clock.now)
    joined_at = models.DateTimeField(_("came in at"), null=True)
    removed_at = models.DateTimeField(_("taken off at"), null=True)

    objects = CoapplicantQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-applicant")
        verbose_name_plural = _("co-applicants")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(right__in=["view", "edit"]), name="coapplicant_right_known"),
            models.CheckConstraint(
                condition=Q(user__isnull=True, joined_at__isnull=True) | Q(user__isnull=False, joined_at__isnull=False),
                name="coapplicant_joined_has_time",
            ),
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(removed_at__isnull=True),
                name="coapplicant_joined_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def joined(self) -> bool:
        """Whether the person came in by the link."""
        return self.user_id is not None

    @property
    def valid_until(self) -> datetime:
        """Until when the link can be used."""
        return self.invited_at + timedelta(days=INVITATION_DAYS)

    @property
    def over(self) -> bool:
        """Whether nobody came in by the link and its time has run out."""
        return not self.joined and clock.now() >= self.valid_until
