"""How django-allauth knows and reaches our people. Text messages are sent by a room above: see `send_text`."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kyrgyz.fields import PhoneField
from municipality.access import address_of
from municipality.contacts import is_phone, person_of
from municipality.models import User

MISMATCH = _("The telephone or e-mail and the password do not belong together. Check both and try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """People are known by an e-mail or a telephone; attempts are counted by the visitor's own address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": MISMATCH,
        "phone_password_mismatch": MISMATCH,
        "incorrect_password": _("This is not your password. Check it and try again."),
        "enter_current_password": _("This is not your password. Check it and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address by which attempts are counted: behind a web server not that server's."""
        return address_of(request) or str(super().get_client_ip(request))

    def get_login_stages(self) -> list[str]:
        """Return what stands between the right password and the portal."""
        return ["municipality.stages.ConfirmContactStage"]

    # --- Telephones ---
    def phone_form_field(self, **kwargs: Any) -> Any:
        """Return the box for a telephone."""
        return PhoneField(**kwargs)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Return the person's telephone, and whether it is confirmed."""
        return (user.phone, user.phone_is_confirmed) if user.phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        """Return whose telephone this is."""
        return person_of(phone)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # allauth counts only by e-mail: all telephones together would be one, and five slips shut everyone out.
        typed = credentials.get("email") or credentials.get("phone") or credentials.get("username") or ""
        # Without the host that allauth puts before it: its port is the visitor's own word, and each would count anew.
        return str(typed).lower()

    def forget_failures(self, contact: str) -> None:
        """Let a person sign in at once with the password they have just chosen."""
        key = self._get_login_attempts_cache_key(self.request, email=contact)
        ratelimit.clear(self.request, action="login_failed", key=key)

    # --- Messages to an address that is being proved; each raises OSError where it could not be handed over ---
    def send_code(self, contact: str, code: str, *, reset: bool) -> None:
        """Send a code; `reset` says that it is for a new password."""
        self._send(contact, "password_reset_code" if reset else "email_confirmation", "code", {"code": code})

    def send_has_account(self, contact: str) -> None:
        """Tell the owner of an address that somebody wanted to open another account with it."""
        self._send(contact, "account_already_exists", "has_account", {})

    def send_no_account(self, contact: str) -> None:
        """Tell the owner of an address that it has no account, so no new password either."""
        self._send(contact, "unknown_account", "no_account", {})

    def send_changed(self, contact: str) -> None:
        """Tell the owner of an address that it was taken off their account."""
        self._send(contact, "contact_changed", "contact_changed", {})

    def send_text(self, phone: str, text: str) -> None:
        """Send a text message now. Raises OSError where it could not be handed over."""
        raise NotImplementedError("the adapter of the room that sends text messages does it")

    def _send(self, contact: str, mail: str, text: str, context: dict[str, Any]) -> None:
        if is_phone(contact):
            self.send_text(contact, " ".join(render_to_string(f"account/sms/{text}.txt", context).split()))
        else:
            addresses = {"signup_url": "account_signup", "password_reset_url": "account_reset_password"}
            links = {name: settings.SITE_URL + reverse(page) for name, page in addresses.items()}
            self.send_mail(f"account/email/{mail}", contact, {**context, **links})
