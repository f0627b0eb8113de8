"""What a member sees of others' sheets, what the chair notes for another, what is left to who was replaced."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from committee.models import Member
from journal import clock
from notices.models import Notice
from tests.committee.factories import close, give, make_round, seal_all
from tests.committee.test_scoring_pages import text
from tests.factories import make_user, move_contest_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def made():
    return make_round(2)


# --- The others' sheets ---


def test_after_one_s_own_seal_the_others_sealed_sheets_are_shown_where_that_was_announced(visitor):
    made = make_round(1, terms={"shows_others": True})
    for seat, points in ((1, 3), (2, 4)):
        give(made.sheet(seat, 0), [points] * 5)
    close(made.sheet(1, 0))
    give(made.sheet(0, 0), [9] * 5)
    person, url = visitor(made.chair), reverse("sheet", args=[made.sheet(0, 0).pk])
    assert made.secretary.name not in text(person.get(url))
    close(made.sheet(0, 0))
    page = text(person.get(url))
    assert made.secretary.name in page
    assert page.count("<b>3</b> of 10") == 5
    assert made.members[2].user.name not in page, "an open sheet is its member's"


# --- The chair's note ---


def note(made, person, **given):
    """Send the chair's page."""
    typed = {"member": made.members[2].pk, "application": made.applications[0].pk, "reason": "Иниси."}
    return person.post(reverse("interest_note", args=[made.contest.pk]), {**typed, **given})


def test_the_chair_notes_an_interest_of_another_member(made, visitor):
    person = visitor(made.chair)
    page = text(person.get(reverse("interest_note", args=[made.contest.pk])))
    assert made.members[2].user.name in page
    assert f">{made.chair.name}<" not in page
    assert note(made, person).url == reverse("commission")
    sheet = made.sheet(2, 0)
    assert (sheet.state, sheet.reason) == ("recused", "Иниси.")
    shown = text(visitor(made.members[2].user).get(reverse("sheet", args=[sheet.pk])))
    assert "Иниси." in shown
    assert "The chair noted it" in shown
    assert made.chair.name in shown
    assert Notice.objects.get().recipient == made.members[2].user
    assert "closed already" in text(note(made, person))


@pytest.mark.parametrize(
    ("given", "wrong"),
    [({"reason": " "}, "reason"), ({"member": ""}, "member"), ({"application": "0"}, "application")],
)
def test_the_chair_s_note_asks_for_what_lacks(given, wrong, made, visitor):
    assert list(note(made, visitor(made.chair), **given).context["form"].errors) == [wrong]
    assert made.sheet(2, 0).state == "open"


def test_nobody_else_notes_another_s_interest(made, visitor):
    for person in (made.secretary, made.members[3].user):
        response = note(made, visitor(person))
        assert response.status_code == 403
        assert "Only the chair" in text(response)
    move_contest_to(made.contest, "decided")
    assert "not being scored" in text(note(made, visitor(made.chair)))


def test_where_all_others_have_closed_theirs_no_form_is_offered(made, visitor):
    seal_all(made)
    page = text(visitor(made.chair).get(reverse("interest_note", args=[made.contest.pk])))
    assert "have closed all their sheets" in page
    assert "<select" not in page


# --- Being replaced ---


def test_who_was_replaced_reads_what_they_sealed_and_is_told_since_when(made, visitor):
    left = made.members[2]
    give(made.sheet(2, 0), [7] * 5)
    close(made.sheet(2, 0))
    gone = made.sheet(2, 1)
    attachment = made.applications[0].attachments.first()
    gone.delete()
    Member.objects.filter(pk=left.pk).update(until=clock.today())
    after = Member.objects.create(
        commission=made.commission,
        user=make_user(surname="Жаңыбаев"),
        body="kenesh",
        since=clock.today(),
        replaces=left,
    )
    person = visitor(left.user)
    desk = text(person.get(reverse("commission")))
    assert after.user.name in desk
    assert "You were replaced on" in desk
    sealed = made.sheet(2, 0)
    assert reverse("sheet", args=[sealed.pk]) in desk
    assert "Ranking and session" not in desk
    page = person.get(reverse("sheet", args=[sealed.pk]))
    assert page.status_code == 200
    assert "replaced" in text(page)
    assert text(page).count("<b>7</b> of 10") == 5
    assert made.applications[0].own_contribution not in text(page)
    document = person.get(reverse("sheet_attachment", args=[sealed.pk, attachment.key]))
    assert document.status_code == 403
    assert "replaced" in text(document)
    for name in ("sheet", "sheet_seal", "recuse", "declare"):
        for pk in (gone.pk or 0, made.sheet(0, 0).pk, 999_999):
            response = person.get(reverse(name, args=[pk]))
            assert response.status_code == 404
            assert "You have no such sheet" in text(response)
            assert escape(after.user.name) in text(response)
    assert person.get(reverse("ranking", args=[made.contest.pk])).status_code == 403


def test_the_progress_table_holds_who_sits_now(made, visitor):
    left = made.members[2]
    Member.objects.filter(pk=left.pk).update(until=clock.today())
    for leader in (made.chair, made.secretary):
        page = text(visitor(leader).get(reverse("commission")))
        assert left.user.name not in page
        assert made.members[3].user.name in page
