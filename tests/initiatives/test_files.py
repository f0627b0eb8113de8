"""Documents of an application: what is kept, what is refused, and that nothing stays on the disk."""

import hashlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from initiatives import services
from initiatives.models import Application, Attachment
from initiatives.rules import MOST_OTHERS
from journal.models import Record
from municipality.verdicts import Refused
from tests import factories as make
from tests.initiatives.test_pictures import SECRET, photograph
from tests.initiatives.test_services import in_state

pytestmark = pytest.mark.django_db


def test_a_new_file_takes_the_place_of_the_old_one(django_capture_on_commit_callbacks):
    application, _ = in_state("draft")
    old = application.attachments.get(document__order=1)
    with django_capture_on_commit_callbacks(execute=True):
        new = services.attach(
            by=application.applicant,
            application=application,
            document=old.document,
            upload=make.make_upload("жаңы.pdf"),
        )
    assert application.attachments.get(document=old.document) == new
    assert new.file.storage.exists(new.file.name)
    assert not new.file.storage.exists(old.file.name)
    assert "жаңы" not in new.file.name


def test_what_is_refused_leaves_no_file():
    application, _ = in_state("submitted")
    storage = application.attachments.first().file.storage
    before = sorted(storage.listdir("attachments")[0])
    with pytest.raises(Refused):
        services.attach(by=application.applicant, application=application, document=None, upload=make.make_upload())
    assert sorted(storage.listdir("attachments")[0]) == before


def test_a_document_of_another_contest_leaves_no_file(monkeypatch):
    application, _ = in_state("draft")
    removed: list[str] = []
    storage = Attachment._meta.get_field("file").storage
    monkeypatch.setattr(storage, "delete", removed.append)
    foreign = make.make_contest().required_documents.first()
    with pytest.raises(Exception, match="attachment_document_of_its_contest"):
        services.attach(by=application.applicant, application=application, document=foreign, upload=make.make_upload())
    assert len(removed) == 1


def test_taking_out_and_deleting_leave_no_file(django_capture_on_commit_callbacks):
    application, _ = in_state("draft")
    first, second = application.attachments.all()
    with django_capture_on_commit_callbacks(execute=True):
        services.detach(by=application.applicant, application=application, attachment=first)
    assert not first.file.storage.exists(first.file.name)
    assert second.file.storage.exists(second.file.name)
    key = application.pk
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_draft(by=application.applicant, application=application)
    assert not second.file.storage.exists(second.file.name)
    assert not Application.objects.filter(pk=key).exists()
    assert Record.objects.filter(verb="application.deleted", subject_id=key).count() == 1


def test_ten_further_documents_are_the_most():
    application, _ = in_state("draft")
    for _number in range(MOST_OTHERS):
        make.attach_file(application, None)
    another = make.make_upload(content=b"%PDF-1.4 another %%EOF")
    with pytest.raises(Refused):
        services.attach(by=application.applicant, application=application, document=None, upload=another)


def test_a_further_document_that_is_sent_twice_is_kept_once():
    """On a weak line the answer is lost more easily than the document."""
    application, _ = in_state("draft")
    by = application.applicant
    sent = [
        services.attach(by=by, application=application, document=None, upload=make.make_upload()) for _time in range(2)
    ]
    assert sent[0] == sent[1]
    assert application.attachments.filter(document=None).count() == 1
    # The same file may well be two documents of the contest.
    for document in application.contest.required_documents.all():
        services.attach(by=by, application=application, document=document, upload=make.make_upload())
    assert application.attachments.count() == 1 + application.contest.required_documents.count()


def test_what_lies_on_the_disk_is_what_was_kept_of_a_photograph():
    application, _ = in_state("draft")
    upload = make.make_upload("паспорт.jpg", photograph(6))
    held = services.attach(by=application.applicant, application=application, document=None, upload=upload)
    with held.file.open() as file:
        stored = file.read()
    assert held.content_type == "image/jpeg"
    assert held.size == len(stored) == held.file.size
    assert held.sha256 == hashlib.sha256(stored).hexdigest()
    assert SECRET not in stored
    picture = Image.open(BytesIO(stored))
    assert picture.size == (80, 120)
    assert not picture.getexif()


@pytest.mark.parametrize(
    "content", [b"", b"MZ not a document", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.4" + b"0" * 5 * 1024 * 1024]
)
def test_what_is_no_document_is_refused(content: bytes):
    application, _ = in_state("draft")
    with pytest.raises(ValidationError):
        services.attach(
            by=application.applicant,
            application=application,
            document=None,
            upload=make.make_upload("паспорт.pdf", content),
        )
    assert application.attachments.count() == 2
