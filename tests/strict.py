"""What no page and no paper of ours may do, looked for in every test.

- An undefined variable in a template of ours raises UndefinedVariable wherever the template is
  rendered. `{% if x %}` and `{% firstof x %}` may still ask whether there is an x: that is Django's
  own way to ask. Templates of the libraries are let be.
- StrictClient raises StrictPageError for inline scripts, styles and event handlers (the browser would refuse
  them: the CSP is strict) and for template marks that were not rendered.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from inspect import currentframe
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.template import engines
from django.template.base import Node
from django.template.defaulttags import FirstOfNode, IfNode
from django.test import Client
from django.urls import Resolver404, resolve

OUR_TEMPLATES = f"{settings.BASE_DIR / 'templates'}/"
MAY_ASK = (IfNode, FirstOfNode)
TEMPLATE_MARK = re.compile(r"{{|{%|{#")


class UndefinedVariable(AssertionError):
    """A template of ours names a variable that is not there."""


class StrictPageError(AssertionError):
    """A page of ours holds what the browser would refuse or a person should never see."""


def _node_at_work() -> Node | None:
    """Give the template node that is being rendered right now."""
    frame = currentframe()
    while frame is not None:
        found = frame.f_locals.get("self")
        if isinstance(found, Node):
            return found
        frame = frame.f_back
    return None


def _complain(name: str) -> None:
    """Raise UndefinedVariable if it is a template of ours that asked for the name."""
    node = _node_at_work()
    if node is None or isinstance(node, MAY_ASK):
        return
    origin = str(getattr(node, "origin", ""))
    if origin.startswith(OUR_TEMPLATES):
        line = node.token.lineno if node.token else "?"
        raise UndefinedVariable(f"{origin.removeprefix(OUR_TEMPLATES)}:{line}: no variable «{name}»")


class _LookupHandler(logging.Handler):
    """Hears of every failed look-up: Django logs each of them at DEBUG before it passes over it."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.DEBUG and isinstance(record.args, tuple) and record.args:
            _complain(str(record.args[0]))


class _Missing(str):
    """The empty string_if_invalid, which {% blocktranslate %} asks for "%s" before it puts it in.

    That tag looks names up by itself and logs nothing.
    """

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        caller = currentframe()
        caller = caller.f_back if caller else None
        if caller is not None and caller.f_code.co_name == "render_value":
            _complain(str(caller.f_locals.get("key")))
        return False


@contextmanager
def strict_templates() -> Iterator[None]:
    """Make every undefined variable in a template of ours raise UndefinedVariable."""
    logger = logging.getLogger("django.template")
    handler, level, propagate = _LookupHandler(), logger.level, logger.propagate
    engine = engines["django"].engine
    before = engine.string_if_invalid
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    engine.string_if_invalid = _Missing()
    try:
        yield
    finally:
        engine.string_if_invalid = before
        logger.propagate = propagate
        logger.setLevel(level)
        logger.removeHandler(handler)


class _Page(HTMLParser):
    """Notes everything inline in one page."""

    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        where = f"<{tag}> on line {self.getpos()[0]}"
        if tag == "style":
            self.problems.append(f"inline {where}")
        # A data block is no script: the browser does not run it.
        if tag == "script" and "src" not in given and not str(given.get("type", "")).endswith("json"):
            self.problems.append(f"inline {where}")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.problems.append(f"{name}= in {where}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.problems.append(f"javascript: in {where}")


def page_problems(html: str, *, of_admin: bool = False) -> list[str]:
    """List what is wrong with the page; of Django's own admin pages only unrendered marks count."""
    problems = [f"not rendered: {html[m.start() : m.start() + 40]!r}" for m in TEMPLATE_MARK.finditer(html)]
    if not of_admin:
        page = _Page()
        page.feed(html)
        problems += page.problems
    return problems


class StrictClient(Client):
    """Django's test client, which looks at every HTML page that passes through it.

    Set strict to False for the one request whose page is meant to hold such things.
    """

    strict = True

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if self.strict:
            check_response(response, path=str(request.get("PATH_INFO", "")))
        return response


def check_response(response: HttpResponseBase, *, path: str) -> None:
    """Raise StrictPageError where the HTML answer to path holds something inline or unrendered."""
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    try:
        of_admin = "admin" in resolve(path).namespaces
    except Resolver404:
        of_admin = False
    problems = page_problems(response.content.decode(), of_admin=of_admin)  # type: ignore[attr-defined]  # not streaming
    if problems:
        raise StrictPageError(f"{path}: " + "; ".join(problems))
