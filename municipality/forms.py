"""The forms by which a resident makes an account, comes in, and proves what is theirs."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import RateLimited
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from kyrgyz.names import check_name
from municipality import consents, kept
from municipality.contacts import contacts_of, is_confirmed, is_phone
from municipality.fields import ContactField
from municipality.models import User
from municipality.proof import Proof, Purpose

TOO_SOON = _("A code was sent to this address just now. Wait half a minute and try again.")
NEW_PASSWORD_HINT = _("At least 8 signs, and not digits alone. Two or three words that only you know are good.")
_link = lazy(format_html, str)


def _name_box(part: str) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": part})


def _password_box(kind: str) -> forms.PasswordInput:
    """Return the box for a password; where there is a script, it may be shown instead of being typed twice."""
    return forms.PasswordInput(
        attrs={"autocomplete": kind, "data-show": _("Show the password"), "data-hide": _("Hide the password")}
    )


def new_password_field(label: Any) -> forms.CharField:
    """Return the field for a password that is being chosen."""
    return forms.CharField(
        label=label, strip=False, max_length=200, help_text=NEW_PASSWORD_HINT, widget=_password_box("new-password")
    )


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # allauth ships no types
    """Telephone or e-mail, and password; carries what was typed into a page before the sign-in ran out."""

    kept = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = ContactField()
        self.fields["password"].widget = _password_box("current-password")
        self.order_fields(["login", "password", "remember"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> Any:
        """Let the person in, with what they had typed."""
        contact = self.cleaned_data["login"]
        self._login.phone = contact if is_phone(contact) else None
        response = super().login(request, redirect_url=redirect_url)
        kept.hold(request, self.cleaned_data[kept.FIELD])
        return response


class SignupForm(forms.Form):
    """Name, one address, one password, consent. Nothing is stored before the address is proved."""

    surname = forms.CharField(label=_("Surname"), max_length=80, required=False, widget=_name_box("family-name"))
    given_name = forms.CharField(label=_("Given name"), max_length=80, widget=_name_box("given-name"))
    patronymic = forms.CharField(
        label=_("Patronymic, if any"), max_length=80, required=False, widget=_name_box("additional-name")
    )
    contact = ContactField()
    password1 = new_password_field(_("Choose a password"))
    consent = forms.BooleanField(
        label=_("I agree to the processing of my personal data"),
        help_text=_link(
            '<a href="{}" target="_blank">{}</a>',
            reverse_lazy("consent_text"),
            _("What we collect and why (opens in a new window)"),
        ),
        error_messages={
            "required": _("Without your consent no account can be opened. Read the text and mark the box.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = ContactField(
            phones=bool(settings.SMS_CHANNEL), help_text=_contact_hint(bool(settings.SMS_CHANNEL))
        )

    def clean(self) -> dict[str, Any]:
        """Check the password, against the address too."""
        cleaned = super().clean() or self.cleaned_data
        contact = cleaned.get("contact", "")
        _check_password(self, "password1", User(email=None if is_phone(contact) else contact))
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[None, HttpResponse]:
        """Send a code and lead to the page that asks for it; no account is made yet, whoever has the address.

        The work, and so the time, is the same for an address that has an account.
        """
        facts = {
            "password": make_password(self.cleaned_data["password1"]),
            "language": get_language() or settings.LANGUAGE_CODE,
            "consent": consents.text_in_force().pk,
            **{name: self.cleaned_data[name] for name in ("surname", "given_name", "patronymic")},
        }
        Proof.start(
            request,
            purpose=Purpose.SIGN_UP,
            contact=self.cleaned_data["contact"],
            next_url=get_next_redirect_url(request) or "",
            facts=facts,
        )
        return None, HttpResponseRedirect(reverse("account_code"))

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
        return check_name(value) if value else ""


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "short"}),
        error_messages={"required": _("Write the digits that came.")},
    )

    def __init__(self, *args: Any, proof: Proof, **kwargs: Any) -> None:
        self.proof = proof
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Return the code. Raises ValidationError where it is another, or void by now."""
        code: str = self.cleaned_data["code"]
        if self.proof.check(code):
            return code
        if self.proof.spent:
            raise ValidationError(_("The code was mistyped three times and is void now. Ask for a new one."))
        left = self.proof.tries_left
        raise ValidationError(
            ngettext(
                "This is not the code. Look at the last message. You can try %(count)s more time.",
                "This is not the code. Look at the last message. You can try %(count)s more times.",
                left,
            )
            % {"count": left}
        )


class AskCodeForm(forms.Form):
    """An address that a code is sent to."""

    contact = ContactField()

    def send(self, request: HttpRequest, **proof: Any) -> Proof | None:
        """Begin the proof of the address; where that is too soon, say so at the box and return None."""
        try:
            return Proof.start(request, contact=self.cleaned_data["contact"], **proof)
        except RateLimited:
            self.add_error("contact", str(TOO_SOON))
            return None


class OtherContactForm(forms.Form):
    """A mistyped address, corrected while the code is waited for."""

    contact = ContactField(label=_("The right telephone or e-mail"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.SMS_CHANNEL:
            self.fields["contact"] = ContactField(phones=False)


class ChangeContactForm(AskCodeForm):
    """A new telephone or e-mail of an account, and the password that shows who asks."""

    contact = ContactField(label=_("New telephone or e-mail"), help_text=_("A code will be sent there."))
    password = forms.CharField(label=_("Your password"), strip=False, widget=_password_box("current-password"))

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_contact(self) -> str:
        """Return the address. Raises ValidationError where it is the account's own already, and confirmed."""
        contact: str = self.cleaned_data["contact"]
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - said for the type checker; the page is for people signed in
        if contact in contacts_of(user) and is_confirmed(user, contact):
            raise ValidationError(_("This is your present address. Write the new one."))
        return contact

    def clean_password(self) -> str:
        """Return the password. Raises ValidationError where it is another's, or tried too often."""
        password: str = self.cleaned_data["password"]
        adapter = get_adapter(self.request)
        if not adapter.reauthenticate(self.request.user, password):
            raise adapter.validation_error("incorrect_password")
        return password


class ResetPasswordForm(forms.Form):
    """A new password for whoever has proved an address of the account."""

    password1 = new_password_field(_("New password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Check that the password is strong enough for this person."""
        cleaned = super().clean() or self.cleaned_data
        _check_password(self, "password1", self.user)
        return cleaned


class ChangePasswordForm(AllauthChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].widget = _password_box("current-password")
        _one_box(self)


class SetPasswordForm(AllauthSetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The first password of an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _one_box(self)


class ConsentForm(forms.Form):
    """Agreeing to the text on the page."""

    agree = forms.BooleanField(
        label=_("I agree to the processing of my personal data"),
        error_messages={"required": _("If you agree, mark the box.")},
    )
    text = forms.IntegerField(widget=forms.HiddenInput)


def _contact_hint(phones: bool) -> Any:
    if phones:
        return _(
            "For example 0555 12 34 56, or aigul@mail.kg. A code will be sent there, and you will sign in with it."
        )
    return _("For example aigul@mail.kg. A code will be sent there, and you will sign in with it.")


def _check_password(form: forms.Form, field: str, user: User) -> None:
    password = form.cleaned_data.get(field)
    if password:
        try:
            get_adapter().clean_password(password, user=user)
        except ValidationError as error:
            form.add_error(field, error)


def _one_box(form: forms.Form) -> None:
    """Leave one box for the new password: it can be shown, which helps more than typing it twice."""
    del form.fields["password2"]
    form.fields["password1"].label = _("New password")
    form.fields["password1"].help_text = NEW_PASSWORD_HINT
    form.fields["password1"].widget = _password_box("new-password")
