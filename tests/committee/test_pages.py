"""A member's pages: the desk, the sheet, sealing, stepping aside, the ranking; who may open them and what they tell."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from committee import services
from committee.models import Score, Sheet
from journal import clock
from municipality.models import Role
from notices.models import Notice
from tests.committee.factories import close, declare, give, make_decided, make_round, make_session, seal_all
from tests.factories import (
    make_application,
    make_coapplicant,
    make_official,
    make_user,
    move_application_to,
    move_contest_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def made():
    return make_round(2)


def fields(made, points) -> dict[str, object]:
    """Return what a browser sends of the score form."""
    return {f"criterion_{criterion.pk}": given for criterion, given in zip(made.criteria, points, strict=False)}


def text(response) -> str:
    return response.content.decode()


# --- Doors ---


PAGES = ["sheet", "sheet_seal", "recuse", "declare"]
OF_CONTEST = ["sheets_seal", "interest_note", "sheet_print", "paper_sheets"]


@pytest.mark.parametrize(
    "name",
    [
        "commission",
        *PAGES,
        *OF_CONTEST,
        "sheet_attachment",
        "sheet_scan",
        "paper_sheet",
        "ranking",
        "session",
        "session_adopt",
    ],
)
def test_strangers_are_sent_to_the_sign_in_page(name, visitor):
    args = {"commission": [], "sheet_attachment": [1, "key"], "sheet_scan": [1, "key"]}.get(name, [1])
    response = visitor().get(reverse(name, args=args))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", PAGES)
def test_another_member_s_sheet_is_not_there(name, made, visitor):
    other = visitor(made.secretary)
    for person in (other, visitor(make_user()), visitor(make_official(made.contest.municipality))):
        for method in (person.get, person.post):
            assert method(reverse(name, args=[made.sheet(0, 0).pk])).status_code == 404


@pytest.mark.parametrize("name", ["ranking", "session", "session_adopt"])
def test_another_commission_s_pages_are_not_there(name, visitor):
    made, session = make_decided(1)
    other = make_round(1)
    pk = made.contest.pk if name == "ranking" else session.pk
    for person in (other.chair, make_user(), make_official(other.contest.municipality, Role.SPECIALIST)):
        assert visitor(person).get(reverse(name, args=[pk])).status_code == 404
        assert visitor(person).post(reverse(name, args=[pk])).status_code == 404


@pytest.mark.parametrize("name", ["commission", "sheet_attachment"])
def test_pages_to_read_take_no_post(name, made, visitor):
    attachment = made.applications[0].attachments.first()
    args = [] if name == "commission" else [made.sheet(0, 0).pk, attachment.key]
    assert visitor(made.chair).post(reverse(name, args=args)).status_code == 405


@pytest.mark.parametrize("name", ["sheet", "sheet_seal", "recuse", "declare", "ranking", "session", "session_adopt"])
def test_pages_with_forms_take_no_put(name, visitor):
    made, session = make_decided(1)
    pk = {"ranking": made.contest.pk, "session": session.pk, "session_adopt": session.pk}.get(name, made.sheet(0, 0).pk)
    assert visitor(made.chair).put(reverse(name, args=[pk])).status_code == 405


# --- The desk ---


def test_the_desk_shows_my_sheets_and_to_the_chair_how_far_the_others_are(made, visitor):
    give(made.sheet(2, 0), [7] * 5)
    close(made.sheet(2, 0))
    close(made.sheet(2, 1), "recused", "Бир тууганым.")
    response = visitor(made.members[2].user).get(reverse("commission"))
    assert "You have sealed: 1, left: 0." in text(response)
    assert "10 sheets" not in text(response)
    assert "8 sheets are still open" in text(response)
    assert reverse("sheet", args=[made.sheet(2, 0).pk]) in text(response)
    assert reverse("sheet", args=[made.sheet(0, 0).pk]) not in text(response)
    assert made.chair.name not in text(response), "a plain member does not see how far the others are"
    for leader in (made.chair, made.secretary):
        response = visitor(leader).get(reverse("commission"))
        assert made.members[2].user.name in text(response)
        progress = {m.pk: (m.sealed, m.aside, m.left) for m in response.context["desks"][0].progress}
        assert progress[made.members[2].pk] == (1, 1, 0)
        assert progress[made.members[0].pk] == (0, 0, 2)
        assert reverse("ranking", args=[made.contest.pk]) not in text(response)


def test_the_desk_links_to_the_ranking_and_the_session_when_they_are_open(made, visitor):
    seal_all(made)
    session = make_session(made)
    response = visitor(made.chair).get(reverse("commission"))
    assert reverse("ranking", args=[made.contest.pk]) in text(response)
    assert reverse("session", args=[session.pk]) in text(response)


def test_the_desk_stands_in_the_order_of_the_register_not_of_the_points(made, visitor):
    for seat in range(5):
        give(made.sheet(seat, 0), [1] * 5)
        close(made.sheet(seat, 0))
        give(made.sheet(seat, 1), [9] * 5)
        close(made.sheet(seat, 1))
    page = text(visitor(made.chair).get(reverse("commission")))
    assert page.index(made.applications[0].number) < page.index(made.applications[1].number)


def test_who_sits_in_no_commission_is_told_so(visitor):
    response = visitor(make_user()).get(reverse("commission"))
    assert response.status_code == 200
    assert "You sit in no commission." in text(response)


def test_before_the_scoring_the_desk_says_so(visitor):
    made = make_round(1, state="announced")
    page = text(visitor(made.chair).get(reverse("commission")))
    assert "There are no sheets yet." in page
    assert "Scoring has not begun yet." in page


@pytest.mark.parametrize("seat", [0, 2])
def test_the_desk_asks_the_database_as_often_for_three_applications_as_for_one(seat, visitor):
    counts = []
    for applications in (1, 3):
        made = make_round(applications)
        person = visitor(made.members[seat].user)
        with CaptureQueriesContext(connection) as queries:
            assert person.get(reverse("commission")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The sheet ---


def test_the_sheet_shows_the_application_and_each_criterion(made, visitor):
    declare(made.sheet(0, 0))
    page = text(visitor(made.chair).get(reverse("sheet", args=[made.sheet(0, 0).pk])))
    application = made.applications[0]
    for shown in (
        application.title,
        application.number,
        "37\u00a0000\u00a0сом",
        application.own_contribution,
        application.plan.get().what,
        "Сыйлыктар",
        "12\u00a0000",
        application.contest.municipality.villages.first().name,
        *[criterion.name for criterion in made.criteria],
        made.criteria[0].meaning,
    ):
        assert str(shown) in page, shown
    for hidden in (application.pin, application.phone, application.address):
        assert hidden not in page, "members score the initiative, they need no personal data"
    assert page.count('type="radio"') == 5 * 11
    for attachment in application.attachments.all():
        assert reverse("sheet_attachment", args=[made.sheet(0, 0).pk, attachment.key]) in page


def test_saving_keeps_what_is_given_so_far(made, visitor):
    sheet = made.sheet(0, 0)
    declare(sheet)
    person, url = visitor(made.chair), reverse("sheet", args=[sheet.pk])
    response = person.post(url, fields(made, [9, 0]), follow=True)
    assert "Your points are saved" in text(response)
    assert dict(sheet.scores.values_list("criterion", "points")) == {
        made.criteria[0].pk: 9,
        made.criteria[1].pk: 0,
    }
    form = response.context["form"]
    assert [field.initial for field in form] == [9, 0, None, None, None]
    assert text(response).count(" checked") == 2
    person.post(url, fields(made, [4]))
    assert sheet.scores.get(criterion=made.criteria[1]).points == 0


@pytest.mark.parametrize("typed", ["11", "-1", "9.5", "abc", "9" * 5000])
def test_points_posted_by_hand_are_refused_beside_the_field_and_the_rest_is_kept(typed, made, visitor):
    sheet = made.sheet(0, 0)
    declare(sheet)
    given = {**fields(made, [9, 8]), f"criterion_{made.criteria[2].pk}": typed}
    response = visitor(made.chair).post(reverse("sheet", args=[sheet.pk]), given)
    assert response.status_code == 200
    errors = response.context["form"].errors
    assert list(errors) == [f"criterion_{made.criteria[2].pk}"]
    assert f"{typed} points cannot be given. Choose from 0 to 10." in text(response)
    assert text(response).count(" checked") == 2
    assert not Score.objects.exists()


def test_sealing_asks_for_every_criterion_then_once_more(made, visitor):
    sheet = made.sheet(0, 0)
    declare(sheet)
    person, url = visitor(made.chair), reverse("sheet", args=[sheet.pk])
    response = person.post(url, {**fields(made, [9, 8, 7, 6]), "seal": "1"})
    assert list(response.context["form"].errors) == [f"criterion_{made.criteria[4].pk}"]
    assert sheet.scores.count() == 4, "what was given is kept all the same"
    seal = reverse("sheet_seal", args=[sheet.pk])
    assert "Something is lacking on this sheet yet" in text(person.get(seal))
    response = person.post(seal)
    assert "Give points:" in text(response)
    response = person.post(url, {**fields(made, [9, 8, 7, 6, 10]), "seal": "1"})
    assert response.url == seal
    page = text(person.get(seal))
    assert "<b>10</b> of 10" in page
    assert "the points cannot be changed" in page
    assert page.count("button-main") == 1
    assert Sheet.objects.get(pk=sheet.pk).state == "open", "looking seals nothing"
    assert person.post(seal).url == reverse("commission")
    assert Sheet.objects.get(pk=sheet.pk).state == "sealed"


def test_a_sealed_sheet_shows_my_points_and_takes_no_others(made, visitor):
    sheet = made.sheet(0, 0)
    give(sheet, [9, 8, 7, 6, 5])
    close(sheet)
    person = visitor(made.chair)
    for name in ("sheet", "recuse"):
        page = person.get(reverse(name, args=[sheet.pk]))
        assert page.status_code == 200
        assert "cannot be changed" in text(page)
        assert "<b>9</b> of 10" in text(page)
        assert "<form method" not in text(page).split("<main")[1].split("</main>")[0]
        given = {**fields(made, [1] * 5), "kind": "recused", "reason": "Башка."}
        refused = person.post(reverse(name, args=[sheet.pk]), given)
        assert refused.status_code == 403
        assert "cannot be changed" in text(refused)
    assert sorted(sheet.scores.values_list("points", flat=True)) == [5, 6, 7, 8, 9]


@pytest.mark.parametrize("state", ["recused", "abstained"])
def test_who_stepped_aside_sees_why_and_nothing_of_the_application(state, made, visitor):
    sheet = made.sheet(0, 0)
    close(sheet, state, "Бир тууганымдын демилгеси.")
    person = visitor(made.chair)
    for name in PAGES:
        response = person.get(reverse(name, args=[sheet.pk]), follow=True)
        assert response.status_code == 200
        assert "Бир тууганымдын демилгеси." in text(response)
        assert made.applications[0].own_contribution not in text(response)
    attachment = made.applications[0].attachments.first()
    response = person.get(reverse("sheet_attachment", args=[sheet.pk, attachment.key]))
    assert response.status_code == 403
    assert "Бир тууганымдын демилгеси." in text(response)


def test_a_sheet_of_a_contest_that_is_decided_says_so(made, visitor):
    move_contest_to(made.contest, "decided")
    assert "not being scored" in text(visitor(made.chair).get(reverse("sheet", args=[made.sheet(0, 0).pk])))


def test_my_own_application_is_offered_for_stepping_aside_only(made, visitor):
    own = make_application(made.contest, applicant=made.chair, state="admitted")
    sheet = Sheet.objects.create(member=made.members[0], application=own)
    page = text(visitor(made.chair).get(reverse("sheet", args=[sheet.pk])))
    assert "your own application" in page
    assert reverse("recuse", args=[sheet.pk]) in page
    assert "radio" not in page


def test_an_application_of_my_group_is_offered_for_stepping_aside_only(visitor):
    made = make_round(0, state="announced")
    theirs = make_application(made.contest, kind="group", organisation="Ынтымак", state="admitted")
    make_coapplicant(theirs, made.chair)
    move_contest_to(made.contest, "scoring")
    sheet = Sheet.objects.create(member=made.members[0], application=theirs)
    page = text(visitor(made.chair).get(reverse("sheet", args=[sheet.pk])))
    assert "the group that applies" in page
    assert "Асан уулу Бекжан" in page
    assert reverse("recuse", args=[sheet.pk]) in page
    assert "radio" not in page


def test_documents_are_downloads(made, visitor):
    sheet, attachment = made.sheet(0, 0), made.applications[0].attachments.first()
    declare(sheet)
    person = visitor(made.chair)
    response = person.get(reverse("sheet_attachment", args=[sheet.pk, attachment.key]))
    assert response["Content-Disposition"].startswith("attachment")
    with attachment.file.open() as stored:
        assert b"".join(response.streaming_content) == stored.read()
    other = made.applications[1].attachments.first()
    assert person.get(reverse("sheet_attachment", args=[sheet.pk, other.key])).status_code == 404
    assert person.get(reverse("sheet_attachment", args=[sheet.pk, "nothing"])).status_code == 404


# --- Stepping aside ---


@pytest.mark.parametrize("kind", ["recused", "abstained"])
def test_stepping_aside(kind, made, visitor):
    sheet = made.sheet(0, 0)
    give(sheet, [10] * 5)
    person, url = visitor(made.chair), reverse("recuse", args=[sheet.pk])
    assert "cannot be undone" in text(person.get(url))
    response = person.post(url, {"kind": kind, "reason": "Бир тууганым."})
    assert response.url == reverse("commission")
    sheet.refresh_from_db()
    assert (sheet.state, sheet.reason, sheet.scores.count()) == (kind, "Бир тууганым.", 0)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"kind": "recused", "reason": " "}, "reason"),
        ({"kind": "recused"}, "reason"),
        ({"reason": "Бир тууганым."}, "kind"),
        ({"kind": "sealed", "reason": "Бир тууганым."}, "kind"),
        ({"kind": "open", "reason": "Бир тууганым."}, "kind"),
    ],
)
def test_stepping_aside_needs_a_reason_and_a_kind(given, wrong, made, visitor):
    sheet = made.sheet(0, 0)
    declare(sheet)
    response = visitor(made.chair).post(reverse("recuse", args=[sheet.pk]), given)
    assert list(response.context["form"].errors) == [wrong]
    assert given.get("reason", "").strip() in text(response)
    assert Sheet.objects.get(pk=sheet.pk).state == "open"


def test_sheets_of_a_withdrawn_application_leave_the_desk(made, visitor):
    move_application_to(made.applications[0], "withdrawn")
    page = text(visitor(made.chair).get(reverse("commission")))
    assert made.applications[0].number not in page
    assert "Sheets in all: 1." in page
    assert "taken back" in text(visitor(made.chair).get(reverse("sheet", args=[made.sheet(0, 0).pk])))


def test_notices_speak_of_the_scoring_and_the_result_in_the_reader_s_language():
    made = make_round(2, state="announced")
    made.members[0].user.language = "ru"
    made.members[0].user.save()
    with clock.at(made.contest.closes_at), translation.override("ky"):
        services.open_scoring(by=make_official(made.contest.municipality), contest=made.contest)
    notice = Notice.objects.get(recipient=made.members[0].user)
    assert made.contest.title_ru in notice.subject
    assert "http://testserver/ru/commission/" in notice.body
    assert made.contest.title_ky in Notice.objects.get(recipient=made.members[1].user).subject
