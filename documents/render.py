"""From a template and facts to an archival PDF: the same facts give the same bytes, on any machine.

WeasyPrint is imported at the first paper, not before: it takes 0.6 s and needs Pango, and every page
of the portal has to work without either.
"""

import hashlib
import json
import logging
import threading
import time
import unicodedata
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from kyrgyz.text import without_hidden

logger = logging.getLogger(__name__)

ROOM = Path(__file__).resolve().parent
FONTS = ROOM / "fonts"
STYLES = ROOM / "papers.css"
APT_LINE = "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# WeasyPrint keeps the fonts as files in the system's temporary directory, which some systems sweep.
KIT_LIFETIME_SECONDS = 24 * 60 * 60


class RendererMissing(Exception):
    """WeasyPrint or the Pango libraries beneath it cannot be loaded; the message says what to install."""


class ForeignResource(Exception):
    """A template asked for something that is not one of the project's own fonts."""


@dataclass(frozen=True)
class _Kit:
    """What is made once and used for every paper of the process."""

    weasyprint: Any
    fonts: Any
    styles: Any
    fetcher: Any
    made: float


_lock = threading.Lock()
_kit: _Kit | None = None


def own_font(url: str) -> Path:
    """Return the file of the project's own fonts that `url` names.

    Raises ForeignResource for everything else: another scheme, a host, a file outside documents/fonts
    (also by `..`, by its percent-encoded form or through a symbolic link), a file that is not there.
    """
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or parts.query:
        raise ForeignResource(url)
    path = Path(unquote(parts.path)).resolve()
    if path.parent != FONTS or path.suffix != ".ttf" or not path.is_file():
        raise ForeignResource(url)
    return path


def canonical_json(data: Mapping[str, Any]) -> str:
    """Return `data` as JSON in the one form that equal data always takes.

    Keys are sorted, no spaces, letters as themselves; dates and decimals as Django writes them. Raises
    TypeError for what JSON cannot hold and ValueError for NaN and infinity.
    """
    return json.dumps(
        data,
        cls=DjangoJSONEncoder,
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )


def _import_weasyprint() -> Any:
    """Import WeasyPrint; its remarks about the machine go to the log. Raises RendererMissing."""
    try:
        with warnings.catch_warnings(record=True) as remarks:
            warnings.simplefilter("always")
            import weasyprint
    except (ImportError, OSError) as exc:
        raise RendererMissing(f"Papers cannot be made: Pango is missing. Install it with: {APT_LINE}") from exc
    for remark in remarks:
        logger.warning("WeasyPrint: %s", remark.message)
    return weasyprint


def _make_kit() -> _Kit:
    """Load the renderer, the fonts and the styles (35 ms; the first time 0.6 s more)."""
    weasyprint = _import_weasyprint()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFontsOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
        """Serves the project's own fonts; whatever else is asked for stops the paper."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            return URLFetcherResponse(url, own_font(url).read_bytes(), {"Content-Type": "font/ttf"})

    fetcher = OwnFontsOnly(fail_on_errors=True)
    fonts = FontConfiguration()
    styles = weasyprint.CSS(filename=str(STYLES), font_config=fonts, url_fetcher=fetcher)
    return _Kit(weasyprint, fonts, styles, fetcher, time.monotonic())


def _current_kit() -> _Kit:
    """Return the kit of this process, made anew once a day; to be called with the lock held."""
    global _kit
    if _kit is None or time.monotonic() - _kit.made > KIT_LIFETIME_SECONDS:
        _kit = _make_kit()
    return _kit


@dataclass(frozen=True)
class Version:
    """A paper in one language ("ky" or "ru"): its title, and what its template is given."""

    language: str
    title: str
    context: Mapping[str, Any]


def render_pdf(
    *,
    template: str,
    context: Mapping[str, Any],
    language: str,
    title: str,
    made_at: datetime,
    data: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the paper as PDF/A-3a: archival, tagged, byte-identical for identical arguments.

    `template` is a Django template that extends documents/papers/base.html; it is rendered in `language`
    ("ky" or "ru"). `made_at` (aware) is the moment the record was made: the only time in the file, the
    clock is never read. `data` lies inside the PDF as data.json. A viewer shows `title` in its window.

    Raises RendererMissing where Pango is not installed, ForeignResource when the template asks for anything
    but the project's fonts, ValueError for a naive `made_at`. No side effects; may be called from several
    threads, which take turns.
    """
    return render_joined(template=template, versions=[Version(language, title, context)], made_at=made_at, data=data)


def render_joined(
    *,
    template: str,
    versions: Sequence[Version],
    made_at: datetime,
    data: Mapping[str, Any] | None = None,
) -> bytes:
    """Return one PDF/A-3a with the pages of each version of a paper, one version after the other.

    Every version looks as it does in a file of its own: its foot is in its language and counts its own pages. The file
    is in the language of the first; what follows is marked for screen readers with the language it is in.
    Otherwise as `render_pdf`.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at must carry its time zone.")
    moment = made_at.astimezone(UTC).replace(microsecond=0)
    language = versions[0].language
    title = " / ".join(without_hidden(version.title) for version in versions)
    pages = [_html(template, version) for version in versions]
    with translation.override(language):
        description = gettext("The facts of this paper, for machines")
    attached = None if data is None else canonical_json(data)
    seed = "\0".join((language, title, moment.isoformat(), attached or "", *pages))
    identifier = hashlib.sha256(seed.encode()).hexdigest()[:32].encode()

    # Pango's font map is shared and does not say that it may be used by two threads at once.
    with _lock:
        kit = _current_kit()
        from weasyprint.urls import FatalURLFetchingError

        options: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_identifier": identifier}
        if attached is not None:
            options["attachments"] = [
                kit.weasyprint.Attachment(
                    string=attached,
                    name="data.json",
                    description=description,
                    created=moment,
                    modified=moment,
                    relationship="Data",
                )
            ]
        try:
            documents = []
            for html in pages:
                source = kit.weasyprint.HTML(string=html, base_url=f"{ROOM.as_uri()}/", url_fetcher=kit.fetcher)
                documents.append(source.render(font_config=kit.fonts, stylesheets=[kit.styles], **options))
            languages = [
                version.language for version, part in zip(versions, documents, strict=True) for _page in part.pages
            ]
            document = documents[0].copy([page for part in documents for page in part.pages])
            document.metadata.title = title
            document.metadata.lang = language
            document.metadata.created = document.metadata.modified = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
            with warnings.catch_warnings():
                # WeasyPrint 70 leaves the file of its colour profile to the garbage collector.
                warnings.simplefilter("ignore", ResourceWarning)
                pdf: bytes = document.write_pdf(
                    finisher=lambda _document, made: _mark_languages(made, languages), **options
                )
        except FatalURLFetchingError as exc:
            # WeasyPrint's own is a BaseException, which would take the whole server process with it.
            raise ForeignResource(str(exc)) from exc
    return pdf


def _html(template: str, version: Version) -> str:
    title = without_hidden(version.title)
    with translation.override(version.language):
        rendered = render_to_string(template, {**version.context, "document_title": title})
    # «й» typed as two characters would take a font of the machine's choice, and no search would find it.
    return unicodedata.normalize("NFC", without_hidden(rendered))


def _mark_languages(pdf: Any, languages: Sequence[str]) -> None:
    """Mark what stands on pages in another language than the first; `languages` holds one for each page.

    WeasyPrint 70 marks the file as a whole and nothing in it.
    """
    from pydyf import Dictionary, String

    foreign = {
        page: language
        for page, language in zip(pdf.page_references, languages, strict=True)
        if language != languages[0]
    }
    elements = [made for made in pdf.objects if isinstance(made, Dictionary) and made.get("Type") == "/StructElem"]
    root = next(element.reference for element in elements if element["S"] == "/Document")
    for element in elements:
        language = foreign.get(element.get("Pg"))
        # What lies deeper is in the language of what it lies in.
        if language is not None and element["P"] == root:
            element["Lang"] = String(language)
