"""Every state of a sheet against every service; the word on an interest; justifications; sealing; being replaced."""

from dataclasses import dataclass

import pytest

from committee import services
from committee.models import Member, Score, Sheet
from committee.rules import mark_of, may_read_application, may_see_others, written_on
from journal import clock
from journal.models import Record
from municipality.verdicts import Refused
from notices.models import Notice
from tests.committee.factories import close, declare, everything, give, make_round, refusal, specialist_of
from tests.factories import make_application, make_upload, make_user, move_application_to, move_contest_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

REASON = "Бир тууганым."
ACTS = ["declare", "save", "seal", "recuse", "abstain", "note", "enter"]
# What each act answers in each situation: "yes", or a key of WORDS. `note` is the chair's, `enter` the secretary's.
TABLE = """
open           yes       First        First        yes        First        yes       yes
declared       yes       yes          yes          yes        yes          yes       yes
sealed         sealed    sealed       sealed       sealed     sealed       closed    closed
recused        score     score        score        score      score        closed    closed
abstained      score     score        score        score      score        closed    closed
entered        paper     paper        paper        paper      paper        closed    closed
another's      another   another      another      another    another      yes       Only-the-secretary
stranger's     another   another      another      another    another      another   Only-the-secretary
own            your-own  your-own     your-own     yes        your-own     yes       your-own
replaced       replaced  replaced     replaced     replaced   replaced     replaced  replaced
decided        not-being not-being    not-being    not-being  not-being    not-being not-being
withdrawn      back      back         back         back       back         back      back
gone           no-longer no-longer    no-longer    no-longer  no-longer    no-longer no-longer
"""
WORDS = {
    "First": "First say whether",
    "sealed": "You have sealed this sheet",
    "score": f"You do not score this initiative: {REASON}",
    "paper": "entered from paper",
    "closed": "closed already",
    "another": "another member's sheet",
    "Only-the-secretary": "Only the secretary",
    "your-own": "your own application",
    "replaced": "replaced",
    "not-being": "not being scored now",
    "back": "taken back",
    "no-longer": "no longer there",
}


def cells() -> list[tuple[str, str, str]]:
    """Return the cells of the table: situation, act, answer."""
    found = []
    for line in TABLE.strip().splitlines():
        situation, *answers = line.split()
        found += [(situation, act, answer) for act, answer in zip(ACTS, answers, strict=True)]
    return found


@dataclass
class Scene:
    """A sheet, its owner, and who acts as the member, the chair and the secretary."""

    sheet: Sheet
    member: object
    chair: object
    secretary: object


def scene(situation: str) -> Scene:
    """Store a sheet of the third member in the situation; the secretary has closed their own."""
    made = make_round(1)
    close(made.sheet(1, 0), "abstained", "Ооруп калдым.")
    sheet, member = made.sheet(2, 0), made.members[2].user
    found = Scene(sheet, member, made.chair, made.secretary)
    if situation == "own":
        other = make_round(0, state="announced")
        application = make_application(other.contest, applicant=other.members[2].user, state="admitted")
        move_contest_to(other.contest, "scoring")
        sheet = Sheet.objects.create(member=other.members[2], application=application)
        return Scene(sheet, other.members[2].user, other.chair, other.secretary)
    if situation != "open":
        give(sheet, [5] * 5)
    if situation in {"sealed", "recused", "abstained"}:
        close(sheet, situation, "" if situation == "sealed" else REASON)
    elif situation == "entered":
        Sheet.objects.filter(pk=sheet.pk).update(entered_by=made.secretary)
        close(sheet)
    elif situation == "another's":
        found.member = found.secretary = made.members[3].user
    elif situation == "stranger's":
        found.member = found.chair = found.secretary = specialist_of(made)
    elif situation == "replaced":
        Member.objects.filter(pk=sheet.member_id).update(until=clock.today())
    elif situation == "decided":
        move_contest_to(made.contest, "decided")
    elif situation == "withdrawn":
        move_application_to(made.applications[0], "withdrawn")
    elif situation == "gone":
        Sheet.objects.filter(pk=sheet.pk).delete()
    return found


def call(act: str, found: Scene) -> tuple[object, dict[str, object]]:
    """Return the service of an act and what it is called with."""
    criteria = found.sheet.application.contest.criteria.all()
    of_member = {"by": found.member, "sheet": found.sheet}
    return {
        "declare": (services.declare_no_interest, of_member),
        "save": (services.save_scores, {**of_member, "points": {criteria[0]: 4}}),
        "seal": (services.seal, of_member),
        "recuse": (services.recuse, {**of_member, "reason": "Тууганым."}),
        "abstain": (services.abstain, {**of_member, "reason": "Ооруп жатам."}),
        "note": (services.recuse, {"by": found.chair, "sheet": found.sheet, "reason": "Тууганы."}),
        "enter": (
            services.enter_paper_sheet,
            {
                "by": found.secretary,
                "sheet": found.sheet,
                "state": "sealed",
                "points": dict.fromkeys(criteria, 6),
                "file": make_upload(),
            },
        ),
    }[act]


@pytest.mark.parametrize(("situation", "act", "answer"), cells())
def test_every_state_against_every_service(situation, act, answer):
    found = scene(situation)
    service, arguments = call(act, found)
    if answer == "yes":
        service(**arguments)
    else:
        assert WORDS[answer] in refusal(service, **arguments)


def test_the_table_names_every_state_of_a_sheet():
    assert {*Sheet.State.values} <= {line.split()[0] for line in TABLE.strip().splitlines()}


# --- The word on an interest ---


def test_the_word_is_kept_once_with_its_time_and_in_the_journal():
    made = make_round(1)
    sheet = made.sheet(0, 0)
    first = services.declare_no_interest(by=made.chair, sheet=sheet).no_interest_at
    assert first is not None
    assert services.declare_no_interest(by=made.chair, sheet=sheet).no_interest_at == first
    assert Record.objects.filter(verb="sheet.declared", subject_id=sheet.pk).count() == 1


@pytest.mark.parametrize(
    ("state", "declared", "reads"),
    [
        ("open", False, False),
        ("open", True, True),
        ("sealed", True, True),
        ("recused", True, False),
        ("abstained", True, False),
    ],
)
def test_the_application_opens_after_the_word_and_closes_to_who_steps_aside(state, declared, reads):
    made = make_round(1)
    sheet = made.sheet(0, 0)
    if declared:
        give(sheet, [5] * 5)
    if state != "open":
        close(sheet, state, "" if state == "sealed" else REASON)
    assert bool(may_read_application(made.sheet(0, 0), made.chair)) is reads
    assert not may_read_application(made.sheet(0, 0), made.secretary)


def test_the_chair_notes_an_interest_and_the_member_is_told():
    made = make_round(1)
    member = made.members[2].user
    member.language = "ru"
    member.save()
    give(made.sheet(2, 0), [9] * 5)
    services.recuse(by=made.chair, sheet=made.sheet(2, 0), reason=" Иниси арыз берген. ")
    sheet = made.sheet(2, 0)
    assert (sheet.state, sheet.reason, sheet.entered_by) == ("recused", "Иниси арыз берген.", made.chair)
    assert not Score.objects.exists()
    notice = Notice.objects.get(kind="interest_noted")
    assert (notice.recipient, notice.link) == (member, f"/ru/commission/sheets/{sheet.pk}/")
    assert "Иниси арыз берген." in notice.body
    assert made.chair.name in notice.body
    record = Record.objects.get(verb="sheet.interest_noted")
    assert (record.actor_id, record.facts["member"]) == (made.chair.pk, made.members[2].pk)


def test_the_chair_s_own_interest_is_their_own():
    made = make_round(1)
    services.recuse(by=made.chair, sheet=made.sheet(0, 0), reason=REASON)
    assert made.sheet(0, 0).entered_by is None
    assert not Notice.objects.exists()


# --- Justifications ---


def test_a_justification_is_asked_for_at_sealing_only_and_kept_without_its_frame():
    made = make_round(1, terms={"asks_justification": True})
    sheet, criteria = made.sheet(0, 0), made.criteria
    declare(sheet)
    services.save_scores(by=made.chair, sheet=sheet, points=dict.fromkeys(criteria, 7))
    reason = refusal(services.seal, by=made.chair, sheet=sheet)
    assert reason.count("Write the justification:") == 5
    services.save_scores(by=made.chair, sheet=sheet, points={}, justifications=dict.fromkeys(criteria, " Даяр. \n"))
    assert {*sheet.scores.values_list("points", "justification")} == {(7, "Даяр.")}
    services.seal(by=made.chair, sheet=sheet)


def test_a_justification_without_points_is_refused():
    made = make_round(1, terms={"asks_justification": True})
    declare(made.sheet(0, 0))
    reason = refusal(
        services.save_scores,
        by=made.chair,
        sheet=made.sheet(0, 0),
        points={made.criteria[0]: 3},
        justifications={made.criteria[1]: "Даяр."},
    )
    assert "Give points:" in reason


def test_where_none_is_asked_a_sheet_is_sealed_without():
    made = make_round(1)
    give(made.sheet(0, 0), [7] * 5)
    assert services.seal(by=made.chair, sheet=made.sheet(0, 0)).state == "sealed"


# --- Sealing what was looked at ---


def test_points_changed_after_the_look_are_not_sealed():
    made = make_round(1)
    sheet = made.sheet(0, 0)
    give(sheet, [7] * 5)
    seen = mark_of(written_on([sheet])[sheet.pk])
    services.save_scores(by=made.chair, sheet=sheet, points={made.criteria[4]: 1})
    assert "meanwhile" in refusal(services.seal, by=made.chair, sheet=sheet, seen=seen)
    services.save_scores(by=made.chair, sheet=sheet, points={made.criteria[4]: 7})
    assert services.seal(by=made.chair, sheet=sheet, seen=seen).state == "sealed"


def test_all_complete_sheets_are_sealed_in_one_act_and_the_others_stay_open():
    made = make_round(4)
    for row in (0, 2):
        give(made.sheet(0, row), [7] * 5)
    give(made.sheet(0, 1), [7] * 4)
    give(made.sheet(1, 0), [7] * 5)
    sealed = services.seal_all(by=made.chair, commission=made.commission)
    assert [sheet.application_id for sheet in sealed] == [made.applications[row].pk for row in (0, 2)]
    assert [made.sheet(0, row).state for row in range(4)] == ["sealed", "open", "sealed", "open"]
    assert made.sheet(1, 0).state == "open", "another member's is theirs to seal"
    assert Record.objects.filter(verb="sheet.sealed").count() == 2
    assert services.seal_all(by=made.chair, commission=made.commission) == []


def test_of_all_sheets_none_is_sealed_where_one_was_changed_after_the_look():
    made = make_round(2)
    sheets = [made.sheet(0, 0), made.sheet(0, 1)]
    for sheet in sheets:
        give(sheet, [7] * 5)
    seen = {sheet.pk: mark_of(written_on([sheet])[sheet.pk]) for sheet in sheets}
    services.save_scores(by=made.chair, sheet=sheets[1], points={made.criteria[0]: 1})
    assert "meanwhile" in refusal(services.seal_all, by=made.chair, commission=made.commission, seen=seen)
    assert services.seal_all(by=made.chair, commission=made.commission, seen={sheets[0].pk: seen[sheets[0].pk]})
    assert made.sheet(0, 1).state == "open", "what was not looked at is not sealed"


def test_a_member_s_own_application_is_never_sealed_with_all():
    made = make_round(1)
    own = make_application(made.contest, applicant=made.chair, state="admitted")
    give(Sheet.objects.create(member=made.members[0], application=own), [10] * 5)
    assert services.seal_all(by=made.chair, commission=made.commission) == []


# --- Seeing the others ---


@pytest.mark.parametrize("shows", [True, False])
def test_the_others_are_seen_after_one_s_own_seal_where_that_was_announced(shows):
    made = make_round(1, terms={"shows_others": shows})
    for state in ("open", "sealed"):
        if state == "sealed":
            give(made.sheet(0, 0), [5] * 5)
            close(made.sheet(0, 0))
        sheet = made.sheet(0, 0)
        assert bool(may_see_others(sheet, made.chair)) is (shows and state == "sealed")
        assert not may_see_others(sheet, made.secretary)
        assert not may_see_others(sheet, make_user())


@pytest.mark.parametrize("state", ["recused", "abstained"])
def test_who_stepped_aside_never_sees_the_others(state):
    made = make_round(1, terms={"shows_others": True})
    close(made.sheet(0, 0), state, REASON)
    assert not may_see_others(made.sheet(0, 0), made.chair)


def test_a_refused_act_leaves_no_row_behind():
    made = make_round(1, terms={"asks_justification": True})
    declare(made.sheet(0, 0))
    before = everything()
    with pytest.raises(Refused):
        services.save_scores(by=made.chair, sheet=made.sheet(0, 0), points={made.criteria[0]: 3, made.criteria[1]: 11})
    assert everything() == before
