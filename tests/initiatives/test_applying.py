"""An application by its services: begun, handed in, what it lacks, written, decided."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from documents.models import Paper, Register
from initiatives import services
from initiatives.models import Application, Contest
from initiatives.rules import missing, reads_receipt, shown_state
from journal import clock
from municipality.models import User
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_services import ACTS, DECIDED, in_state, verbs

pytestmark = pytest.mark.django_db


class TestBegin:
    def test_a_draft_knows_its_applicant_and_is_found_again(self):
        contest, user = make.make_contest(), make.make_user(phone="+996555010203")
        draft = services.begin(by=user, contest=contest)
        assert (draft.surname, draft.phone, draft.state) == (user.surname, "+996555010203", "draft")
        assert services.begin(by=user, contest=contest) == draft
        assert verbs(draft) == ["application.begun"]

    def test_another_one_after_the_first_was_handed_in(self):
        contest, user = make.make_contest(), make.make_user()
        first = make.make_application(contest, applicant=user, state="submitted")
        assert services.begin(by=user, contest=contest) != first

    @pytest.mark.parametrize("state", ["draft", "scoring", "decided", "published", "closed"])
    def test_not_while_none_are_taken(self, state: str):
        with pytest.raises(Refused):
            services.begin(by=make.make_user(), contest=make.make_contest(state=state))
        assert not Application.objects.exists()

    def test_the_server_s_clock_decides(self):
        contest, user = make.make_contest(), make.make_user()
        for moment, taken in [
            (contest.opens_at - timedelta(seconds=1), False),
            (contest.opens_at, True),
            (contest.closes_at - timedelta(seconds=1), True),
            (contest.closes_at, False),
        ]:
            with clock.at(moment):
                if taken:
                    services.begin(by=user, contest=contest)
                else:
                    with pytest.raises(Refused):
                        services.begin(by=user, contest=contest)


class TestSubmit:
    def test_leaves_a_number_a_receipt_a_notice_and_a_record(self):
        application, _ = in_state("draft")
        with clock.at(clock.now()):
            given = services.submit(by=application.applicant, application=application)
            assert given.submitted_at == clock.now()
            assert given.number == f"{clock.today().year}-001"
        receipt = Paper.objects.about(application).get()
        assert (receipt.kind, receipt.entry.register.code) == ("receipt", Register.Code.RECEIPTS)
        assert receipt.facts["application"]["number"] == given.number
        assert receipt.facts["application"]["total"] == 37_000_00
        assert application.pin not in str(receipt.facts)
        notice = Notice.objects.get()
        assert (notice.recipient, notice.kind) == (application.applicant, "application_submitted")
        assert given.number in notice.subject
        assert verbs(application) == ["application.submitted"]

    def test_a_second_press_leaves_nothing_more(self):
        application, _ = in_state("draft")
        first = services.submit(by=application.applicant, application=application)
        second = services.submit(by=application.applicant, application=application)
        assert second.entry_id == first.entry_id
        assert Paper.objects.count() == 1
        assert Notice.objects.count() == 1
        assert verbs(application) == ["application.submitted"]

    def test_numbers_follow_each_other_in_each_municipality(self):
        contest, elsewhere = make.make_contest(), make.make_contest()
        numbers = []
        for of in (contest, elsewhere, contest):
            draft = make.make_application(of)
            numbers.append(services.submit(by=draft.applicant, application=draft).number[-3:])
        assert numbers == ["001", "001", "002"]

    def test_a_refused_one_takes_no_number(self):
        contest = make.make_contest()
        bad = make.make_application(contest, aim="")
        with pytest.raises(Refused):
            services.submit(by=bad.applicant, application=bad)
        good = make.make_application(contest)
        assert services.submit(by=good.applicant, application=good).number.endswith("-001")

    def test_not_after_the_window_is_closed(self):
        application, _ = in_state("draft")
        with clock.at(application.contest.closes_at), pytest.raises(Refused):
            services.submit(by=application.applicant, application=application)

    def test_a_corrected_one_keeps_its_number_and_gets_a_receipt_of_what_it_says_now(self):
        application, clerk = in_state("draft")
        applicant = application.applicant
        number = services.submit(by=applicant, application=application).number
        ACTS["return"](application, applicant, clerk)
        again = services.submit(by=applicant, application=application)
        assert again.number == number
        first, second = Paper.objects.order_by("id")
        assert second.replaces == first
        assert verbs(application) == [
            "application.submitted",
            "application.returned",
            "application.resubmitted",
        ]
        admitted = services.admit(by=clerk, application=application)
        assert (admitted.reason, admitted.correct_by) == ("", None)

    def test_correction_ends_with_its_day_whatever_the_contest_s_window(self):
        application, clerk = in_state("submitted")
        ACTS["return"](application, application.applicant, clerk)
        application.refresh_from_db()
        last_day = application.contest.closes_at.replace(hour=6) + timedelta(days=1)
        Application.objects.filter(pk=application.pk).update(correct_by=last_day.date())
        with clock.at(last_day + timedelta(days=1)), pytest.raises(Refused):
            services.submit(by=application.applicant, application=application)
        with clock.at(last_day):
            assert services.submit(by=application.applicant, application=application).state == "submitted"


MISSING: list[tuple[str, dict[str, Any]]] = [
    ("initiative", {"title_ky": "", "title_ru": ""}),
    ("initiative", {"village": None}),
    ("initiative", {"priority": None}),
    ("initiative", {"aim": ""}),
    ("budget", {"own_contribution": ""}),
    ("applicant", {"surname": "", "given_name": ""}),
    ("applicant", {"pin": ""}),
    ("applicant", {"phone": ""}),
    ("applicant", {"kind": "group"}),
    ("applicant", {"kind": "legal", "organisation": "«Үмүт» фонду", "organisation_pin": "01234567890123"}),
    ("applicant", {"kind": "legal", "position": "директор"}),
]


class TestMissing:
    def test_a_whole_one_lacks_nothing(self):
        assert missing(make.make_application()) == []

    @pytest.mark.parametrize(("step", "fields"), MISSING)
    def test_each_field_is_missed_in_its_step(self, step: str, fields: dict[str, Any]):
        application = make.make_application(**fields)
        assert [name for name, _ in missing(application)] == [step]
        with pytest.raises(Refused) as refused:
            services.submit(by=application.applicant, application=application)
        assert [str(reason) for reason in refused.value.reasons] == [words for _, words in missing(application)]

    def test_one_language_is_enough(self):
        assert missing(make.make_application(title_ky="")) == []
        assert missing(make.make_application(title_ru="")) == []

    def test_the_parts_are_missed(self):
        application = make.make_application()
        application.plan.all().delete()
        application.lines.all().delete()
        application.attachments.all().delete()
        assert [name for name, _ in missing(application)] == ["plan", "budget", "documents", "documents"]

    def test_an_activity_without_its_day_is_missed(self):
        application = make.make_application()
        application.plan.update(month="")
        assert [name for name, _ in missing(application)] == ["plan"]

    def test_a_source_s_limit(self):
        over = [("Топ", "даана", 1_00, 25_000_01, 1)]
        assert [name for name, _ in missing(make.make_application(lines=over))] == ["budget"]
        assert missing(make.make_application(lines=[("Топ", "даана", 1_00, 25_000_00, 1)])) == []

    def test_a_source_s_share(self):
        sources = [{**make.SOURCES[0], "max_share": 40}, make.SOURCES[1]]
        contest = make.make_contest(sources=sources)
        halves = [("Топ", "даана", 1_00, 4_000_01, 0), ("Топ", "даана", 1_00, 6_000_00, 1)]
        assert [name for name, _ in missing(make.make_application(contest, lines=halves))] == ["budget"]
        fits = [("Топ", "даана", 1_00, 4_000_00, 0), ("Топ", "даана", 1_00, 6_000_00, 1)]
        assert missing(make.make_application(contest, lines=fits)) == []


class TestWriting:
    def test_only_what_an_applicant_writes(self):
        application, _ = in_state("draft")
        for field in ("state", "entry", "reason", "applicant", "contest", "outcome_at"):
            with pytest.raises(ValueError, match=field):
                services.save_part(by=application.applicant, application=application, **{field: None})

    def test_search_follows_the_words(self):
        application, _ = in_state("draft")
        services.save_part(by=application.applicant, application=application, title_ky="Жаңы көпүрө")
        assert list(Application.objects.matching("жаны копуро")) == [application]

    def test_signs_that_turn_the_words_after_them_round_are_not_kept(self):
        application, _ = in_state("draft")
        common = {"by": application.applicant, "application": application}
        services.save_part(**common, title_ky="Көпүрө\u202e", aim="Бир\nэки\u2067")
        services.save_plan(**common, items=[{"what": "Кур\u202eуу", "month": "", "place": "", "responsible": ""}])
        line = {"unit": "м", "quantity": 1_00, "price": 3, "source": application.contest.sources.first()}
        services.save_lines(**common, lines=[{"what": "Таш\u202e", **line}])
        application.refresh_from_db()
        assert (application.title_ky, application.aim) == ("Көпүрө", "Бир\nэки")
        assert [part.get().what for part in (application.plan, application.lines)] == ["Куруу", "Таш"]

    def test_lines_and_plan_are_replaced_in_their_order(self):
        application, _ = in_state("draft")
        source = application.contest.sources.first()
        services.save_lines(
            by=application.applicant,
            application=application,
            lines=[{"what": w, "unit": "м", "quantity": 2_50, "price": 3, "source": source} for w in "БА"],
        )
        services.save_plan(
            by=application.applicant,
            application=application,
            items=[{"what": w, "month": "", "place": "", "responsible": ""} for w in "ГВ"],
        )
        # 2,5 at 3 tyiyn are 7,5 tyiyn: half a tyiyn is rounded up.
        assert [(line.what, line.amount) for line in application.lines.all()] == [("Б", 8), ("А", 8)]
        assert [item.what for item in application.plan.all()] == ["Г", "В"]
        application.refresh_from_db()
        assert application.changed_at > application.created_at

    def test_parts_of_another_s_application_stay(self):
        application, _ = in_state("draft")
        held, stranger = application.attachments.first(), make.make_user()
        for act in (
            lambda: services.save_lines(by=stranger, application=application, lines=[]),
            lambda: services.save_plan(by=stranger, application=application, items=[]),
            lambda: services.attach(by=stranger, application=application, document=None, upload=make.make_upload()),
            lambda: services.detach(by=stranger, application=application, attachment=held),
        ):
            with pytest.raises(Refused):
                act()
        assert (application.lines.count(), application.plan.count(), application.attachments.count()) == (3, 1, 2)


class TestWords:
    def test_a_refusal_and_a_return_need_a_reason_and_a_day_ahead(self):
        application, clerk = in_state("submitted")
        tomorrow, yesterday = clock.today() + timedelta(days=1), clock.today() - timedelta(days=1)
        for act in (
            lambda: services.refuse(by=clerk, application=application, reason="  "),
            lambda: services.return_for_correction(by=clerk, application=application, reason="", correct_by=tomorrow),
            lambda: services.return_for_correction(
                by=clerk, application=application, reason="Паспорт", correct_by=yesterday
            ),
        ):
            with pytest.raises(Refused):
                act()
        application.refresh_from_db()
        assert application.state == "submitted"

    @pytest.mark.parametrize("act", ["admit", "return", "refuse", "withdraw"])
    def test_the_applicant_is_told_in_their_own_language(self, act: str):
        application, clerk = in_state("submitted")
        User.objects.filter(pk=application.applicant_id).update(language="ru")
        application.refresh_from_db()
        with override("ky"):
            ACTS[act](application, application.applicant, clerk)
        notice = Notice.objects.get()
        assert notice.language == "ru"
        assert notice.link == f"/ru/applications/{application.pk}/"
        assert application.number in notice.subject
        assert application.title_ru in notice.body

    def test_words_are_not_escaped_in_letters(self):
        application, clerk = in_state("submitted")
        services.refuse(by=clerk, application=application, reason="Кат «жок» & мөөр 'жок'")
        assert "Кат «жок» & мөөр 'жок'" in Notice.objects.get().body


class TestOutcome:
    @pytest.mark.parametrize("state", DECIDED)
    @pytest.mark.parametrize("contest_state", Contest.State.values[2:])
    def test_shows_once_it_is_published(self, state: str, contest_state: str):
        application = make.make_application(make.make_contest(state=contest_state), state=state)
        public = contest_state in ("published", "closed")
        assert shown_state(application) == (state if public else "admitted")

    def test_withdrawing_tells_nothing_before_it_is_published(self):
        contest = make.make_contest(state="decided")
        answers = set()
        for state in DECIDED:
            application = make.make_application(contest, state=state)
            with pytest.raises(Refused) as refused:
                services.withdraw(by=application.applicant, application=application)
            answers.add(str(refused.value))
        assert len(answers) == 1

    def test_a_reserve_that_is_taken_back_is_no_outcome(self):
        application, _ = in_state("reserve")
        assert services.withdraw(by=application.applicant, application=application).outcome_at is None

    def test_not_supported_needs_a_reason(self):
        application, clerk = in_state("admitted")
        with pytest.raises(Refused):
            services.set_outcome(by=clerk, application=application, to=Application.State.UNSUPPORTED, reason=" ")


def test_a_receipt_is_read_by_its_applicant_only():
    application, _ = in_state("draft")
    services.submit(by=application.applicant, application=application)
    receipt = Paper.objects.get()
    assert reads_receipt(receipt, application.applicant)
    assert not reads_receipt(receipt, make.make_user())
