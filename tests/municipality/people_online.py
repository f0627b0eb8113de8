"""People at the pages of accounts, as they do it: typing, looking into the phone or the mail, typing the code."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from municipality.models import User
from tests.factories import make_user

PASSWORD = "ысык-көлдүн-толкуну-7"
OTHER_PASSWORD = "ала-тоонун-кары-9"
PHONE, EMAIL = "+996555123456", "aijan@example.com"
FILLED = {
    "surname": "Үлгүбаева",
    "given_name": "Айжан",
    "patronymic": "Асановна",
    "contact": PHONE,
    "password1": PASSWORD,
    "consent": "on",
}


@dataclass(frozen=True)
class Text:
    """A text message that went out."""

    to: str
    text: str


def texts() -> list[Text]:
    """Give what was sent to telephones, oldest first."""
    folder = Path(settings.SMS_FILE_PATH)
    files = sorted(folder.iterdir()) if folder.exists() else []
    return [Text(*path.read_text("utf-8").rstrip("\n").split("\n\n", 1)) for path in files]


def messages_to(contact: str) -> list[str]:
    """Give what was sent to an address of either kind, oldest first."""
    if contact.startswith("+"):
        return [each.text for each in texts() if each.to == contact]
    return [str(letter.body) for letter in mail.outbox if letter.to == [contact]]


def code_in(message: str) -> str:
    found = re.search(r"\b\d{6}\b", message)
    assert found, message
    return found[0]


def half_a_minute_later() -> None:
    """Let the limits of sending codes be over."""
    cache.clear()


def ask(client: Any, page: str, **fields: str) -> Any:
    return client.post(reverse(page), fields)


def type_code(client: Any, code: str) -> Any:
    return client.post(reverse("account_code"), {"code": code})


def sign_up(client: Any, **changes: str) -> Any:
    """Fill the form in; with the code from the message, unless it leads nowhere."""
    return client.post(reverse("account_signup"), {**FILLED, **changes})


def sign_in(client: Any, login: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": login, "password": password})


def is_in(client: Any) -> bool:
    return "_auth_user_id" in client.session


def holder(contact: str, *, confirmed: bool = True, **fields: Any) -> User:
    """Store a person with an account of this one address."""
    if contact.startswith("+"):
        fields = {"phone": contact, "confirmed_phone": contact if confirmed else "", **fields}
        names = {"surname": "Асанов", "given_name": "Бакыт"}
        return User.objects.create_user(fields.pop("email", None), PASSWORD, **{**names, **fields})
    user = make_user(contact, password=PASSWORD, **fields)
    EmailAddress.objects.create(user=user, email=contact, verified=confirmed, primary=True)
    return user
