"""A hunter who opens every address there is, follows every link, and notes all that comes back.

What it finds is compared and searched by test_leaks.py: bodies, headers, what a PDF says, names of downloads.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pypdf
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from committee.urls import urlpatterns
from tests.strict import StrictClient

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
_LINK = re.compile(r'(?:href|src|action|data-[a-z-]+)="([^"#]+)')
# What differs with every request and tells nothing.
_SILENT = {"Set-Cookie", "Content-Security-Policy"}
# What somebody might try to have a list ordered, filtered or taken away by.
GUESSED = [
    "order=points",
    "sort=mean",
    "o=-1",
    "ordering=-mean",
    "filter=sealed",
    "q=7",
    "format=json",
    "format=csv",
    "format=xlsx",
    "all=1",
    "member=1",
    "state=sealed",
]
_OF_WHOM = {
    "sheets/": "committee.Sheet",
    "sessions/": "committee.Session",
    "scenarios/": "committee.Scenario",
    "applications/": "initiatives.Application",
}
FILES = {"sheet_attachment", "sheet_scan", "sheet_print"}


@dataclass(frozen=True)
class Answer:
    """What came back from one address: status, headers, everything that can be read in it, and how many queries."""

    status: int
    headers: tuple[tuple[str, str], ...]
    words: str
    content: bytes
    queries: int


class Hunter:
    """A person who is signed in and opens everything."""

    def __init__(self, user: Any) -> None:
        self.client: Client = StrictClient()
        self.client.force_login(user)
        self.found: dict[str, Answer] = {}

    def hunt(self) -> dict[str, Answer]:
        """Open every address with every id there is, follow every link, try orders and filters; return the answers."""
        waiting = [*every_address()]
        waiting += [f"{reverse('commission')}?{words}" for words in GUESSED]
        while waiting:
            address = waiting.pop()
            if address in self.found:
                continue
            answer = self.found[address] = self._ask(address)
            waiting += [link for link in _links(address, answer.words) if link not in self.found]
        for name in [pattern.name for pattern in urlpatterns if pattern.name not in FILES]:
            for address in with_every_id(name):
                self.found[f"POST {address}"] = self._ask(address, post=True)
                self.found[f"JSON {address}"] = self._ask(address, accept="application/json")
        return self.found

    def _ask(self, address: str, *, post: bool = False, accept: str = "text/html") -> Answer:
        method = self.client.post if post else self.client.get
        queries = 0

        def count(execute: Any, *arguments: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = method(address, headers={"Accept": accept})
            content = b"".join(response.streaming_content) if response.streaming else response.content
        headers = tuple((name, value) for name, value in sorted(response.items()) if name not in _SILENT)
        said = response.cookies["messages"].value if "messages" in response.cookies else ""
        words = _words(response.get("Content-Type", ""), content)
        shown = " ".join([words, unquote(str(headers)), said, address if response.status_code == 200 else ""])
        return Answer(response.status_code, headers, shown, _without_token(content), queries)


def where(found: dict[str, Answer], hunted: Iterable[str]) -> dict[str, list[str]]:
    """Return for each hunted text the addresses whose answers hold it; nothing for what is nowhere."""
    places = {text: [address for address, answer in found.items() if text in answer.words] for text in hunted}
    return {text: addresses for text, addresses in places.items() if addresses}


def differing(one: dict[str, Answer], other: dict[str, Answer]) -> list[str]:
    """Return the addresses that did not answer the same to the byte, with the same headers and as many queries.

    Those of one's account are left out: each time they send another code.
    """
    assert one.keys() == other.keys()
    return [
        address
        for address, answer in one.items()
        if "/account/" not in address
        and (answer.status, answer.headers, answer.content, answer.queries)
        != (other[address].status, other[address].headers, other[address].content, other[address].queries)
    ]


def every_address() -> Iterator[str]:
    """Give every named address of the portal, with every id, key and code that its kind of parameter may take."""
    for name in _patterns():
        yield from with_every_id(name)


def with_every_id(name: str) -> Iterator[str]:
    """Give one address with every value its parameters may take."""
    route, parameters = _patterns()[name]
    values = [_candidates(route, parameter) for parameter in parameters]
    for given in product(*values):
        try:
            yield reverse(name, kwargs=dict(zip(parameters, given, strict=True)))
        except NoReverseMatch:
            continue


@cache
def _patterns() -> dict[str, tuple[str, list[str]]]:
    """Return the addresses of the portal by their names: how they are written, and their parameters."""
    return {name: (route, parameters) for name, route, parameters in _walk(get_resolver(), "")}


def _walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield prefix + pattern.name, str(pattern.pattern), [*pattern.pattern.regex.groupindex]


def _candidates(route: str, parameter: str) -> list[Any]:
    """Return what may stand for a parameter of an address: all there is of such things, of whomever they are."""
    if parameter == "pk":
        label = next((of for part, of in _OF_WHOM.items() if part in route), "initiatives.Contest")
        return [*_all(label, "pk")]
    found: dict[str, list[Any]] = {
        "contest": [*_all("initiatives.Contest", "pk")],
        "object_id": [*_all("initiatives.Application", "pk")[:2]],
        # Of one application, and all scans: the others' differ in nothing.
        "key": [*_all("initiatives.Attachment", "key")[:3], *_all("documents.Scan", "key")],
        "code": [*_all("documents.Paper", "code")],
        "language": ["ky"],
        "step": ["applicant", "documents"],
        "app_label": ["committee"],
        "name": ["none"],
        "format": ["csv", "xlsx"],
    }
    return found.get(parameter, [1])


def _all(label: str, field: str) -> Any:
    return apps.get_model(label)._default_manager.order_by("pk").values_list(field, flat=True)


def _links(address: str, words: str) -> Iterator[str]:
    for link in _LINK.findall(words):
        parts = urlsplit(urljoin(address, unescape(link)))
        if parts.netloc or parts.scheme or parts.path.startswith("/static/") or "logout" in parts.path:
            continue
        # The same pages in Russian are written by the same code; opening the first of them is enough.
        if parts.path.startswith("/ru/") and parts.path.count("/") > 3:
            continue
        if parts.path.startswith("/"):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def _without_token(content: bytes) -> bytes:
    return _TOKEN.sub(b"", content)


def _words(content_type: str, content: bytes) -> str:
    if content.startswith(b"%PDF") and content_type == "application/pdf":
        try:
            pages = pypdf.PdfReader(io.BytesIO(content)).pages
            return content.decode("latin-1") + " ".join(" ".join(page.extract_text().split()) for page in pages)
        except (pypdf.errors.PyPdfError, KeyError):
            return content.decode("latin-1")
    return unescape(content.decode("utf-8", errors="replace"))
