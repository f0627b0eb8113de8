"""The papers of a session: which are issued, to whom they are open, and what a later one replaces."""

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee import papers
from committee.papers import papers_of_session
from documents.models import Paper, PaperFile
from documents.rules import may_read
from documents.services import draw
from journal import clock
from journal.services import act
from municipality.models import User
from tests.committee.factories import Round, make_round, seal_all, specialist_of
from tests.documents.reading import worded
from tests.factories import make_coapplicant, make_user, move_contest_to, som
from tests.paper_story import NO_MONEY, WHOLE, Issued, Item, begin, decide, facts_of, hold, moment, rest

pytestmark = pytest.mark.django_db

Kind = Paper.Kind


@pytest.fixture
def issued(scored: Round) -> Issued:
    """One award, one reserve, one not supported."""
    first, second, third = scored.applications
    return hold(
        scored.commission,
        [
            Item(first, sums=WHOLE),
            Item(second, "reserve", fields=NO_MONEY),
            Item(third, "unsupported", fields={"reason_ky": "Негизделген эмес.", "reason_ru": "Не обосновано."}),
        ],
    )


def test_a_session_has_a_protocol_a_summary_a_sheet_of_each_member_and_a_paper_for_each_application(issued, scored):
    kinds = [str(paper.kind) for paper in issued.papers]
    assert kinds == ["protocol", "summary", *["sheet"] * 5, "decision", "letter", "letter"]
    assert {paper.subject_id for paper in issued.of(Kind.SHEET)} == {member.pk for member in scored.members}
    assert [paper.subject_id for paper in issued.of(Kind.LETTER)] == [row.pk for row in scored.applications[1:]]
    assert [paper.number for paper in issued.of(Kind.DECISION)] == [f"{clock.today().year}-1/1"]


def test_list_of_papers_takes_two_queries_and_is_empty_before_the_adoption(issued, scored, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert papers_of_session(issued.session)
    assert issued.session.adopted_at is not None
    issued.session.adopted_at = None
    with django_assert_num_queries(0):
        assert papers_of_session(issued.session) == []


@pytest.mark.pdf
def test_only_protocol_and_decisions_are_drawn_at_once(scored, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        issued = hold(scored.commission, [Item(scored.applications[0], sums=WHOLE), *rest(scored.applications[1:])])
    drawn = set(PaperFile.objects.values_list("paper__kind", "language"))
    assert drawn == {(kind, language) for kind in ("protocol", "decision") for language in ("ky", "ru")}
    assert len(issued.papers) > 2


def test_in_a_large_contest_nothing_is_drawn_at_once(scored, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("committee.papers.issuing.AT_ONCE", 2)
    with django_capture_on_commit_callbacks() as callbacks:
        hold(scored.commission, [Item(scored.applications[0], sums=WHOLE), *rest(scored.applications[1:])])
    assert callbacks == []


def test_a_large_contest_reads_no_more_than_a_small_one():
    reads = []
    for applications in (3, 9):
        made = make_round(applications)
        seal_all(made)
        issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE), *rest(made.applications[1:])])
        award = made.applications[0].award
        with act(), CaptureQueriesContext(connection) as asked:
            papers.issue_for_session(issued.session, by=made.chair, awards=[award])
        # What the issue of a paper itself reads: its register.
        own = ("documents_register", "journal_")
        selects = [query["sql"] for query in asked if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
        reads.append(len([sql for sql in selects if not any(f'FROM "{table}' in sql for table in own)]))
    assert reads[0] == reads[1]


def test_a_later_session_issues_no_sheet_twice_and_its_decision_replaces_the_letter(issued, scored):
    second = scored.applications[1]
    later = hold(scored.commission, [Item(second, sums=(som(11_000), som(25_000)))])
    assert [str(paper.kind) for paper in later.papers] == ["protocol", "summary", "decision"]
    [decision] = later.of(Kind.DECISION)
    letter = issued.of(Kind.LETTER)[0]
    assert decision.replaces_id == letter.pk
    assert f"№ {letter.number} каттын ордуна чыгарылды" in worded(decision, "ky")
    # The earlier protocol stands: this session corrects nothing.
    assert Paper.objects.in_force().filter(kind=Kind.PROTOCOL).count() == 2
    third = scored.applications[2]
    assert third.number not in {one["number"] for one in facts_of(later.protocol)["undecided"]}


def test_a_reserve_that_a_later_session_leaves_aside_is_told_as_such(issued, scored):
    third = scored.applications[2]
    fourth = hold(scored.commission, [Item(third, sums=(som(5_000), 0))])
    assert "«Демилге Б» – резервде калды, бул отурумда ал боюнча сунуш киргизилген жок." in worded(
        fourth.protocol, "ky"
    )


def test_a_correction_replaces_what_it_changes_and_leaves_the_rest_in_force(issued, scored, client):
    first, second, third = scored.applications
    with clock.at(clock.now() + timedelta(days=1)):
        mended = hold(
            scored.commission,
            [
                Item(first, "unsupported", fields={"reason_ky": "Эсеп туура эмес.", "reason_ru": "Расчёт неверен."}),
                Item(second, sums=(som(11_000), som(25_000))),
                Item(third, "unsupported", fields={"reason_ky": "Негизделген эмес.", "reason_ru": "Не обосновано."}),
            ],
            corrects=issued.session,
        )
    assert [str(paper.kind) for paper in mended.papers] == ["protocol", "summary", "decision", "letter"]
    assert mended.protocol.replaces_id == issued.protocol.pk
    assert mended.of(Kind.SUMMARY)[0].replaces_id == issued.of(Kind.SUMMARY)[0].pk
    assert mended.of(Kind.LETTER)[0].replaces_id == issued.of(Kind.DECISION)[0].pk, "the award was taken back"
    assert mended.of(Kind.DECISION)[0].replaces_id == issued.of(Kind.LETTER)[0].pk
    assert not hasattr(Paper.objects.get(pk=issued.of(Kind.LETTER)[1].pk), "replaced_by"), "nothing new was decided"
    ky = worded(mended.protocol, "ky")
    assert f"№ {issued.protocol.number} протоколду оңдойт жана анын ордуна чыгарылды." in ky
    assert "чечимдин ордуна чыгарылды" in worded(mended.of(Kind.LETTER)[0], "ky")
    page = client.get(reverse("verify", args=[issued.protocol.code]))
    assert mended.protocol.code in page.content.decode()
    assert page.context["replaced_by"] == mended.protocol


def test_a_correction_says_what_it_left_as_it_was(issued, scored):
    # Nobody votes anew on what stands.
    second = Item(scored.applications[1], "reserve", votes={}, fields=NO_MONEY)
    mended = hold(scored.commission, [second], corrects=issued.session)
    assert [str(paper.kind) for paper in mended.papers] == ["protocol", "summary"]
    ky, ru = worded(mended.protocol, "ky"), worded(mended.protocol, "ru")
    assert "Мурдагы протоколдогу бул чечим өзгөртүүсүз калтырылды, ал боюнча кайра добуш берилген жок." in ky
    assert "Добуш берүү." not in ky
    assert "Это решение прежнего протокола оставлено без изменений" in ru


def test_facts_are_frozen_when_the_paper_is_issued(issued, scored):
    before = {paper.pk: facts_of(paper) for paper in issued.papers}
    words = [worded(paper, language) for paper in issued.papers for language in ("ky", "ru")]
    User.objects.filter(pk=scored.members[0].user_id).update(surname="Башкабаев")
    again = Paper.objects.in_bulk(before)
    assert {pk: paper.facts for pk, paper in again.items()} == before
    assert [worded(again[paper.pk], language) for paper in issued.papers for language in ("ky", "ru")] == words


@pytest.mark.pdf
def test_a_name_that_changes_later_changes_no_byte(issued, scored):
    [decision] = issued.of(Kind.DECISION)
    letter = issued.of(Kind.LETTER)[0]
    before = [draw(Paper.objects.get(pk=paper.pk), "both") for paper in (decision, letter)]
    User.objects.all().update(surname="Башкабаев")
    assert [draw(Paper.objects.get(pk=paper.pk), "both") for paper in (decision, letter)] == before


def readers(issued: Issued, user: Any) -> set[str]:
    """Return the kinds of the papers of a session that a person may read."""
    return {str(paper.kind) for paper in issued.papers if may_read(paper, user)}


def test_who_reads_the_papers_of_a_session(issued, scored):
    everything = {"protocol", "summary", "sheet", "decision", "letter"}
    member, staff, stranger = scored.members[3].user, specialist_of(scored), make_user()
    assert readers(issued, member) == readers(issued, staff) == everything
    applicant = scored.applications[1].applicant
    anyone = AnonymousUser()
    assert [readers(issued, user) for user in (applicant, stranger, anyone)] == [set(), set(), set()]
    move_contest_to(scored.contest, "published")
    assert [readers(issued, user) for user in (stranger, anyone)] == [{"decision"}, {"decision"}]
    mine, not_mine = issued.of(Kind.LETTER)
    assert may_read(mine, applicant)
    assert not may_read(not_mine, applicant)
    other_round = make_round(1)
    assert readers(issued, other_round.members[0].user) == {"decision"}


def test_the_group_reads_the_letter_once_the_results_are_public():
    story, friend = begin(), make_user()
    with clock.at(moment(10, 1)):
        make_coapplicant(story.applications[2], friend)
    mine, not_mine = decide(story).of(Kind.LETTER)
    assert not may_read(mine, friend)
    move_contest_to(story.contest, "published")
    assert may_read(mine, friend)
    assert not may_read(not_mine, friend)


@pytest.mark.pdf
def test_sixty_applications_break_over_pages_and_each_row_stays_whole():
    made = make_round(60)
    seal_all(made)
    issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE), *rest(made.applications[1:])])
    for paper, least in ((issued.protocol, 10), (issued.of(Kind.SUMMARY)[0], 5), (issued.of(Kind.SHEET)[0], 2)):
        pages = pypdf.PdfReader(io.BytesIO(draw(paper, "ky"))).pages
        assert len(pages) >= least
        text = " ".join(page.extract_text() for page in pages)
        assert all(application.number in text for application in made.applications)
        # The head of the table stands on each of its pages.
        assert sum(any(head in page.extract_text() for head in ("Орду", "Демилге 1 2 3")) for page in pages) > 1
    wide = pypdf.PdfReader(io.BytesIO(draw(issued.of(Kind.SUMMARY)[0], "both"))).pages[0].mediabox
    assert wide.width > wide.height
