"""The only place that gives numbers and issues papers."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from documents.facts import revive
from documents.files import inspect
from documents.letterhead import letterhead
from documents.models import LANGUAGES, Paper, PaperFile, Register, RegisterEntry, Scan, ScanQuerySet
from documents.render import RendererMissing, Version, render_joined, render_pdf
from journal import clock
from journal.services import act
from municipality.models import Municipality, User

# Without letters and figures that are mistaken for one another when read aloud or from a photocopy.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_SAME_SHAPE = str.maketrans("АВЕКМНРСТУҮХ", "ABEKMHPCTYYX")


def next_entry(*, municipality: Municipality, register: Register.Code | str, year: int) -> RegisterEntry:
    """Give the next number of a register and return its entry.

    Gapless: the register's row is locked until the caller's transaction ends, and a rollback takes the number back.
    To be called inside an act. Side effects: the register's last number.
    """
    book, _ = Register.objects.get_or_create(municipality=municipality, code=register, year=year)
    Register.objects.filter(pk=book.pk).update(last_number=F("last_number") + 1)
    book.refresh_from_db()
    return RegisterEntry.objects.create(register=book, number=book.last_number)


def new_code() -> str:
    """Return a fresh code for a paper, «7K3M-Q2TX»: 31 to the power of 8 possibilities, not guessable."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def issue(
    *,
    by: User | None,
    municipality: Municipality,
    kind: Paper.Kind,
    register: Register.Code,
    subject: models.Model,
    title_ky: str,
    title_ru: str,
    template: str,
    facts: Mapping[str, Any],
    entry: RegisterEntry | None = None,
    number: str = "",
    replaces: Paper | None = None,
    draw: bool = True,
) -> Paper:
    """Issue a paper about `subject` and return it; its facts, number and date never change after this.

    `facts` are JSON values: money in tyiyn, dates as ISO text. Without `entry` the next number of `register` is
    given; `number` is how it is written, where it is not the register's own label. With `draw` off nothing is drawn
    until someone asks for it: an act that issues hundreds of papers must not keep its clerk waiting for all of them.
    Side effects: a register number, a journal record; the bytes in each language are drawn once the transaction is
    through, so that no lock waits for a page to be drawn (see `file_of`).
    """
    with act() as journal:
        today = clock.today()
        entry = entry or next_entry(municipality=municipality, register=register, year=today.year)
        paper = Paper.objects.create(
            municipality=municipality,
            kind=kind,
            entry=entry,
            number=number or entry.label,
            code=new_code(),
            issued_on=today,
            issued_by=by,
            title_ky=title_ky,
            title_ru=title_ru,
            template=template,
            facts={**facts, "letterhead": letterhead(municipality)},
            subject_type=subject._meta.label_lower,
            subject_id=subject.pk,
            replaces=replaces,
        )
        journal.record("paper.issued", paper, by=by, municipality=municipality.pk, kind=str(kind), number=paper.number)
        if draw:
            transaction.on_commit(lambda: _draw_all(paper), robust=True)
    return paper


def file_of(paper: Paper, language: str) -> PaperFile:
    """Return the bytes of a paper in a language, drawing them where that has not happened yet.

    Whoever draws first decides: the bytes are stored once and never drawn again.
    Raises RendererMissing where the machine cannot draw PDF.
    """
    kept = PaperFile.objects.filter(paper=paper, language=language).first()
    if kept is not None:
        return kept
    content = draw(paper, language)
    try:
        with act() as journal:
            file = PaperFile.objects.create(
                paper=paper, language=language, content=content, sha256=hashlib.sha256(content).hexdigest()
            )
            journal.record(
                "paper.drawn",
                paper,
                by=None,
                municipality=paper.municipality_id,
                language=language,
                sha256=file.sha256,
            )
    except IntegrityError:
        return PaperFile.objects.get(paper=paper, language=language)
    return file


def verify_url(paper: Paper) -> str:
    """Return the full address printed on the paper and in its QR."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("verify", args=[paper.code])


def draw(paper: Paper, language: str) -> bytes:
    """Return the PDF of a paper, drawn from its frozen facts alone, in a language or, for "both", in each in turn.

    Raises RendererMissing where the machine cannot draw PDF.
    """
    data = {
        "kind": paper.kind,
        "number": paper.number,
        "code": paper.code,
        "issued_on": paper.issued_on.isoformat(),
        "verify": verify_url(paper),
        "facts": paper.facts,
    }
    if language == PaperFile.Language.BOTH:
        return render_joined(
            template=paper.template,
            versions=[_version(paper, one) for one in LANGUAGES],
            made_at=paper.issued_at,
            data=data,
        )
    version = _version(paper, language)
    return render_pdf(
        template=paper.template,
        context=version.context,
        language=language,
        title=version.title,
        made_at=paper.issued_at,
        data=data,
    )


def _version(paper: Paper, language: str) -> Version:
    title = paper.title_ru if language == "ru" else paper.title_ky
    return Version(
        language,
        title,
        {
            **revive(paper.facts),
            "paper": {
                "kind": paper.kind,
                "number": paper.number,
                "code": paper.code,
                "issued_on": paper.issued_on,
                "verify_url": verify_url(paper),
                "language": language,
                "title": title,
            },
        },
    )


def draw_unnumbered(
    *,
    municipality: Municipality,
    template: str,
    facts: Mapping[str, Any],
    url: str,
    titles: Mapping[str, str],
    language: str,
    made_at: datetime,
) -> bytes:
    """Return a PDF that is no issued paper: without number and code, such as a score sheet to be filled in by hand.

    `template` extends documents/papers/unnumbered.html; its words, letterhead and foot are those of every paper, but
    the square at the foot leads to `url` (a full address). `facts` as of `issue`; `titles` by language; `language` is
    "ky", "ru" or "both". `made_at` (aware) is the moment of what it is about, not the clock: so the same facts give
    the same bytes. Raises RendererMissing where the machine cannot draw PDF. No side effects.
    """
    context = {**revive(facts), "letterhead": letterhead(municipality)}
    asked = LANGUAGES if language == PaperFile.Language.BOTH else (language,)
    return render_joined(
        template=template,
        versions=[
            Version(one, titles[one], {**context, "paper": {"verify_url": url, "language": one, "title": titles[one]}})
            for one in asked
        ],
        made_at=made_at,
    )


def _draw_all(paper: Paper) -> None:
    for language in LANGUAGES:
        try:
            file_of(paper, language)
        except RendererMissing:
            # The act stands without its picture; it is drawn when someone asks for it and the machine can.
            return


def clean_code(typed: str) -> str:
    """Return a typed code in its written form «7K3M-Q2TX», or nothing where it can be none.

    Case, spaces and dashes do not matter, nor whether «К» was typed on the Cyrillic or the Latin keys.
    """
    signs = re.sub(r"[\s.\-\u2010-\u2014]", "", typed).upper().translate(_SAME_SHAPE)
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == 8 and set(signs) <= set(CODE_SIGNS) else ""


def find(code: str) -> Paper | None:
    """Return the paper with a code, typed in whatever case and with or without its hyphen."""
    written = clean_code(code)
    return Paper.objects.select_related("municipality").filter(code=written).first() if written else None


def attach_scan(
    *,
    by: User,
    municipality: Municipality,
    subject: models.Model,
    file: UploadedFile,
    paper: Paper | None = None,
) -> Scan:
    """Keep a file scanned from paper with `subject`, for good, and return it.

    `paper` is the issued paper that was scanned once it was signed, where it is one. Who may attach is for the caller's
    rules. Of a picture only what it shows is kept (see `documents.files`). A file that is there already stays as it is.
    In a larger act let it be the last thing: no rollback takes the file off the disk.
    Raises ValidationError, in the user's language, where the bytes are not of an allowed kind or too many. Side
    effects: the file is stored under a random name; a journal record.
    """
    found = inspect(file)
    scan = Scan(
        municipality=municipality,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        paper=paper,
        key=found.key,
        name=found.name,
        content_type=found.content_type,
        size=found.size,
        sha256=found.sha256,
        added_by=by,
    )
    try:
        with act() as journal:
            scan.file.save(found.name, ContentFile(found.content), save=False)
            scan.save()
            journal.record(
                "scan.attached",
                subject,
                by=by,
                municipality=municipality.pk,
                scan=scan.pk,
                paper=paper.pk if paper else None,
                sha256=scan.sha256,
            )
    except BaseException as exc:
        # The row is gone with the transaction; a file without a row would lie there for ever.
        if scan.file:
            scan.file.storage.delete(str(scan.file.name))
        # Sent again because the answer was lost on the way.
        if isinstance(exc, IntegrityError):
            same = Scan.objects.about(subject).filter(paper=paper, sha256=found.sha256).first()
            if same is not None:
                return same
        raise
    return scan


def scans_of(subject: models.Model) -> ScanQuerySet:
    """Return the scans attached to a row, oldest first, with who added them and the papers they show."""
    return Scan.objects.about(subject).select_related("added_by", "paper")
