"""The outbox, for the administrator: what could not be sent. What a notice says is its recipient's own."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from municipality.admin import ReadOnlyAdmin
from notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Notices by their state."""

    municipality_path = ""
    view_roles = ()
    list_display = ("created_at", "state", "tries", "sent_at", "subject")
    list_filter = ("state",)
    ordering = ("-id",)
    fields = ("created_at", "state", "tries", "sent_at", "subject")

    def municipality_of(self, obj: Any) -> int | None:
        """Return None: a notice belongs to a person."""
        return None

    def in_scope(self, found: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        """Return nothing to anyone but the administrator."""
        return found.none()
