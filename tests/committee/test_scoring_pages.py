"""A member's pages: the word on an interest, saving as one goes, justifications, sealing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from committee import services
from committee.models import Member, Score, Sheet
from journal import clock
from tests.committee.factories import declare, give, make_round, specialist_of
from tests.factories import make_application, make_coapplicant, make_user, move_application_to, move_contest_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def made():
    return make_round(2)


def text(response) -> str:
    return response.content.decode()


def fields(made, points, words=()) -> dict[str, object]:
    """Return what a browser sends of the score form."""
    given = {f"criterion_{criterion.pk}": point for criterion, point in zip(made.criteria, points, strict=False)}
    return given | {
        f"justification_{criterion.pk}": word for criterion, word in zip(made.criteria, words, strict=False)
    }


def points_of(sheet) -> list[int]:
    return [*sheet.scores.order_by("criterion__order").values_list("points", flat=True)]


# --- The word on an interest ---


def test_before_the_word_the_page_shows_who_applies_and_nothing_to_judge_by(visitor):
    made = make_round(0, state="announced")
    application = make_application(
        made.contest, kind="group", organisation="Ынтымак", position="төрайым", state="submitted"
    )
    make_coapplicant(application, made.members[3].user, name="Асан уулу Бекжан")
    move_application_to(application, "admitted")
    move_contest_to(made.contest, "scoring")
    sheet = Sheet.objects.create(member=made.members[0], application=application)
    page = text(visitor(made.chair).get(reverse("sheet", args=[sheet.pk])))
    for shown in (
        application.title,
        application.number,
        application.applicant_name,
        "Ынтымак",
        "төрайым",
        "Асан уулу Бекжан",
        application.village.name,
        application.priority.name,
        reverse("declare", args=[sheet.pk]),
        reverse("recuse", args=[sheet.pk]),
    ):
        assert shown in page, shown
    for hidden in (application.own_contribution, application.aim, "criterion_", "sheet_attachment", "сом"):
        assert hidden not in page, hidden


def test_the_word_opens_the_application_and_its_documents(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    attachment = made.applications[0].attachments.first()
    document = reverse("sheet_attachment", args=[sheet.pk, attachment.key])
    refused = person.get(document)
    assert refused.status_code == 403
    assert "First say whether" in text(refused)
    url = reverse("declare", args=[sheet.pk])
    assert person.get(url).url == reverse("sheet", args=[sheet.pk])
    assert made.sheet(0, 0).no_interest_at is None, "looking says nothing"
    assert person.post(url).url == reverse("sheet", args=[sheet.pk])
    page = text(person.get(reverse("sheet", args=[sheet.pk])))
    assert made.applications[0].own_contribution in page
    assert document in page
    response = person.get(document)
    assert response.status_code == 200
    list(response)


@pytest.mark.parametrize("name", ["sheet", "sheet_seal"])
def test_points_sent_before_the_word_are_not_taken(name, made, visitor):
    url = reverse(name, args=[made.sheet(0, 0).pk])
    response = visitor(made.chair).post(url, fields(made, [9] * 5))
    assert response.status_code == 403
    assert "Do you have an interest in this initiative?" in text(response)
    assert not Score.objects.exists()


def test_of_one_s_own_application_no_word_is_taken(made, visitor):
    own = make_application(made.contest, applicant=made.chair, state="admitted")
    sheet = Sheet.objects.create(member=made.members[0], application=own)
    person = visitor(made.chair)
    page = text(person.get(reverse("sheet", args=[sheet.pk])))
    assert reverse("declare", args=[sheet.pk]) not in page
    response = person.post(reverse("declare", args=[sheet.pk]))
    assert response.status_code == 403
    assert "your own application" in text(response)


def test_before_the_word_only_an_interest_can_be_given_as_the_reason(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    url = reverse("recuse", args=[sheet.pk])
    page = text(person.get(url))
    assert 'type="radio"' not in page
    assert "You have an interest" in page
    response = person.post(url, {"kind": "abstained", "reason": "Убактым жок."})
    assert list(response.context["form"].errors) == ["__all__"]
    assert "First say whether" in text(response)
    person.post(url, {"kind": "recused", "reason": "Бир тууганым."})
    assert made.sheet(0, 0).state == "recused"


# --- Saving as one goes ---


def send(person, sheet, given, **more):
    """Send the page as its script does by itself."""
    return person.post(reverse("sheet", args=[sheet.pk]), {**given, "autosave": "1", **more}, headers=SCRIPT)


def test_the_page_s_script_saves_by_itself(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    declare(sheet)
    page = text(person.get(reverse("sheet", args=[sheet.pk])))
    assert f'data-draft="{made.chair.pk}-sheet-{sheet.pk}"' in page
    assert "draft.js" in page
    response = send(person, sheet, fields(made, [9, 8]))
    assert response.status_code == 200
    assert "Saved at" in response.json()["saved"]
    assert points_of(sheet) == [9, 8]


def test_what_a_page_did_not_change_is_not_saved_from_it(made, visitor):
    """Two devices: each page saves what was changed on it, the later one last; nothing else is undone."""
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    give(sheet, [5, 5])
    opened = person.get(reverse("sheet", args=[sheet.pk])).context["revision"]
    here = send(person, sheet, fields(made, [9, 5]), revision=opened).json()["revision"]
    assert points_of(sheet) == [9, 5]
    send(person, sheet, fields(made, [5, 3]), revision=opened)
    assert points_of(sheet) == [9, 3], "the other device, opened before, leaves the first criterion be"
    send(person, sheet, fields(made, [8, 5]), revision=here)
    assert points_of(sheet) == [8, 3]


def test_a_page_left_open_is_told_that_the_sheet_was_sealed_meanwhile(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    give(sheet, [5] * 5)
    services.seal(by=made.chair, sheet=sheet)
    response = send(person, sheet, fields(made, [9] * 5))
    assert response.status_code == 422
    assert "You have sealed this sheet" in response.json()["refused"][0]
    assert points_of(sheet) == [5] * 5


def test_the_script_keeps_what_was_typed_where_the_sign_in_ran_out(made, visitor):
    response = send(visitor(), made.sheet(0, 0), fields(made, [9]))
    assert response.status_code == 401
    assert "sign_in" in response.json()


@pytest.mark.parametrize("given", ["11", "x"])
def test_the_script_is_told_what_is_wrong(given, made, visitor):
    sheet = made.sheet(0, 0)
    declare(sheet)
    response = send(visitor(made.chair), sheet, fields(made, [9, given]))
    assert response.status_code == 422
    assert "points cannot be given" in response.json()["refused"][0]
    assert not Score.objects.exists()


def test_a_press_of_save_goes_on_by_script_too(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    declare(sheet)
    url = reverse("sheet", args=[sheet.pk])
    assert person.post(url, fields(made, [9]), headers=SCRIPT).json()["next"] == url
    assert person.post(url, fields(made, [99]), headers=SCRIPT).json() == {"show": True}


# --- Justifications ---


@pytest.fixture
def asking():
    found = make_round(1, terms={"asks_justification": True})
    declare(found.sheet(0, 0))
    return found


def test_each_criterion_has_a_place_for_its_justification_where_it_is_asked(asking, made, visitor):
    page = text(visitor(asking.chair).get(reverse("sheet", args=[asking.sheet(0, 0).pk])))
    assert page.count("<textarea") == 5
    declare(made.sheet(0, 0))
    assert "<textarea" not in text(visitor(made.chair).get(reverse("sheet", args=[made.sheet(0, 0).pk])))


def test_points_are_saved_without_a_justification_and_sealing_asks_for_it_beside_the_field(asking, visitor):
    sheet, person = asking.sheet(0, 0), visitor(asking.chair)
    url, given = reverse("sheet", args=[sheet.pk]), fields(asking, [7] * 5, ["Даяр.", "", "Даяр.", "Даяр.", "Даяр."])
    assert person.post(url, given).url == url
    assert [*sheet.scores.order_by("criterion__order").values_list("justification", flat=True)][:2] == ["Даяр.", ""]
    response = person.post(url, {**given, "seal": "1"})
    assert list(response.context["form"].errors) == [f"justification_{asking.criteria[1].pk}"]
    given = fields(asking, [7] * 5, ["Даяр."] * 5)
    response = person.post(url, {**given, "seal": "1"})
    assert response.url == reverse("sheet_seal", args=[sheet.pk])
    assert text(person.get(response.url)).count("Даяр.") == 5


def test_a_justification_without_points_stays_on_the_page_with_the_reason(asking, visitor):
    sheet, person = asking.sheet(0, 0), visitor(asking.chair)
    given = fields(asking, [7], ["Даяр.", "Балл коё элекмин."])
    response = person.post(reverse("sheet", args=[sheet.pk]), given)
    assert list(response.context["form"].errors) == [f"criterion_{asking.criteria[1].pk}"]
    assert "Балл коё элекмин." in text(response)
    assert sheet.scores.get().justification == "Даяр.", "the rest is kept"
    sign = response.context["revision"]
    response = send(person, sheet, given, revision=sign)
    assert "Not kept until there are points" in response.json()["saved"]
    given = fields(asking, [7, 6], ["Даяр.", "Балл коё элекмин."])
    send(person, sheet, given, revision=response.json()["revision"])
    assert [*sheet.scores.order_by("criterion__order").values_list("points", "justification")] == [
        (7, "Даяр."),
        (6, "Балл коё элекмин."),
    ]


def test_too_long_a_justification_is_refused_beside_its_field(asking, visitor):
    sheet = asking.sheet(0, 0)
    response = visitor(asking.chair).post(reverse("sheet", args=[sheet.pk]), fields(asking, [7], ["Даяр. " * 400]))
    assert list(response.context["form"].errors) == [f"justification_{asking.criteria[0].pk}"]


# --- Sealing ---


def test_a_second_device_is_told_that_the_sheet_is_sealed_already(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    give(sheet, [5] * 5)
    url = reverse("sheet_seal", args=[sheet.pk])
    seen = person.get(url).context["mark"]
    assert person.post(url, {"seen": seen}).url == reverse("commission")
    response = person.post(url, {"seen": seen}, follow=True)
    assert response.status_code == 200
    assert "sealed already. Nothing has changed." in text(response)


def test_points_changed_on_another_device_are_shown_before_they_are_sealed(made, visitor):
    sheet, person = made.sheet(0, 0), visitor(made.chair)
    give(sheet, [5] * 5)
    url = reverse("sheet_seal", args=[sheet.pk])
    seen = person.get(url).context["mark"]
    services.save_scores(by=made.chair, sheet=sheet, points={made.criteria[0]: 1})
    response = person.post(url, {"seen": seen})
    assert "Look at it once more" in text(response)
    assert "<b>1</b> of 10" in text(response)
    assert made.sheet(0, 0).state == "open"
    person.post(url, {"seen": response.context["mark"]})
    assert made.sheet(0, 0).state == "sealed"


def test_all_complete_sheets_are_looked_over_and_sealed_together(visitor):
    made = make_round(4)
    person, url = visitor(made.chair), reverse("sheets_seal", args=[made.contest.pk])
    assert "There is no complete sheet to seal." in text(person.get(url))
    for row in (0, 1):
        give(made.sheet(0, row), [8] * 5)
    give(made.sheet(0, 2), [3])
    give(made.sheet(1, 0), [6] * 5)
    page = person.get(url)
    assert "2 sheets are complete" in text(page)
    assert text(page).count("<b>8</b> of 10") == 10
    assert "<b>6</b> of 10" not in text(page), "another member's sheet"
    assert "Give points:" in text(page)
    assert "First say whether" in text(page)
    seen = {f"seen-{item.sheet.pk}": item.mark for item in page.context["complete"]}
    done = person.post(url, seen, follow=True)
    assert "2 sheets are sealed." in text(done)
    assert [made.sheet(0, row).state for row in range(4)] == ["sealed", "sealed", "open", "open"]
    assert "nothing left to seal" in text(person.post(url, seen, follow=True))


def test_of_all_together_none_is_sealed_unseen(made, visitor):
    for row in (0, 1):
        give(made.sheet(0, row), [8] * 5)
    person, url = visitor(made.chair), reverse("sheets_seal", args=[made.contest.pk])
    seen = {f"seen-{item.sheet.pk}": item.mark for item in person.get(url).context["complete"]}
    services.save_scores(by=made.chair, sheet=made.sheet(0, 1), points={made.criteria[0]: 1})
    assert "Look at it once more" in text(person.post(url, seen))
    assert "nothing left to seal" in text(person.post(url, {"seen-x": "", "seen-": "1"}, follow=True))
    assert [made.sheet(0, row).state for row in (0, 1)] == ["open", "open"]


def test_the_desk_offers_what_is_next(made, visitor):
    person = visitor(made.chair)
    url = reverse("sheets_seal", args=[made.contest.pk])
    page = text(person.get(reverse("commission")))
    assert page.count("First say whether you have an interest.") == 2
    assert url not in page
    give(made.sheet(0, 0), [8] * 5)
    give(made.sheet(0, 1), [8] * 2)
    page = text(person.get(reverse("commission")))
    assert "Complete: it can be sealed." in page
    assert "Criteria with points: 2 of 5" in page
    assert url in page
    for name, seen_by in {"interest_note": made.chair, "paper_sheets": made.secretary}.items():
        address = reverse(name, args=[made.contest.pk])
        for person in (made.chair, made.secretary, made.members[2].user):
            assert (address in text(visitor(person).get(reverse("commission")))) is (person == seen_by)


@pytest.mark.parametrize("name", ["sheets_seal", "interest_note", "sheet_print", "paper_sheets"])
def test_pages_of_a_contest_are_its_commission_s(name, made, visitor):
    left = made.members[2]
    Member.objects.filter(pk=left.pk).update(until=clock.today())
    for person in (left.user, make_round(1).chair, make_user(), specialist_of(made)):
        assert visitor(person).get(reverse(name, args=[made.contest.pk])).status_code == 404


@pytest.mark.parametrize("name", ["sheets_seal", "paper_sheets"])
def test_a_list_asks_the_database_no_more_for_many_members_sheets(name, visitor):
    counts = []
    for members in (3, 5):
        made = make_round(1, members)
        person = visitor(made.secretary)
        with CaptureQueriesContext(connection) as queries:
            assert person.get(reverse(name, args=[made.contest.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
