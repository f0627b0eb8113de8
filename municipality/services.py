"""The only place that changes municipalities, people and appointments."""

from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from journal.services import act
from municipality.contacts import is_confirmed, is_phone
from municipality.models import Appointment, Consent, ConsentText, Municipality, Regulation, Role, User, Village
from municipality.verdicts import Refused

TAKEN = _("This address has got an account meanwhile. Sign in with it.")


def found_municipality(*, by: User | None, villages: list[tuple[str, str]], **fields: Any) -> Municipality:
    """Store a municipality with its villages, given as pairs (Kyrgyz name, Russian name), and return it.

    Side effects: a journal record in the portal's chain.
    """
    with act() as journal:
        municipality = Municipality.objects.create(**fields)
        for name_ky, name_ru in villages:
            Village.objects.create(municipality=municipality, name_ky=name_ky, name_ru=name_ru)
        journal.record("municipality.founded", municipality, by=by, municipality=None)
    return municipality


def adopt_regulation(*, by: User | None, municipality: Municipality, **fields: Any) -> Regulation:
    """Enter the local Regulation that the kenesh adopted, and return it.

    Side effects: a journal record.
    """
    with act() as journal:
        regulation = Regulation.objects.create(municipality=municipality, **fields)
        journal.record("regulation.entered", regulation, by=by, municipality=municipality.pk)
    return regulation


def appoint(
    *,
    by: User | None,
    user: User,
    municipality: Municipality,
    role: Role | str,
    since: date,
    act_number: str = "",
    act_date: date | None = None,
) -> Appointment:
    """Appoint `user` to `role` in `municipality` from the day `since`, and return the appointment.

    Raises IntegrityError (appointment_open_once) where the person already holds the role with no end.
    Side effects: a journal record.
    """
    with act() as journal:
        appointment = Appointment.objects.create(
            user=user,
            municipality=municipality,
            role=role,
            since=since,
            act_number=act_number,
            act_date=act_date,
        )
        journal.record(
            "appointment.made",
            appointment,
            by=by,
            municipality=municipality.pk,
            person=user.pk,
            appointed=str(role),
        )
    return appointment


def set_password(*, by: User, user: User, password: str) -> User:
    """Give a person a new password and return them; they are signed out everywhere.

    Side effects: a journal record in the portal's chain.
    """
    with act() as journal:
        user.set_password(password)
        user.save(update_fields=["password"])
        journal.record("user.password_set", user, by=by, municipality=None)
    return user


def open_account(*, contact: str, password_hash: str, consent: ConsentText, language: str, **names: str) -> User:
    """Store and return a person who has proved that `contact` is theirs and has agreed to `consent`.

    `names` are the surname, the given name and the patronymic; `language` is the one they read. Raises Refused where
    somebody has opened an account with this address meanwhile. Side effects: journal records in the portal's chain.
    """
    where = {"phone": contact} if is_phone(contact) else {"email": contact}
    try:
        with act() as journal:
            user = User(password=password_hash, language=language, **where, **names)
            user.save()
            journal.record("user.signed_up", user, by=user, municipality=None, way=_kind(contact))
            confirm_contact(user=user, contact=contact)
            give_consent(user=user, text=consent, language=language)
    except IntegrityError:
        raise Refused(TAKEN) from None
    return user


def confirm_contact(*, user: User, contact: str) -> None:
    """Note that the person has proved that an address of their account is theirs.

    Side effects: a journal record in the portal's chain, where it was not confirmed before.
    """
    if is_confirmed(user, contact):
        return
    with act() as journal:
        if is_phone(contact):
            user.confirmed_phone = contact
            user.save(update_fields=["confirmed_phone"])
        else:
            EmailAddress.objects.filter(user=user).delete()
            EmailAddress.objects.create(user=user, email=contact, verified=True, primary=True)
        journal.record("user.contact_confirmed", user, by=user, municipality=None, way=_kind(contact))


def change_contact(*, user: User, contact: str) -> str:
    """Put a proved address in the place of the person's telephone or e-mail, and return the one before it.

    Raises Refused where another account has it by now. Side effects: journal records in the portal's chain.
    """
    before = (user.phone if is_phone(contact) else (user.email or "").lower()) or ""
    try:
        with act() as journal:
            if before != contact:
                name = _kind(contact)
                setattr(user, name, contact)
                user.save(update_fields=[name])
                journal.record("user.contact_changed", user, by=user, municipality=None, way=name)
            confirm_contact(user=user, contact=contact)
    except IntegrityError:
        user.refresh_from_db()
        raise Refused(TAKEN) from None
    return before if before != contact else ""


def choose_password(*, user: User, contact: str, password: str) -> None:
    """Give a person who has proved an address of theirs the password they chose; they are signed out everywhere.

    Side effects: journal records in the portal's chain.
    """
    with act() as journal:
        user.set_password(password)
        user.save(update_fields=["password"])
        journal.record("user.password_chosen", user, by=user, municipality=None, way=_kind(contact))
        confirm_contact(user=user, contact=contact)


def give_consent(*, user: User, text: ConsentText, language: str) -> Consent:
    """Note that the person agrees to this version of the text, and return the consent; once is enough.

    Side effects: a journal record in the portal's chain.
    """
    with act() as journal:
        consent, new = Consent.objects.get_or_create(user=user, text=text, defaults={"language": language})
        if new:
            journal.record("consent.given", consent, by=user, municipality=None, version=text.version)
    return consent


def next_version() -> int:
    """Return the number that a new text of the consent gets."""
    return int(ConsentText.objects.aggregate(last=Max("version"))["last"] or 0) + 1


def _kind(contact: str) -> str:
    return "phone" if is_phone(contact) else "email"
