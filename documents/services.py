"""The only place that gives numbers and issues papers."""

import hashlib
import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from documents.facts import revive
from documents.letterhead import letterhead
from documents.models import Paper, PaperFile, Register, RegisterEntry
from documents.render import RendererMissing, render_pdf
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
) -> Paper:
    """Issue a paper about `subject` and return it; its facts, number and date never change after this.

    `facts` are JSON values: money in tyiyn, dates as ISO text. Without `entry` the next number of `register` is
    given; `number` is how it is written, where it is not the register's own label.
    Side effects: a register number, a journal record; the bytes in both languages are drawn once the transaction is
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
    """Return the PDF of a paper in a language, drawn from its frozen facts alone.

    Raises RendererMissing where the machine cannot draw PDF.
    """
    title = paper.title_ru if language == "ru" else paper.title_ky
    url = verify_url(paper)
    return render_pdf(
        template=paper.template,
        context={
            **revive(paper.facts),
            "paper": {
                "kind": paper.kind,
                "number": paper.number,
                "code": paper.code,
                "issued_on": paper.issued_on,
                "verify_url": url,
                "language": language,
                "title": title,
            },
        },
        language=language,
        title=title,
        made_at=paper.issued_at,
        data={
            "kind": paper.kind,
            "number": paper.number,
            "code": paper.code,
            "issued_on": paper.issued_on.isoformat(),
            "verify": url,
            "facts": paper.facts,
        },
    )


def _draw_all(paper: Paper) -> None:
    for language in PaperFile.Language.values:
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
