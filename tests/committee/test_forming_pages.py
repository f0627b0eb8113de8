"""The staff's pages of the commission and the criteria: what can be written when, and where a fault is told."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin

from committee.models import Commission, Criterion, Member
from initiatives.models import Contest
from journal import clock
from tests import factories as make
from tests.committee.factories import Round, make_round, specialist_of
from tests.portal.test_admin import contest_data, rows, url

pytestmark = pytest.mark.django_db


def terms_sent(**changes: Any) -> dict[str, Any]:
    return {"act_number": "7", "act_date": "", "threshold": "", "quorum_of": 2, "quorum_in": 3, **changes}


def seats_sent(commission: Commission) -> dict[str, Any]:
    given = [
        {"id": seat.pk, "commission": commission.pk, "user": seat.user.email, "body": seat.body,
         "function": seat.function, "act_number": seat.act_number, "act_date": ""}
        for seat in commission.members.sitting()
    ]  # fmt: skip
    return rows("members", *given, initial=len(given))


class TestTheStaffSPage:
    def save(self, visitor: Any, made: Round, **changes: Any) -> Any:
        sent = {**terms_sent(**changes), **seats_sent(made.commission)}
        return visitor(specialist_of(made)).post(url(Commission, "change", made.commission.pk), sent)

    def test_all_rules_are_set_while_the_contest_is_prepared(self, visitor):
        made = make_round(0, state="draft")
        ticked = {"blind": "on", "asks_justification": "on", "shows_others": "on"}
        answer = self.save(visitor, made, threshold="6,5", quorum_of=1, quorum_in=2, **ticked)
        assert answer.status_code == 302, answer.context["errors"]
        kept = Commission.objects.get()
        assert (kept.blind, kept.asks_justification, kept.shows_others) == (True, True, True)
        assert (kept.threshold, kept.quorum_of, kept.quorum_in) == (Decimal("6.5"), 1, 2)

    @pytest.mark.parametrize(
        ("field", "value"), [("threshold", "10,01"), ("threshold", "0"), ("threshold", "алты"), ("quorum_of", "4")]
    )
    def test_a_fault_stands_beside_its_box_and_what_was_typed_is_kept(self, visitor, field, value):
        made = make_round(0, state="draft")
        page = self.save(visitor, made, **{field: value})
        form = page.context["adminform"].form
        assert list(form.errors) == [field]
        assert form[field].value() == value

    def test_a_new_commission_has_five_rows_with_its_offices(self, visitor):
        contest = make.make_contest(state="draft")
        page = visitor(make.make_specialist(contest.municipality)).get(url(Commission, "add"))
        formset = page.context["inline_admin_formsets"][0].formset
        functions = [form["function"].value() for form in formset.forms]
        assert functions == ["chair", "secretary", "member", "member", "member"]

    def test_rows_left_empty_are_no_members(self, visitor):
        contest = make.make_contest(state="draft")
        functions = ["chair", "secretary", "member", "member", "member"]
        empty = [{"user": "", "body": "", "function": function} for function in functions]
        sent = {**terms_sent(contest=contest.pk), **rows("members", *empty)}
        answer = visitor(make.make_specialist(contest.municipality)).post(url(Commission, "add"), sent)
        assert answer.status_code == 302, answer.context["errors"]
        assert Commission.objects.get().members.count() == 0

    def test_after_the_announcement_the_rules_are_read_and_the_page_says_why(self, visitor, source_words):
        made = make_round(0, state="announced")
        client = visitor(specialist_of(made))
        page = client.get(url(Commission, "change", made.commission.pk))
        assert not {"threshold", "blind", "quorum_of"} & set(page.context["adminform"].form.fields)
        assert "its rules with it: they can no longer be changed" in page.content.decode()
        member = made.members[4]
        sent = {**terms_sent(blind="on", quorum_of=1), **seats_sent(made.commission), "members-4-body": "kenesh"}
        assert client.post(url(Commission, "change", made.commission.pk), sent).status_code == 302
        kept = Commission.objects.get()
        assert (kept.blind, kept.quorum_of, kept.act_number) == (False, 2, "7")
        assert Member.objects.get(pk=member.pk).body == "kenesh", "the members may change until scoring opens"

    def test_two_chairs_are_told_at_the_second(self, visitor):
        made = make_round(0, state="draft")
        sent = {**terms_sent(), **seats_sent(made.commission), "members-2-function": "chair"}
        page = visitor(specialist_of(made)).post(url(Commission, "change", made.commission.pk), sent)
        errors = [form.errors for form in page.context["inline_admin_formsets"][0].formset.forms]
        assert [list(found) for found in errors[:3]] == [[], [], ["function"]]

    def test_the_chair_may_be_removed_and_another_named_in_one_save(self, visitor):
        made = make_round(0, state="draft")
        sent = {**terms_sent(), **seats_sent(made.commission), "members-4-function": "chair", "members-0-DELETE": "on"}
        answer = visitor(specialist_of(made)).post(url(Commission, "change", made.commission.pk), sent)
        assert answer.status_code == 302, answer.context["errors"]
        assert made.commission.members.get(function="chair") == made.members[4]

    def test_who_was_replaced_is_not_named_again(self, visitor):
        made = make_round(0, state="announced")
        left = made.members[4]
        Member.objects.filter(pk=left.pk).update(until=clock.today())
        sent = {**terms_sent(), **seats_sent(made.commission)}
        sent |= {"members-TOTAL_FORMS": 5, "members-4-user": left.user.email, "members-4-body": "kenesh",
                 "members-4-function": "member"}  # fmt: skip
        page = visitor(specialist_of(made)).post(url(Commission, "change", made.commission.pk), sent)
        formset = page.context["inline_admin_formsets"][0].formset
        assert left.pk not in {form.instance.pk for form in formset.initial_forms}, "their row is no longer written"
        assert list(formset.forms[4].errors) == ["user"]

    def test_the_list_counts_those_who_sit(self, visitor):
        made = make_round(0, state="announced")
        Member.objects.filter(pk=made.members[4].pk).update(until=clock.today())
        page = visitor(specialist_of(made)).get(url(Commission, "changelist"))
        assert page.context["cl"].result_list[0].seats == 4


class TestTheOrderOfTheCriteria:
    def send(self, visitor: Any, made: Round, *numbers: Any, **changes: Any) -> Any:
        contest = made.contest
        given = [
            {"id": row.pk, "contest": contest.pk, "name_ky": row.name_ky, "name_ru": row.name_ru, "most": row.most,
             "weight": row.weight, "order": row.order, "tie_order": number}
            for row, number in zip(made.criteria, numbers, strict=True)
        ]  # fmt: skip
        sent = contest_data(contest.municipality, contest.regulation)
        for prefix in ("priorities", "sources", "required_documents"):
            sent |= rows(prefix)
        sent |= rows("criteria", *given, initial=len(given)) | changes
        return visitor(specialist_of(made)).post(url(Contest, "change", contest.pk), sent)

    def numbers(self, made: Round) -> list[int | None]:
        return list(
            Criterion.objects.filter(contest=made.contest).order_by("order").values_list("tie_order", flat=True)
        )

    def test_two_criteria_swap_their_numbers_in_one_save(self, visitor):
        made = make_round(0, state="draft", weights=(50, 50))
        for place in (0, 1):
            Criterion.objects.filter(pk=made.criteria[place].pk).update(tie_order=place + 1)
        answer = self.send(visitor, made, 2, 1)
        assert answer.status_code == 302, answer.context["errors"]
        assert self.numbers(made) == [2, 1]

    def test_a_number_passes_on_from_a_criterion_that_is_removed(self, visitor):
        made = make_round(0, state="draft", weights=(50, 50))
        Criterion.objects.filter(pk=made.criteria[1].pk).update(tie_order=1)
        answer = self.send(visitor, made, 1, 1, **{"criteria-1-DELETE": "on"})
        assert answer.status_code == 302, answer.context["errors"]
        assert self.numbers(made) == [1]

    def test_a_number_that_stands_twice_is_told_beside_its_box(self, visitor):
        made = make_round(0, state="draft", weights=(40, 30, 30))
        page = self.send(visitor, made, 1, "", 1)
        formset = next(
            found.formset for found in page.context["inline_admin_formsets"] if found.formset.model is Criterion
        )
        assert [list(form.errors) for form in formset.forms[:3]] == [[], [], ["tie_order"]]
        assert formset.forms[2]["tie_order"].value() == "1"
        assert self.numbers(made) == [None, None, None]

    def test_a_number_begins_at_one(self, visitor):
        made = make_round(0, state="draft", weights=(100,))
        assert self.send(visitor, made, 0).status_code == 200


def test_an_announced_rule_is_kept_by_the_database_where_a_page_comes_too_late(visitor, monkeypatch):
    """The page was opened before the announcement and sent after it: nothing of it is saved."""
    made = make_round(0, state="draft")
    client = visitor(specialist_of(made))
    sent = {**terms_sent(blind="on"), **seats_sent(made.commission)}
    site = admin.site.get_model_admin(Commission)
    read = site.get_object

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        found.contest  # noqa: B018 - read while the contest is still a draft
        make.move_contest_to(made.contest, "announced")
        return found

    monkeypatch.setattr(site, "get_object", meanwhile)
    page = client.post(url(Commission, "change", made.commission.pk), sent, follow=True)
    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    kept = Commission.objects.get()
    assert (kept.blind, kept.act_number) == (False, "")
