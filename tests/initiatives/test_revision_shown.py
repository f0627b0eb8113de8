"""Returned for revision by the commission: what the results page and the papers say of it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from budget.services import amend_award, award
from documents import rules as paper_rules
from documents.models import Paper, Register
from documents.render import RendererMissing
from documents.services import issue
from initiatives import own_data, services
from initiatives.models import Application, Contest
from tests import factories as make
from tests.initiatives.test_own_data import all_text, archive_of
from tests.initiatives.test_pages import text_of
from tests.initiatives.test_revision import decided, handed_in_again, opened

pytestmark = pytest.mark.django_db

State = Application.State
WORDS = "Бааларды тактап, 2-саптын санын негиздеңиз"


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


class TestResults:
    def results(self, client: Any, contest: Contest) -> Any:
        return client.get(reverse("results", args=[contest.pk]))

    @pytest.mark.parametrize("way", ["revise", "opened", "handed in", "admitted"])
    def test_those_returned_are_a_group_of_their_own(self, client: Any, way: str):
        application, clerk = decided("published") if way == "revise" else opened()
        if way in ("handed in", "admitted"):
            services.submit(by=application.applicant, application=application)
        if way == "admitted":
            services.admit(by=clerk, application=application)
        page = self.results(client, application.contest)
        assert list(page.context["in_revision"]) == [application]
        text = text_of(page)
        assert "Кайра иштеп чыгууга кайтарылгандар" in text
        for shown in (application.number, application.title_ky, application.village.name_ky):
            assert shown in text
        for hidden in (WORDS, application.surname, application.phone, application.pin):
            assert hidden not in text

    @pytest.mark.parametrize("state", ["unsupported", "withdrawn", "refused"])
    def test_decided_again_or_gone_it_is_there_no_more(self, client: Any, state: str):
        application, clerk = handed_in_again()
        if state == "withdrawn":
            services.withdraw(by=application.applicant, application=application)
        elif state == "refused":
            services.refuse(by=clerk, application=application, reason="Башка")
        else:
            services.admit(by=clerk, application=application)
            services.set_outcome(by=clerk, application=application, to=State(state), reason="Балл аз")
        page = self.results(client, application.contest)
        assert list(page.context["in_revision"]) == []
        assert (application in page.context["others"]) is (state == "unsupported")

    def test_a_winner_whose_award_was_taken_back_is_none(self, client: Any):
        contest = make.make_contest(state="published")
        winner = make.make_application(contest, state="awarded")
        head = make.make_official(contest.municipality, "head")
        assert [won.application for won, *_ in self.results(client, contest).context["winners"]] == [winner]
        amend_award(by=head, award=winner.award, lines=[], ground="Чечим", key="session:2")
        services.set_outcome(by=head, application=winner, to=State.UNSUPPORTED, reason="Баш тартты", correcting=True)
        page = self.results(client, contest)
        assert page.context["winners"] == []
        assert list(page.context["others"]) == [winner]


class TestPapers:
    def paper(self, application: Application, subject: Any, kind: Paper.Kind) -> Paper:
        return issue(
            by=make.make_specialist(application.contest.municipality),
            municipality=application.contest.municipality,
            kind=kind,
            register=Register.Code.DECISIONS,
            subject=subject,
            title_ky="Кагаз",
            title_ru="Бумага",
            template="initiatives/papers/receipt.html",
            facts={},
        )

    @pytest.fixture(autouse=True)
    def _not_drawn(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def file_of(paper: Paper, language: str) -> Any:
            raise RendererMissing

        monkeypatch.setattr(own_data, "file_of", file_of)

    @pytest.mark.parametrize("public", [False, True])
    def test_a_paper_is_linked_once_it_may_be_read(self, visitor: Any, monkeypatch: pytest.MonkeyPatch, public: bool):
        contest = make.make_contest(state="published")
        application = make.make_application(contest, state="admitted")
        granted = award(
            by=make.make_official(contest.municipality, "head"),
            application=application,
            lines=[(contest.sources.all()[0].envelope, 1_000_00)],
            ground="Чечим",
        )
        papers = [
            self.paper(application, application, Paper.Kind.LETTER),
            self.paper(application, granted, Paper.Kind.DECISION),
        ]
        for paper in papers:
            monkeypatch.setitem(paper_rules._readers, paper.kind, lambda paper, user: public)
        page = text_of(visitor(application.applicant).get(reverse("application", args=[application.pk])))
        for paper in papers:
            for language in ("ky", "ru", "both"):
                assert (reverse("paper", args=[paper.code, language]) in page) is public
        told = all_text(archive_of(application.applicant))
        assert all((paper.code in told) is public for paper in papers)

    def test_the_receipt_is_linked_as_before(self, visitor: Any):
        application, _ = handed_in_again()
        receipt = Paper.objects.about(application).in_force().get()
        page = text_of(visitor(application.applicant).get(reverse("application", args=[application.pk])))
        assert reverse("paper", args=[receipt.code, "ky"]) in page
