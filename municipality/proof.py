"""The proof that an address is one's own: a code is sent there and typed in here.

One process for all who need it: who opens an account, signs in for the first time, forgot the password, or changes
their address. Whether some account has the address decides what is sent, never what is shown: pages, counts and
limits are the same, and something is sent in either case. The state lies in the session, the code only as a keyed hash.
"""

import time
from enum import StrEnum
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from municipality.contacts import is_taken, person_of
from municipality.models import User

SESSION_KEY = "account_proof"
MINUTES = 15
SIGNS = 6
MOST_TRIES = 3
MOST_RESENDS = 3
MOST_CHANGES = 3


class Purpose(StrEnum):
    """What an address is proved for."""

    SIGN_UP = "sign up"
    SIGN_IN = "sign in"
    RESET = "reset"
    CHANGE = "change"


class Proof:
    """One proof under way in a session."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        self.request = request
        self.state = state

    @classmethod
    def start(
        cls,
        request: HttpRequest,
        *,
        purpose: Purpose,
        contact: str,
        user: User | None = None,
        next_url: str = "",
        facts: dict[str, Any] | None = None,
    ) -> "Proof":
        """Send a code to `contact` and return the proof, which takes the place of any other in this session.

        `facts` are JSON values that are handed over once the address is proved. Whoever asks for the same again too
        soon goes on with the code they have. Raises RateLimited where there is none.
        """
        proof = cls(
            request,
            {
                "purpose": purpose,
                "contact": contact,
                "user": user.pk if user is not None else None,
                "next": next_url,
                "facts": facts or {},
                "resends": 0,
                "changes": 0,
                "proved": False,
            },
        )
        try:
            proof._send()
        except RateLimited:
            before = cls.of(request)
            same = ("purpose", "contact", "user")
            if before is None or any(before.state[key] != proof.state[key] for key in same):
                raise
            before.state.update({key: proof.state[key] for key in ("next", "facts")})
            before._keep()
            return before
        return proof

    @classmethod
    def of(cls, request: HttpRequest) -> "Proof | None":
        """Return the proof under way in this session; None where there is none, or its time is over."""
        state = request.session.get(SESSION_KEY)
        if not isinstance(state, dict):
            return None
        proof = cls(request, state)
        if time.time() - state["at"] <= MINUTES * 60:
            return proof
        proof.drop()
        return None

    @property
    def purpose(self) -> Purpose:
        """What the address is proved for."""
        return Purpose(self.state["purpose"])

    @property
    def contact(self) -> str:
        """The address the last code went to."""
        return str(self.state["contact"])

    @property
    def user(self) -> User | None:
        """The person it is about, as far as they are known already."""
        return User.objects.filter(pk=self.state["user"]).first() if self.state["user"] else None

    @property
    def sent(self) -> bool:
        """Whether the last message could be handed over."""
        return bool(self.state["sent"])

    @property
    def spent(self) -> bool:
        """Whether the code was mistyped so often that it is void."""
        return int(self.state["mistakes"]) >= MOST_TRIES

    @property
    def tries_left(self) -> int:
        """How often the code may still be mistyped."""
        return max(MOST_TRIES - int(self.state["mistakes"]), 0)

    @property
    def can_resend(self) -> bool:
        """Whether another code may be asked for."""
        return int(self.state["resends"]) < MOST_RESENDS

    @property
    def can_change(self) -> bool:
        """Whether a mistyped address may be corrected here; a forgotten password is asked for anew instead."""
        return self.purpose in (Purpose.SIGN_UP, Purpose.CHANGE) and int(self.state["changes"]) < MOST_CHANGES

    def resend(self) -> None:
        """Send another code; the one before is void. Raises RateLimited."""
        self._send()
        self.state["resends"] += 1
        self._keep()

    def change_to(self, contact: str) -> None:
        """Send a code to another address instead. Raises RateLimited."""
        other = Proof(self.request, {**self.state, "contact": contact, "changes": self.state["changes"] + 1})
        other._send()
        self.state = other.state

    def check(self, typed: str) -> bool:
        """Tell whether this is the code; a wrong one is counted."""
        # Counted outside the session too, where tries at the same time cannot overtake each other.
        counted = ratelimit.consume(self.request, action="try_code", key=self.state["try"])
        code = "".join(sign for sign in typed if sign.isalnum())
        if counted and not self.spent and constant_time_compare(self._digest(code), self.state["code"]):
            return True
        self.state["mistakes"] = int(self.state["mistakes"]) + 1
        self._keep()
        return False

    def confirm(self, user: User) -> None:
        """Note that the address is proved and whose it is: a new password may be chosen now."""
        self.state.update(proved=True, user=user.pk, code="", at=time.time())
        self._keep()

    def drop(self) -> None:
        """End the proof."""
        self.request.session.pop(SESSION_KEY, None)

    def _send(self) -> None:
        if not ratelimit.consume(self.request, action="send_code", key=self.contact):
            raise RateLimited
        code = get_random_string(SIGNS, "0123456789")
        fits = self._fits()
        self.state.update({"at": time.time(), "mistakes": 0, "try": get_random_string(22), "code": "", "sent": True})
        if fits:
            self.state["code"] = self._digest(code)
        self._keep()
        adapter = get_adapter(self.request)
        try:
            if fits:
                adapter.send_code(self.contact, code, reset=self.purpose is Purpose.RESET)
            elif self.purpose is Purpose.RESET:
                adapter.send_no_account(self.contact)
            else:
                adapter.send_has_account(self.contact)
        except OSError:
            self.state["sent"] = False
            self._keep()

    def _fits(self) -> bool:
        """Tell whether the address can serve the purpose."""
        if self.purpose is Purpose.SIGN_IN:
            return True
        if self.purpose is Purpose.RESET:
            person = person_of(self.contact)
            return person is not None and person.is_active
        return not is_taken(self.contact, besides=self.user)

    def _digest(self, code: str) -> str:
        return salted_hmac(SESSION_KEY, f"{self.state['try']}:{code}", algorithm="sha256").hexdigest()

    def _keep(self) -> None:
        self.request.session[SESSION_KEY] = self.state
