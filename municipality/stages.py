"""A step of signing in: the address that a person signs in with is shown to be theirs, once."""

from typing import Any

# Not from allauth.account.stages: that one can only be imported after others of theirs.
from allauth.account.internal.stagekit import LoginStage, LoginStageController
from allauth.core.exceptions import ImmediateHttpResponse, RateLimited
from allauth.core.ratelimit import respond_429
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from municipality.contacts import contacts_of, is_confirmed
from municipality.proof import Proof, Purpose


class ConfirmContactStage(LoginStage):  # type: ignore[misc]  # allauth ships no types
    """Asks for a code where the address was never confirmed: the account was made by an administrator."""

    key = "confirm_contact"
    urlname = "account_code"

    @classmethod
    def under_way(cls, request: HttpRequest) -> Any:
        """Return this step where the person stands at it now, else None."""
        return LoginStageController.enter(request, cls.key)

    def is_resumable(self, request: HttpRequest) -> bool:
        """Let a person who waits for a code go back to the sign-in page and begin anew."""
        return False

    def handle(self) -> tuple[Any, bool]:
        """Go on where the address is confirmed; else send a code and ask for it."""
        user = self.login.user
        typed = self.login.phone or self.login.email
        contacts = [typed] if typed else contacts_of(user)
        if any(is_confirmed(user, contact) for contact in contacts):
            return None, True
        try:
            Proof.start(self.request, purpose=Purpose.SIGN_IN, contact=contacts[0], user=user)
        except RateLimited:
            raise ImmediateHttpResponse(respond_429(self.request)) from None
        return HttpResponseRedirect(reverse(self.urlname)), True
