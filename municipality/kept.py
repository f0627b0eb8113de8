"""What was typed when the sign-in ran out: carried through signing in again, so that nothing is typed twice.

It travels in the sign-in form itself, signed, and comes into the session only of a person who has signed in: a stranger
cannot fill the database with it, and who may not open the page never sees it.
"""

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.http import HttpRequest, QueryDict

FIELD = "kept"
MOST_SIGNS = 100_000
# As long as a page may lie open before the person signs in on it.
MOST_SECONDS = 24 * 60 * 60
# From signing in to the page that follows it; later, what was typed would overwrite what came after.
MOST_SECONDS_HELD = 10 * 60
_SALT = "municipality.kept"
_HELD_SALT = "municipality.kept.held"
_NOT_TYPED = "csrfmiddlewaretoken"


def keeps_typing(view: Callable[..., Any]) -> Any:
    """Mark a view whose POST only saves what was typed: it may be repeated after signing in again."""
    view.keeps_typing = True  # type: ignore[attr-defined]  # functions carry attributes; Callable does not say so
    return view


def pack(request: HttpRequest, view: Callable[..., Any]) -> str:
    """Return what was typed into the page, signed; "" where there is nothing, files, or too much."""
    if request.method != "POST" or not getattr(view, "keeps_typing", False) or request.FILES:
        return ""
    # Longer than anyone types, even where each letter is sent as six signs: not worth the work of packing it.
    if int(request.META.get("CONTENT_LENGTH") or 0) > 6 * MOST_SIGNS:
        return ""
    typed = request.POST.copy()
    typed.pop(_NOT_TYPED, None)
    if not any(value.strip() for values in typed.lists() for value in values[1]):
        return ""
    packed = signing.dumps([request.get_full_path(), typed.urlencode()], salt=_SALT, compress=True)
    return packed if len(packed) <= MOST_SIGNS else ""


def hold(request: HttpRequest, packed: str) -> None:
    """Put into the session of the person who has just signed in what they had typed; anything not ours is dropped."""
    if not packed or not request.user.is_authenticated:
        return
    try:
        path, typed = signing.loads(packed, salt=_SALT, max_age=MOST_SECONDS)
    except signing.BadSignature:
        return
    request.session[FIELD] = signing.dumps([path, typed], salt=_HELD_SALT, compress=True)


def take_up(request: HttpRequest, view: Callable[..., Any]) -> None:
    """Turn the first opening of the page after signing in into the saving that the person had asked for."""
    if request.method != "GET" or not getattr(view, "keeps_typing", False):
        return
    held = request.session.pop(FIELD, "")
    if not held:
        return
    try:
        path, typed = signing.loads(held, salt=_HELD_SALT, max_age=MOST_SECONDS_HELD)
    except signing.BadSignature:
        return
    if path == request.get_full_path():
        request.POST = QueryDict(typed)
        request.method = "POST"
