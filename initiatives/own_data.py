"""A person's own data as one archive: what the portal knows of them, for a machine and to be read, with their files.

Nothing in it that its owner may not know: an outcome only once the results are published, of another person's
application neither PIN nor telephone nor address. Files go in piece by piece, so that memory holds none of them whole.
"""

import json
import re
import shutil
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from documents.downloads import download_name
from documents.models import LANGUAGES, Paper
from documents.render import RendererMissing
from documents.rules import may_read
from documents.services import file_of
from initiatives.happened import happened
from initiatives.models import Application, Attachment, Coapplicant, Question
from initiatives.papers import papers_of
from initiatives.rules import may_download, shown_state, writes
from initiatives.services.writing import WRITTEN
from journal import clock
from municipality.models import Consent, User
from notices.models import Notice

# What a person of the group does not carry away of the one who leads it.
_LEADERS_OWN = frozenset({"pin", "phone", "address", "organisation_pin"})
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_State = Application.State
_REASONED = frozenset({_State.RETURNED, _State.REFUSED, _State.UNSUPPORTED, _State.REVISE})


def write_archive(user: User, target: IO[bytes]) -> None:
    """Write the archive of this person's data into an open file.

    Side effects: papers that were not drawn yet are drawn. A file that is lost or cannot be drawn is left out, and
    data.json says so.
    """
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        applications = [_application(archive, user, found) for found in _applications(user)]
        data = {
            "made_at": clock.now(),
            "account": _account(user),
            "applications": applications,
            "groups": list(_groups(user)),
            "questions": list(_questions(user)),
            "notices": list(_notices(user)),
        }
        archive.writestr("data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        archive.writestr(_("Read me") + ".txt", render_to_string("initiatives/own_data/read_me.txt", {"user": user}))


def _applications(user: User) -> Iterator[Application]:
    """Give the applications that the person made, and those of a group that they write."""
    found = Application.objects.of_applicant(user).order_by("id")
    for application in found.select_related("contest__municipality", "entry__register", "priority", "village"):
        if writes(application, user):
            yield application


def _account(user: User) -> dict[str, Any]:
    given = Consent.objects.filter(user=user).select_related("text").order_by("id")
    return {
        "surname": user.surname,
        "given_name": user.given_name,
        "patronymic": user.patronymic,
        "email": user.email,
        "phone": user.phone,
        "language": user.language,
        "made_at": user.created_at,
        "consents": [
            {
                "version": consent.text.version,
                "given_at": consent.given_at,
                "language": consent.language,
                "text": consent.text.text_ru if consent.language == "ru" else consent.text.text_ky,
            }
            for consent in given
        ],
        "appointments": list(
            user.appointments.order_by("id").values("municipality__name_ky", "role", "since", "until")
        ),
    }


def _groups(user: User) -> Iterator[dict[str, Any]]:
    """Give in which groups the person is or was, without what the others wrote."""
    for place in Coapplicant.objects.filter(user=user).select_related("application__entry__register"):
        # Who was taken off learns nothing of it any more.
        seen = place.removed_at is None
        yield {
            "application": place.application.number if seen else "",
            "title": place.application.title if seen else "",
            "right": place.right,
            "came_in_at": place.joined_at,
            "taken_off_at": place.removed_at,
        }


def _questions(user: User) -> Iterator[dict[str, Any]]:
    for question in Question.objects.filter(asked_by=user).select_related("contest").order_by("id"):
        yield {
            "contest": question.contest.title,
            "asked_at": question.asked_at,
            "text": question.text,
            "answer": question.answer,
            "answered_at": question.answered_at,
        }


def _notices(user: User) -> Iterator[dict[str, Any]]:
    told = Notice.objects.filter(recipient=user).order_by("id")
    for notice in told.values("created_at", "language", "subject", "body", "link", "sent_at"):
        yield dict(notice)


def _application(archive: ZipFile, user: User, application: Application) -> dict[str, Any]:
    """Put an application's readable page and its files into the archive, and return what data.json says of it."""
    folder = _folder(archive, application)
    mine = application.applicant_id == user.pk
    papers = [_paper(archive, folder, paper) for paper in papers_of(application) if may_read(paper, user)]
    attachments = list(application.attachments.select_related("document", "application__contest"))
    written = {name: getattr(application, name) for names in WRITTEN.values() for name in names}
    written |= {name: getattr(written[name], "name", "") for name in ("priority", "village")}
    if not mine:
        written = {name: value for name, value in written.items() if name not in _LEADERS_OWN}
    state = shown_state(application)
    told = {
        "number": application.number,
        "contest": application.contest.title,
        "municipality": application.contest.municipality.name,
        "made_by_me": mine,
        "state": str(state),
        "begun_at": application.created_at,
        "changed_at": application.changed_at,
        "handed_in_at": application.submitted_at,
        **written,
        "plan": list(application.plan.values("what", "month", "place", "responsible")),
        "budget": [
            {
                "what": line.what,
                "unit": line.unit,
                "quantity": line.quantity / 100,
                "price_in_tyiyn": line.price,
                "source": line.source.name,
                "sum_in_tyiyn": line.amount,
            }
            for line in application.lines.select_related("source")
        ],
        "reason": application.reason if state in _REASONED else "",
        "correct_by": application.correct_by if state == Application.State.RETURNED else None,
        "not_saved_yet": {part.name: part.typed for part in application.parts.all() if part.typed} if mine else {},
        "documents": [
            _attachment(archive, folder, number, attachment, user) for number, attachment in enumerate(attachments, 1)
        ],
        "papers": papers,
        "questions_of_the_office": list(application.clarifications.values("asked_at", "text", "answer", "answered_at")),
        "history": [{"at": found.when, "what": found.what, "more": found.more} for found in happened(application)],
        "invited": list(application.coapplicants.values("name", "right", "invited_at", "joined_at")) if mine else [],
    }
    page = {
        "application": application,
        "told": told,
        "private": mine,
        "state": state.label,
        "lines": application.lines.select_related("source"),
        "asked_total": application.asked_total,
        "language": get_language(),
    }
    name = _("Application")
    archive.writestr(f"{folder}/{name}.html", render_to_string("initiatives/own_data/application.html", page))
    return told


def _attachment(archive: ZipFile, folder: str, number: int, attachment: Attachment, user: User) -> dict[str, Any]:
    """Put a document into the archive, if the person may have it and it is there, and return what is said of it."""
    among = _("Documents")
    path = f"{folder}/{among}/{number} {_clean(download_name(attachment))}"
    kept = False
    # Another one's passport shows what is left out above: of a group's documents one has those one added oneself.
    one_s_own = user.pk in (attachment.application.applicant_id, attachment.uploaded_by_id)
    if one_s_own and may_download(attachment, user):
        try:
            with attachment.file.open("rb") as content, archive.open(_stored(path), "w") as place:
                shutil.copyfileobj(content, place)
            kept = True
        except FileNotFoundError:
            pass
    return {
        "document": attachment.document.name if attachment.document else "",
        "name": attachment.name,
        "type": attachment.content_type,
        "bytes": attachment.size,
        "sha256": attachment.sha256,
        "added_at": attachment.uploaded_at,
        "file": path if kept else None,
    }


def _paper(archive: ZipFile, folder: str, paper: Paper) -> dict[str, Any]:
    """Put a paper in each language into the archive, and return what is said of it."""
    files = []
    for language in LANGUAGES:
        path = f"{folder}/{_clean(f'{capfirst(paper.get_kind_display())} {paper.number}')} ({language}).pdf"
        try:
            content = file_of(paper, language).content
        except RendererMissing:
            # It can be drawn later, from the facts; the number and the code stand below.
            continue
        archive.writestr(_stored(path), bytes(content))
        files.append(path)
    return {
        "kind": paper.get_kind_display(),
        "number": paper.number,
        "code": paper.code,
        "issued_on": paper.issued_on,
        "files": files,
    }


def _stored(path: str) -> ZipInfo:
    """Return the entry of a file that is compressed already: pictures and PDF only lose time by another go."""
    info = ZipInfo(path, timezone.localtime(clock.now()).timetuple()[:6])
    info.compress_type = ZIP_STORED
    return info


def _folder(archive: ZipFile, application: Application) -> str:
    """Return the name of an application's folder, one that no other has."""
    first = application.number or "{} {}".format(_("Draft"), application.pk)
    name = _clean(f"{first} {application.title[:40]}")
    taken = {path.split("/")[0] for path in archive.namelist()}
    return name if name not in taken else f"{name} {application.pk}"


def _clean(name: str) -> str:
    """Return a name that any computer can keep a file under."""
    return _NOT_IN_NAMES.sub("_", name).strip(". ") or "_"
