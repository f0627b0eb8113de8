"""The consent to the processing of personal data: what is agreed to, by whom, when, and asked again when it changes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from journal.models import Record
from municipality import consents
from municipality.models import Consent, ConsentText, User
from municipality.services import give_consent
from municipality.views import ask_consent
from tests.factories import make_user
from tests.municipality.people_online import EMAIL, PHONE, code_in, holder, messages_to, sign_up, type_code

pytestmark = pytest.mark.django_db

GIVE = "/account/consent/give/"


def new_text(words: str = "Жаңы текст") -> ConsentText:
    return ConsentText.objects.create(version=2, text_ky=words, text_ru="Новый текст")


@pytest.mark.parametrize("contact", [PHONE, EMAIL])
def test_it_is_kept_with_version_time_and_language(client: Any, contact: str) -> None:
    sign_up(client, contact=contact)
    assert not Consent.objects.exists()
    type_code(client, code_in(messages_to(contact)[0]))
    given = Consent.objects.get()
    assert given.user == User.objects.get()
    assert (given.text.version, given.language) == (1, "ky")
    assert timezone.now() - given.given_at < timedelta(minutes=1)
    record = Record.objects.get(verb="consent.given")
    assert (record.actor_id, record.facts) == (given.user_id, {"version": 1})
    assert consents.has_consented(given.user)


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", ["Эмнени чогултабыз", "Ким көрөт", "Канча убакыт", "кайтарып аласыз", "даттануу", "ПИН"]),
        ("/ru", ["Что мы собираем", "Кто их видит", "Сколько", "отозвать", "жалоба", "ПИН"]),
    ],
)
def test_everyone_may_read_it(client: Any, prefix: str, words: list[str]) -> None:
    page = client.get(f"{prefix}/account/consent/")
    assert page.status_code == 200
    text = page.content.decode()
    assert not [word for word in words if word not in text]
    assert "# " not in text.split("<main", 1)[1].split("</main>")[0]
    assert f'href="{prefix}/account/consent/"' in client.get(f"{prefix}/account/signup/").content.decode()
    assert f'href="{prefix}/account/consent/"' in client.get(f"{prefix}/").content.decode()


def test_what_somebody_wrote_into_it_is_text(client: Any) -> None:
    new_text("# <b>Аталыш</b>\nБир <script>\nэки\r\n\r\nүч")
    page = client.get(reverse("consent_text")).content.decode()
    assert "<h2>&lt;b&gt;Аталыш&lt;/b&gt;</h2>" in page
    assert "<p>Бир &lt;script&gt;<br>эки</p>" in page


def test_who_has_given_none_is_asked_and_led_back(client: Any) -> None:
    person = make_user(consented=False)
    client.force_login(person)
    assert not consents.may_give_data(person)
    assert consents.may_give_data(person).reason
    page = client.get(GIVE, {"next": "/notices/"})
    assert 'name="next" value="/notices/"' in page.content.decode()
    text = consents.text_in_force().pk
    answer = client.post(GIVE, {"text": text, "next": "/notices/"})
    assert answer.context["form"].errors.keys() == {"agree"}
    answer = client.post(GIVE, {"agree": "on", "text": text, "next": "/notices/"})
    assert answer["Location"] == "/notices/"
    assert consents.may_give_data(person)
    assert client.get(GIVE, {"next": "//evil.example/"})["Location"] == "/", "asked once, and led nowhere else"
    assert Consent.objects.count() == 1


def test_another_room_sends_people_there_and_gets_them_back(client: Any, rf: Any) -> None:
    client.force_login(make_user(consented=False))
    asked = ask_consent(rf.get("/notices/?page=2"))
    page = client.get(asked["Location"])
    assert page.context["onward"] == "/notices/?page=2"


def test_a_changed_text_is_asked_about_again(client: Any) -> None:
    person = holder(EMAIL)
    give_consent(user=person, text=consents.text_in_force(), language="ky")
    assert consents.has_consented(person)
    new = new_text()
    assert not consents.has_consented(person)
    client.force_login(person)
    page = client.get(GIVE).content.decode()
    assert "текст өзгөрдү" in page
    client.post(GIVE, {"agree": "on", "text": new.pk})
    assert list(Consent.objects.values_list("text__version", flat=True)) == [2, 1]
    assert consents.has_consented(person)


def test_a_text_that_changed_under_the_reader_s_eyes_is_not_agreed_to(client: Any) -> None:
    client.force_login(make_user(consented=False))
    old = consents.text_in_force()
    new_text()
    answer = client.post(GIVE, {"agree": "on", "text": old.pk})
    assert answer.status_code == 200
    assert "Жаңы текст" in answer.content.decode()
    assert not Consent.objects.exists()


def test_agreeing_twice_is_agreeing_once() -> None:
    person, text = make_user(consented=False), consents.text_in_force()
    assert give_consent(user=person, text=text, language="ky") == give_consent(user=person, text=text, language="ru")
    assert Record.objects.filter(verb="consent.given").count() == 1


def test_a_stranger_has_agreed_to_nothing() -> None:
    assert not consents.has_consented(None)


def test_the_administrator_enters_a_new_text(visitor: Any) -> None:
    administrator = visitor(make_user(is_superuser=True))
    address = reverse("admin:municipality_consenttext_add")
    page = administrator.get(address)
    assert consents.text_in_force().text_ky.splitlines()[0] in page.content.decode()
    assert administrator.post(address, {"text_ky": "Жаңы", "text_ru": "Новый"}).status_code == 302
    text = consents.text_in_force()
    assert (text.version, text.text_ky) == (2, "Жаңы")
    assert Record.objects.filter(verb="consenttext.added").count() == 1
    page = administrator.get(reverse("admin:municipality_consenttext_change", args=[text.pk])).content.decode()
    assert 'name="text_ky"' not in page


def test_there_always_is_a_first_text_and_no_second_one() -> None:
    call_command("migrate", verbosity=0)
    text = ConsentText.objects.get()
    assert text.version == 1
    for words in (text.text_ky, text.text_ru):
        parts = consents.parts(words)
        assert sum(part.heading for part in parts) == 8
