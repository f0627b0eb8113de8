"""The record of every act: append-only, each record holding the hash of the one before."""

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Chain(models.Model):
    """One municipality's chain of records, or the portal's own: its length and its last hash."""

    scope = models.CharField(max_length=40, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = _("journal chain")
        verbose_name_plural = _("journal chains")

    def __str__(self) -> str:
        return f"{self.scope}:{self.length}"


class RecordQuerySet(models.QuerySet["Record"]):
    """Questions asked of the journal."""

    def about(self, subject: models.Model) -> "RecordQuerySet":
        """Return the records of acts on `subject`, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")


class Record(models.Model):
    """One act: who, in which role, when, from where, on what, and what changed. Never a person's data, only ids."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="records")
    position = models.PositiveBigIntegerField()
    acted_at = models.DateTimeField(_("acted at"))
    written_at = models.DateTimeField(_("written at"))
    # An id, not a foreign key: the journal stands below the people and keeps their acts when they are gone.
    actor_id = models.BigIntegerField(_("actor"), null=True)
    role = models.CharField(_("role"), max_length=20, blank=True)
    origin = models.CharField(_("from where"), max_length=60, blank=True)
    verb = models.CharField(_("act"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    facts = models.JSONField(_("facts"), default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = RecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal record")
        verbose_name_plural = _("journal")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "position"], name="journal_position_taken_once"),
            models.UniqueConstraint(fields=["digest"], name="journal_digest_unique"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="journal_subject")]

    def __str__(self) -> str:
        return f"№ {self.position}"

    def computed_digest(self) -> str:
        """Return the SHA-256 of this record's content and of the hash before it."""
        content: dict[str, Any] = {
            "position": self.position,
            "acted_at": self.acted_at.astimezone(UTC).isoformat(),
            "written_at": self.written_at.astimezone(UTC).isoformat(),
            "actor": self.actor_id,
            "role": self.role,
            "origin": self.origin,
            "verb": self.verb,
            "subject": [self.subject_type, self.subject_id],
            "facts": self.facts,
            "previous": self.previous,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
