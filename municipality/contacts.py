"""Where a person can be reached: an e-mail address or a telephone, typed into one box."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from kyrgyz.phones import normalise_phone, show_phone
from kyrgyz.text import without_hidden
from municipality.models import User

MOST_SIGNS = 254


def is_phone(contact: str) -> bool:
    """Tell a telephone from an e-mail, both as `normalise_contact` returns them."""
    return contact.startswith("+")


def normalise_contact(typed: str) -> str:
    """Return an e-mail in small letters, or +996 and nine digits.

    Raises ValidationError with code "email", "neither", or one of `normalise_phone`.
    """
    typed = without_hidden(typed).strip()
    if "@" in typed:
        contact = typed.lower()
        try:
            validate_email(contact)
        except ValidationError:
            raise ValidationError(
                _("An e-mail address looks like this: aigul@mail.kg. Check what is before and after the sign @."),
                code="email",
            ) from None
        return contact
    if any(sign.isalpha() for sign in typed):
        raise ValidationError(
            _("Write a telephone in digits, for example 0555 12 34 56, or an e-mail with the sign @."), code="neither"
        )
    return normalise_phone(typed)


def show_contact(contact: str) -> str:
    """Return the address as people read it."""
    return show_phone(contact)


def person_of(contact: str) -> User | None:
    """Return whose account is known by this address, open or closed."""
    if is_phone(contact):
        return User.objects.filter(phone=contact).first()
    found = User.objects.alias(small=Lower("email")).filter(small=contact).first()
    # A database may take letters for the same that are two different addresses.
    return found if found is not None and (found.email or "").lower() == contact else None


def is_taken(contact: str, *, besides: User | None = None) -> bool:
    """Tell whether an account other than that of `besides` has this address, or had it confirmed."""
    found = person_of(contact)
    if found is not None and found != besides:
        return True
    confirmed = EmailAddress.objects.filter(email=contact, verified=True)
    return bool((confirmed.exclude(user=besides) if besides else confirmed).exists())


def is_confirmed(user: User, contact: str) -> bool:
    """Tell whether the person has shown that this address, one of their account's, is theirs."""
    if is_phone(contact):
        return user.phone == contact and user.phone_is_confirmed
    mine = (user.email or "").lower() == contact
    return mine and bool(EmailAddress.objects.filter(user=user, email=contact, verified=True).exists())


def contacts_of(user: User) -> list[str]:
    """Return the addresses of the account: telephone, e-mail."""
    return [contact for contact in (user.phone, (user.email or "").lower()) if contact]
