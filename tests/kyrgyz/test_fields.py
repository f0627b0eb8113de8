"""Fields for sums, personal numbers and phones."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.migrations.writer import MigrationWriter
from django.test.utils import isolate_apps
from django.utils import translation
from django.utils.translation import gettext

from kyrgyz.columns import som_column
from kyrgyz.fields import PhoneField, PinField, SomField, TyiynField

N = "\u00a0"
SUM_MESSAGES = {
    "invalid": "Write the sum in figures, for example 12 000.",
    "negative": "The sum cannot be below zero. Write it without the minus.",
    "fraction": "After the comma come two figures at most, the tyiyn: 12 000,50. "
    "If you meant thousands, write them with a space: 12 000.",
    "too_big": "The sum must be less than 1 000 000 000 som. Check the zeros.",
}


class SumForm(forms.Form):
    amount = SomField(min_value=100, max_value=25_000_00)


class FreeForm(forms.Form):
    amount = SomField(required=False)


def test_a_sum_is_cleaned_to_tyiyn() -> None:
    form = SumForm({"amount": "12 000,50 сом"})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": 1_200_050}


def test_bounds_belong_to_the_sum() -> None:
    assert SumForm({"amount": "1"}).is_valid()
    assert SumForm({"amount": "25 000"}).is_valid()


@pytest.mark.parametrize(
    ("typed", "code"),
    [("мин", "invalid"), ("-1", "negative"), ("0.001", "fraction"), ("1000000000", "too_big")],
)
def test_a_bad_sum_is_shown_again_as_typed(typed: str, code: str) -> None:
    form = SumForm({"amount": typed})
    assert not form.is_valid()
    assert form.errors.as_data()["amount"][0].code == code
    assert form.errors["amount"] == [gettext(SUM_MESSAGES[code])]
    assert f'value="{typed}"' in str(form["amount"])


@pytest.mark.parametrize(
    ("typed", "code", "message", "limit"),
    [
        ("0,99", "min_value", "The sum must not be below %(limit)s. Write a bigger one.", f"1{N}сом"),
        (
            "25 000,01",
            "max_value",
            "The sum must not be above %(limit)s. Write a smaller one.",
            f"25{N}000{N}сом",
        ),
    ],
)
def test_a_sum_out_of_bounds(typed: str, code: str, message: str, limit: str) -> None:
    with translation.override("ky"):
        form = SumForm({"amount": typed})
        assert form.errors.as_data()["amount"][0].code == code
        assert form.errors["amount"] == [gettext(message) % {"limit": limit}]
        assert f'value="{typed}"' in str(form["amount"])


def test_an_empty_sum() -> None:
    assert SumForm({"amount": "  "}).errors.as_data()["amount"][0].code == "required"
    form = FreeForm({"amount": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": None}
    assert FreeForm({"amount": "0"}).is_valid()
    zero = FreeForm({"amount": "0"})
    assert zero.is_valid()
    assert zero.cleaned_data == {"amount": 0}


def test_a_kept_sum_is_shown_in_som() -> None:
    html = str(SumForm(initial={"amount": 1_234_567_50})["amount"])
    assert f'value="1{N}234{N}567,50"' in html
    assert 'inputmode="decimal"' in html
    assert 'type="text"' in html
    assert "value=" not in str(SumForm(initial={"amount": None})["amount"])
    assert 'value="0"' in str(SumForm(initial={"amount": 0})["amount"])


@pytest.mark.parametrize(
    ("initial", "data", "changed"),
    [
        (1_200_000, "12 000", False),
        (1_200_000, "12000,00 сом", False),
        (1_200_000, "12 001", True),
        (1_200_000, "", True),
        (1_200_000, "мин", True),
        (None, "", False),
        (None, None, False),
        (None, "0", True),
        (0, "0", False),
        (0, "", True),
        ("12 000", "12000", False),
    ],
)
def test_only_another_sum_is_a_change(initial: Any, data: Any, changed: bool) -> None:
    assert SomField().has_changed(initial, data) is changed


def test_a_disabled_sum_keeps_its_tyiyn() -> None:
    class Fixed(forms.Form):
        amount = SomField(disabled=True)

    form = Fixed({"amount": "1"}, initial={"amount": 500_00})
    assert form.is_valid()
    assert form.cleaned_data == {"amount": 500_00}
    assert 'value="500"' in str(form["amount"])
    assert not form.has_changed()


@isolate_apps("kyrgyz")
def test_the_model_field_is_typed_and_shown_in_som() -> None:
    class Grant(models.Model):  # noqa: DJ008 - a stand-in nobody prints
        amount = TyiynField("сумма", help_text="сом")
        spare = TyiynField(null=True, blank=True)

        class Meta:
            app_label = "kyrgyz"

    form_class = forms.modelform_factory(Grant, fields=["amount", "spare"])
    field = form_class.base_fields["amount"]
    assert isinstance(field, SomField)
    assert (field.label, field.help_text, field.required, field.min_value) == ("Сумма", "сом", True, 0)

    form = form_class({"amount": "12 000,50", "spare": ""})
    assert form.is_valid(), form.errors
    assert form.instance.amount == 1_200_050
    assert form.instance.spare is None
    assert 'value="7,05"' in str(form_class(instance=Grant(amount=705))["amount"])
    assert form_class({"amount": "-1"}).errors.as_data()["amount"][0].code == "negative"

    admin_field = admin.ModelAdmin(Grant, admin.AdminSite()).formfield_for_dbfield(
        Grant._meta.get_field("amount"), None
    )
    assert isinstance(admin_field, SomField)
    html = admin_field.widget.render("amount", admin_field.prepare_value(1_200_000))
    assert 'type="text"' in html
    assert f'value="12{N}000"' in html
    assert 'inputmode="decimal"' in html

    own = Grant._meta.get_field("amount").formfield(widget=forms.HiddenInput(), max_value=5)
    assert isinstance(own.widget, forms.HiddenInput)
    assert own.max_value == 5


def test_the_model_field_in_migrations() -> None:
    code, imports = MigrationWriter.serialize(TyiynField(default=0, null=True))
    assert code == "kyrgyz.fields.TyiynField(default=0, null=True)"
    assert imports == {"import kyrgyz.fields"}
    _name, path, args, kwargs = TyiynField(default=5).deconstruct()
    assert (path, args, kwargs) == ("kyrgyz.fields.TyiynField", [], {"default": 5})
    assert TyiynField().get_internal_type() == "BigIntegerField"
    assert isinstance(TyiynField().clone(), TyiynField)


class PersonForm(forms.Form):
    pin = PinField()
    company = PinField(legal=True, required=False)
    phone = PhoneField(required=False)


def test_person_fields_are_cleaned() -> None:
    form = PersonForm({"pin": "1 0101 1990 00001", "company": "", "phone": "0555 12-34-56"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"pin": "10101199000001", "company": "", "phone": "+996555123456"}
    legal = PersonForm({"pin": "10101199000001", "company": "00000000000000", "phone": ""})
    assert legal.is_valid(), legal.errors
    assert legal.cleaned_data["phone"] == ""


def test_bad_person_fields_are_shown_again_as_typed() -> None:
    typed = {"pin": "3 0101 1990 00001", "company": "12-3", "phone": "+7 705 123 45 67"}
    form = PersonForm(typed)
    codes = {name: errors[0].code for name, errors in form.errors.as_data().items()}
    assert codes == {"pin": "first_digit", "company": "not_digits", "phone": "country"}
    for name, text in typed.items():
        assert f'value="{text}"' in str(form[name])


def test_person_fields_look_right() -> None:
    form = PersonForm(initial={"phone": "+996555123456"})
    assert 'inputmode="numeric"' in str(form["pin"])
    html = str(form["phone"])
    assert 'type="tel"' in html
    assert 'autocomplete="tel"' in html
    assert f'value="+996{N}555{N}12{N}34{N}56"' in html


def test_another_spelling_is_no_change() -> None:
    assert not PhoneField().has_changed("+996555123456", "0555 12 34 56")
    assert PhoneField().has_changed("+996555123456", "0555 12 34 57")
    assert not PinField().has_changed("10101199000001", "1 0101 1990 00001")
    with pytest.raises(ValidationError):
        PinField().clean("")


def test_the_admin_column_shows_som() -> None:
    column = som_column("amount", "Сумма")
    with translation.override("ru"):
        assert column(SimpleNamespace(amount=2_00)) == f"2{N}сома"
    assert column(SimpleNamespace(amount=None)) is None
    told = (column.__name__, column.admin_order_field, column.short_description)
    assert told == ("amount_som", "amount", "Сумма")
