"""What waits in the outbox goes out once, again where it failed, and never twice."""

from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import call_command

from municipality.models import User
from notices import services
from notices.models import Notice
from notices.services import MOST_TRIES, send_waiting, tell
from tests.factories import make_application, make_user
from tests.together import all_after, together

pytestmark = pytest.mark.django_db


def make_notice(recipient: User | None = None, **fields: Any) -> Notice:
    """Store a notice that waits."""
    return Notice.objects.create(
        **{
            "recipient": recipient or make_user(),
            "kind": "test",
            "language": "ky",
            "subject": "Табыштамаңыз катталды",
            "body": "Саламатсызбы!",
            **fields,
        }
    )


class Post:
    """The post office of a test: how it fails, and how often it was asked."""

    error: Exception | None = None
    asked = 0


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """Letters are taken, or not."""
    office, take = Post(), locmem.EmailBackend.send_messages

    def send(backend: Any, letters: Any) -> int:
        office.asked += 1
        if office.error is not None:
            raise office.error
        return take(backend, letters)

    monkeypatch.setattr(locmem.EmailBackend, "send_messages", send)
    return office


def test_what_waits_is_sent_once(post: Post) -> None:
    notice = make_notice()
    assert send_waiting() == (1, 0)
    assert send_waiting() == (0, 0)
    [letter] = mail.outbox
    assert (letter.to, letter.subject, letter.body) == ([notice.recipient.email], notice.subject, notice.body)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == ("sent", 1)
    assert notice.sent_at is not None


@pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError(), UnicodeError("an address that is none")])
def test_what_failed_is_tried_again(post: Post, error: Exception) -> None:
    notice = make_notice()
    post.error = error
    assert send_waiting() == (0, 1)
    notice.refresh_from_db()
    assert (notice.state, notice.tries, notice.sent_at) == ("waiting", 1, None)
    post.error = None
    assert send_waiting() == (1, 0)
    assert len(mail.outbox) == 1


def test_what_fails_too_often_is_given_up(post: Post) -> None:
    notice = make_notice()
    post.error = ConnectionRefusedError()
    for _ in range(MOST_TRIES):
        assert send_waiting() == (0, 1)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == ("failed", MOST_TRIES)
    post.error = None
    assert send_waiting() == (0, 0)
    assert post.asked == MOST_TRIES
    assert mail.outbox == []


def test_one_that_fails_holds_up_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make_notice(), make_notice()
    deliver = services._deliver
    monkeypatch.setattr(services, "_deliver", lambda notice: notice.pk != bad.pk and deliver(notice))
    assert send_waiting() == (1, 1)
    assert [letter.to for letter in mail.outbox] == [[good.recipient.email]]


def test_someone_without_e_mail_reads_it_in_their_account(post: Post) -> None:
    person = User.objects.create_user(None, None, phone="+996555010203", given_name="Айжан")
    notice = make_notice(person)
    assert send_waiting() == (1, 0)
    assert post.asked == 0
    assert list(Notice.objects.for_user(person)) == [notice]


def test_no_more_are_sent_than_asked_for() -> None:
    notices = [make_notice() for _ in range(3)]
    assert send_waiting(most=2) == (2, 0)
    assert list(Notice.objects.waiting()) == notices[2:]


@pytest.mark.django_db(transaction=True)
def test_two_that_send_at_once_never_send_one_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read the same list before either sends."""
    notices = [make_notice() for _ in range(8)]
    monkeypatch.setattr(services, "list", all_after(list, 2), raising=False)
    ends = together([send_waiting] * 2)
    assert sum(sent for sent, _failed in ends) == len(notices)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(n.recipient.email or "" for n in notices)
    assert set(Notice.objects.values_list("state", "tries")) == {("sent", 1)}


def test_the_command_says_how_many_went(post: Post, capsys: Any) -> None:
    make_notice()
    call_command("send_notices")
    assert capsys.readouterr().out.strip() == "жөнөтүлдү / отправлено: 1; жөнөтүлгөн жок / не отправлено: 0"
    make_notice()
    post.error = ConnectionRefusedError()
    call_command("send_notices")
    assert capsys.readouterr().out.strip() == "жөнөтүлдү / отправлено: 0; жөнөтүлгөн жок / не отправлено: 1"


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_a_notice_speaks_the_recipient_s_language(language: str) -> None:
    application = make_application(state="submitted", applicant=make_user(language=language))
    notice = tell(
        recipient=application.applicant,
        kind="application_submitted",
        context={"application": application},
        link="/applications/1/",
    )
    assert notice.language == language
    assert application.number in notice.subject + notice.body
    assert "http://testserver/applications/1/" in notice.body
    assert ("табыштама" in notice.body.lower()) == (language == "ky")
    assert "\n" not in notice.subject
