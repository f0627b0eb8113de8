"""The group's pages: inviting, joining, taking off."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from initiatives import services
from initiatives.models import Application, Coapplicant
from journal import clock
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_coapplicants import invited, verbs
from tests.initiatives.test_pages import says, text_of
from tests.together import together

pytestmark = pytest.mark.django_db
NAME = "Асан уулу Бекжан"


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    with translation.override("ky"):
        yield


@pytest.fixture
def draft() -> Application:
    """A draft of a group, complete."""
    return make.make_application(kind="group", organisation="Ынтымак")


class TestPages:
    def test_from_the_name_to_the_group(self, visitor, draft):
        leader, guest = visitor(draft.applicant), visitor(make.make_user(surname="Асан уулу", patronymic=""))
        here = reverse("group", args=[draft.pk])
        assert says(leader.get(here), "Nobody has been invited yet.")
        answer = leader.post(here, {"name": " Асан  уулу Бекжан", "right": "edit"})
        found = Coapplicant.objects.get()
        assert answer["Location"] == f"{here}#member-{found.pk}"
        link = f"http://testserver{reverse('join', args=[found.key])}"
        assert f'value="{link}" readonly' in text_of(leader.get(here))
        page = guest.get(link)
        for words in (draft.title_ky, "Үлгүбаева Айжан", NAME, "Ынтымак"):
            assert words in text_of(page)
        assert guest.post(link)["Location"] == draft.get_absolute_url()
        assert guest.get(link)["Location"] == draft.get_absolute_url()
        shown = text_of(leader.get(here))
        assert link not in shown and "Асан уулу Айжан" in shown
        assert draft.title_ky in text_of(guest.get(reverse("my_applications")))

    @pytest.mark.parametrize(
        "typed", [{}, {"name": "", "right": "view"}, {"name": "Бекжан"}, {"name": "X1", "right": "view"}]
    )
    def test_what_is_wrong_is_said_beside_its_field(self, visitor, draft, typed):
        page = visitor(draft.applicant).post(reverse("group", args=[draft.pk]), typed)
        assert page.context["form"].errors
        assert not Coapplicant.objects.exists()

    def test_a_visitor_signs_in_first_and_comes_back(self, client, draft):
        found = invited(draft)
        address = reverse("join", args=[found.key])
        page = client.get(address)
        assert f'href="{reverse("account_login")}?next={address.replace("/", "%2F")}"' in text_of(page)
        assert f'href="{reverse("account_signup")}?next={address.replace("/", "%2F")}"' in text_of(page)
        assert "no-store" in page["Cache-Control"]
        assert client.post(address)["Location"] == f"{reverse('account_login')}?next={address}"
        found.refresh_from_db()
        assert not found.joined

    def test_nobody_comes_in_without_the_consent_to_keep_their_data(self, visitor, draft):
        found = invited(draft)
        guest = make.make_user(consented=False)
        address = reverse("join", args=[found.key])
        answer = visitor(guest).post(address)
        assert answer["Location"] == f"{reverse('consent')}?next={address.replace('/', '%2F')}"
        found.refresh_from_db()
        assert not found.joined

    def test_the_staff_see_who_is_in_the_group(self, visitor, draft):
        services.join(by=make.make_user(), coapplicant=invited(draft))
        invited(draft, name="Бекжан кызы")
        services.submit(by=draft.applicant, application=draft)
        clerk = make.make_specialist(draft.contest.municipality)
        page = text_of(visitor(clerk).get(reverse("admin:initiatives_application_change", args=[draft.pk])))
        for words in (NAME, "Бекжан кызы: чакырылган, кошула элек", "Чакырылган адам топко кошулду"):
            assert words in page

    @pytest.mark.parametrize("signed_in", [True, False])
    @pytest.mark.parametrize("fault", ["over", "removed", "used", "unknown"])
    def test_a_dead_link_says_why(self, visitor, draft, fault: str, signed_in: bool):
        found = invited(draft)
        if fault == "used":
            services.join(by=make.make_user(), coapplicant=found)
        if fault == "removed":
            services.remove(by=draft.applicant, coapplicant=found)
        guest = visitor(make.make_user()) if signed_in else visitor()
        key = "nothing" if fault == "unknown" else found.key
        with clock.at(found.valid_until if fault == "over" else clock.now()):
            answers = [guest.get(reverse("join", args=[key]))]
            if signed_in:
                answers.append(guest.post(reverse("join", args=[key])))
        # Who came in by it and is signed out must find the way again.
        wanted = {"unknown": 404, "used": 403 if signed_in else 200}.get(fault, 403)
        assert [answer.status_code for answer in answers] == [wanted] * len(answers)
        assert draft.title_ky not in "".join(answer.content.decode() for answer in answers)
        assert Application.objects.of_applicant(guest_user(guest)).count() == 0

    def test_one_person_s_page_changes_the_right_makes_a_link_and_takes_off(self, visitor, draft):
        found = invited(draft)
        leader = visitor(draft.applicant)
        here = reverse("group_member", args=[draft.pk, found.pk])
        assert leader.post(here, {"right": "edit"})["Location"] == reverse("group", args=[draft.pk])
        leader.post(here, {"renew": "1"})
        again = Coapplicant.objects.get()
        assert (again.right, again.key == found.key) == ("edit", False)
        away = reverse("group_member_remove", args=[draft.pk, found.pk])
        assert NAME in text_of(leader.get(away))
        leader.post(away)
        assert not draft.coapplicants.present().exists()
        assert leader.get(away).status_code == 404

    def test_two_of_a_group_do_not_overwrite_each_other_unseen(self, visitor, draft):
        editor = make.make_user(surname="Башка", given_name="Адам", patronymic="")
        make.make_coapplicant(draft, editor, "edit")
        here = reverse("application_step", args=[draft.pk, "initiative"])
        # Both opened the page at the same revision.
        sent = {"kind": "group", "revision": "0"}
        assert visitor(editor).post(here, {**sent, "aim": "Биринчи"}).status_code == 302
        page = visitor(draft.applicant).post(here, {**sent, "aim": "Экинчи"})
        assert page.status_code == 409
        for words in ("Башка Адам", "Биринчи", "Экинчи"):
            assert words in page.content.decode()
        draft.refresh_from_db()
        assert draft.aim == "Биринчи"

    def test_a_person_of_another_s_group_is_not_found(self, visitor, draft):
        found = make.make_coapplicant(make.make_application(kind="group"))
        for name in ("group_member", "group_member_remove"):
            assert visitor(draft.applicant).get(reverse(name, args=[draft.pk, found.pk])).status_code == 404

    def test_a_group_that_became_one_resident_is_told_who_still_opens_the_application(self, visitor, draft):
        make.make_coapplicant(draft, make.make_user())
        Application.objects.filter(pk=draft.pk).update(kind="person")
        leader = visitor(draft.applicant)
        page = leader.get(reverse("application_step", args=[draft.pk, "applicant"]))
        assert NAME in text_of(page)
        page = leader.get(reverse("group", args=[draft.pk]))
        assert says(page, "Only an initiative group has further members. You can change who applies in the first step.")

    @pytest.mark.parametrize("language", ["", "/ru"])
    def test_in_both_languages(self, visitor, draft, language: str):
        found = invited(draft)
        for who, address in [
            (draft.applicant, reverse("group", args=[draft.pk])),
            (draft.applicant, reverse("group_member", args=[draft.pk, found.pk])),
            (draft.applicant, reverse("group_member_remove", args=[draft.pk, found.pk])),
            (make.make_user(), reverse("join", args=[found.key])),
            (None, reverse("join", args=[found.key])),
        ]:
            assert visitor(who).get(language + address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_several_who_press_at_once_one_comes_in():
    found = invited(make.make_application(kind="group"))
    guests = [make.make_user() for _number in range(6)]
    ends = together([partial(services.join, by=guest, coapplicant=found) for guest in guests])
    refusals = [end for end in ends if isinstance(end, Refused)]
    assert len(refusals) == len(guests) - 1, ends
    found.refresh_from_db()
    assert ends[guests.index(found.user)] == found
    assert Notice.objects.filter(kind="coapplicant_joined").count() == 1
    assert verbs(found.application).count("coapplicant.joined") == 1


def guest_user(client: Any) -> Any:
    """Return who is signed in, or somebody who has nothing."""
    return client.session.get("_auth_user_id") or make.make_user()
