"""Proving an address by a code, a forgotten password, one's own addresses, and the consent."""

from contextlib import suppress
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import SignupView
from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from kyrgyz.phones import show_phone
from municipality import consents, services
from municipality.access import public, signed_in
from municipality.contacts import contacts_of, is_confirmed, is_phone, person_of, show_contact
from municipality.forms import (
    TOO_SOON,
    AskCodeForm,
    ChangeContactForm,
    CodeForm,
    ConsentForm,
    OtherContactForm,
    ResetPasswordForm,
)
from municipality.models import ConsentText, User
from municipality.proof import MINUTES, Proof, Purpose
from municipality.stages import ConfirmContactStage
from municipality.verdicts import Refused

page = require_http_methods(["GET", "HEAD", "POST"])


class SignUp(SignupView):  # type: ignore[misc]  # allauth ships no types
    """Opening an account; what allauth asks of the session for other ways of signing up is left out."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Lead to the page for the code; where one was sent a moment ago, say so at the box."""
        try:
            return form.try_save(self.request)[1]  # type: ignore[no-any-return]  # allauth ships no types
        except RateLimited:
            form.add_error("contact", str(TOO_SOON))
            return self.form_invalid(form)  # type: ignore[no-any-return]  # allauth ships no types


sign_up = public(SignUp.as_view())


# --- The code ---
@public
@never_cache
@page
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code that was sent; send another; correct a mistyped address."""
    proof = Proof.of(request)
    if proof is None or not _belongs(proof, request):
        if request.method == "POST":
            messages.warning(request, _("The time for this code is over. Please begin anew."))
        return redirect("account_contact" if request.user.is_authenticated else "account_login")
    if proof.state["proved"]:
        return redirect("account_new_password")
    action = request.POST.get("action")
    other = OtherContactForm(request.POST if action == "change" else None)
    form = CodeForm(request.POST if request.method == "POST" and not action else None, proof=proof)
    if action == "resend" and proof.can_resend:
        return _another(request, proof.resend)
    if action == "change" and proof.can_change and other.is_valid():
        contact = other.cleaned_data["contact"]
        return _another(request, lambda: proof.change_to(contact))
    if form.is_valid():
        return FINISH[proof.purpose](request, proof)
    context = {
        "form": form,
        "other": other,
        "proof": proof,
        "contact": show_contact(proof.contact),
        "by_phone": is_phone(proof.contact),
        "minutes": MINUTES,
        "begin": reverse(BEGIN[proof.purpose]),
    }
    return render(request, "account/code.html", context)


def _belongs(proof: Proof, request: HttpRequest) -> bool:
    """Tell whether the proof may go on for who is at the page: others may have signed in here since."""
    if proof.purpose is Purpose.CHANGE:
        return request.user.is_authenticated and proof.state["user"] == request.user.pk
    return proof.purpose is Purpose.RESET or not request.user.is_authenticated


def _another(request: HttpRequest, send: Any) -> HttpResponse:
    try:
        send()
    except RateLimited:
        messages.error(request, str(TOO_SOON))
    else:
        proof = Proof.of(request)
        if proof is not None and proof.sent:
            messages.success(request, _("A new code is on its way. The one before it is void."))
    return redirect("account_code")


def _signed_up(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Open the account and let the person in."""
    facts = proof.state["facts"]
    proof.drop()
    try:
        user = services.open_account(
            contact=proof.contact,
            password_hash=facts["password"],
            consent=ConsentText.objects.get(pk=facts["consent"]),
            language=facts["language"],
            surname=facts["surname"],
            given_name=facts["given_name"],
            patronymic=facts["patronymic"],
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("account_login")
    return _let_in(request, user, proof)


def _confirmed(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Go on with signing in."""
    # Here, not above: allauth's stages must not be the first of its modules that is imported.

    stage = ConfirmContactStage.under_way(request)
    proof.drop()
    if stage is None or stage.login.user != proof.user:
        return redirect("account_login")
    services.confirm_contact(user=stage.login.user, contact=proof.contact)
    return stage.exit()  # type: ignore[no-any-return]  # allauth ships no types


def _may_choose(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Go on to the new password."""
    person = person_of(proof.contact)
    if person is None:
        proof.drop()
        return redirect("account_login")
    proof.confirm(person)
    return redirect("account_new_password")


def _changed(request: HttpRequest, proof: Proof) -> HttpResponse:
    """Put the new address in its place, and tell the old one."""
    proof.drop()
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - said for the type checker; `_belongs` saw to it
    try:
        before = services.change_contact(user=user, contact=proof.contact)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("account_contact")
    if before:
        # The change stands even so: who had the old address may have lost it long ago.
        with suppress(OSError):
            get_adapter(request).send_changed(before)
    messages.success(request, _("Saved: %(contact)s") % {"contact": show_contact(proof.contact)})
    return redirect("account_contact")


FINISH = {
    Purpose.SIGN_UP: _signed_up,
    Purpose.SIGN_IN: _confirmed,
    Purpose.RESET: _may_choose,
    Purpose.CHANGE: _changed,
}
BEGIN = {
    Purpose.SIGN_UP: "account_signup",
    Purpose.SIGN_IN: "account_login",
    Purpose.RESET: "account_reset_password",
    Purpose.CHANGE: "account_contact",
}


def _let_in(request: HttpRequest, user: User, proof: Proof) -> HttpResponse:
    return perform_login(request, user, redirect_url=proof.state["next"] or None)  # type: ignore[no-any-return]  # allauth ships no types


# --- A forgotten password ---
@public
@never_cache
@page
def reset_password(request: HttpRequest) -> HttpResponse:
    """Ask for the address of the account and send a code there."""
    form = AskCodeForm(request.POST or None)
    if form.is_valid() and form.send(request, purpose=Purpose.RESET, next_url=get_next_redirect_url(request) or ""):
        return redirect("account_code")
    return render(request, "account/password_reset.html", {"form": form})


@public
@never_cache
@page
@sensitive_post_parameters("password1")
def new_password(request: HttpRequest) -> HttpResponse:
    """Let a person who has proved an address of theirs choose a new password, and let them in."""
    proof = Proof.of(request)
    user = proof.user if proof is not None and proof.state["proved"] else None
    # The address may have been taken off the account since it was proved.
    if proof is None or user is None or person_of(proof.contact) != user:
        return redirect("account_reset_password")
    form = ResetPasswordForm(request.POST or None, user=user)
    if not form.is_valid():
        return render(request, "account/new_password.html", {"form": form})
    proof.drop()
    services.choose_password(user=user, contact=proof.contact, password=form.cleaned_data["password1"])
    get_adapter(request).forget_failures(proof.contact)
    messages.success(request, _("The new password is saved."))
    return _let_in(request, user, proof)


# --- One's own addresses ---
@signed_in
@never_cache
@page
@sensitive_post_parameters("password")
def contact(request: HttpRequest) -> HttpResponse:
    """Show the person's telephone and e-mail; send a code to a new one."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - said for the type checker; the door-keeper saw to it
    form = ChangeContactForm(request.POST or None, request=request)
    if form.is_valid() and form.send(request, purpose=Purpose.CHANGE, user=user):
        return redirect("account_code")
    mine = {contact: is_confirmed(user, contact) for contact in contacts_of(user)}
    context = {
        "form": form,
        "phone": show_phone(user.phone) if user.phone else "",
        "phone_confirmed": mine.get(user.phone or "", False),
        "email": user.email or "",
        "email_confirmed": mine.get((user.email or "").lower(), False),
    }
    return render(request, "account/contact.html", context)


# --- Consent ---
@public
@require_safe
def consent_text(request: HttpRequest) -> HttpResponse:
    """Show the text of the consent that is in force."""
    text = consents.text_in_force()
    return render(request, "account/consent_text.html", {"text": text, "parts": consents.parts(text.text)})


@signed_in
@never_cache
@page
def consent(request: HttpRequest) -> HttpResponse:
    """Ask a person for their consent to the text in force, and lead back to where they were going."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - said for the type checker; the door-keeper saw to it
    onward = get_next_redirect_url(request) or reverse("home")
    if consents.has_consented(user):
        return HttpResponseRedirect(onward)
    text = consents.text_in_force()
    form = ConsentForm(request.POST or None, initial={"text": text.pk})
    if form.is_valid():
        if form.cleaned_data["text"] == text.pk:
            services.give_consent(user=user, text=text, language=get_language() or settings.LANGUAGE_CODE)
            return HttpResponseRedirect(onward)
        messages.warning(request, _("The text has changed just now. Please read the new one."))
        form = ConsentForm(initial={"text": text.pk})
    context = {
        "form": form,
        "text": text,
        "parts": consents.parts(text.text),
        "agreed_before": user.consents.exists(),
        "onward": onward,
    }
    return render(request, "account/consent.html", context)


def ask_consent(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks for the consent, and from there back to the page at hand."""
    address = reverse("consent")
    return HttpResponseRedirect(f"{address}?{urlencode({'next': request.get_full_path()})}")
