"""How django-allauth makes and greets our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from municipality.access import address_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps the person's name and language from the sign-up form; counts attempts by the visitor's own address."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address by which attempts are counted: behind a web server not that server's."""
        return address_of(request) or str(super().get_client_ip(request))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """Fill a new person from the form, in the language the form was read in."""
        user.language = get_language() or settings.LANGUAGE_CODE
        user.surname = form.cleaned_data.get("surname", "")
        user.given_name = form.cleaned_data.get("given_name", "")
        user.patronymic = form.cleaned_data.get("patronymic", "")
        return super().save_user(request, user, form, commit)
