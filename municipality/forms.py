"""The forms by which a resident makes an account and comes in."""

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kyrgyz.names import check_name
from municipality import kept


def _name_box(part: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": part})


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail and password; carries what was typed into a page before the sign-in ran out."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """Let the person in, with what they had typed."""
        response = super().login(request, redirect_url=redirect_url)
        kept.hold(request, self.cleaned_data[kept.FIELD])
        return response


class SignupForm(AllauthSignupForm):  # type: ignore[misc]  # allauth ships no types
    """E-mail, name, password."""

    surname = forms.CharField(label=_("Surname"), max_length=80, required=False, widget=_name_box("family-name"))
    given_name = forms.CharField(label=_("Given name"), max_length=80, widget=_name_box("given-name"))
    patronymic = forms.CharField(
        label=_("Patronymic, if any"), max_length=80, required=False, widget=_name_box("additional-name")
    )

    field_order = ["surname", "given_name", "patronymic", "email", "password1", "password2"]

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or write to who has one already; the work, and so the time, is the same."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def clean_surname(self) -> str:
        """Return the surname; it may be missing (single names exist)."""
        return self._name("surname")

    def clean_given_name(self) -> str:
        """Return the given name."""
        return self._name("given_name")

    def clean_patronymic(self) -> str:
        """Return the patronymic; it may be missing."""
        return self._name("patronymic")

    def _name(self, field: str) -> str:
        value = self.cleaned_data.get(field, "")
        if not value:
            return ""
        try:
            return check_name(value)
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
