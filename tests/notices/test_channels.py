"""Text messages: by which channel they leave, and which notices go that way."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from municipality.models import User
from notices.adapter import AccountAdapter
from notices.channels import ConsoleChannel, FileChannel, NoChannel, NotSent, TextChannel, text_channel
from notices.services import MOST_TRIES, send_waiting
from tests.notices.test_sending import make_notice

pytestmark = pytest.mark.django_db

PHONE = "+996555010203"


class Provider:
    """A provider as one would be written: it takes the message, or not."""

    taken: list[tuple[str, str]] = []
    works = True

    def send(self, *, to: str, text: str) -> None:
        if not self.works:
            raise NotSent("the provider does not answer")
        self.taken.append((to, text))


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Provider]:
    settings.SMS_CHANNEL = f"{__name__}.Provider"
    monkeypatch.setattr(Provider, "taken", [])
    monkeypatch.setattr(Provider, "works", True)
    return Provider


def villager(**fields: Any) -> User:
    return User.objects.create_user(None, None, **{"phone": PHONE, "confirmed_phone": PHONE, **fields})


@pytest.mark.parametrize(
    ("name", "kind"),
    [("file", FileChannel), ("console", ConsoleChannel), ("", NoChannel), (f"{__name__}.Provider", Provider)],
)
def test_the_setting_names_the_channel(settings: Any, name: str, kind: type[TextChannel]) -> None:
    settings.SMS_CHANNEL = name
    assert isinstance(text_channel(), kind)


def test_a_channel_that_is_not_there_is_said_at_once(settings: Any) -> None:
    settings.SMS_CHANNEL = "fiel"
    with pytest.raises(ImportError):
        text_channel()


def test_each_message_is_a_file_for_the_portal_s_own_eyes(settings: Any, tmp_path: Path) -> None:
    settings.SMS_FILE_PATH = tmp_path / "sms"
    for text in ("Код: 123456", "Код: 654321"):
        FileChannel().send(to=PHONE, text=text)
    first, second = sorted((tmp_path / "sms").iterdir())
    assert first.read_text("utf-8") == f"{PHONE}\n\nКод: 123456\n"
    assert "654321" in second.read_text("utf-8")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700


def test_or_stands_on_the_screen(capsys: Any) -> None:
    ConsoleChannel().send(to=PHONE, text="Код: 123456")
    shown = capsys.readouterr().out
    assert PHONE in shown
    assert "123456" in shown


def test_a_code_goes_out_at_once_and_is_kept_nowhere(provider: type[Provider]) -> None:
    AccountAdapter().send_code(PHONE, "123456", reset=False)
    [(to, text)] = provider.taken
    assert to == PHONE
    assert "123456" in text
    assert "\n" not in text
    assert send_waiting() == (0, 0)


def test_a_notice_goes_by_text_message_to_who_has_no_e_mail(provider: type[Provider], settings: Any) -> None:
    person = villager()
    make_notice(person, subject="Табыштамаңыз катталды", body="Узун тексти.", link="/applications/7/")
    assert send_waiting() == (1, 0)
    assert provider.taken == [(PHONE, f"Табыштамаңыз катталды\n{settings.SITE_URL}/applications/7/")]
    assert send_waiting() == (0, 0)
    assert mail.outbox == []


def test_who_has_an_e_mail_gets_a_letter_alone(provider: type[Provider]) -> None:
    make_notice(User.objects.create_user("a@example.com", None, phone=PHONE, confirmed_phone=PHONE))
    assert send_waiting() == (1, 0)
    assert len(mail.outbox) == 1
    assert provider.taken == []


@pytest.mark.parametrize("confirmed", ["", "+996555999999"])
def test_a_telephone_that_is_not_proved_gets_nothing(provider: type[Provider], confirmed: str) -> None:
    make_notice(villager(confirmed_phone=confirmed))
    assert send_waiting() == (1, 0)
    assert provider.taken == []


def test_where_nothing_carries_them_the_notice_stands_in_the_account(settings: Any) -> None:
    settings.SMS_CHANNEL = ""
    make_notice(villager())
    assert send_waiting() == (1, 0)


def test_what_the_provider_did_not_take_is_tried_again(
    provider: type[Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = make_notice(villager())
    with monkeypatch.context() as broken:
        broken.setattr(provider, "works", False)
        for _ in range(MOST_TRIES - 1):
            assert send_waiting() == (0, 1)
    assert send_waiting() == (1, 0)
    notice.refresh_from_db()
    assert (notice.state, notice.tries) == ("sent", MOST_TRIES)
    assert len(provider.taken) == 1
