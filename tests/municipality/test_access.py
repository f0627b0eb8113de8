"""Doors that are closed unless a view opens them, and roles that are held from a day to a day."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from documents import views
from journal import clock
from journal.guards import broken_rule
from journal.models import Record
from journal.services import act
from municipality.access import address_of, holds, municipalities_of
from municipality.adapter import AccountAdapter
from municipality.middleware import MOST_BYTES
from municipality.models import Appointment, Role, User
from municipality.services import appoint
from tests.factories import make_municipality, make_official, make_user

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


# --- doors ---


@pytest.fixture
def _scratch(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.municipality.scratch_urls"


@pytest.fixture
def people() -> dict[str, User | None]:
    """One person of each kind."""
    municipality = make_municipality()
    return {
        "visitor": None,
        "resident": make_user(),
        "official": make_official(municipality),
        "administrator": make_user(is_superuser=True),
        "closed": make_user(is_active=False),
    }


@pytest.mark.usefixtures("_scratch")
@pytest.mark.parametrize(
    ("address", "opens_to", "asks_to_sign_in"),
    [
        ("/forgotten/", set(), set()),
        ("/forgotten/class/", set(), set()),
        ("/public/", {"visitor", "resident", "official", "administrator", "closed"}, set()),
        ("/signed-in/", {"resident", "official", "administrator"}, {"visitor", "closed"}),
        ("/staff/", {"official", "administrator"}, {"visitor", "closed"}),
    ],
)
def test_doors(
    visitor: Any, people: dict[str, User | None], address: str, opens_to: set[str], asks_to_sign_in: set[str]
) -> None:
    for name, person in people.items():
        response = visitor(person).get(address)
        expected = 200 if name in opens_to else 302 if name in asks_to_sign_in else 403
        assert response.status_code == expected, name
        assert (b"came in" in response.content) == (name in opens_to)
        if expected == 302:
            assert response.headers["Location"] == f"/account/login/?next={address}"


def test_every_request_names_its_origin_for_the_journal(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    place = make_municipality()

    def noted(code: str) -> None:
        with act() as journal:
            journal.record("seen", place, by=None, municipality=None)

    monkeypatch.setattr(views, "find", noted)
    visitor().get("/verify/2222-2222/", REMOTE_ADDR="192.0.2.7")
    with act() as journal:
        journal.record("afterwards", place, by=None, municipality=None)
    assert dict(Record.objects.values_list("verb", "origin")) == {"seen": "192.0.2.7", "afterwards": ""}


@pytest.mark.usefixtures("_scratch")
@pytest.mark.parametrize(
    "address", ["/public/?x=%00", "/papers/%00/ky.pdf", "/attachments/a%00b/", "/verify/?code=%00"]
)
def test_no_database_is_asked_for_a_zero_sign(visitor: Any, address: str) -> None:
    assert visitor(make_user()).get(address).status_code == 400
    assert visitor().get("/signed-in/", headers={"Cookie": 'sessionid="\\000bcdefghijk"'}).status_code == 400


@pytest.mark.usefixtures("_scratch")
def test_a_body_longer_than_any_form_is_not_read(visitor: Any) -> None:
    class Unread(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("the body was read")

    answer = visitor().generic("POST", "/public/", CONTENT_LENGTH=str(MOST_BYTES + 1), **{"wsgi.input": Unread()})
    assert answer.status_code == 413
    assert "64 МБ" in answer.content.decode()
    assert visitor().generic("POST", "/public/", CONTENT_LENGTH="").status_code == 200


@pytest.mark.usefixtures("_scratch")
def test_pages_of_a_person_stay_on_no_shared_computer(visitor: Any) -> None:
    assert visitor(make_user()).get("/public/").headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in visitor().get("/public/").headers


def test_the_address_of_a_visitor_is_the_one_that_the_web_server_in_front_adds(settings: Any, rf: Any) -> None:
    asked = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.7"})
    direct = rf.get("/", REMOTE_ADDR="192.0.2.8")
    broken = rf.get("/", REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "192.0.2.7, <b>"})
    settings.DEPLOY = False
    assert [address_of(request) for request in (asked, direct)] == ["127.0.0.1", "192.0.2.8"]
    settings.DEPLOY = True
    assert [address_of(request) for request in (asked, direct, broken)] == ["192.0.2.7", "192.0.2.8", "127.0.0.1"]
    # Else all visitors share the attempts of one, and ten wrong passwords a minute keep everyone out.
    assert AccountAdapter().get_client_ip(asked) == "192.0.2.7"


# --- roles ---


def again(person: User) -> User:
    """The same person in the next request: what was asked of the database is asked anew."""
    return User.objects.get(pk=person.pk)


def held(since: date, until: date | None) -> tuple[bool, set[int], bool]:
    """What someone appointed for these days holds today."""
    municipality, person = make_municipality(), make_user()
    Appointment.objects.create(user=person, municipality=municipality, role=Role.SPECIALIST, since=since, until=until)
    places = municipalities_of(person)
    assert places <= {municipality.pk}
    return holds(person, municipality, Role.SPECIALIST), places, person.is_staff


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (-30, None, True),
        (-30, -1, False),
        (-30, 0, True),
        (0, None, True),
        (0, 0, True),
        (1, None, False),
        (1, 30, False),
    ],
    ids=["open", "ended yesterday", "ends today", "begins today", "today only", "begins tomorrow", "next month"],
)
def test_an_appointment_counts_from_its_first_day_to_its_last(since: int, until: int | None, expected: bool) -> None:
    today = clock.today()
    days = today + since * DAY, None if until is None else today + until * DAY
    holds_it, places, is_staff = held(*days)
    assert (holds_it, bool(places), is_staff) == (expected, expected, expected)


def test_the_role_ends_with_the_day_in_bishkek() -> None:
    municipality, person = make_municipality(), make_user()
    last = date(2021, 10, 25)
    Appointment.objects.create(
        user=person, municipality=municipality, role=Role.HEAD, since=last - 30 * DAY, until=last
    )
    with clock.at(datetime(2021, 10, 25, 17, 59, tzinfo=UTC)):
        assert holds(again(person), municipality, Role.HEAD)
    with clock.at(datetime(2021, 10, 25, 18, 0, tzinfo=UTC)):
        assert not holds(again(person), municipality, Role.HEAD)


def test_a_role_is_held_in_one_municipality_only() -> None:
    here, there = make_municipality(), make_municipality()
    person = make_official(here, Role.ACCOUNTANT)
    assert holds(person, here, Role.ACCOUNTANT)
    assert holds(person, here.pk, Role.HEAD, Role.ACCOUNTANT)
    assert not holds(person, there, Role.ACCOUNTANT)
    assert not holds(person, here, Role.HEAD)
    assert not holds(person, here), "no role is asked for, so none is held"
    assert municipalities_of(person) == {here.pk}
    assert municipalities_of(person, Role.HEAD) == set()


@pytest.mark.parametrize("person", [None, AnonymousUser()])
def test_nobody_holds_nothing(person: Any) -> None:
    municipality = make_municipality()
    assert not holds(person, municipality, *Role)
    assert municipalities_of(person) == set()


def test_the_administrator_holds_no_role() -> None:
    municipality = make_municipality()
    assert not holds(make_user(is_superuser=True), municipality, *Role)


def test_an_appointment_is_made_once_and_journalled() -> None:
    municipality, person, head = make_municipality(), make_user(), make_user()
    made = appoint(by=head, user=person, municipality=municipality, role=Role.HEAD, since=clock.today())
    record = Record.objects.about(made).get()
    assert (record.verb, record.actor_id) == ("appointment.made", head.pk)
    assert record.facts == {"person": person.pk, "appointed": "head"}
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint(by=head, user=person, municipality=municipality, role=Role.HEAD, since=clock.today())
    assert Record.objects.filter(verb="appointment.made").count() == 1


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"until": date(2020, 1, 1)}, "appointment_ends_after_start"),
        ({"role": "king"}, "appointment_role_known"),
    ],
)
def test_an_appointment_that_cannot_be(fields: dict[str, Any], rule: str) -> None:
    common = {"user": make_user(), "municipality": make_municipality(), "role": "head", "since": date(2021, 1, 1)}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Appointment.objects.bulk_create([Appointment(**{**common, **fields})])
    assert broken_rule(refusal.value) == rule


def test_an_appointment_is_ended_not_deleted() -> None:
    municipality = make_municipality()
    person = make_official(municipality)
    for attempt in (Appointment.objects.all().delete, person.delete, municipality.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    Appointment.objects.update(until=clock.today() - DAY)
    assert not holds(again(person), municipality, Role.SPECIALIST)
