"""What is scanned from paper: kept as it was found to be, for good, and sent as a download."""

import hashlib
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from PIL import Image

from documents.downloads import send
from documents.models import Scan
from documents.services import attach_scan, scans_of
from journal.guards import broken_rule
from journal.models import Record
from journal.services import act
from municipality.models import Municipality, Role, User
from tests.documents.test_registers import make_paper, run
from tests.factories import PDF, make_municipality, make_official, make_upload
from tests.initiatives.test_pictures import SECRET, photograph
from tests.together import all_after, together

pytestmark = pytest.mark.django_db


@pytest.fixture
def municipality() -> Municipality:
    return make_municipality()


@pytest.fixture
def clerk(municipality: Municipality) -> User:
    return make_official(municipality, Role.SPECIALIST)


def attach(municipality: Municipality, by: User, **changes: Any) -> Scan:
    """Attach a scan to the municipality itself."""
    asked = {"by": by, "municipality": municipality, "subject": municipality, "file": make_upload()}
    return attach_scan(**{**asked, **changes})


def stored() -> list[str]:
    """The scans that lie on the disk."""
    storage = Scan._meta.get_field("file").storage
    if not storage.exists("scans"):
        return []
    return sorted(name for folder in storage.listdir("scans")[0] for name in storage.listdir(f"scans/{folder}")[1])


def test_a_scan_is_kept_with_what_it_is_and_a_record(municipality: Municipality, clerk: User) -> None:
    scan = attach(municipality, clerk, file=make_upload("кол коюлган.pdf"))
    with scan.file.open() as file:
        assert file.read() == PDF
    assert (scan.name, scan.content_type, scan.size) == ("кол коюлган.pdf", "application/pdf", len(PDF))
    assert scan.sha256 == hashlib.sha256(PDF).hexdigest()
    assert scan.file.name == f"scans/{scan.key[:2]}/{scan.key}"
    assert len(scan.key) == 32
    record = Record.objects.about(municipality).get(verb="scan.attached")
    assert record.actor_id == clerk.pk
    assert record.facts == {"scan": scan.pk, "paper": None, "sha256": scan.sha256}


def test_of_a_photograph_only_what_it_shows_is_kept(municipality: Municipality, clerk: User) -> None:
    # The browser says PDF; the bytes decide.
    scan = attach(municipality, clerk, file=make_upload("протокол.pdf", photograph(6)))
    with scan.file.open() as file:
        content = file.read()
    assert scan.content_type == "image/jpeg"
    assert SECRET not in content
    assert scan.sha256 == hashlib.sha256(content).hexdigest()
    assert Image.open(BytesIO(content)).size == (80, 120)


@pytest.mark.parametrize("content", [b"", b"MZ", b"<html></html>", b"%PDF-1.4 cut off", b"%PDF-" + bytes(5 * 2**20)])
def test_what_is_no_scan_is_refused_and_leaves_nothing(municipality: Municipality, clerk: User, content: bytes) -> None:
    before = stored()
    with pytest.raises(ValidationError):
        attach(municipality, clerk, file=make_upload("скан.pdf", content))
    assert not Scan.objects.exists()
    assert stored() == before
    assert not Record.objects.filter(verb="scan.attached").exists()


def test_scans_of_a_row_are_its_own_oldest_first(municipality: Municipality, clerk: User) -> None:
    first = attach(municipality, clerk)
    second = attach(municipality, clerk, file=make_upload(content=PDF + b"% 2"))
    # Another row with the same number, and another row of the same kind.
    attach(municipality, clerk, subject=User(pk=municipality.pk))
    attach(municipality, clerk, subject=make_municipality())
    assert list(scans_of(municipality)) == [first, second]


def test_a_scan_sent_twice_is_kept_once(municipality: Municipality, clerk: User) -> None:
    paper = make_paper(municipality)
    first = [attach(municipality, clerk) for _time in range(2)]
    signed = [attach(municipality, clerk, paper=paper) for _time in range(2)]
    assert first[0] == first[1]
    assert signed[0] == signed[1] != first[0]
    assert Scan.objects.count() == 2
    assert Record.objects.filter(verb="scan.attached").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_scan_sent_twice_at_once_is_kept_once(monkeypatch: pytest.MonkeyPatch) -> None:
    municipality = make_municipality()
    clerk = make_official(municipality, Role.SPECIALIST)
    before = stored()
    # Both have begun before either writes.
    monkeypatch.setattr("documents.services.act", all_after(act, 2))
    ends = together([lambda: attach(municipality, clerk)] * 2)
    scan = Scan.objects.get()
    assert ends == [scan, scan]
    assert set(stored()) - set(before) == {scan.key}


def test_a_scan_of_a_paper_is_found_with_it(municipality: Municipality, clerk: User) -> None:
    paper = make_paper(municipality)
    scan = attach(municipality, clerk, paper=paper)
    assert scans_of(municipality).get().paper == paper
    assert paper.scans.get() == scan


def test_a_failed_act_leaves_no_file(municipality: Municipality, clerk: User) -> None:
    before = stored()
    other = make_paper(make_municipality())
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        attach(municipality, clerk, paper=other)
    assert broken_rule(refusal.value) == "scan_of_its_municipality_s_paper"
    assert stored() == before


# --- the download ---


def test_a_scan_leaves_as_a_download_with_a_fitting_name(municipality: Municipality, clerk: User) -> None:
    answer = send(attach(municipality, clerk, file=make_upload("протокол.exe")))
    assert b"".join(answer.streaming_content) == PDF
    answer.close()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Disposition"].endswith(".exe.pdf")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_scan_that_is_lost_is_not_found(municipality: Municipality, clerk: User) -> None:
    scan = attach(municipality, clerk)
    scan.file.storage.delete(scan.file.name)
    with pytest.raises(Http404):
        send(scan)


# --- the database ---


@pytest.mark.parametrize(
    "changes",
    [{"name": "башка"}, {"sha256": "0" * 64}, {"file": "scans/00/other"}, {"subject_id": 7}, {"key": "0" * 32}],
)
def test_a_scan_is_never_changed(municipality: Municipality, clerk: User, changes: dict[str, Any]) -> None:
    scan = attach(municipality, clerk)
    for attempt in (
        lambda: Scan.objects.update(**changes),
        lambda: run(f"UPDATE documents_scan SET {next(iter(changes))} = %s", *changes.values()),
    ):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            attempt()
        assert broken_rule(refusal.value) == "documents_scan_append_only"
    scan.name = "башка"
    with pytest.raises(IntegrityError), transaction.atomic():
        scan.save()


def test_a_scan_is_never_deleted(municipality: Municipality, clerk: User) -> None:
    scan = attach(municipality, clerk)
    for attempt in (scan.delete, Scan.objects.all().delete, lambda: run("DELETE FROM documents_scan")):
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            attempt()
        assert broken_rule(refusal.value) == "documents_scan_never_deleted"
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            run("TRUNCATE documents_scan")
        assert broken_rule(refusal.value) == "documents_scan_never_truncated"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"content_type": "text/html"}, "scan_type_allowed"),
        ({"paper": "foreign"}, "scan_of_its_municipality_s_paper"),
        ({"sha256": "same"}, "scan_attached_once"),
    ],
)
def test_what_the_database_refuses(municipality: Municipality, clerk: User, changes: dict[str, Any], rule: str) -> None:
    first = attach(municipality, clerk)
    meant: dict[str, Any] = {"foreign": make_paper(make_municipality()), "same": first.sha256}
    row = {
        "municipality": municipality,
        "subject_type": "municipality.municipality",
        "subject_id": municipality.pk,
        "key": "1" * 32,
        "name": "скан.pdf",
        "content_type": "application/pdf",
        "size": 1,
        "sha256": "1" * 64,
        "file": ContentFile(b"x", name="x"),
        "added_by": clerk,
        **{name: meant.get(value, value) for name, value in changes.items()},
    }
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Scan.objects.create(**row)
    assert rule in broken_rule(refusal.value)
