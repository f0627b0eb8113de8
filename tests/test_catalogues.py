"""The message catalogues: whole, true to their source, and free of English.

Two directories: `locale` holds the project's own words, `locale_django` what the libraries lack or say badly.
"""

import html
import os
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils.translation.trans_real import DjangoTranslation
from pytest_django.fixtures import Settings

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("ky", "ru")
DOMAINS = ("django", "djangojs")
# The project has words in JavaScript only if the extraction finds some, so that catalogue may be absent.
CATALOGUES = [
    pytest.param(path, id=str(path.relative_to(ROOT)))
    for folder in ("locale", "locale_django")
    for language in LANGUAGES
    for domain in DOMAINS
    if (path := ROOT / folder / language / "LC_MESSAGES" / f"{domain}.po").exists()
    or (folder, domain) != ("locale", "djangojs")
]
NOT_EXTRACTED = (
    ".*", "var", "tests", "node_modules", "locale", "locale_django", "__pycache__", "*.pyc", "*.min.js"
)  # fmt: skip

PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?[#0+-]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]|\{\w*(?:![rsa])?(?::[^{}]*)?\}")
TAG = re.compile(r"</?[a-z][^<>]*>")
# Names that are written in Latin letters in Kyrgyz texts too.
LATIN = {
    # kinds of files, and names of services
    "PDF", "XLSX", "XLS", "CSV", "JSON", "JPEG", "HEIC", "JPG", "PNG", "WebP", "WEBP", "HTML", "ZIP", "DOCX", "ODT",
    "QR", "SMS", "WhatsApp", "Telegram", "Excel", "e-mail", "UUID", "URL", "IP", "IPv4", "IPv6",
    # what the technical pages of Django quote from the browser, the keyboard or the settings
    "HTTPS", "HTTP", "CSRF", "Referer", "Referrer-Policy", "no-referrer", "Control", "Command", "Mac", "OK",
    "LDAP", "Django", "DEBUG", "True", "allow_future", "allow_empty", "get_absolute_url", "last",
    "a-z", "A-Z",
    # a sample of a code, the library that draws PDF
    "K3M-Q2TX", "Pango",
    # Roman numbers
    "I", "II", "III", "IV", "V", "VI",
}  # fmt: skip
LATIN_WORD = re.compile(r"[A-Za-z][\w-]*")
MIXED_WORD = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[а-яёөүңА-ЯЁӨҮҢ])\w+\b")

# Messages of the libraries that rightly stay as they are.
SAME_ON_PURPOSE = {
    ":?.!": "the signs after which a label gets no colon",
    ":": "the colon itself",
    "…": "the dots of a shortened text",
    ", ": "the comma of a list",
    "%(truncated_text)s…": "the dots of a shortened text",
    "%(class_name)s %(instance)s": "two values side by side",
    "URL": "the international name",
    "IPv4": "the international name",
    "IPv6": "the international name",
}


def texts(entry: polib.POEntry) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def plural_of_django(language: str) -> str:
    """Return the plural rule of Django's own catalogue, the one every merged catalogue must share."""
    path = Path(django.__file__).parent / "conf/locale" / language / "LC_MESSAGES/django.po"
    return str(polib.pofile(str(path)).metadata["Plural-Forms"])


def forms_of(rule: str) -> int:
    """Return the number of plural forms a rule tells of."""
    found = re.match(r"nplurals=(\d+);", rule)
    assert found
    return int(found[1])


def placeholders_differ(source: str, translation: str) -> bool:
    """Tell whether a translation lost, won or (where they have no names) reordered a placeholder."""
    want, got = PLACEHOLDER.findall(source), PLACEHOLDER.findall(translation)
    named = [each for each in want if "(" in each or re.match(r"\{\w", each)]
    if named:
        return set(want) != set(got)
    return want != got


def latin_words(text: str) -> list[str]:
    """Return the words in Latin letters that are no placeholder, tag, address or allowed name."""
    bare = html.unescape(PLACEHOLDER.sub(" ", TAG.sub(" ", text)))
    bare = re.sub(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|/\w+/", " ", bare)
    return [word for word in LATIN_WORD.findall(bare) if word not in LATIN]


def language_of(path: Path) -> str:
    """Return the language a catalogue's directory is named after."""
    return path.parent.parent.name


@cache
def catalogue(path: Path) -> polib.POFile:
    """Read a catalogue; fail with a plain word where it is missing."""
    assert path.exists(), f"{path.relative_to(ROOT)} is missing"
    return polib.pofile(str(path))


@pytest.mark.parametrize("path", CATALOGUES)
def test_catalogue_is_whole(path: Path) -> None:
    po = catalogue(path)
    assert len(po) > 0
    for entry in po:
        assert not entry.obsolete, f"obsolete: {entry.msgid!r}"
        assert not entry.fuzzy, f"fuzzy: {entry.msgid!r}"
        assert all(text.strip() for text in texts(entry)), f"no translation: {entry.msgid!r}"


@pytest.mark.parametrize("path", CATALOGUES)
def test_plural_rule_and_number_of_forms(path: Path) -> None:
    po = catalogue(path)
    rule = plural_of_django(language_of(path))
    assert po.metadata["Plural-Forms"] == rule
    for entry in po:
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(forms_of(rule))), entry.msgid


@pytest.mark.parametrize("path", CATALOGUES)
def test_placeholders_tags_and_line_ends_are_those_of_the_source(path: Path) -> None:
    for entry in catalogue(path):
        source = entry.msgid_plural or entry.msgid
        for text in texts(entry):
            assert not placeholders_differ(source, text), f"{source!r} -> {text!r}"
            assert sorted(TAG.findall(source)) == sorted(TAG.findall(text)), f"{source!r} -> {text!r}"
            assert source.startswith("\n") == text.startswith("\n"), f"{source!r} -> {text!r}"
            assert source.endswith("\n") == text.endswith("\n"), f"{source!r} -> {text!r}"


@pytest.mark.parametrize("path", CATALOGUES)
def test_mo_is_made_from_this_po(path: Path) -> None:
    def content(messages: polib.POFile | polib.MOFile) -> dict[tuple[str, str, str], list[str]]:
        return {(each.msgctxt or "", each.msgid, each.msgid_plural or ""): texts(each) for each in messages}

    mo_path = path.with_suffix(".mo")
    assert mo_path.exists(), f"{mo_path.relative_to(ROOT)} is missing: run compilemessages"
    mo = polib.mofile(str(mo_path))
    assert content(mo) == content(catalogue(path)), "run compilemessages"
    assert mo.metadata == catalogue(path).metadata


@pytest.mark.parametrize("path", CATALOGUES)
def test_catalogue_tells_nothing_of_the_machine_it_was_made_on(path: Path) -> None:
    po = catalogue(path)
    assert set(po.metadata) <= {
        "Project-Id-Version", "Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
        "Plural-Forms",
    }, "take dates, names and addresses out of the header"  # fmt: skip
    assert po.metadata["Language"] == language_of(path)
    assert not [entry.occurrences for entry in po if entry.occurrences]


@pytest.mark.parametrize("path", CATALOGUES)
def test_no_word_mixes_latin_and_cyrillic_letters(path: Path) -> None:
    found = {text: MIXED_WORD.findall(PLACEHOLDER.sub(" ", text)) for entry in catalogue(path) for text in texts(entry)}
    assert not {text: words for text, words in found.items() if words}


@pytest.mark.parametrize("path", [each for each in CATALOGUES if "ky" in each.values[0].parts])
def test_no_english_in_kyrgyz(path: Path) -> None:
    found = {text: latin_words(text) for entry in catalogue(path) for text in texts(entry)}
    assert not {text: words for text, words in found.items() if words}


def libraries() -> Iterator[tuple[str, Path, str]]:
    """Yield name, catalogue directory and domain of what the portal uses of the libraries."""
    yield "django", Path(django.__file__).parent / "conf/locale", "django"
    for app in ("auth", "admin", "contenttypes", "sessions"):
        yield app, Path(apps.get_app_config(app).path) / "locale", "django"
    yield "admin-js", Path(apps.get_app_config("admin").path) / "locale", "djangojs"
    yield "allauth.account", Path(apps.get_app_config("account").path).parent / "locale", "django"


def messages_of(name: str, locale: Path, domain: str) -> list[polib.POEntry]:
    """Return the messages of a library's English catalogue; of allauth those of its account pages only."""
    english = polib.pofile(str(locale / f"en/LC_MESSAGES/{domain}.po"))
    entries = [each for each in english if not each.obsolete]
    if name == "allauth.account":
        ours = ("account/", "templates/account/", "templates/allauth/")
        entries = [each for each in entries if any(place.startswith(ours) for place, _ in each.occurrences)]
    return entries


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["django", "auth", "admin", "contenttypes", "sessions", "admin-js", "allauth.account"])
def test_every_message_of_the_libraries_is_translated(name: str, language: str, settings: Settings) -> None:
    locale, domain = next((where, what) for who, where, what in libraries() if who == name)
    # Django fills the gaps of one language from LANGUAGE_CODE: with that the same, every gap stays open.
    settings.LANGUAGE_CODE = language
    localedirs = [str(locale)] if domain == "djangojs" else None
    translation = DjangoTranslation(language, domain=domain, localedirs=localedirs)
    entries = messages_of(name, locale, domain)
    assert len(entries) > 5
    english, foreign = [], []
    for entry in entries:
        if entry.msgid in SAME_ON_PURPOSE:
            continue
        if entry.msgid_plural:
            found = {translation.ngettext(entry.msgid, entry.msgid_plural, n) for n in (1, 2, 5, 21)}
        elif entry.msgctxt:
            found = {translation.pgettext(entry.msgctxt, entry.msgid)}
        else:
            found = {translation.gettext(entry.msgid)}
        if found & {entry.msgid, entry.msgid_plural, ""}:
            english.append(entry.msgid)
        if language == "ky":
            foreign += [text for text in found if latin_words(text)]
        source = entry.msgid_plural or entry.msgid
        assert not [text for text in found if placeholders_differ(source, text)], source
    assert not english
    assert not foreign


def extracted(folder: Path, domain: str, settings: Settings) -> set[tuple[str, str, str]]:
    """Run makemessages over a copy of the project and return context, msgid and plural of what it finds."""
    copy = folder / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_EXTRACTED))
    (copy / "locale").mkdir()
    settings.LOCALE_PATHS = [str(copy / "locale")]
    before = Path.cwd()
    os.chdir(copy)
    try:
        call_command("makemessages", locale=["ky"], domain=domain, verbosity=0)
    finally:
        os.chdir(before)
    path = copy / "locale/ky/LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return set()
    return {(each.msgctxt or "", each.msgid, each.msgid_plural or "") for each in polib.pofile(str(path))}


@pytest.mark.parametrize("domain", DOMAINS)
def test_source_and_catalogues_have_the_same_messages(domain: str, tmp_path: Path, settings: Settings) -> None:
    if shutil.which("xgettext") is None:
        line = "xgettext is missing: apt-get install gettext"
        if os.environ.get("CI"):
            pytest.fail(line)
        pytest.skip(line)
    found = extracted(tmp_path, domain, settings)
    assert domain == "djangojs" or found
    for language in LANGUAGES:
        path = ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        ours = (
            {(each.msgctxt or "", each.msgid, each.msgid_plural or "") for each in catalogue(path)}
            if found or path.exists()
            else set()
        )
        assert not found - ours, f"{language}: in the source, not in the catalogue"
        assert not ours - found, f"{language}: in the catalogue, no longer in the source"


@pytest.mark.parametrize(
    ("source", "translation", "differ"),
    [
        ("%(count)d files", "%(count)d файл", False),
        ("%(count)d files", "%(counts)d файл", True),
        ("%(count)d files", "файлдар", True),
        ("%s of %d", "%d / %s", True),
        ("{a} and {b}", "{b}, {a}", False),
        ("{} and {x}", "{}", True),
        ("100 %% of %(sum)s", "%(sum)s: 100 %%", False),
        ("100 %% of %(sum)s", "%(sum)s: 100 %", True),
    ],
)
def test_the_check_of_placeholders_sees_a_difference(source: str, translation: str, differ: bool) -> None:
    assert placeholders_differ(source, translation) is differ


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Файл PDF болушу керек.", []),
        ("Save баскычын басыңыз", ["Save"]),
        ("<strong>%(name)s</strong> {obj} кошулду", []),
        ("Жазыңыз: https://example.org/path", []),
    ],
)
def test_the_check_of_latin_words_sees_english(text: str, words: list[str]) -> None:
    assert latin_words(text) == words
