"""What each role does in the admin, and what a save writes, refuses and keeps."""

from typing import Any

import pytest
from django.contrib import admin

from budget.models import Envelope
from committee.models import Commission, Criterion, Member
from initiatives.models import Application, Contest
from journal import clock
from journal.models import Record
from municipality.models import Role
from tests import factories as make
from tests.portal.test_admin import act, contest_data, rows, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.OBSERVER])
def test_only_those_who_run_contests_announce_and_check(visitor: Any, role: Role) -> None:
    contest = make.make_contest(state="draft")
    client = visitor(make.make_official(contest.municipality, role))
    assert client.get(act(contest, "announce")).status_code == 403
    assert client.post(act(contest, "announce")).status_code == 403
    assert client.get(url(Contest, "add")).status_code == 403
    page = client.get(url(Contest, "change", contest.pk))
    assert page.status_code == 200
    assert "act/announce" not in page.content.decode()
    make.move_contest_to(contest, "announced")
    application = make.make_application(contest, state="submitted")
    assert client.get(url(Application, "changelist")).status_code == 403
    assert client.post(act(application, "admit")).status_code in {403, 404}


def test_an_observer_changes_nothing_and_sees_the_donor_s_money_alone(visitor: Any) -> None:
    contest = make.make_contest(state="draft")
    client = visitor(make.make_official(contest.municipality, Role.OBSERVER))
    local, donor = Envelope.objects.of_contest(contest)
    assert client.get(url(Envelope, "change", donor.pk)).status_code == 200
    assert client.get(url(Envelope, "change", local.pk)).status_code == 404
    for row in (contest, donor):
        for one in admin.site.get_model_admin(type(row)).acts:
            assert client.post(act(row, one.name), {"amount": "5", "ground": "x"}).status_code == 403
        assert client.post(url(type(row), "change", row.pk), {}).status_code == 403
    donor.refresh_from_db()
    assert donor.amount == 50_000_00


def test_the_accountant_moves_an_envelope_once_per_page(visitor: Any) -> None:
    contest = make.make_contest(state="announced")
    client = visitor(make.make_official(contest.municipality, Role.ACCOUNTANT))
    envelope = Envelope.objects.of_contest(contest).first()
    page = client.get(act(envelope, "raise"))
    key = page.context["form"]["key"].value()
    sent = {"amount": "1 000,50", "ground": "Токтом № 7", "key": key}
    for _press in range(2):
        assert client.post(act(envelope, "raise"), sent).status_code == 302
    envelope.refresh_from_db()
    assert envelope.amount == 24_000_50
    sent = {"amount": "30 000", "ground": "Токтом № 8", "key": "other"}
    page = client.post(act(envelope, "lower"), sent)
    assert page.status_code == 409
    assert all("_" not in str(reason) for reason in page.context["verdict"].reasons)
    assert client.post(act(envelope, "lower"), {**sent, "amount": "0"}).status_code == 200
    assert client.post(act(envelope, "lower"), {**sent, "amount": "1 000,50"}).status_code == 302
    envelope.refresh_from_db()
    assert envelope.amount == 23_000_00


def test_an_application_is_admitted_returned_and_refused(visitor: Any) -> None:
    contest = make.make_contest()
    client = visitor(make.make_specialist(contest.municipality))
    admitted, returned, refused = (make.make_application(contest, state="submitted") for _ in range(3))

    assert client.post(act(admitted, "admit")).status_code == 302
    assert client.post(act(returned, "return"), {"reason": ""}).status_code == 200
    page = client.get(act(returned, "return"))
    day = page.context["form"]["correct_by"].value()
    assert (day - clock.today()).days in {7}
    sent = {"reason": "Паспорт окулбайт.", "correct_by": day.isoformat(), "parts": ["documents"]}
    assert client.post(act(returned, "return"), sent).status_code == 302
    assert client.post(act(refused, "refuse"), {"reason": "Башка аймактан."}).status_code == 302
    states = []
    for application in (admitted, returned, refused):
        application.refresh_from_db()
        states.append(application.state)
    assert states == ["admitted", "returned", "refused"]
    # A state that has moved on is said so, and nothing happens.
    assert client.post(act(refused, "admit")).status_code == 409
    assert client.get(act(refused, "admit")).context["verdict"].reasons
    page = client.get(url(Application, "change", admitted.pk))
    assert "act/refuse" not in page.content.decode()


def test_scoring_is_opened_from_the_contest_s_page(visitor: Any) -> None:
    contest = make.make_contest(state="draft")
    Criterion.objects.create(contest=contest, name_ky="К", name_ru="К", weight=100)
    commission = Commission.objects.create(contest=contest)
    for function in ("chair", "secretary", "member"):
        Member.objects.create(commission=commission, user=make.make_user(), body="community", function=function)
    make.move_contest_to(contest, "announced")
    client = visitor(make.make_specialist(contest.municipality))
    application = make.make_application(contest, state="admitted")
    assert client.post(act(contest, "scoring")).status_code == 409
    with clock.at(contest.closes_at):
        assert client.post(act(contest, "scoring")).status_code == 302
    assert application.sheets.count() == 3
    # The commission is fixed by the sheets, and the results wait for the decision.
    assert client.post(url(Commission, "change", commission.pk), {}).status_code == 403
    assert client.post(act(contest, "publish")).status_code == 409


def test_offices_of_a_commission_change_hands(visitor: Any) -> None:
    contest = make.make_contest(state="draft")
    commission = Commission.objects.create(contest=contest)
    first, second = (
        Member.objects.create(commission=commission, user=make.make_user(), body="community", function=function)
        for function in ("chair", "member")
    )
    client = visitor(make.make_specialist(contest.municipality))

    def save(one: str, two: str, *, second_user: str = "") -> Any:
        return client.post(
            url(Commission, "change", commission.pk),
            {
                "act_number": "",
                "act_date": "",
                "quorum_of": 2,
                "quorum_in": 3,
                **rows(
                    "members",
                    {
                        "id": first.pk,
                        "commission": commission.pk,
                        "user": first.user.email,
                        "body": "kenesh",
                        "function": one,
                    },
                    {
                        "id": second.pk,
                        "commission": commission.pk,
                        "user": second_user or second.user.email,
                        "body": "community",
                        "function": two,
                    },
                    initial=2,
                ),
            },
        )

    assert save("chair", "chair").status_code == 200
    assert save("chair", "member", second_user="nobody@example.com").status_code == 200
    assert save("chair", "member", second_user=first.user.email).status_code == 200
    response = save("member", "chair")
    assert response.status_code == 302, response.context["errors"]
    assert commission.members.get(function="chair") == second
    record = Record.objects.about(commission).last()
    assert record is not None
    # The other way round the new chair is saved before the old one is gone.
    assert save("chair", "member").status_code == 302
    assert commission.members.get(function="chair") == first
    assert record.verb == "commission.changed"
    assert record.facts["parts"]["committee.member"]["fields"] == ["body", "function"]


def test_a_save_writes_names_of_fields_and_never_their_contents(visitor: Any) -> None:
    contest = make.make_contest(state="draft")
    client = visitor(make.make_specialist(contest.municipality))
    empty = {}
    for prefix, found in (
        ("priorities", contest.priorities.all()),
        ("sources", contest.sources.all()),
        ("required_documents", contest.required_documents.all()),
    ):
        empty |= rows(prefix)
        assert found
    sent = contest_data(contest.municipality, contest.regulation, title_ky="Жаңы аталыш", **empty)
    sent |= rows("criteria", {"name_ky": "К", "name_ru": "К", "most": 10, "weight": 100, "order": 1})
    response = client.post(url(Contest, "change", contest.pk), sent)
    assert response.status_code == 302, response.context["errors"]
    record = Record.objects.about(contest).get()
    assert record.verb == "contest.changed"
    assert "title_ky" in record.facts["fields"]
    assert record.facts["parts"]["committee.criterion"] == {"added": 1}
    assert "Жаңы аталыш" not in str(record.facts)
    assert record.role == "specialist"
    # Nothing changed, nothing written.
    criterion = Criterion.objects.get()
    sent |= rows(
        "criteria",
        {
            "id": criterion.pk,
            "contest": contest.pk,
            "name_ky": "К",
            "name_ru": "К",
            "most": 10,
            "weight": 100,
            "order": 1,
        },
        initial=1,
    )
    assert client.post(url(Contest, "change", contest.pk), sent).status_code == 302
    assert Record.objects.about(contest).count() == 1


def test_a_save_that_comes_too_late_changes_nothing(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    contest = make.make_contest(state="draft")
    commission = Commission.objects.create(contest=contest)
    client = visitor(make.make_specialist(contest.municipality))
    site = admin.site.get_model_admin(Commission)
    sent = {"act_number": "99", "act_date": "", "quorum_of": 2, "quorum_in": 3, **rows("members")}
    read = site.get_object

    def meanwhile(*args: Any, **kwargs: Any) -> Any:
        found = read(*args, **kwargs)
        found.contest  # noqa: B018 - read while the contest is still a draft
        make.move_contest_to(contest, "scoring")
        return found

    monkeypatch.setattr(site, "get_object", meanwhile)
    response = client.post(url(Commission, "change", commission.pk), sent, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    commission.refresh_from_db()
    assert commission.act_number == ""
    assert not Record.objects.about(commission).exists()


def test_what_the_database_refuses_is_said_and_not_saved(visitor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    contest = make.make_contest(state="draft")
    client = visitor(make.make_specialist(contest.municipality))

    def announced_meanwhile(request: Any, obj: Any, form: Any, change: bool) -> None:
        make.move_contest_to(Contest.objects.get(pk=obj.pk), "announced")
        obj.save()

    monkeypatch.setattr(admin.site.get_model_admin(Contest), "save_model", announced_meanwhile)
    sent = contest_data(contest.municipality, contest.regulation, title_ky="Кеч калган аталыш")
    sent |= rows("priorities") | rows("sources") | rows("required_documents") | rows("criteria")
    response = client.post(url(Contest, "change", contest.pk), sent, follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    contest.refresh_from_db()
    assert contest.title_ky != "Кеч калган аталыш"
    assert not Record.objects.about(contest).exists()


def test_a_draft_is_deleted_with_a_record(visitor: Any) -> None:
    contest = make.make_contest(state="draft", envelopes=False)
    client = visitor(make.make_specialist(contest.municipality))
    key = contest.pk
    assert client.get(url(Contest, "delete", key)).status_code == 200
    assert client.post(url(Contest, "delete", key), {"post": "yes"}).status_code == 302
    assert not Contest.objects.exists()
    assert Record.objects.get(verb="contest.deleted").subject_id == key
