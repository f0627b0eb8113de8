"""Who may open which address. Every view says so itself; one that says nothing is closed to all.

This is the outer door. Which objects a person sees is decided by the QuerySets (`for_user`), and what they may do with
one by each room's rules, which give the reason.
"""

from collections.abc import Callable, Iterable
from enum import Enum
from ipaddress import ip_address
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest

from municipality.models import Appointment, Municipality, Role, User


class Door(Enum):
    """Who a view lets in."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    STAFF = "staff"


View = TypeVar("View", bound=Callable[..., Any])


def _marked(view: View, door: Door) -> View:
    view.door = door  # type: ignore[attr-defined]  # functions carry attributes; Callable does not say so
    return view


def public(view: View) -> View:
    """Mark a view as open to anyone."""
    return _marked(view, Door.PUBLIC)


def signed_in(view: View) -> View:
    """Mark a view as open to anyone with an account; what they see there is their own."""
    return _marked(view, Door.SIGNED_IN)


def staff(view: View) -> View:
    """Mark a view as open to people appointed in some municipality, and to system administrators."""
    return _marked(view, Door.STAFF)


def door_of(view: Callable[..., Any], namespaces: Iterable[str]) -> Door | None:
    """Return the door a view has declared; the admin site's pages count as staff's; None where nothing is said."""
    door = getattr(view, "door", None)
    if door is None and "admin" in namespaces:
        return Door.STAFF
    return door


def opens(door: Door, user: Any) -> bool:
    """Tell whether `door` lets `user` in."""
    if door is Door.PUBLIC:
        return True
    if not user.is_authenticated:
        return False
    return door is Door.SIGNED_IN or bool(user.is_staff)


def holds(user: Any, municipality: Municipality | int, *roles: Role | str) -> bool:
    """Tell whether `user` holds one of `roles` in `municipality` today. A system administrator holds none."""
    if not getattr(user, "is_authenticated", False):
        return False
    of = municipality.pk if isinstance(municipality, Municipality) else municipality
    return any(where == of and role in roles for where, role in roles_of(user))


def roles_of(user: User) -> set[tuple[int, str]]:
    """Return the pairs (municipality id, role) that the person holds today; asked of the database once per object."""
    cached: set[tuple[int, str]] | None = getattr(user, "_roles", None)
    if cached is None:
        cached = set(Appointment.objects.current().filter(user=user).values_list("municipality_id", "role"))
        user._roles = cached  # type: ignore[attr-defined]  # a cache on the instance, gone with the request
    return cached


def municipalities_of(user: Any, *roles: Role | str) -> set[int]:
    """Return the ids of the municipalities in which the person holds one of `roles` (any role where none is named)."""
    if not getattr(user, "is_authenticated", False):
        return set()
    return {of for of, role in roles_of(user) if not roles or role in roles}


def address_of(request: HttpRequest) -> str:
    """Return the network address a request came from.

    In the open (DEPLOY) a web server stands in front: the last address of X-Forwarded-For is the one it added itself;
    those before it are the visitor's own words.
    """
    seen = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.DEPLOY:
        return seen
    added = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(added))
    except ValueError:
        return seen
