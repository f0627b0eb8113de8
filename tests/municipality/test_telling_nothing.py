"""Nobody learns from the pages whether an address has an account: what is answered is the same, and the work too."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from municipality.models import User
from municipality.proof import MOST_CHANGES, MOST_RESENDS
from tests.municipality.people_online import (
    FILLED,
    PASSWORD,
    half_a_minute_later,
    holder,
    messages_to,
    sign_in,
    sign_up,
)

pytestmark = pytest.mark.django_db

PAIRS = [("+996555123456", "+996777001122"), ("bar@example.com", "jok@example.com")]
CODE = "/account/code/"


def answer_of(response: HttpResponse, contact: str) -> tuple[int, str, list[str], str]:
    """Give all that a stranger sees: status, where it leads, names of headers and cookies, the page."""
    page = response.content.decode()
    for spelling in (contact, re.sub(r"\+996(...)(..)(..)(..)", "+996\u00a0\\1\u00a0\\2\u00a0\\3\u00a0\\4", contact)):
        page = page.replace(spelling, "·")
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    names = sorted(response.headers) + sorted(response.cookies)
    return response.status_code, response.headers.get("Location", ""), names, page


Walk = Callable[[Client, str], list[HttpResponse]]


def at_sign_up(client: Client, contact: str) -> list[HttpResponse]:
    return [client.post(reverse("account_signup"), {**FILLED, "contact": contact}), client.get(CODE)]


def at_sign_up_twice(client: Client, contact: str) -> list[HttpResponse]:
    return at_sign_up(client, contact) + at_sign_up(client, contact) + at_sign_up(Client(), contact)


def at_a_wrong_code(client: Client, contact: str) -> list[HttpResponse]:
    answers = at_sign_up(client, contact)
    return [*answers, *(client.post(CODE, {"code": "x"}) for _ in range(5)), client.get(CODE)]


def at_another_code(client: Client, contact: str) -> list[HttpResponse]:
    answers = at_sign_up(client, contact)
    for _ in range(MOST_RESENDS + 1):
        answers += [client.post(CODE, {"action": "resend"}), client.get(CODE)]
        half_a_minute_later()
        answers += [client.post(CODE, {"action": "resend"}), client.get(CODE)]
    return answers


def at_a_correction(client: Client, contact: str) -> list[HttpResponse]:
    """From the address that is looked at to a free one, and back to it."""
    answers = at_sign_up(client, contact)
    for number in range(MOST_CHANGES + 1):
        half_a_minute_later()
        other = f"070000000{number}" if number % 2 else contact
        answers += [client.post(CODE, {"action": "change", "contact": other}), client.get(CODE)]
    return answers


def at_a_forgotten_password(client: Client, contact: str) -> list[HttpResponse]:
    answers = [client.post(reverse("account_reset_password"), {"contact": contact}), client.get(CODE)]
    answers += [client.post(CODE, {"action": "resend"}), client.get(CODE)]
    half_a_minute_later()
    answers += [client.post(CODE, {"action": "resend"}), client.get(CODE)]
    answers += [client.post(CODE, {"code": "x"}) for _ in range(5)]
    answers += [client.get(reverse("account_new_password"))]
    return [*answers, client.post(reverse("account_new_password"), {"password1": PASSWORD})]


def at_sign_in(client: Client, contact: str) -> list[HttpResponse]:
    answers = [client.post(reverse("account_login"), {"login": contact, "password": "туура эмес"}) for _ in range(7)]
    return [*answers, client.get(reverse("account_login"))]


def at_my_own_page(client: Client, contact: str) -> list[HttpResponse]:
    client.force_login(holder(f"men{User.objects.count()}@example.com"))
    address = reverse("account_contact")
    answers = [client.post(address, {"contact": contact, "password": PASSWORD}), client.get(CODE)]
    answers += [client.post(CODE, {"code": "x"}), client.post(CODE, {"action": "resend"}), client.get(CODE)]
    return answers


WALKS = [
    at_sign_up,
    at_sign_up_twice,
    at_a_wrong_code,
    at_another_code,
    at_a_correction,
    at_a_forgotten_password,
    at_sign_in,
    at_my_own_page,
]


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize(("known", "unknown"), PAIRS)
@pytest.mark.parametrize("closed", [False, True])
def test_known_and_unknown_look_the_same(visitor: Any, walk: Walk, known: str, unknown: str, closed: bool) -> None:
    holder(known, is_active=not closed)
    seen = {}
    for contact in (known, unknown):
        half_a_minute_later()
        seen[contact] = [answer_of(response, contact) for response in walk(visitor(), contact)]
    for number, (one, other) in enumerate(zip(*seen.values(), strict=True)):
        assert one == other, f"the {number + 1}. answer"


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
@pytest.mark.parametrize("page", ["account_signup", "account_reset_password"])
def test_something_is_sent_to_both(visitor: Any, page: str, known: str, unknown: str) -> None:
    """Handing a message over takes time, which would tell."""
    holder(known)
    for contact in (known, unknown):
        client = visitor()
        for number in (1, 2):
            half_a_minute_later()
            client.post(reverse(page) if number == 1 else CODE, {**FILLED, "contact": contact, "action": "resend"})
            assert len(messages_to(contact)) == number


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
@pytest.mark.parametrize("step", ["up", "in"])
def test_the_same_work_is_done_for_both(
    visitor: Any, monkeypatch: pytest.MonkeyPatch, step: str, known: str, unknown: str
) -> None:
    worked: list[str] = []

    class Noted(MD5PasswordHasher):
        def encode(self, password: str, salt: str) -> str:
            worked.append(password)
            return str(super().encode(password, salt))

    holder(known)
    monkeypatch.setattr(hashers, "get_hasher", lambda algorithm="default": Noted())
    monkeypatch.setattr(hashers, "identify_hasher", lambda encoded: Noted())
    counts = []
    for contact in (known, unknown):
        half_a_minute_later()
        worked.clear()
        if step == "up":
            sign_up(visitor(), contact=contact)
        else:
            sign_in(visitor(), contact, "туура эмес")
        counts.append(len(worked))
    assert counts == [1, 1]


@pytest.mark.parametrize(("known", "unknown"), PAIRS)
def test_the_owner_is_told_instead(client: Any, known: str, unknown: str) -> None:
    holder(known)
    sign_up(client, contact=known)
    assert "аккаунт бар" in messages_to(known)[0]
    half_a_minute_later()
    client.post(reverse("account_reset_password"), {"contact": unknown})
    assert "аккаунт жок" in messages_to(unknown)[0]


@pytest.mark.parametrize("code", ["", "000000", " ", "-"])
@pytest.mark.parametrize(("known", "unknown"), PAIRS)
def test_no_code_opens_what_was_not_sent(client: Any, code: str, known: str, unknown: str) -> None:
    holder(known)
    sign_up(client, contact=known)
    assert client.post(CODE, {"code": code}).status_code == 200
    half_a_minute_later()
    client.post(reverse("account_reset_password"), {"contact": unknown})
    assert client.post(CODE, {"code": code}).status_code == 200
    assert User.objects.count() == 1
