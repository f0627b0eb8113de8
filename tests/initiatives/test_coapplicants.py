"""The people of a group: invited by a link, come in, given a right, taken off; what is written down and told."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from documents.models import Paper
from initiatives import services
from initiatives.coapplicant_rules import MOST_MEMBERS, applies, may_join, sees_private
from initiatives.models import Application, Coapplicant
from initiatives.models.writing import INVITATION_DAYS
from initiatives.rules import may_download, reads_receipt, writes
from journal import clock
from journal.models import Record
from municipality.verdicts import Refused
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_pages import text_of

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


def invited(application: Application, right: str = "view", name: str = NAME) -> Coapplicant:
    return services.invite(by=application.applicant, application=application, name=name, right=right)


def verbs(application: Application) -> list[str]:
    return [str(verb) for verb in Record.objects.about(application).values_list("verb", flat=True)]


def refused(call: Any, **arguments: Any) -> str:
    before = list(Coapplicant.objects.order_by("pk").values())
    with pytest.raises(Refused) as caught, translation.override(None):
        call(**arguments)
    assert list(Coapplicant.objects.order_by("pk").values()) == before
    return str(caught.value)


class TestInviting:
    def test_gives_a_link_of_one_s_own_and_is_written_down_without_the_name(self, draft):
        first, second = invited(draft), invited(draft, "edit", "Бекжан кызы")
        assert first.key != second.key and len(first.key) >= 32
        assert (first.right, second.right, first.joined) == ("view", "edit", False)
        records = list(Record.objects.about(draft).filter(verb="coapplicant.invited"))
        assert [record.facts for record in records] == [
            {"coapplicant": first.pk, "right": "view"},
            {"coapplicant": second.pk, "right": "edit"},
        ]

    def test_a_second_press_finds_the_invitation_that_waits(self, draft):
        assert invited(draft) == invited(draft)
        assert invited(draft, "edit") != invited(draft)

    def test_an_invitation_that_is_over_is_no_longer_found(self, draft):
        old = invited(draft)
        with clock.at(old.valid_until):
            assert invited(draft) != old

    @pytest.mark.parametrize("kind", ["person", "legal"])
    def test_only_a_group_invites(self, kind):
        application = make.make_application(kind=kind)
        assert "initiative group" in refused(
            services.invite, by=application.applicant, application=application, name=NAME, right="view"
        )

    def test_only_who_made_the_application_invites(self, draft):
        editor = make.make_coapplicant(draft, make.make_user(), "edit").user
        for other in (editor, make.make_user()):
            assert "Only the applicant" in refused(
                services.invite, by=other, application=draft, name=NAME, right="view"
            )

    def test_a_name_and_a_right_are_needed(self, draft):
        assert refused(services.invite, by=draft.applicant, application=draft, name=" \u200e ", right="view")
        with pytest.raises(ValueError):
            services.invite(by=draft.applicant, application=draft, name=NAME, right="own")

    def test_there_is_a_most(self, draft):
        for number in range(MOST_MEMBERS):
            make.make_coapplicant(draft, name=f"Бекжан {number}")
        assert "the most" in refused(services.invite, by=draft.applicant, application=draft, name=NAME, right="view")

    @pytest.mark.parametrize(
        ("state", "of_contest", "may"),
        [
            ("draft", "announced", True),
            ("draft", "over", False),
            ("draft", "scoring", False),
            ("submitted", "announced", True),
            ("submitted", "over", True),
            ("returned", "announced", True),
            ("admitted", "announced", True),
            ("admitted", "scoring", False),
            ("admitted", "published", False),
            ("refused", "announced", False),
            ("withdrawn", "announced", False),
        ],
    )
    def test_when_one_may_invite_and_come_in(self, state: str, of_contest: str, may: bool):
        contest = make.make_contest()
        application = make.make_application(contest, kind="group", state=state)
        later = contest.closes_at if of_contest == "over" else clock.now()
        if state not in ("refused", "withdrawn"):
            waiting = make.make_coapplicant(application, invited_at=later)
        if of_contest not in ("announced", "over"):
            make.move_contest_to(contest, of_contest)
        application.refresh_from_db()
        guest = make.make_user()
        with clock.at(later):
            if not may:
                refused(services.invite, by=application.applicant, application=application, name=NAME, right="view")
                if state not in ("refused", "withdrawn"):
                    refused(services.join, by=guest, coapplicant=waiting)
                return
            invited(application, name="Башка")
            assert services.join(by=guest, coapplicant=waiting).user == guest


class TestComingIn:
    def test_once_by_one_person_and_the_leader_is_told(self, draft):
        draft.applicant.language = "ru"
        draft.applicant.save()
        guest, late = make.make_user(), make.make_user()
        found = invited(draft, "edit")
        services.join(by=guest, coapplicant=found)
        services.join(by=guest, coapplicant=found)  # A second press.
        assert "somebody has come in by it" in refused(services.join, by=late, coapplicant=found)
        found.refresh_from_db()
        assert (found.user, found.joined) == (guest, True)
        assert verbs(draft).count("coapplicant.joined") == 1
        told = Notice.objects.get(kind="coapplicant_joined")
        assert (told.recipient, told.link) == (draft.applicant, f"/ru/applications/{draft.pk}/group/")
        assert NAME in told.subject and draft.title_ru in told.body

    def test_the_leader_and_who_is_in_already_do_not(self, draft):
        guest = make.make_user()
        services.join(by=guest, coapplicant=invited(draft))
        assert "your own application" in refused(services.join, by=draft.applicant, coapplicant=invited(draft, "edit"))
        assert "in this group already" in refused(services.join, by=guest, coapplicant=invited(draft, "edit"))

    def test_not_by_a_link_that_is_over_withdrawn_or_old(self, draft):
        guest, found = make.make_user(), invited(draft)
        with clock.at(found.invited_at + timedelta(days=INVITATION_DAYS)):
            assert "could be used until" in refused(services.join, by=guest, coapplicant=found)
            fresh = services.renew(by=draft.applicant, coapplicant=found)
            assert fresh.key != found.key
            assert "newer link" in refused(services.join, by=guest, coapplicant=found)
            assert may_join(fresh, guest)
        services.remove(by=draft.applicant, coapplicant=fresh)
        assert "withdrawn" in refused(services.join, by=guest, coapplicant=fresh)
        assert "taken off" in refused(services.renew, by=draft.applicant, coapplicant=fresh)

    def test_who_was_taken_off_comes_in_by_a_new_invitation(self, draft):
        guest, found = make.make_user(), invited(draft)
        services.join(by=guest, coapplicant=found)
        services.remove(by=draft.applicant, coapplicant=found)
        assert "withdrawn" in refused(services.join, by=guest, coapplicant=found)
        services.join(by=guest, coapplicant=invited(draft))
        assert Application.objects.of_applicant(guest).get() == draft

    def test_a_link_that_was_used_is_not_renewed(self, draft):
        found = services.join(by=make.make_user(), coapplicant=invited(draft))
        assert "come in already" in refused(services.renew, by=draft.applicant, coapplicant=found)


class TestRights:
    def test_what_each_may_know(self, draft):
        users = {key: make.make_user() for key in ("edit", "view", "removed", "stranger")}
        for key in ("edit", "view", "removed"):
            make.make_coapplicant(draft, users[key], "view" if key == "view" else "edit")
        off = Coapplicant.objects.get(user=users["removed"])
        services.remove(by=draft.applicant, coapplicant=off)
        make.make_coapplicant(draft, right="edit", name="Кошулбаган")
        services.submit(by=draft.applicant, application=draft)
        receipt = Paper.objects.get(kind="receipt")
        attachment = draft.attachments.first()
        assert attachment
        known = {
            key: (
                Application.objects.of_applicant(user).exists(),
                writes(draft, user),
                sees_private(draft, user),
                bool(may_download(attachment, user)),
                reads_receipt(receipt, user),
                applies(draft, user),
            )
            for key, user in [*users.items(), ("owner", draft.applicant)]
        }
        assert known == {
            "owner": (True, True, True, True, True, True),
            "edit": (True, True, True, True, True, True),
            "view": (True, False, False, False, True, True),
            # Taken off before it was handed in.
            "removed": (False, False, False, False, False, False),
            "stranger": (False, False, False, False, False, False),
        }

    def test_who_was_in_the_group_when_it_handed_in_stays_one_who_applied(self, draft):
        guest = make.make_user()
        found = make.make_coapplicant(draft, guest)
        services.submit(by=draft.applicant, application=draft)
        services.remove(by=draft.applicant, coapplicant=found)
        assert applies(draft, guest)
        assert not Application.objects.of_applicant(guest).exists()

    def test_a_right_that_changes_is_written_down_once(self, draft):
        found = make.make_coapplicant(draft, make.make_user())
        for _press in range(2):
            services.change_right(by=draft.applicant, coapplicant=found, right="edit")
        assert writes(draft, found.user)
        assert verbs(draft).count("coapplicant.changed") == 1
        services.change_right(by=draft.applicant, coapplicant=found, right="view")
        assert not writes(draft, found.user)

    @pytest.mark.parametrize("state", ["submitted", "admitted", "withdrawn", "refused"])
    def test_rights_change_and_people_go_in_any_state(self, state: str):
        application = make.make_application(kind="group")
        found = make.make_coapplicant(application, make.make_user())
        make.move_application_to(application, state)
        services.change_right(by=application.applicant, coapplicant=found, right="edit")
        services.remove(by=application.applicant, coapplicant=found)
        assert "taken off" in refused(services.remove, by=application.applicant, coapplicant=found)

    def test_only_who_made_the_application_changes_the_group(self, draft):
        editor = make.make_coapplicant(draft, make.make_user(), "edit")
        waiting = invited(draft)
        for other in (editor.user, make.make_user()):
            assert "Only the applicant" in refused(services.remove, by=other, coapplicant=editor)
            assert "Only the applicant" in refused(services.change_right, by=other, coapplicant=editor, right="view")
            assert "Only the applicant" in refused(services.renew, by=other, coapplicant=waiting)


class TestToldAndPrinted:
    def test_the_group_is_told_in_their_language_that_it_was_handed_in_and_returned(self, draft):
        guests = [make.make_user(language=language) for language in ("ky", "ru")]
        for guest in guests:
            make.make_coapplicant(draft, guest, "edit" if guest.language == "ru" else "view")
        off = make.make_coapplicant(draft, make.make_user())
        services.remove(by=draft.applicant, coapplicant=off)
        make.make_coapplicant(draft, name="Кошулбаган")
        handed_in = services.submit(by=draft.applicant, application=draft)
        clerk = make.make_specialist(draft.contest.municipality)
        services.return_for_correction(
            by=clerk, application=handed_in, reason="Паспорт окулбайт", correct_by=clock.today() + timedelta(days=5)
        )
        told = list(
            Notice.objects.filter(kind__startswith="group_")
            .order_by("id")
            .values_list("kind", "recipient", "language", "link")
        )
        address = draft.get_absolute_url()
        assert told == [
            ("group_submitted", guests[0].pk, "ky", address),
            ("group_submitted", guests[1].pk, "ru", f"/ru{address}"),
            ("group_returned", guests[0].pk, "ky", address),
            ("group_returned", guests[1].pk, "ru", f"/ru{address}"),
        ]
        returned = Notice.objects.get(kind="group_returned", language="ru").body
        assert "Паспорт окулбайт" in returned and handed_in.number in returned
        assert draft.pin not in "".join(Notice.objects.values_list("body", flat=True))

    def test_the_receipt_names_the_group(self, draft):
        services.join(by=make.make_user(), coapplicant=invited(draft))
        invited(draft, name="Бекжан кызы")
        services.remove(by=draft.applicant, coapplicant=invited(draft, name="Чыккан"))
        services.submit(by=draft.applicant, application=draft)
        assert Paper.objects.get(kind="receipt").facts["application"]["others"] == [NAME, "Бекжан кызы"]

    def test_names_of_the_group_are_nowhere_public(self, draft, client):
        found = invited(draft)
        services.submit(by=draft.applicant, application=draft)
        receipt = Paper.objects.get(kind="receipt")
        for address in (
            reverse("contest", args=[draft.contest_id]),
            reverse("verify", args=[receipt.code]),
            reverse("join", args=[found.key]),
        ):
            page = text_of(client.get(address))
            for words in (NAME, draft.applicant_name, draft.title_ky, "Ынтымак"):
                assert words not in page
