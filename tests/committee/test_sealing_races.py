"""One sheet from two devices at the same moment: the row is held, one act goes through whole, the other is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from committee import services
from committee.models import Member, Score, Sheet
from committee.rules import mark_of, written_on
from documents.models import Scan
from journal import clock
from journal.models import Record
from municipality.verdicts import Refused
from notices.models import Notice
from tests.committee.factories import Round, close, give, make_round, specialist_of
from tests.factories import make_upload, make_user
from tests.together import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

# Who comes first is chance; a few tries see both.
AGAIN = pytest.mark.parametrize("again", range(3))


def ready() -> tuple[Round, Sheet, str]:
    """Store a complete sheet of the third member; return it with its mark. The secretary has closed their own."""
    made = make_round(1)
    close(made.sheet(1, 0), "abstained", "Ооруп калдым.")
    sheet = made.sheet(2, 0)
    give(sheet, [5] * 5)
    return made, sheet, mark_of(written_on([sheet])[sheet.pk])


def told(ends: list[Any]) -> list[str]:
    """Return what those were told who came too late; nothing else may have been raised."""
    errors = [end for end in ends if isinstance(end, Exception)]
    assert all(isinstance(error, Refused) for error in errors), errors
    return [str(error) for error in errors]


@AGAIN
def test_sealed_from_two_devices_at_once_is_sealed_once(again: int) -> None:
    _made, sheet, mark = ready()
    by = sheet.member.user
    ends = together([lambda: services.seal(by=by, sheet=sheet, seen=mark)] * 2)
    assert len(told(ends)) == 1
    assert Record.objects.filter(verb="sheet.sealed", subject_id=sheet.pk).count() == 1


def test_the_second_device_s_page_says_so_and_is_no_error() -> None:
    _made, sheet, mark = ready()
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(sheet.member.user)
    url = reverse("sheet_seal", args=[sheet.pk])
    ends = together([lambda client=client: client.post(url, {"seen": mark}) for client in clients])
    assert sorted(end.url for end in ends) == sorted([reverse("commission"), reverse("sheet", args=[sheet.pk])])


@AGAIN
def test_points_that_change_between_the_look_and_the_seal_are_never_sealed_unseen(again: int) -> None:
    made, sheet, mark = ready()
    by = sheet.member.user
    points = dict.fromkeys(made.criteria, 1)
    told(
        together(
            [
                lambda: services.seal(by=by, sheet=sheet, seen=mark),
                lambda: services.save_scores(by=by, sheet=sheet, points=points),
            ]
        )
    )
    sheet.refresh_from_db()
    given = {*Score.objects.filter(sheet=sheet).values_list("points", flat=True)}
    assert (sheet.state, given) in [("sealed", {5}), ("open", {1})]


@AGAIN
def test_one_by_one_and_all_together_at_once_seal_each_sheet_once(again: int) -> None:
    made, sheet, _mark = ready()
    by = sheet.member.user
    ends = together(
        [
            lambda: services.seal_all(by=by, commission=made.commission),
            lambda: services.seal(by=by, sheet=sheet),
            lambda: services.seal_all(by=by, commission=made.commission),
        ]
    )
    assert len(told(ends)) <= 1
    assert Record.objects.filter(verb="sheet.sealed", subject_id=sheet.pk).count() == 1


@AGAIN
def test_the_member_and_the_secretary_at_once_close_it_once(again: int) -> None:
    made, sheet, _mark = ready()
    points = dict.fromkeys(made.criteria, 8)
    ends = together(
        [
            lambda: services.seal(by=sheet.member.user, sheet=sheet),
            lambda: services.enter_paper_sheet(
                by=made.secretary, sheet=sheet, state="sealed", points=points, file=make_upload()
            ),
        ]
    )
    assert len(told(ends)) == 1
    sheet.refresh_from_db()
    entered = sheet.entered_by_id is not None
    given = {*Score.objects.filter(sheet=sheet).values_list("points", flat=True)}
    assert given == ({8} if entered else {5})
    assert Scan.objects.filter(subject_id=sheet.pk).exists() is entered
    assert Notice.objects.filter(recipient=sheet.member.user, kind="sheet_entered").exists() is entered


@AGAIN
def test_a_member_who_seals_while_being_replaced_either_seals_or_is_told(again: int) -> None:
    made, sheet, _mark = ready()
    by, today = sheet.member.user, clock.today()
    replacing = {
        "by": specialist_of(made),
        "member": sheet.member,
        "user": make_user(surname="Жаңыбаев"),
        "body": "kenesh",
        "act_number": "7",
        "act_date": today,
        "since": today,
    }
    ends = together([lambda: services.seal(by=by, sheet=sheet), lambda: services.replace_member(**replacing)])
    left = Member.objects.get(pk=sheet.member_id)
    assert left.until is not None, ends
    late = told(ends[:1])
    new = Sheet.objects.filter(member=left.replaced_by, application=sheet.application_id)
    old = Sheet.objects.filter(pk=sheet.pk).first()
    if late:
        assert (old, new.get().state) == (None, "open")
    else:
        assert old is not None
        assert (old.state, new.exists()) == ("sealed", False)
