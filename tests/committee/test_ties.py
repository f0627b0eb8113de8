"""The chair's casting vote between equals: who gives it, about what, until when; and its page."""

import pytest
from django.urls import reverse

from committee import services
from committee.models import Commission, Member, Sheet, TieBreak
from committee.ranking import ranked
from journal.models import Record
from tests.committee.factories import close, give, make_round, make_session, propose, refusal, seal_all, specialist_of
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

REASON = "Балдарга арналган демилге."


@pytest.fixture
def tie():
    """Four applications: the first two equal, the third and the fourth equal below them."""
    made = make_round(4, 3)
    seal_all(made, {(m, a): [8 if a < 2 else 6] * 5 for m in range(3) for a in range(4)})
    return made


def order_of(made) -> list[tuple[int, int]]:
    return [(row.place, made.applications.index(row.application)) for row in ranked(made.contest)]


def broken(made, *order, by=None, reason=REASON):
    return {
        "by": by or made.chair,
        "contest": made.contest,
        "order": [made.applications[index] for index in order],
        "reason": reason,
    }


def test_the_chair_sets_equals_in_order_with_a_reason(tie):
    services.break_tie(**broken(tie, 1, 0))
    assert order_of(tie) == [(1, 1), (2, 0), (3, 2), (3, 3)]
    assert {vote.reason for vote in TieBreak.objects.all()} == {REASON}
    record = Record.objects.filter(verb="tie.broken").get()
    assert record.facts["applications"] == [tie.applications[1].pk, tie.applications[0].pk]


def test_a_later_word_takes_the_place_of_the_earlier_one_of_that_group_alone(tie):
    services.break_tie(**broken(tie, 1, 0))
    services.break_tie(**broken(tie, 3, 2))
    services.break_tie(**broken(tie, 0, 1, reason="Кайра ойлондум."))
    assert order_of(tie) == [(1, 0), (2, 1), (3, 3), (4, 2)]
    assert TieBreak.objects.get(application=tie.applications[0]).reason == "Кайра ойлондум."


@pytest.mark.parametrize("order", [(0,), (0, 2), (0, 1, 2), (0, 0), (0, 1, 2, 3), ()])
def test_only_one_whole_group_of_equals_is_set_in_order(tie, order):
    assert "each of them once" in refusal(services.break_tie, **broken(tie, *order))


@pytest.mark.parametrize("who", ["secretary", "member", "specialist", "stranger"])
def test_nobody_else_has_a_casting_vote(tie, who):
    by = {
        "secretary": lambda: tie.secretary,
        "member": lambda: tie.members[2].user,
        "specialist": lambda: specialist_of(tie),
        "stranger": make_user,
    }[who]()
    assert "Only the chair" in refusal(services.break_tie, **broken(tie, 1, 0, by=by))


def test_it_needs_a_reason(tie):
    assert "Write the reason" in refusal(services.break_tie, **broken(tie, 1, 0, reason=" \n"))


def test_not_while_a_sheet_is_open():
    made = make_round(2, 2)
    for row in range(2):
        give(made.sheet(0, row), [5] * 5)
        close(made.sheet(0, row))
    assert "4 sheets" not in refusal(services.break_tie, **broken(made, 1, 0))
    assert "2 sheets are still open" in refusal(services.break_tie, **broken(made, 1, 0))


def test_the_chair_who_is_recused_from_one_of_them_has_no_word():
    made = make_round(2, 3)
    close(made.sheet(0, 1), "recused", "Бир тууганым.")
    seal_all(made, {(m, a): [7] * 5 for m in range(3) for a in range(2)})
    assert order_of(made) == [(1, 0), (1, 1)]
    assert "You are recused from" in refusal(services.break_tie, **broken(made, 1, 0))


def test_not_after_the_decision(tie):
    session = make_session(tie)
    for row in range(4):
        propose(tie, session, row, "reserve")
    services.adopt_decision(by=tie.chair, session=session)
    assert "has decided" in refusal(services.break_tie, **broken(tie, 1, 0))


def test_those_nobody_scored_are_not_equal():
    made = make_round(2, 2)
    for row in range(2):
        for seat in range(2):
            close(made.sheet(seat, row), "abstained", "Билбейм.")
    assert "each of them once" in refusal(services.break_tie, **broken(made, 1, 0))


def test_in_a_blind_contest_the_refusal_says_the_code():
    made = make_round(2, 3, terms={"blind": True})
    close(made.sheet(0, 1), "recused", "Бир тууганым.")
    seal_all(made, {(m, a): [7] * 5 for m in range(3) for a in range(2)})
    words = refusal(services.break_tie, **broken(made, 1, 0))
    assert "К-02" in words
    assert made.applications[1].number not in words


@pytest.mark.usefixtures("source_words")
def test_the_page_lists_each_group_with_its_own_form(tie, visitor):
    chair, url = visitor(tie.chair), reverse("tie_break", args=[tie.contest.pk])
    assert url in chair.get(reverse("ranking", args=[tie.contest.pk])).content.decode()
    page = chair.get(url)
    assert [group["place"] for group in page.context["groups"]] == [1, 3]
    key = page.context["groups"][0]["key"]
    first, second = tie.applications[0].pk, tie.applications[1].pk
    wrong = chair.post(url, {"group": key, f"place_{first}": "1", f"place_{second}": "1", "reason": REASON})
    assert "has this number already" in wrong.content.decode()
    assert REASON in wrong.content.decode(), "what was typed stays"
    assert not TieBreak.objects.exists()
    sent = chair.post(url, {"group": key, f"place_{first}": "2", f"place_{second}": "1", "reason": REASON})
    assert sent.url == reverse("ranking", args=[tie.contest.pk])
    assert order_of(tie)[:2] == [(1, 1), (2, 0)]
    assert REASON in chair.get(sent.url).content.decode()


@pytest.mark.usefixtures("source_words")
def test_the_page_is_the_chair_s_alone(tie, visitor):
    url = reverse("tie_break", args=[tie.contest.pk])
    for person in (tie.secretary, tie.members[2].user, specialist_of(tie)):
        response = visitor(person).get(url)
        assert response.status_code == 403
        assert "Only the chair" in response.content.decode()
        assert url not in visitor(person).get(reverse("ranking", args=[tie.contest.pk])).content.decode()
    assert visitor(make_user()).get(url).status_code == 404


@pytest.mark.usefixtures("source_words")
def test_a_group_that_is_no_longer_one_is_not_set_in_order(tie, visitor):
    chair, url = visitor(tie.chair), reverse("tie_break", args=[tie.contest.pk])
    key = chair.get(url).context["groups"][0]["key"]
    tie.applications[1].state = "withdrawn"
    tie.applications[1].save(update_fields=["state"])
    first, second = tie.applications[0].pk, tie.applications[1].pk
    sent = chair.post(url, {"group": key, f"place_{first}": "2", f"place_{second}": "1", "reason": REASON})
    assert sent.status_code == 409
    assert "have become others" in sent.content.decode()
    assert not TieBreak.objects.exists()


def test_when_a_new_member_s_sheets_part_the_equals_the_word_counts_no_more(tie):
    services.break_tie(**broken(tie, 1, 0))
    heir = Member.objects.create(commission=Commission.objects.get(), user=make_user(), body="community")
    sheet = Sheet.objects.create(member=heir, application=tie.applications[0])
    give(sheet, [10] * 5)
    close(sheet)
    assert order_of(tie)[:2] == [(1, 0), (2, 1)]
    assert all(row.tie_break is None for row in ranked(tie.contest))
