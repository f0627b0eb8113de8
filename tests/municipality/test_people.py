"""People's names: as they sign up, as they are looked for, as they are sorted."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from journal.guards import broken_rule
from municipality.fields import PersonField
from municipality.forms import SignupForm
from municipality.models import User
from tests.factories import make_user
from tests.municipality.people_online import FILLED

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"surname": "", "patronymic": ""},
        {"surname": "", "given_name": "Асан уулу Үсөн"},
        {"surname": "Асан кызы", "patronymic": ""},
        {"given_name": "Анна-Мария"},
    ],
)
def test_names_that_people_have(changes: dict[str, str]) -> None:
    form = SignupForm({**FILLED, **changes})
    assert form.is_valid(), form.errors


@pytest.mark.parametrize("field", ["surname", "given_name", "patronymic"])
@pytest.mark.parametrize("name", ["Асан7", "<b>Асан</b>", "Асан@example", "https://example.com", "!", "Асан; DROP"])
def test_names_that_are_none(field: str, name: str) -> None:
    form = SignupForm({**FILLED, field: name})
    with override("ky"):
        assert form.errors.keys() == {field}
        assert form.errors[field][0]


def test_a_given_name_is_asked_for() -> None:
    assert SignupForm({**FILLED, "given_name": ""}).errors.keys() == {"given_name"}


@pytest.mark.parametrize("typed", ["a@\0.kg", "\0", "0555\0"])
def test_an_address_with_a_zero_sign_is_nobody_s(typed: str) -> None:
    with pytest.raises(ValidationError):
        PersonField().clean(typed)


# --- looking for people ---


@pytest.mark.parametrize(
    "words",
    ["Үсөнова", "усонова", "УСОНОВА", "үсөн", "жаңыл үсөн", "Жаныл", "асан  жаңыл", "ёлкина", "Елкина"],
)
def test_people_are_found_however_they_are_typed(words: str) -> None:
    wanted = make_user(surname="Үсөнова-Ёлкина", given_name="Жаңыл", patronymic="Асановна")
    make_user(surname="Башкаева", given_name="Бермет", patronymic="")
    assert list(User.objects.matching(words)) == [wanted]


def test_all_words_must_fit() -> None:
    make_user(surname="Үсөнова", given_name="Жаңыл")
    assert not User.objects.matching("үсөн бермет").exists()
    assert User.objects.matching(" ").count() == User.objects.count()


@pytest.mark.parametrize("words", ["%", "_", "ү%н"])
def test_signs_of_sql_are_signs_of_nothing(words: str) -> None:
    make_user(surname="Үсөнова")
    assert not User.objects.matching(words).exists()


def test_people_are_sorted_by_the_kyrgyz_alphabet() -> None:
    names = ["Өмүров", "Осмонов", "Үсөнов", "Уметов", "Ыбраев", "Пирматов", "Ёлкин", "Ежов", "Жумаев"]
    for name in names:
        make_user(surname=name)
    assert list(User.objects.values_list("surname", flat=True)) == [
        "Ежов",
        "Ёлкин",
        "Жумаев",
        "Осмонов",
        "Өмүров",
        "Пирматов",
        "Уметов",
        "Үсөнов",
        "Ыбраев",
    ]


def test_a_new_name_is_found_and_the_old_one_no_more() -> None:
    person = make_user(surname="Үсөнова")
    person.surname = "Маратова"
    person.save()
    assert list(User.objects.matching("марат")) == [person]
    assert not User.objects.matching("үсөн").exists()


# --- addresses ---


@pytest.mark.parametrize(
    ("first", "second", "sqlite", "postgresql"),
    [
        (
            {"email": "a@example.com"},
            {"email": "A@EXAMPLE.com"},
            "index 'user_email_taken_once'",
            "user_email_taken_once",
        ),
        (
            {"phone": "+996555010203"},
            {"phone": "+996555010203"},
            "municipality_user.phone",
            "user_phone_taken_once",
        ),
    ],
)
def test_an_address_belongs_to_one_person(
    first: dict[str, Any], second: dict[str, Any], sqlite: str, postgresql: str
) -> None:
    make_user(**first)
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        make_user(**second)
    assert broken_rule(refusal.value) == (sqlite if connection.vendor == "sqlite" else postgresql)


def test_someone_without_any_address_cannot_be_reached() -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        User.objects.bulk_create([User(surname="Үсөнова", email=None, phone=None)])
    assert broken_rule(refusal.value) == "user_can_be_reached"


def test_two_people_without_e_mail_are_two() -> None:
    for number in (1, 2):
        User.objects.create_user(None, None, phone=f"+99655501020{number}", given_name="Айжан")
    assert User.objects.filter(email=None).count() == 2
