"""The only place that changes municipalities, people and appointments."""

from datetime import date
from typing import Any

from journal.services import act
from municipality.models import Appointment, Municipality, Regulation, Role, User, Village


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
