"""Forming the commission: its rules until the announcement, what is warned about, what is announced, the lots."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from committee import services, terms
from committee.models import BlindCode, Commission, Criterion, Member, Sheet
from committee.rules import may_announce, may_open_scoring, warnings
from documents.models import Paper
from initiatives.models import Application, Contest
from initiatives.services import set_outcome
from journal import clock
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.committee.factories import (
    Round,
    make_commission,
    make_criteria,
    make_round,
    make_session,
    propose,
    refusal,
    seal_all,
    specialist_of,
)
from tests.portal.test_admin import act, url

pytestmark = pytest.mark.django_db


def lacks(made: Round) -> str:
    """Return what may_announce says is missing."""
    return may_announce(made.contest, specialist_of(made)).reason


class TestBeforeTheAnnouncement:
    def test_a_whole_contest_lacks_nothing(self):
        made = make_round(0, state="draft")
        assert may_announce(made.contest, specialist_of(made))

    def test_criteria_are_asked_for_first_and_their_weights_after(self, english):
        made = make_round(0, state="draft", weights=())
        assert lacks(made) == "Enter the criteria by which the initiatives are scored."
        make_criteria(made.contest, (60, 30))
        assert "now they make 90 %" in lacks(made)

    def test_a_threshold_that_nobody_can_reach_is_named(self, english):
        made = make_round(0, state="draft", most=5, terms={"threshold": Decimal("5.01")})
        assert "least mean of 5,01: the highest possible mean is 5" in lacks(made)
        Commission.objects.update(threshold=Decimal(5))
        assert may_announce(made.contest, specialist_of(made))

    @pytest.mark.parametrize("function", ["chair", "secretary"])
    def test_the_chair_and_the_secretary_are_among_those_who_sit(self, english, function):
        made = make_round(0, state="draft")
        Member.objects.filter(function=function).update(until=clock.today())
        assert lacks(made) == "Name the chair and the secretary of the commission."


class TestWarnings:
    def of(self, *bodies: str, blind: bool = False) -> Commission:
        commission = make_commission(make.make_contest(state="draft"), len(bodies), blind=blind)
        for member, body in zip(commission.members.all(), bodies, strict=True):
            Member.objects.filter(pk=member.pk).update(body=body)
        return commission

    def test_five_people_of_all_bodies_are_nothing_unusual(self, english):
        assert warnings(self.of("office", "kenesh", "kenesh", "community", "community")) == []

    def test_an_even_number_a_small_one_and_a_missing_body(self, english):
        said = warnings(self.of("office", "community", "community", "community"))
        assert said == [
            "The commission has 4 members; 5 are usual.",
            "The number of members is even: votes can split in half.",
            "Nobody stands for: aiyl kenesh.",
        ]

    def test_who_was_replaced_is_counted_no_more(self, english):
        commission = self.of("office", "kenesh", "kenesh", "community", "community", "community")
        commission.members.filter(pk=commission.members.last().pk).update(until=clock.today())
        assert warnings(commission) == []

    @pytest.mark.parametrize("role", ["specialist", "head", "accountant"])
    def test_an_official_of_the_place_sees_names_in_a_blind_contest(self, english, role):
        commission = self.of("office", "kenesh", "kenesh", "community", "community", blind=True)
        official = make.make_official(commission.contest.municipality, role, surname="Көрөрбаев")
        commission.members.filter(body="office").update(user=official)
        (said,) = warnings(commission)
        assert said.startswith(f"{official.name} ({role}) sees by office")
        Commission.objects.update(blind=False)
        assert warnings(Commission.objects.get()) == []

    def test_an_official_of_another_place_sees_nothing(self, english):
        commission = self.of("office", "kenesh", "kenesh", "community", "community", blind=True)
        commission.members.filter(body="office").update(user=make.make_specialist(make.make_municipality()))
        assert warnings(commission) == []

    def test_a_member_who_applies_alone_or_in_a_group(self, english):
        commission = self.of("office", "kenesh", "kenesh", "community", "community")
        contest = make.move_contest_to(commission.contest, "announced")
        first, second, third, *_rest = commission.members.all()
        for kind, state in [("person", "submitted"), ("person", "submitted"), ("group", "admitted")]:
            make.make_application(contest, state=state, kind=kind, applicant=first.user if kind == "person" else None)
        make.make_coapplicant(Application.objects.get(kind="group"), second.user)
        make.make_application(contest, applicant=third.user)
        said = warnings(Commission.objects.get())
        assert [words.split(" applies")[0] for words in said] == [first.user.name, second.user.name], (
            "each is named once, and a draft is nobody's business"
        )


class TestTheRulesInWords:
    def said(self, language: str = "ky", **fields: Any) -> str:
        made = make_round(0, state="draft", terms=fields)
        with translation.override(language):
            return " ".join(terms.in_words(Commission.objects.get(pk=made.commission.pk)))

    def test_each_rule_is_said_in_both_languages_and_none_in_english(self):
        everything = {"blind": True, "asks_justification": True, "shows_others": True, "threshold": Decimal("6.50")}
        for language in ("ky", "ru"):
            for fields in ({}, everything, {"quorum_of": 1, "quorum_in": 1}):
                said = self.said(language, **fields)
                assert not re.search("[A-Za-z]", said), said
                assert ("6,5" in said) is ("threshold" in fields)

    @pytest.mark.parametrize(
        ("of", "whole", "ky", "ru"),
        [
            (2, 3, "үчтөн экиси", "двух третей"),
            (1, 2, "жарымы", "половины"),
            (3, 5, "бештен үчү", "трёх пятых"),
            (7, 20, "7/20 бөлүгү", "7/20"),
        ],
    )
    def test_the_quorum_is_a_part_in_words(self, of, whole, ky, ru):
        assert terms.part_words(of, whole, "ky") == ky
        assert terms.part_words(of, whole, "ru") == ru
        assert f"кеминде {ky}" in self.said(quorum_of=of, quorum_in=whole)
        assert f"не менее {ru} " in self.said("ru", quorum_of=of, quorum_in=whole)

    def test_numbered_criteria_decide_first_and_the_others_follow_in_the_order_of_the_list(self):
        made = make_round(0, state="draft")
        for place, number in {4: 1, 2: 2}.items():
            Criterion.objects.filter(pk=made.criteria[place].pk).update(tie_order=number)
        order = terms.deciding(Criterion.objects.filter(contest=made.contest))
        assert order == [made.criteria[place] for place in (4, 2, 0, 1, 3)]
        with translation.override("ru"):
            words = " ".join(terms.in_words(made.commission))
        assert words.index("«Собственный вклад»") < words.index("«Устойчивость»") < words.index("«Значимость")

    @pytest.mark.parametrize(
        ("points", "shown"), [("6", "6"), ("6.50", "6,5"), ("6.05", "6,05"), ("10.00", "10"), ("0.50", "0,5")]
    )
    def test_points_have_no_more_decimals_than_they_need(self, points, shown):
        assert terms.shown(Decimal(points)) == shown

    def test_the_highest_mean_counts_weights(self):
        made = make_round(0, state="draft", weights=(75, 25))
        Criterion.objects.filter(pk=made.criteria[0].pk).update(most=5)
        with translation.override("ru"):
            assert "не может быть больше 6,25" in " ".join(terms.in_words(made.commission))


class TestTheAnnouncement:
    def test_the_paper_and_the_public_page_say_all_rules(self, client):
        made = make_round(0, state="draft", terms={"blind": True, "threshold": Decimal("6.5")})
        services.announce_contest(by=specialist_of(made), contest=made.contest)
        paper = Paper.objects.get(kind="announcement")
        commission = Commission.objects.get()
        for language, prefix in (("ky", ""), ("ru", "/ru")):
            with translation.override(language):
                sentences = terms.in_words(commission)
            assert [rule[language] for rule in paper.facts["rules"]] == sentences
            page = client.get(f"{prefix}/contests/{made.contest.pk}/")
            assert page.context["rules"] == sentences
            assert all(f"<li>{sentence}</li>" in page.content.decode() for sentence in sentences)

    def test_the_staff_read_them_before_it_with_the_warnings_apart_from_what_is_missing(self, visitor, source_words):
        made = make_round(0, members=4, state="draft", weights=(60, 30))
        page = visitor(specialist_of(made)).get(url(Contest, "change", made.contest.pk))
        assert "now they make 90 %" in page.context["missing"][0]
        assert len(page.context["missing"]) == 1
        assert "The commission has 4 members; 5 are usual." in page.context["warnings"]
        assert any("there is no threshold" in words.lower() for words in page.context["rules"])
        accountant = make.make_official(made.contest.municipality, "accountant")
        page = visitor(accountant).get(url(Contest, "change", made.contest.pk))
        assert page.context["warnings"] == []


class TestOpeningTheScoring:
    def opened(self, made: Round) -> Round:
        with clock.at(made.contest.closes_at):
            services.open_scoring(by=specialist_of(made), contest=made.contest)
        return made

    def test_sheets_go_to_those_who_sit(self):
        made = make_round(2, state="announced")
        Member.objects.filter(pk=made.members[4].pk).update(until=clock.today())
        self.opened(made)
        holders = set(Sheet.objects.values_list("member", flat=True))
        assert holders == {member.pk for member in made.members[:4]}
        assert not BlindCode.objects.exists(), "who sees names needs no codes"

    def test_without_a_secretary_nothing_is_opened(self, english):
        made = make_round(1, state="announced")
        Member.objects.filter(function="secretary").delete()
        with clock.at(made.contest.closes_at):
            reason = refusal(services.open_scoring, by=specialist_of(made), contest=made.contest)
        assert reason == "Name the chair and the secretary of the commission."

    @pytest.mark.parametrize(("count", "last"), [(3, "К-03"), (100, "К-100")])
    def test_each_application_of_a_blind_contest_has_one_code_of_one_width(self, count, last):
        made = make_round(0, 2, state="announced", terms={"blind": True})
        for _number in range(count):
            application = make.make_application(made.contest, complete=False)
            make.move_application_to(application, "admitted")
        self.opened(made)
        codes = sorted(BlindCode.objects.filter(contest=made.contest).values_list("code", flat=True))
        assert (len(codes), codes[-1]) == (count, last)
        assert len({len(code) for code in codes}) == 1
        assert set(BlindCode.objects.values_list("application", flat=True)) == set(
            made.contest.applications.values_list("pk", flat=True)
        )

    def test_neither_codes_nor_the_numbers_of_sheets_follow_the_register(self):
        made = make_round(0, 2, state="announced", terms={"blind": True})
        for _number in range(30):
            make.move_application_to(make.make_application(made.contest, complete=False), "admitted")
        self.opened(made)
        register = list(made.contest.applications.order_by("pk").values_list("pk", flat=True))
        by_code = list(BlindCode.objects.order_by("code").values_list("application", flat=True))
        # However the applications were read: in either direction.
        assert by_code not in (register, register[::-1])
        mine = Sheet.objects.filter(member=made.members[0])
        by_sheet = list(mine.order_by("pk").values_list("application", flat=True))
        assert by_sheet not in (register, register[::-1], by_code)

    def test_with_none_admitted_it_is_said_what_is_to_be_done(self, english):
        made = make_round(0, state="announced")
        make.make_application(made.contest, state="refused")
        with clock.at(made.contest.closes_at):
            verdict = may_open_scoring(made.contest, specialist_of(made))
            refusal(services.open_scoring, by=specialist_of(made), contest=made.contest)
        assert not verdict
        assert verdict.reason.startswith("No application was admitted.")
        assert "Prepare a new contest." in verdict.reason
        assert "The accountant can lower the envelopes" in verdict.reason

    def test_the_staff_s_page_says_it_too(self, visitor):
        made = make_round(0, state="announced")
        with clock.at(made.contest.closes_at + timedelta(hours=1)):
            answer = visitor(specialist_of(made)).post(act(made.contest, "scoring"))
        assert answer.status_code == 409
        assert len(answer.context["verdict"].reasons) == 3


class TestPublishing:
    def test_what_was_returned_for_revision_is_opened_to_its_applicant(self):
        made = make_round(3)
        seal_all(made)
        session = make_session(made)
        propose(made, session, 0)
        propose(made, session, 1, "reserve")
        propose(made, session, 2, "reserve")
        services.adopt_decision(by=made.chair, session=session)
        returned = Application.objects.get(pk=made.applications[2].pk)
        with translation.override(None):
            set_outcome(by=made.chair, application=returned, to=Application.State.REVISE, reason="Чыгымын тактаңыз.")
        services.publish(by=specialist_of(made), contest=made.contest)
        states = [Application.objects.get(pk=row.pk).state for row in made.applications]
        assert states == ["awarded", "reserve", "returned"]
        kinds = {row: list(Notice.objects.filter(recipient=row.applicant).values_list("kind", flat=True))
                 for row in made.applications}  # fmt: skip
        assert [kinds[row][-1:] for row in made.applications[:2]] == [["result_published"]] * 2
        assert "result_published" not in kinds[made.applications[2]]
        assert any("returned" in kind for kind in kinds[made.applications[2]])


def test_form_commission_takes_the_rules(db):
    contest = make.make_contest(state="draft")
    clerk = make.make_specialist(contest.municipality)
    commission = services.form_commission(
        by=clerk, contest=contest, members=(), criteria=(), blind=True, threshold=Decimal(6)
    )
    assert (commission.blind, commission.threshold) == (True, Decimal(6))
    with pytest.raises(Refused), transaction.atomic():
        services.form_commission(by=make.make_user(), contest=contest, members=(), criteria=())
