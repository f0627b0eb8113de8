"""The staff's admin: its groundwork, and the pages of places, people, appointments and the journal."""

from municipality.admin import consents, people, places, records
from municipality.admin.scoped import (
    ALL_ROLES,
    OFFICE,
    ReadOnlyAdmin,
    ScopedAdmin,
    ScopedFilter,
    ScopedInline,
)

__all__ = [
    "ALL_ROLES",
    "OFFICE",
    "ReadOnlyAdmin",
    "ScopedAdmin",
    "ScopedFilter",
    "ScopedInline",
    "consents",
    "people",
    "places",
    "records",
]
