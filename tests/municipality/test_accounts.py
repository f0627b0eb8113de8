"""An account by telephone or by e-mail: opening it, and the code that proves the address."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse
from django.utils import translation

from journal.models import Record
from municipality import proof
from municipality.contacts import is_confirmed, person_of
from municipality.models import Consent, User
from notices.channels import FileChannel, NotSent
from tests.municipality.people_online import (
    EMAIL,
    FILLED,
    PASSWORD,
    PHONE,
    ask,
    code_in,
    half_a_minute_later,
    holder,
    is_in,
    messages_to,
    sign_in,
    sign_up,
    texts,
    type_code,
)

pytestmark = pytest.mark.django_db

CODE = "/account/code/"
BOTH = pytest.mark.parametrize("contact", [PHONE, EMAIL])


def verbs() -> list[str]:
    return list(Record.objects.order_by("id").values_list("verb", flat=True))


# --- opening an account ---


@pytest.mark.parametrize(
    "typed", ["0555123456", "0555 12 34 56", "+996 555 12 34 56", "996555123456", "(0555) 12-34-56"]
)
def test_a_villager_opens_an_account_with_a_telephone(client: Any, typed: str) -> None:
    answer = sign_up(client, contact=typed)
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    assert not User.objects.exists(), "no account before the telephone is proved"
    page = client.get(CODE)
    assert "+996\u00a0555\u00a012\u00a034\u00a056" in page.content.decode()
    [message] = texts()
    assert message.to == PHONE
    answer = type_code(client, code_in(message.text))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    person = User.objects.get()
    assert (person.phone, person.email, person.phone_is_confirmed) == (PHONE, None, True)
    assert person.name == "Үлгүбаева Айжан Асановна"
    assert person.check_password(PASSWORD)
    assert is_in(client)
    assert verbs() == ["user.signed_up", "user.contact_confirmed", "consent.given"]


def test_and_with_an_e_mail(client: Any) -> None:
    sign_up(client, contact=" AIJAN@example.com ")
    assert not User.objects.exists()
    type_code(client, code_in(messages_to(EMAIL)[0]))
    person = User.objects.get()
    assert (person.phone, person.email) == (None, EMAIL)
    assert is_confirmed(person, EMAIL)
    assert is_in(client)
    client.logout()
    assert sign_in(client, EMAIL)["Location"] == "/"


@pytest.mark.parametrize("prefix", ["", "/ru"])
@BOTH
def test_they_are_written_to_in_the_language_they_read(client: Any, prefix: str, contact: str) -> None:
    client.post(f"{prefix}/account/signup/", {**FILLED, "contact": contact})
    message = messages_to(contact)[0]
    assert ("Эч кимге айтпаңыз" in message) == (prefix == "")
    client.post(f"{prefix}/account/code/", {"code": code_in(message)})
    assert User.objects.get().language == (prefix[1:] or "ky")
    assert Consent.objects.get().language == (prefix[1:] or "ky")


@pytest.mark.parametrize("language", ["ky", "ru"])
def test_a_code_fits_into_one_text_message(client: Any, language: str) -> None:
    with translation.override(language):
        sign_up(client)
    assert len(texts()[0].text) <= 70


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("0555 12 34", "тогуз цифра"),
        ("+7 900 123 45 67", "Кыргыз Республикасынын"),
        ("055512345678", "тогуз цифра"),
        ("телефон", "@"),
        ("aijan@", "aigul@mail.kg"),
        ("aijan@example", "aigul@mail.kg"),
        ("", "жазыңыз"),
        ("\0", "жазыңыз"),
        ("x" * 300 + "@example.com", "254"),
    ],
)
def test_what_is_no_address_is_said_beside_the_box(client: Any, typed: str, word: str) -> None:
    answer = sign_up(client, contact=typed)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert form.errors.keys() == {"contact"}
    assert word in form.errors["contact"][0]
    assert form.errors["contact"][0] in answer.content.decode().split('id="id_contact_error"')[1].split("</div>")[0]
    assert texts() == mail.outbox == []


def test_a_weak_password_and_a_missing_consent_are_named(client: Any) -> None:
    for password in ["12345678", "ab", "password", "aijan@example.com"]:
        assert sign_up(client, contact=EMAIL, password1=password).context["form"].errors.keys() == {"password1"}
    client.post(reverse("account_signup"), {key: value for key, value in FILLED.items() if key != "consent"})
    assert client.get(CODE).status_code == 302
    assert texts() == []


def test_where_nothing_carries_text_messages_an_e_mail_is_asked_for(client: Any, settings: Any) -> None:
    settings.SMS_CHANNEL = ""
    form = sign_up(client).context["form"]
    assert form.errors.keys() == {"contact"}
    assert "телефонго билдирүү" in form.errors["contact"][0]
    assert form["contact"].label == "Электрондук почта"
    assert sign_up(client, contact=EMAIL)["Location"] == CODE


def test_they_come_to_where_they_were_going(client: Any) -> None:
    client.post(reverse("account_signup"), {**FILLED, "next": "/notices/"})
    assert type_code(client, code_in(texts()[0].text))["Location"] == "/notices/"


def test_nobody_is_led_elsewhere(client: Any) -> None:
    client.post(reverse("account_signup"), {**FILLED, "next": "https://evil.example/"})
    assert type_code(client, code_in(texts()[0].text))["Location"] == "/"


def test_two_who_prove_one_address_at_once_make_one_account(visitor: Any) -> None:
    first, second = visitor(), visitor()
    sign_up(first)
    half_a_minute_later()
    sign_up(second, given_name="Бермет")
    codes = [code_in(each.text) for each in texts()]
    assert type_code(first, codes[0])["Location"] == "/"
    assert type_code(second, codes[1])["Location"] == "/account/login/"
    assert User.objects.get().given_name == "Айжан"
    assert not is_in(second)


# --- the code ---


def test_a_wrong_code_is_counted_and_the_third_voids_it(client: Any) -> None:
    sign_up(client)
    good = code_in(texts()[0].text)
    bad = "000000" if good != "000000" else "111111"
    for left in ("2", "1"):
        answer = type_code(client, bad)
        assert answer.status_code == 200
        assert f"Дагы {left} жолу" in answer.content.decode()
    assert "үч жолу" in type_code(client, bad).content.decode()
    assert type_code(client, good).status_code == 200
    assert not User.objects.exists()
    half_a_minute_later()
    ask(client, "account_code", action="resend")
    assert type_code(client, code_in(texts()[1].text)).status_code == 302
    assert User.objects.exists()


def test_tries_at_the_same_time_do_not_overtake_each_other(client: Any) -> None:
    sign_up(client)
    good, state = code_in(texts()[0].text), client.session[proof.SESSION_KEY]
    for _ in range(3):
        type_code(client, "999999" if good != "999999" else "000000")
        session = client.session
        session[proof.SESSION_KEY] = state  # As if each had read the session before the others wrote it.
        session.save()
    assert type_code(client, good).status_code == 200
    assert not User.objects.exists()


def test_digits_may_be_typed_in_groups(client: Any) -> None:
    sign_up(client)
    code = code_in(texts()[0].text)
    assert type_code(client, f" {code[:3]}-{code[3:]} ").status_code == 302


def test_another_code_voids_the_one_before(client: Any) -> None:
    sign_up(client)
    half_a_minute_later()
    answer = client.post(CODE, {"action": "resend"}, follow=True)
    assert "Жаңы код жөнөтүлдү" in answer.content.decode()
    first, second = (code_in(each.text) for each in texts())
    if first != second:
        assert type_code(client, first).status_code == 200
    assert type_code(client, second).status_code == 302


def test_codes_are_not_asked_for_without_end(client: Any) -> None:
    sign_up(client)
    answer = client.post(CODE, {"action": "resend"}, follow=True)
    assert "Жарым мүнөт" in answer.content.decode()
    assert len(texts()) == 1
    for _ in range(proof.MOST_RESENDS + 2):
        half_a_minute_later()
        client.post(CODE, {"action": "resend"})
    assert len(texts()) == 1 + proof.MOST_RESENDS
    assert 'value="resend"' not in client.get(CODE).content.decode()


def test_the_same_address_gets_a_few_codes_an_hour_from_wherever(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000_000.0]
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: now[0])
    for number in range(9):
        sign_up(visitor(), given_name="Айжан" + "н" * number)
        now[0] += 31
    assert len(texts()) == 6


def test_one_place_cannot_send_to_all_the_country(visitor: Any) -> None:
    refused = 0
    for number in range(22):
        # The page itself is limited as often as the codes; a forgotten password is asked for at another one.
        answer = visitor().post(reverse("account_reset_password"), {"contact": f"05551234{number:02}"})
        refused += answer.status_code == 200
    assert (len(texts()), refused) == (20, 2)


def test_who_presses_twice_goes_on_with_the_code_they_have(client: Any) -> None:
    sign_up(client)
    assert sign_up(client, given_name="Айжаркын")["Location"] == CODE
    [message] = texts()
    type_code(client, code_in(message.text))
    assert User.objects.get().given_name == "Айжаркын"


def test_a_stranger_who_asks_just_after_is_told_to_wait(client: Any, visitor: Any) -> None:
    sign_up(client)
    answer = sign_up(visitor())
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"contact"}


@pytest.mark.parametrize("right", [EMAIL, "0777 00 11 22"])
def test_a_mistyped_number_is_corrected(client: Any, right: str) -> None:
    sign_up(client, contact="0555 12 34 65")
    old = code_in(texts()[0].text)
    assert client.post(CODE, {"action": "change", "contact": "0777"}).status_code == 200
    assert client.post(CODE, {"action": "change", "contact": right})["Location"] == CODE
    contact = right if "@" in right else "+996777001122"
    code = code_in(messages_to(contact)[0])
    if old != code:
        assert type_code(client, old).status_code == 200
    type_code(client, code)
    assert User.objects.get() == person_of(contact)


def test_a_code_has_its_time(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_up(client)
    monkeypatch.setattr(proof, "MINUTES", -1)
    answer = client.post(CODE, {"code": code_in(texts()[0].text)}, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/login/"
    assert "мөөнөтү бүттү" in answer.content.decode()
    assert not User.objects.exists()


def test_a_code_is_kept_nowhere_in_clear(client: Any) -> None:
    for contact in (PHONE, EMAIL):
        sign_up(client, contact=contact)
        code = code_in(messages_to(contact)[0])
        assert all(code not in str(row.get_decoded()) for row in Session.objects.all())
        assert PASSWORD not in str(client.session[proof.SESSION_KEY])
    type_code(client, code)
    facts = [str(record.facts) for record in Record.objects.all()]
    assert not [fact for fact in facts if code in fact or EMAIL in fact]


@BOTH
def test_what_cannot_be_sent_now_is_said_and_can_be_sent_later(
    client: Any, monkeypatch: pytest.MonkeyPatch, contact: str
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise NotSent

    with monkeypatch.context() as broken:
        broken.setattr(FileChannel, "send", fail)
        broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
        answer = client.post(reverse("account_signup"), {**FILLED, "contact": contact}, follow=True)
        assert "жөнөтүлбөй калды" in answer.content.decode()
    half_a_minute_later()
    client.post(CODE, {"action": "resend"})
    type_code(client, code_in(messages_to(contact)[0]))
    assert is_in(client)


def test_the_page_for_the_code_is_nobody_s_without_one(client: Any, visitor: Any) -> None:
    assert client.get(CODE)["Location"] == "/account/login/"
    assert client.post(CODE, {"code": ""})["Location"] == "/account/login/"
    sign_up(client)
    assert visitor().get(CODE).status_code == 302
    client.force_login(holder(EMAIL))
    assert client.get(CODE)["Location"] == "/account/contact/"
