"""Coming in with an e-mail or a telephone, a forgotten password, another address."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from municipality import services
from municipality.contacts import is_confirmed, person_of
from tests.municipality.people_online import (
    EMAIL,
    OTHER_PASSWORD,
    PASSWORD,
    PHONE,
    ask,
    code_in,
    holder,
    is_in,
    messages_to,
    sign_in,
    type_code,
)
from tests.municipality.test_accounts import verbs

pytestmark = pytest.mark.django_db

CODE = "/account/code/"
BOTH = pytest.mark.parametrize("contact", [PHONE, EMAIL])


# --- coming in ---


@pytest.mark.parametrize("typed", ["0555 12 34 56", "+996555123456", "996 555 123 456"])
def test_a_telephone_opens_the_door_however_it_is_written(client: Any, typed: str) -> None:
    holder(PHONE)
    assert sign_in(client, typed)["Location"] == "/"
    assert is_in(client)


def test_one_who_has_both_comes_in_with_either(visitor: Any) -> None:
    holder(EMAIL, phone=PHONE, confirmed_phone=PHONE)
    for login in (EMAIL, "AIJAN@Example.com", PHONE):
        client = visitor()
        sign_in(client, login)
        assert is_in(client), login


@BOTH
def test_an_address_that_was_never_proved_is_proved_on_the_way_in(client: Any, contact: str) -> None:
    person = holder(contact, confirmed=False)
    answer = client.post(reverse("account_login"), {"login": contact, "password": PASSWORD, "next": "/notices/"})
    assert answer["Location"] == CODE
    assert not is_in(client)
    page = client.get(CODE).content.decode()
    assert 'value="resend"' in page
    assert 'value="change"' not in page
    assert client.get(reverse("account_login")).status_code == 200, "they may begin anew"
    assert type_code(client, code_in(messages_to(contact)[0]))["Location"] == "/notices/"
    person.refresh_from_db()
    assert is_in(client)
    assert is_confirmed(person, contact)
    client.logout()
    assert sign_in(client, contact)["Location"] == "/"


def test_the_telephone_proved_does_not_prove_the_e_mail(client: Any) -> None:
    holder(PHONE, email=EMAIL)
    assert sign_in(client, EMAIL)["Location"] == CODE
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]


def test_a_slip_of_one_shuts_out_nobody_else(visitor: Any) -> None:
    """Failures are counted for each telephone, not for all telephones together."""
    holder(PHONE)
    for number in range(6):
        sign_in(visitor(), f"0700 00 00 0{number}", "туура эмес")
    client = visitor()
    sign_in(client, PHONE)
    assert is_in(client)


@BOTH
def test_guessing_one_s_password_is_stopped(visitor: Any, contact: str) -> None:
    holder(contact)
    for _ in range(6):
        sign_in(visitor(), contact, "туура эмес")
    client = visitor()
    answer = sign_in(client, contact)
    assert answer.status_code == 200
    assert not is_in(client)


def test_guessing_is_counted_whatever_port_the_visitor_names(visitor: Any) -> None:
    holder(EMAIL)
    for port in range(6):
        typed = {"login": EMAIL, "password": "туура эмес"}
        visitor().post(reverse("account_login"), typed, headers={"host": f"testserver:{1000 + port}"})
    client = visitor()
    assert sign_in(client, EMAIL).status_code == 200
    assert not is_in(client)


@BOTH
def test_a_closed_account_stays_closed(client: Any, contact: str) -> None:
    holder(contact, is_active=False)
    assert sign_in(client, contact)["Location"] == "/account/inactive/"
    assert not is_in(client)


# --- a forgotten password ---


@BOTH
def test_a_forgotten_password_is_replaced_by_the_same_way(client: Any, visitor: Any, contact: str) -> None:
    person = holder(contact)
    elsewhere = visitor()
    sign_in(elsewhere, contact)
    for _ in range(6):
        sign_in(client, contact, "эсимде жок")
    assert ask(client, "account_reset_password", contact=contact)["Location"] == CODE
    assert 'value="change"' not in client.get(CODE).content.decode()
    assert client.get(reverse("account_new_password")).status_code == 302, "not before the code"
    assert type_code(client, code_in(messages_to(contact)[0]))["Location"] == "/account/password/new/"
    assert client.get(CODE)["Location"] == "/account/password/new/"
    assert ask(client, "account_new_password", password1="123").status_code == 200
    assert ask(client, "account_new_password", password1=OTHER_PASSWORD)["Location"] == "/"
    person.refresh_from_db()
    assert person.check_password(OTHER_PASSWORD)
    assert is_in(client)
    assert elsewhere.get("/notices/").status_code == 302, "whoever was in with the old password is out"
    assert "user.password_chosen" in verbs()
    assert client.get(reverse("account_new_password")).status_code == 302, "once"
    client.logout()
    assert sign_in(client, contact, OTHER_PASSWORD)["Location"] == "/", "earlier slips are forgotten"


def test_a_code_for_an_address_that_was_changed_meanwhile_sets_no_password(client: Any) -> None:
    person = holder(PHONE)
    ask(client, "account_reset_password", contact=PHONE)
    type_code(client, code_in(messages_to(PHONE)[0]))
    services.change_contact(user=person, contact="+996700111222")
    assert ask(client, "account_new_password", password1=OTHER_PASSWORD).status_code == 302
    person.refresh_from_db()
    assert not person.check_password(OTHER_PASSWORD)
    assert person.phone == "+996700111222"
    assert not is_in(client)


@BOTH
def test_whoever_got_the_code_has_proved_the_address(client: Any, contact: str) -> None:
    person = holder(contact, confirmed=False)
    ask(client, "account_reset_password", contact=contact)
    type_code(client, code_in(messages_to(contact)[0]))
    ask(client, "account_new_password", password1=OTHER_PASSWORD)
    person.refresh_from_db()
    assert is_confirmed(person, contact)
    assert is_in(client)


@BOTH
def test_a_closed_account_gets_no_new_password(client: Any, contact: str) -> None:
    holder(contact, is_active=False)
    assert ask(client, "account_reset_password", contact=contact)["Location"] == CODE
    assert "ачылган аккаунт жок" in messages_to(contact)[0]


def test_an_address_that_only_looks_like_another_gets_no_code(client: Any) -> None:
    """Some databases take a dotless i for an i; the letter would go to the wrong one."""
    holder("mike@example.com")
    answer = ask(client, "account_reset_password", contact="m\u0131ke@example.com")
    assert answer.status_code in (200, 302)
    assert not [
        letter for letter in mail.outbox if any(len(word) == 6 and word.isdigit() for word in letter.body.split())
    ]


# --- another address ---


def change(client: Any, contact: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_contact"), {"contact": contact, "password": password})


@pytest.mark.parametrize(
    ("old", "new"), [(PHONE, "+996777001122"), (EMAIL, "jany@example.com"), (PHONE, EMAIL), (EMAIL, PHONE)]
)
def test_an_address_is_added_or_changed(client: Any, old: str, new: str) -> None:
    person = holder(old)
    client.force_login(person)
    assert change(client, new, "башка сырсөз").context["form"].errors.keys() == {"password"}
    assert change(client, old).context["form"].errors.keys() == {"contact"}
    assert change(client, new)["Location"] == CODE
    person.refresh_from_db()
    assert person_of(new) is None, "not before the code"
    assert type_code(client, code_in(messages_to(new)[0]))["Location"] == "/account/contact/"
    person.refresh_from_db()
    assert is_confirmed(person, new)
    same_kind = old.startswith("+") == new.startswith("+")
    assert is_confirmed(person, old) != same_kind
    assert len(messages_to(old)) == same_kind, "who has the old address is told"
    page = client.get(reverse("account_contact")).content.decode()
    assert "ырастала элек" not in page
    client.logout()
    assert sign_in(client, new)["Location"] == "/"
    client.logout()
    assert (sign_in(client, old).status_code == 302) != same_kind
    assert "user.contact_changed" in verbs()


def test_another_s_code_changes_nothing_of_mine(client: Any) -> None:
    client.force_login(holder(PHONE))
    change(client, EMAIL)
    client.force_login(holder("bashka@example.com"))
    assert type_code(client, code_in(messages_to(EMAIL)[0]))["Location"] == "/account/contact/"
    assert person_of(EMAIL) is None


def test_an_e_mail_the_administrator_took_away_opens_nothing(client: Any, visitor: Any) -> None:
    person = holder(EMAIL)
    administrator = visitor(holder("admin@example.com", is_superuser=True))
    page = reverse("admin:municipality_user_change", args=[person.pk])
    fields = {"email": "Jany@Example.com", "phone": "", "language": "ky", "surname": "А", "given_name": "Б"}
    answer = administrator.post(page, {**fields, "patronymic": "", "is_active": "on"})
    assert answer.status_code == 302
    assert not EmailAddress.objects.filter(user=person).exists()
    assert sign_in(client, EMAIL).status_code == 200
    assert sign_in(client, "jany@example.com")["Location"] == CODE


@pytest.mark.parametrize("typed", ["0555 12 34 56", "+996 555 123456", "123456", EMAIL])
def test_the_administrator_finds_a_person_by_their_address(visitor: Any, typed: str) -> None:
    holder(PHONE, email=EMAIL)
    administrator = visitor(holder("admin@example.com", is_superuser=True))
    page = administrator.get(reverse("admin:municipality_user_changelist"), {"q": typed}).content.decode()
    assert "Асанов" in page
    assert "admin@example.com</td>" not in page
