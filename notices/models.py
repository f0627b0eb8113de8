"""The outbox: what the portal tells people, written in the same transaction as the act it tells of."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from journal import clock
from municipality.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions asked of the notices."""

    def for_user(self, user: User) -> "NoticeQuerySet":
        """Return what was told to this person, newest first."""
        return self.filter(recipient=user).order_by("-id")

    def waiting(self) -> "NoticeQuerySet":
        """Return the notices that still have to be sent, oldest first."""
        return self.filter(state=Notice.State.WAITING).order_by("id")


class Notice(models.Model):
    """One message to one person, in their language; shown in their account and sent by e-mail, else by text message."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    recipient = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    link = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("written at"), default=clock.now)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | Q(~Q(state="sent"), sent_at__isnull=True),
                name="notice_sent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
