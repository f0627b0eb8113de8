"""The journal, for reading. Its room stands below the people, so its page is here."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from journal.models import Record
from municipality import records
from municipality.access import municipalities_of
from municipality.admin.scoped import ReadOnlyAdmin
from municipality.models import Role


class RecordList(ChangeList):
    """A page of records; asks for the names of those who acted all at once."""

    def get_results(self, request: HttpRequest) -> None:
        """Find the rows of this page and note on each who acted."""
        super().get_results(request)
        shown = list(self.result_list)
        names = records.names_of(shown)
        for record in shown:
            record.actor_name = names.get(record.actor_id, "")
        self.result_list = shown


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """All records of one's own municipality; of the whole portal for the administrator."""

    view_roles: Sequence[Role] = (Role.HEAD,)
    list_display = ("acted_at", "act", "details", "who", "subject", "origin")
    ordering = ("-id",)
    fields = ("act", "details", "who", "subject", "acted_at", "written_at", "origin", "own_hash", "hash_before")

    def municipality_of(self, obj: Any) -> int | None:
        """Return the municipality whose chain holds the record; None for the portal's own."""
        kind, _colon, of = obj.chain.scope.partition(":")
        return int(of) if kind == "municipality" and of.isdigit() else None

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the records with their chains."""
        return super().get_queryset(request).select_related("chain")

    def in_scope(self, found: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        """Return the records of the chains of one's own municipalities."""
        mine = municipalities_of(request.user, *self.view_roles)
        return found.filter(chain__scope__in=[f"municipality:{of}" for of in mine])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the list that asks for names once."""
        return RecordList

    @admin.display(description=_("act"))
    def act(self, obj: Record) -> str:
        """Show what was done."""
        return records.verb_words(obj)

    @admin.display(description=_("what changed"))
    def details(self, obj: Record) -> str:
        """Show sums, numbers and changed fields."""
        return records.details(obj)

    @admin.display(description=_("who"))
    def who(self, obj: Record) -> str:
        """Show who acted."""
        name = getattr(obj, "actor_name", None)
        return str(name if name is not None else records.names_of([obj]).get(obj.actor_id, ""))

    @admin.display(description=_("fingerprint of the record"))
    def own_hash(self, obj: Record) -> str:
        """Show the hash by which a change would be found."""
        return obj.digest

    @admin.display(description=_("fingerprint of the record before it"))
    def hash_before(self, obj: Record) -> str:
        """Show the hash by which a loss would be found."""
        return obj.previous

    @admin.display(description=_("on what"))
    def subject(self, obj: Record) -> str:
        """Show what it was done to."""
        return records.subject_words(obj)
