"""The sign-in ran out while a step was being written: what was typed is not lost, and nobody else's page is touched."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from initiatives.models import Application
from municipality import kept
from municipality.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db

PASSWORD = "kymyz-2026-jaz"
TYPED = "Балдар ойной турган жер жок"


def make_person(email: str) -> User:
    user = make.make_user(email=email, password=PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


@pytest.fixture
def writer() -> User:
    """A person who signs in by password."""
    return make_person("jazuuchu@demo.invalid")


@pytest.fixture
def address(writer: User) -> str:
    """The first step of the person's draft."""
    draft = make.make_application(complete=False, applicant=writer)
    return reverse("application_step", args=[draft.pk, "initiative"])


def send(client: Any, address: str, **changes: Any) -> Any:
    return client.post(address, {"kind": "person", "title_ky": "Аянтча", "aim": TYPED, **changes})


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def sign_in(client: Any, page: str, email: str, password: str = PASSWORD) -> Any:
    fields = {name: hidden(page, name) for name in ("next", "kept")}
    return client.post(reverse("account_login"), {"login": email, "password": password, **fields}, follow=True)


def saved() -> Application:
    return Application.objects.get()


def test_what_was_typed_is_saved_after_signing_in_again(visitor: Any, writer: User, address: str) -> None:
    stranger = visitor()
    page = send(stranger, address)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert saved().aim == ""
    answer = sign_in(stranger, page.content.decode(), writer.email)
    assert saved().aim == TYPED
    assert answer.redirect_chain[-1][0] == address.replace("initiative", "plan")


def test_a_wrong_password_on_the_way_loses_nothing(visitor: Any, writer: User, address: str) -> None:
    stranger = visitor()
    page = send(stranger, address)
    page = sign_in(stranger, page.content.decode(), writer.email, "wrong")
    assert page.status_code == 200
    sign_in(stranger, page.content.decode(), writer.email)
    assert saved().aim == TYPED


def test_a_fault_in_it_is_shown_with_what_was_typed(visitor: Any, writer: User, address: str) -> None:
    stranger = visitor()
    page = send(stranger, address, kind="nobody")
    answer = sign_in(stranger, page.content.decode(), writer.email)
    assert answer.context["form"].errors
    assert TYPED in answer.content.decode()
    assert saved().aim == ""


def test_it_is_saved_once(visitor: Any, writer: User, address: str) -> None:
    stranger = visitor()
    sign_in(stranger, send(stranger, address).content.decode(), writer.email)
    Application.objects.update(aim="")
    assert stranger.get(address).status_code == 200
    assert saved().aim == ""


def test_another_person_signing_in_sees_nothing_of_it(visitor: Any, address: str) -> None:
    other = make_person("bashka@demo.invalid")
    stranger = visitor()
    answer = sign_in(stranger, send(stranger, address).content.decode(), other.email)
    assert answer.status_code == 404
    assert TYPED not in answer.content.decode()
    assert saved().aim == ""


@pytest.mark.parametrize("spoil", [lambda token: token + "x", lambda _token: "made:up:words", lambda _token: ""])
def test_words_that_are_not_ours_are_dropped(visitor: Any, writer: User, address: str, spoil: Any) -> None:
    stranger = visitor()
    page = send(stranger, address).content.decode()
    token = hidden(page, "kept")
    answer = sign_in(stranger, page.replace(token, spoil(token)), writer.email)
    assert answer.status_code == 200
    assert saved().aim == ""


def test_what_lay_too_long_is_dropped(
    visitor: Any, writer: User, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = visitor()
    page = send(stranger, address).content.decode()
    monkeypatch.setattr(kept, "MOST_SECONDS_HELD", -1)
    sign_in(stranger, page, writer.email)
    assert saved().aim == ""


def test_what_no_person_typed_is_not_even_packed(visitor: Any, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept.signing, "dumps", lambda *_args, **_options: pytest.fail("it was packed"))
    assert send(visitor(), address, aim="x" * 7 * kept.MOST_SIGNS).status_code == 302


def test_nothing_typed_and_too_much_typed_lead_to_plain_signing_in(
    visitor: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = visitor()
    assert stranger.post(address, {"title_ky": " "}).status_code == 302
    monkeypatch.setattr(kept, "MOST_SIGNS", 10)
    assert send(stranger, address).status_code == 302


def test_an_act_is_never_repeated_by_signing_in(visitor: Any, writer: User, address: str) -> None:
    draft = saved()
    answer = visitor().post(reverse("application_delete", args=[draft.pk]), {"sure": "yes"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("account_login"))
