"""An application's way: every state against every act, and who may take it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from budget.services import amend_award
from initiatives import services
from initiatives.models import Application
from initiatives.rules import may_move_application
from journal import clock
from journal.models import Record
from municipality.models import Role, User
from municipality.verdicts import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db

Act = Callable[[Application, User, User], Any]

# Each act as the service knows it: (application, applicant, specialist).
ACTS: dict[str, Act] = {
    "submit": lambda it, applicant, _: services.submit(by=applicant, application=it),
    "withdraw": lambda it, applicant, _: services.withdraw(by=applicant, application=it),
    "delete": lambda it, applicant, _: services.delete_draft(by=applicant, application=it),
    "write": lambda it, applicant, _: services.save_part(by=applicant, application=it, aim="Башкача"),
    "admit": lambda it, _, clerk: services.admit(by=clerk, application=it),
    "return": lambda it, _, clerk: services.return_for_correction(
        by=clerk, application=it, reason="Паспорт окулбайт", correct_by=clock.today() + timedelta(days=7)
    ),
    "refuse": lambda it, _, clerk: services.refuse(by=clerk, application=it, reason="Башка айылдан"),
    "award": lambda it, _, clerk: services.set_outcome(by=clerk, application=it, to=Application.State.AWARDED),
    "reserve": lambda it, _, clerk: services.set_outcome(by=clerk, application=it, to=Application.State.RESERVE),
    "unsupport": lambda it, _, clerk: services.set_outcome(
        by=clerk, application=it, to=Application.State.UNSUPPORTED, reason="Балл аз"
    ),
    "revise": lambda it, _, clerk: services.set_outcome(
        by=clerk, application=it, to=Application.State.REVISE, reason="Бааларын тактаңыз"
    ),
    "open": lambda it, _, clerk: services.open_revision(by=clerk, application=it),
}
GONE = "gone"
# What may be done in each state, and the state it leads to. Everything that is not named here is refused.
ALLOWED: dict[str, dict[str, str]] = {
    "draft": {"submit": "submitted", "delete": GONE, "write": "draft"},
    "submitted": {
        # A second press finds it handed in.
        "submit": "submitted",
        "withdraw": "withdrawn",
        "admit": "admitted",
        "return": "returned",
        "refuse": "refused",
    },
    "returned": {
        "submit": "submitted",
        "withdraw": "withdrawn",
        # Another day for the correction.
        "return": "returned",
        "refuse": "refused",
        "write": "returned",
    },
    "admitted": {
        "withdraw": "withdrawn",
        "award": "awarded",
        "reserve": "reserve",
        "unsupport": "unsupported",
        "revise": "revise",
    },
    "refused": {},
    "withdrawn": {},
    "awarded": {},
    "reserve": {"withdraw": "withdrawn", "award": "awarded", "unsupport": "unsupported", "revise": "revise"},
    "unsupported": {},
    # Not "return": the staff opens nothing that the commission returned.
    "revise": {"withdraw": "withdrawn", "open": "returned"},
}
DECIDED = ("awarded", "reserve", "unsupported", "revise")


def in_state(state: str) -> tuple[Application, User]:
    """Return an application in the state, in a contest that fits it, and the specialist of its municipality."""
    contest = make.make_contest(state="published" if state in DECIDED else "announced")
    application = make.make_application(contest, state=state)
    return application, make.make_specialist(contest.municipality)


def verbs(application: Application) -> list[str]:
    return list(Record.objects.about(application).values_list("verb", flat=True))


def test_the_table_knows_every_state():
    assert set(ALLOWED) == set(Application.State.values)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ALLOWED)
def test_every_state_against_every_act(state: str, act: str):
    application, clerk = in_state(state)
    if act == "award" and state in ("admitted", "reserve"):
        make.make_award(application)
    before = Application.objects.filter(pk=application.pk).values().get()
    wanted = ALLOWED[state].get(act)
    if wanted is None:
        with pytest.raises(Refused) as refused:
            ACTS[act](application, application.applicant, clerk)
        assert str(refused.value)
        assert Application.objects.filter(pk=application.pk).values().get() == before
        assert verbs(application) == []
        return
    ACTS[act](application, application.applicant, clerk)
    found = Application.objects.filter(pk=application.pk).first()
    assert (found.state if found else GONE) == wanted


@pytest.mark.parametrize("correcting", [False, True])
@pytest.mark.parametrize("to", Application.State.values)
@pytest.mark.parametrize("state", Application.State.values)
def test_every_state_against_every_move(state: str, to: str, correcting: bool):
    """A correction lets each outcome become any other, or stay with other words, and opens nothing else."""
    moves = {**{act: act for act in ALLOWED}, "return": "returned", "open": "returned", "submit": "submitted"}
    moves |= {"withdraw": "withdrawn", "admit": "admitted", "refuse": "refused", "award": "awarded"}
    moves |= {"unsupport": "unsupported"}
    usual = {moves[act] for act in ALLOWED[state] if act in moves} - {"submitted" if state == "submitted" else ""}
    corrected = correcting and state in DECIDED and to in DECIDED
    assert bool(may_move_application(Application(state=state), to, correcting=correcting)) is (to in usual or corrected)


@pytest.mark.parametrize("to", DECIDED)
@pytest.mark.parametrize("state", DECIDED)
def test_a_correction_makes_one_outcome_another(state: str, to: str):
    application, clerk = in_state(state)
    if state == "awarded":
        amend_award(by=clerk, award=application.award, lines=[], ground="Чечим", key="session:2")
    if to == "awarded" and state != to:
        make.make_award(application)
    change = {"by": clerk, "application": application, "to": Application.State(to), "reason": "Жаңы чечим"}
    if state == to:
        # No move, only other words; never without a correction.
        with pytest.raises(Refused):
            services.set_outcome(**change)
        decided_at = application.outcome_at
        found = services.set_outcome(**change, correcting=True)
        assert (found.state, found.reason, found.outcome_at) == (to, "Жаңы чечим", decided_at)
        assert verbs(application) == ["application.outcome_words"]
        return
    if to not in ALLOWED[state].values():
        with pytest.raises(Refused):
            services.set_outcome(**change)
    services.set_outcome(**change, correcting=True)
    application.refresh_from_db()
    assert (application.state, application.reason) == (to, "Жаңы чечим")
    assert (application.correct_by is None) is (to != "revise")


@pytest.mark.parametrize("act", ["submit", "withdraw", "delete", "write"])
@pytest.mark.parametrize("state", ["draft", "submitted", "returned", "admitted"])
def test_another_person_may_do_nothing(state: str, act: str):
    application, clerk = in_state(state)
    for stranger in (make.make_user(), clerk):
        with pytest.raises(Refused):
            ACTS[act](application, stranger, clerk)
    application.refresh_from_db()
    assert application.state == state


@pytest.mark.parametrize("act", ["admit", "return", "refuse"])
def test_only_the_municipality_s_own_staff_checks(act: str):
    application, _ = in_state("submitted")
    municipality = application.contest.municipality
    others = [
        application.applicant,
        make.make_official(municipality, Role.ACCOUNTANT),
        make.make_official(municipality, Role.OBSERVER),
        make.make_specialist(make.make_municipality()),
        make.make_user(is_superuser=True),
    ]
    for other in others:
        with pytest.raises(Refused):
            ACTS[act](application, application.applicant, other)
    ACTS[act](application, application.applicant, make.make_official(municipality, Role.HEAD))
