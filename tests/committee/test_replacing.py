"""A member is replaced during the contest: what stands, what goes, what the new member gets, who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from committee import services
from committee.models import Attendance, Member, Proposal, Score, Session, Sheet, Vote
from committee.ranking import ranked
from journal import clock
from journal.models import Record
from municipality.models import User
from municipality.records import history
from notices.models import Notice
from tests import factories as make
from tests.committee.factories import (
    Round,
    close,
    give,
    make_decided,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.portal.test_admin import act, url

pytestmark = pytest.mark.django_db


def replace(made: Round, seat: int = 4, user: User | None = None, **changes: Any) -> Member:
    """Let the specialist replace a member of the round today."""
    return services.replace_member(**arguments(made, seat, user, **changes))


def arguments(made: Round, seat: int = 4, user: User | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "by": specialist_of(made),
        "member": made.members[seat],
        "user": user or make.make_user(surname="Жаңыбаев"),
        "body": "kenesh",
        "act_number": "18",
        "act_date": clock.today(),
        "since": clock.today(),
        **changes,
    }


def some_days_ago(**fields: Any) -> Round:
    """Store a round that was announced five days ago."""
    with clock.at(clock.now() - timedelta(days=5)):
        return make_round(1, **fields)


def sheets_of(member: Member) -> dict[int, str]:
    return dict(Sheet.objects.filter(member=member).values_list("application", "state"))


class TestTheSeat:
    def test_one_leaves_and_another_takes_the_function_with_days_and_act(self):
        made = make_round()
        new = replace(made, seat=0)
        old = Member.objects.get(pk=made.members[0].pk)
        assert (old.until, old.function) == (clock.today(), "chair")
        kept = Member.objects.get(pk=new.pk)
        assert (kept.function, kept.body, kept.since, kept.until) == ("chair", "kenesh", clock.today(), None)
        assert (kept.act_number, kept.act_date, kept.replaces) == ("18", clock.today(), old)

    def test_who_came_may_be_replaced_in_turn(self):
        made = make_round()
        second = replace(made)
        third = services.replace_member(**{**arguments(made), "member": second})
        assert third.replaces == second
        assert made.commission.members.sitting().count() == 5

    @pytest.mark.parametrize("state", ["announced", "scoring", "decided", "published"])
    def test_from_the_announcement_until_the_contest_is_closed(self, state):
        made = make_round(state=state)
        assert replace(made).replaces == made.members[4]

    @pytest.mark.parametrize(("state", "reason"), [("draft", "simply change the members"), ("closed", "is closed")])
    def test_neither_before_nor_after(self, english, state, reason):
        made = make_round(state=state)
        assert reason in refusal(services.replace_member, **arguments(made))

    def test_only_who_runs_the_contest(self, english):
        made = make_round()
        for stranger in (made.chair, make.make_specialist(make.make_municipality())):
            assert "Only a specialist or the head" in refusal(services.replace_member, **arguments(made, by=stranger))


class TestTheDayAndThePerson:
    @pytest.mark.parametrize(
        ("days", "reason"), [(1, "still to come"), (-6, "announced on a later day"), (-400, "announced on a later day")]
    )
    def test_a_day_outside_the_contest(self, english, days, reason):
        made = some_days_ago()
        day = clock.today() + timedelta(days=days)
        assert reason in refusal(services.replace_member, **arguments(made, since=day))

    def test_the_day_of_the_announcement_itself(self):
        made = some_days_ago()
        day = clock.today() - timedelta(days=5)
        assert replace(made, since=day).since == day

    def test_nobody_leaves_before_they_came(self, english):
        made = some_days_ago()
        second = replace(made)
        sent = arguments(made, since=clock.today() - timedelta(days=1)) | {"member": second}
        assert "came into the commission on a later day" in refusal(services.replace_member, **sent)

    def test_nobody_leaves_before_the_session_they_took_part_in(self, english):
        made = some_days_ago()
        seal_all(made)
        session = make_session(made)
        propose(made, session, 0, "reserve")
        services.adopt_decision(by=made.chair, session=session)
        earlier = session.held_on - timedelta(days=1)
        assert "took part in a session" in refusal(services.replace_member, **arguments(made, since=earlier))
        assert replace(made, since=session.held_on)

    def test_who_sits_already_or_sat_before_or_has_no_open_account(self, english):
        made = make_round()
        gone = made.members[3].user
        replace(made, seat=3)
        shut = make.make_user()
        User.objects.filter(pk=shut.pk).update(is_active=False)  # while the clerk's page is open
        for user, reason in [
            (made.chair, "sits in this commission already"),
            (made.members[4].user, "sits in this commission already"),
            (gone, "sat in this commission before"),
            (shut, "is closed"),
        ]:
            assert reason in refusal(services.replace_member, **arguments(made, user=user))

    def test_twice_is_refused(self, english):
        made = make_round()
        replace(made)
        assert "was replaced already" in refusal(services.replace_member, **arguments(made))

    def test_an_act_without_a_number(self, english):
        made = make_round()
        assert "number of the act" in refusal(services.replace_member, **arguments(made, act_number=" "))


class TestTheSheets:
    def test_sealed_ones_stand_and_the_others_begin_anew(self):
        made = make_round(4)
        sealed, written, recused, abstained = (row.pk for row in made.applications)
        give(made.sheet(4, 0), [9] * 5)
        close(made.sheet(4, 0))
        give(made.sheet(4, 1), [5] * 3)
        close(made.sheet(4, 2), "recused", "Бир тууганым.")
        close(made.sheet(4, 3), "abstained", "Тажрыйбам жетпейт.")
        new = replace(made)
        assert sheets_of(made.members[4]) == {sealed: "sealed", recused: "recused", abstained: "abstained"}
        assert sheets_of(new) == {written: "open", recused: "open", abstained: "open"}
        assert not Score.objects.filter(sheet__application=written).exists()
        assert not Sheet.objects.filter(member=new, no_interest_at__isnull=False).exists(), (
            "each says it for themselves"
        )

    def test_the_sealed_sheet_of_who_left_counts_in_the_mean(self):
        made = make_round(1)
        give(made.sheet(4, 0), [10] * 5)
        close(made.sheet(4, 0))
        new = replace(made)
        assert sheets_of(new) == {}
        for seat in range(4):
            give(made.sheet(seat, 0), [5] * 5)
            close(made.sheet(seat, 0))
        (row,) = ranked(made.contest)
        assert (row.sheets, row.mean) == (5, 6)

    def test_both_count_where_the_one_recused_and_the_other_scores(self):
        made = make_round(1)
        close(made.sheet(4, 0), "recused", "Бир тууганым.")
        new = replace(made)
        seal_all(made)
        mine = Sheet.objects.get(member=new)
        give(mine, [3] * 5)
        close(mine)
        (row,) = ranked(made.contest)
        assert row.sheets == 5

    def test_once_all_points_can_be_seen_nobody_comes_to_score(self):
        made = make_round(2)
        close(made.sheet(4, 0), "recused", "Бир тууганым.")
        seal_all(made)
        assert sheets_of(replace(made)) == {}

    @pytest.mark.parametrize("kind", ["person", "group"])
    def test_the_new_member_s_own_initiative_is_closed_to_them_with_the_reason(self, kind):
        made = make_round(1, state="announced")
        person = make.make_user()
        if kind == "person":
            own = make.make_application(made.contest, applicant=person, state="admitted")
        else:
            own = make.make_application(made.contest, kind="group", state="admitted")
            make.make_coapplicant(own, person)
        with clock.at(made.contest.closes_at):
            services.open_scoring(by=specialist_of(made), contest=made.contest)
        new = replace(made, user=person)
        assert sheets_of(new) == {own.pk: "recused", made.applications[0].pk: "open"}
        mine = Sheet.objects.get(member=new, application=own)
        assert mine.reason == "Табыштама бергендердин бири."
        assert Record.objects.filter(verb="sheet.recused", subject_id=mine.pk).exists()

    def test_their_own_is_closed_to_them_also_where_the_old_member_scored_it_or_it_was_decided(self):
        made, _session = make_decided(2)
        person = made.applications[1].applicant
        new = replace(made, user=person)
        assert sheets_of(new) == {made.applications[1].pk: "recused"}

    def test_what_was_taken_back_is_not_handed_out(self):
        made = make_round(2)
        make.move_application_to(made.applications[0], "withdrawn")
        assert sheets_of(replace(made)) == {made.applications[1].pk: "open"}

    def test_before_the_scoring_there_are_none_and_then_they_come_to_who_sits(self):
        made = make_round(1, state="announced")
        new = replace(made)
        assert sheets_of(new) == {}
        with clock.at(made.contest.closes_at):
            services.open_scoring(by=specialist_of(made), contest=made.contest)
        assert sheets_of(new) == {made.applications[0].pk: "open"}
        assert sheets_of(made.members[4]) == {}

    def test_who_was_replaced_seals_nothing_more_and_is_told(self, english):
        made = make_round(1)
        sheet = made.sheet(4, 0)
        give(sheet, [5] * 5)
        replace(made)
        assert "replaced" in refusal(services.seal, by=made.members[4].user, sheet=sheet)

    def test_their_pages_open_to_the_new_member_and_close_to_the_old(self, visitor):
        made = make_round(1)
        sheet = made.sheet(4, 0)
        new = replace(made)
        mine = Sheet.objects.get(member=new)
        assert visitor(new.user).get(mine.get_absolute_url()).status_code == 200
        old = visitor(made.members[4].user)
        assert old.get(mine.get_absolute_url()).status_code != 200
        assert old.get(sheet.get_absolute_url()).status_code != 200


class TestTheSession:
    def planned(self) -> tuple[Round, Session]:
        made = make_round(1)
        seal_all(made)
        session = make_session(made)
        propose(made, session, 0, "reserve")
        session.refresh_from_db()
        return made, session

    def test_presence_and_votes_of_who_left_go_and_whoever_has_it_open_is_told(self):
        made, session = self.planned()
        replace(made)
        left = made.members[4]
        assert not Attendance.objects.filter(member=left).exists()
        assert not Vote.objects.filter(member=left).exists()
        assert Vote.objects.count() == Attendance.objects.count() == 4
        assert Session.objects.get().revision == session.revision + 1

    def test_the_chair_s_casting_vote_goes_with_the_chair(self):
        made, _session = self.planned()
        Proposal.objects.update(casting="for", casting_reason="Элге керек.")
        replace(made)
        assert Proposal.objects.get().casting == "for", "it is not the member's"
        replace(made, seat=0)
        proposal = Proposal.objects.get()
        assert (proposal.casting, proposal.casting_reason) == ("", "")

    def test_who_was_not_there_leaves_the_session_as_it_is(self):
        made = make_round(1)
        seal_all(made)
        session = make_session(made, present=[0, 1, 2])
        session.refresh_from_db()
        replace(made)
        assert Session.objects.get().revision == session.revision

    def test_what_was_adopted_stands(self):
        made, session = make_decided(2)
        replace(made)
        assert session.attendances.filter(member=made.members[4]).exists()
        assert Vote.objects.filter(member=made.members[4]).count() == 2


class TestWhoIsTold:
    def test_both_in_their_own_language(self):
        made = make_round(2)
        old = made.members[4].user
        new = make.make_user(language="ru", surname="Новиков")
        replace(made, user=new)
        left, came = Notice.objects.get(recipient=old), Notice.objects.get(recipient=new)
        assert (left.kind, came.kind) == ("member_replaced", "member_appointed")
        assert new.name in left.body
        assert "№ 18" in left.body
        assert f"/contests/{made.contest.pk}/" in left.body
        assert old.name in came.body
        assert "/ru/commission/" in came.body
        assert "2" in came.body
        for notice in (left, came):
            assert "The " not in notice.body
            assert "You " not in notice.subject

    def test_the_journal_says_so_on_the_commission_s_page(self):
        made = make_round()
        new = replace(made)
        record = Record.objects.about(made.commission).get()
        assert record.verb == "member.replaced"
        assert record.facts["member"] == made.members[4].pk
        assert record.facts["replaced_by"] == new.pk
        assert record.facts["since"] == clock.today().isoformat()
        with translation.override("ky"):
            (line,) = history(made.commission)
        assert (line.what, line.details) == ("Комиссиянын мүчөсү алмаштырылды", "№ 18")


class TestTheStaffSPage:
    def sent(self, made: Round, user: User) -> dict[str, Any]:
        today = f"{clock.today():%d.%m.%Y}"
        return {
            "member": made.members[4].pk,
            "user": user.email,
            "body": "office",
            "act_number": "18",
            "act_date": today,
            "since": today,
        }

    def test_each_member_s_row_leads_to_the_page_with_that_member_chosen(self, visitor):
        made = make_round()
        client = visitor(specialist_of(made))
        page = client.get(url(type(made.commission), "change", made.commission.pk))
        links = [link for _seat, link in page.context["seats"]]
        assert len(links) == 5
        assert all(link in page.content.decode() for link in links)
        form = client.get(links[1]).context["form"]
        assert (form["member"].value(), form["body"].value()) == (made.members[1].pk, "community")

    def test_the_act_is_done_there(self, visitor):
        made = make_round()
        client = visitor(specialist_of(made))
        person = make.make_user()
        answer = client.post(act(made.commission, "replace"), self.sent(made, person))
        assert answer.status_code == 302, answer.context["form"].errors
        assert Member.objects.get(user=person).replaces == made.members[4]
        page = client.get(answer.headers["Location"])
        shown = {seat.user_id: link for seat, link in page.context["seats"]}
        assert shown[made.members[4].user_id] == "", "who left is shown, and cannot leave again"
        assert shown[person.pk]

    @pytest.mark.parametrize(
        ("field", "change"),
        [
            ("user", {"user": "chair"}),
            ("user", {"user": "nobody@example.com"}),
            ("since", {"since": "tomorrow"}),
            ("act_date", {"act_date": "tomorrow"}),
            ("act_number", {"act_number": " "}),
            ("body", {"body": ""}),
            ("member", {"member": 0}),
        ],
    )
    def test_a_fault_stands_beside_its_box(self, visitor, field, change):
        made = make_round()
        words = {"chair": made.chair.email, "tomorrow": f"{clock.today() + timedelta(days=1):%d.%m.%Y}"}
        changes = {name: words.get(value, value) for name, value in change.items()}
        sent = self.sent(made, make.make_user()) | changes
        page = visitor(specialist_of(made)).post(act(made.commission, "replace"), sent)
        assert page.status_code == 200
        assert list(page.context["form"].errors) == [field]
        assert made.commission.members.sitting().filter(pk=made.members[4].pk).exists()

    def test_a_member_of_another_commission_is_not_replaced_from_here(self, visitor):
        made, other = make_round(), make_round()
        sent = self.sent(made, make.make_user()) | {"member": other.members[0].pk}
        page = visitor(specialist_of(made)).post(act(made.commission, "replace"), sent)
        assert list(page.context["form"].errors) == ["member"]

    @pytest.mark.parametrize("state", ["draft", "closed"])
    def test_where_nothing_is_to_be_replaced_no_page_leads_there(self, visitor, state):
        made = make_round(state=state)
        page = visitor(specialist_of(made)).get(url(type(made.commission), "change", made.commission.pk))
        assert "act/replace" not in page.content.decode()

    def test_the_accountant_reads_who_sits_and_replaces_nobody(self, visitor):
        made = make_round()
        client = visitor(make.make_official(made.contest.municipality, "accountant"))
        page = client.get(url(type(made.commission), "change", made.commission.pk))
        assert [link for _seat, link in page.context["seats"]] == [""] * 5
        assert client.get(act(made.commission, "replace")).status_code == 403
