"""Every screen of the staff: it opens, costs the same for one row and for many, and holds nothing inline."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from budget.models import Envelope, LedgerEntry
from committee.models import Commission, Criterion, Member
from documents.models import Paper
from initiatives.models import Application, Contest, Question
from initiatives.services import admit, ask, submit
from journal.models import Record
from journal.services import verify
from municipality.models import Appointment, ConsentText, Municipality, Regulation, Role, User, Village
from municipality.services import next_version
from notices.models import Notice
from tests import factories as make
from tests.strict import page_problems

pytestmark = pytest.mark.django_db


def url_name(model: Any, page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(url_name(model, page), args=args)


@pytest.fixture
def municipality() -> Municipality:
    return make.make_municipality()


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("admin@example.com", "a-password-of-the-admin")


def fill(municipality: Municipality) -> None:
    """Add one more row to every list: a contest with its commission, money, and an application with its paper."""
    contest = make.make_contest(municipality, state="draft")
    Criterion.objects.create(contest=contest, name_ky="К", name_ru="К", weight=100)
    commission = Commission.objects.create(contest=contest)
    Member.objects.create(commission=commission, user=make.make_user(), body="kenesh", function="chair")
    make.move_contest_to(contest, "announced")
    application = make.make_application(contest)
    submit(by=application.applicant, application=application)
    admit(by=make.make_specialist(municipality), application=application)
    make.make_award(application)
    ask(by=make.make_user(), contest=contest, text="Ким катыша алат?")
    ConsentText.objects.create(version=next_version(), text_ky="Текст", text_ru="Текст")


LISTS = [
    (Contest, Role.SPECIALIST),
    (Application, Role.SPECIALIST),
    (Question, Role.SPECIALIST),
    (Commission, Role.SPECIALIST),
    (Envelope, Role.ACCOUNTANT),
    (LedgerEntry, Role.ACCOUNTANT),
    (Paper, Role.SPECIALIST),
    (Regulation, Role.HEAD),
    (Appointment, Role.HEAD),
    (Record, Role.HEAD),
    (Municipality, None),
    (User, None),
    (ConsentText, None),
    (Notice, None),
]


def test_every_list_of_the_site_is_counted_here() -> None:
    assert {model for model, _role in LISTS} == set(admin.site._registry)


@pytest.mark.parametrize(("model", "role"), LISTS)
def test_a_list_costs_the_same_queries_with_one_row_and_with_three(
    model: Any, role: Role | None, municipality: Municipality, administrator: User, visitor: Callable[[Any], Any]
) -> None:
    def cost() -> tuple[int, int]:
        person = administrator if role is None else make.make_official(municipality, role)
        client = visitor(person)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url(model, "changelist"))
        assert page.status_code == 200
        return len(queries), page.context["cl"].result_count

    fill(municipality)
    one, few = cost()
    for _time in range(2):
        if model is Municipality:
            make.make_municipality()
        fill(municipality)
    three, many = cost()
    assert few >= 1
    assert many > few
    assert three == one


@pytest.mark.parametrize(
    ("language", "role"), [("ky", None), ("ru", None), ("ky", Role.SPECIALIST), ("ru", Role.ACCOUNTANT)]
)
def test_every_page_of_every_row_opens_and_holds_nothing_inline(
    language: str,
    role: Role | None,
    municipality: Municipality,
    administrator: User,
    visitor: Callable[[Any], Any],
) -> None:
    fill(municipality)
    draft = make.make_contest(municipality, state="draft", envelopes=False)
    client = visitor(administrator if role is None else make.make_official(municipality, role))
    with translation.override(language):
        paths = [reverse("admin:index"), reverse("admin:password_change")]
        for model, model_admin in admin.site._registry.items():
            paths += [url(model, "changelist"), url(model, "add")]
            rows = [draft] if model is Contest else []
            rows += list(model._default_manager.all()[:1])
            for row in rows:
                paths += [url(model, page, row.pk) for page in ("change", "history", "delete")]
                paths += [url(model, "act", row.pk, act.name) for act in getattr(model_admin, "acts", ())]
    seen = set()
    for path in paths:
        page = client.get(path)
        assert page.status_code in {200, 403, 404}, path
        if page.status_code == 200:
            seen.add(page.resolver_match.view_name)
            assert page_problems(page.content.decode()) == [], path
    if role is None:
        assert {url_name(model, "change") for model in admin.site._registry} <= seen
    else:
        assert url_name(Contest, "act") in seen


def test_strangers_are_led_to_the_portal_s_own_sign_in(client: Any) -> None:
    response = client.get("/admin/login/?next=/admin/initiatives/contest/")
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=/admin/initiatives/contest/"
    assert client.get("/admin/login/?next=//evil.example/")["Location"] == f"{reverse('account_login')}?next=/admin/"
    assert client.get("/admin/")["Location"] == f"{reverse('account_login')}?next=/admin/"


def test_signing_in_leads_on_and_signing_out_leads_home(visitor: Any, municipality: Municipality) -> None:
    client = visitor(make.make_specialist(municipality))
    assert client.get("/admin/login/?next=/admin/initiatives/contest/")["Location"] == "/admin/initiatives/contest/"
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"
    assert visitor(make.make_user()).get("/admin/login/").status_code == 403
    assert client.post("/admin/logout/")["Location"] == reverse("home")
    assert client.get("/admin/").status_code == 302


def test_a_row_s_id_does_not_lead_to_its_public_page(visitor: Any, municipality: Municipality) -> None:
    fill(municipality)
    client = visitor(make.make_specialist(make.make_municipality()))
    from django.contrib.contenttypes.models import ContentType

    kind = ContentType.objects.get_for_model(Paper)
    assert client.get(f"/admin/r/{kind.pk}/{Paper.objects.first().pk}/").status_code == 404  # type: ignore[union-attr]  # filled


def test_applications_are_found_by_folded_words_and_by_number(visitor: Any, municipality: Municipality) -> None:
    contest = make.make_contest(municipality)
    found = make.make_application(contest, state="submitted", title_ky="Көңүлдүү өспүрүмдөр")
    make.make_application(contest, state="submitted", title_ky="Башка демилге")
    client = visitor(make.make_specialist(municipality))

    def titles(words: str) -> list[str]:
        page = client.get(url(Application, "changelist"), {"q": words})
        return [row.title_ky for row in page.context["cl"].result_list]

    assert titles("КОНУЛДУУ оспурум") == ["Көңүлдүү өспүрүмдөр"]
    assert titles(found.number) == ["Көңүлдүү өспүрүмдөр"]
    assert titles("жок сөз") == []
    page = client.get(url(Application, "changelist"), {"state": "admitted"})
    assert page.context["cl"].result_count == 0


def test_a_limit_that_is_only_read_stands_in_som(visitor: Any, municipality: Municipality) -> None:
    contest = make.make_contest(municipality)
    assert contest.sources.filter(cap=25_000_00).exists()
    html = visitor(make.make_specialist(municipality)).get(url(Contest, "change", contest.pk)).content.decode()
    assert "25\u00a0000" in html
    assert "2\u00a0500\u00a0000" not in html
    # The local budget has no limit.
    assert "None" not in html


@pytest.mark.parametrize(("language", "words"), [("ky", "Бардыгы: 3"), ("ru", "Всего: 3")])
def test_a_list_counts_its_rows_without_a_noun_in_the_wrong_case(
    visitor: Any, municipality: Municipality, language: str, words: str
) -> None:
    contest = make.make_contest(municipality)
    for _ in range(3):
        make.make_application(contest, state="submitted")
    client = visitor(make.make_specialist(municipality))
    with translation.override(language):
        html = client.get(url(Application, "changelist")).content.decode()
    assert words in html
    assert 'alt="Search"' not in html


def test_an_application_s_page_shows_the_person_the_money_and_what_was_done(
    visitor: Any, municipality: Municipality
) -> None:
    fill(municipality)
    application = Application.objects.get()
    html = visitor(make.make_specialist(municipality)).get(url(Application, "change", application.pk)).content.decode()
    for shown in (application.pin, "12\u00a0000\u00a0сом", "37\u00a0000\u00a0сом", "кагаз.pdf", "Биринчи мелдеш"):
        assert shown in html
    paper = Paper.objects.about(application).get()
    assert reverse("paper", args=[paper.code, "ky"]) in html
    key = application.attachments.first().key  # type: ignore[union-attr]  # a complete application holds some
    assert reverse("attachment", args=[key]) in html
    assert '<input type="text"' not in html


def test_a_draft_of_an_application_is_its_author_s_own(visitor: Any, municipality: Municipality) -> None:
    draft = make.make_application(make.make_contest(municipality))
    for person in (make.make_specialist(municipality), make.make_official(municipality, Role.HEAD)):
        assert visitor(person).get(url(Application, "change", draft.pk)).status_code == 404


def test_the_administrator_makes_accounts_and_nobody_else_sees_them(
    visitor: Any, municipality: Municipality, administrator: User
) -> None:
    client = visitor(administrator)
    sent = {
        "email": "Jany@Example.com",
        "phone": "0555 12 34 56",
        "surname": "Жаңыбаев",
        "given_name": "Жаңыл",
        "patronymic": "",
        "language": "ky",
        "password1": "uzun-syrsoz-42",
        "password2": "uzun-syrsoz-42",
    }
    assert client.post(url(User, "add"), {**sent, "password2": "other"}).status_code == 200
    assert client.post(url(User, "add"), {**sent, "email": "", "phone": ""}).status_code == 200
    response = client.post(url(User, "add"), sent)
    assert response.status_code == 302, response.context["errors"]
    person = User.objects.get(phone="+996555123456")
    assert person.check_password("uzun-syrsoz-42")
    assert not person.is_superuser
    twice = client.post(url(User, "add"), {**sent, "email": "JANY@example.com", "phone": ""})
    assert "email" in twice.context["adminform"].form.errors
    assert "uzun" not in str(list(Record.objects.values_list("facts", flat=True)))

    response = client.post(
        url(User, "act", person.pk, "password"), {"password1": "bashka-syrsoz-7", "password2": "bashka-syrsoz-7"}
    )
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password("bashka-syrsoz-7")
    assert Record.objects.about(person).values_list("verb", flat=True)[1] == "user.password_set"
    found = client.get(url(User, "changelist"), {"q": "жанбаев жаныл"})
    assert found.context["cl"].result_count == 0
    assert client.get(url(User, "changelist"), {"q": "жаныб"}).context["cl"].result_count == 1
    assert client.get(url(User, "changelist"), {"password__startswith": "md5"}).status_code == 400
    head = visitor(make.make_official(municipality, Role.HEAD))
    assert head.get(url(User, "changelist")).status_code == 403
    assert head.get(url(User, "change", person.pk)).status_code == 404
    assert head.post(url(User, "act", person.pk, "password"), {}).status_code == 404


def test_the_head_appoints_by_address_and_only_at_home(visitor: Any, municipality: Municipality) -> None:
    person, other = make.make_user("adis@example.com", phone="+996700111222"), make.make_municipality()
    client = visitor(make.make_official(municipality, Role.HEAD))
    sent = {
        "user": "0700 111 222",
        "municipality": municipality.pk,
        "role": "specialist",
        "since": "01.01.2021",
        "until": "",
        "act_number": "5",
        "act_date": "",
    }
    assert client.post(url(Appointment, "add"), {**sent, "user": "nobody@example.com"}).status_code == 200
    assert client.post(url(Appointment, "add"), {**sent, "municipality": other.pk}).status_code == 200
    assert client.post(url(Appointment, "add"), {**sent, "until": "31.12.2020"}).status_code == 200
    assert client.post(url(Appointment, "add"), sent).status_code == 302
    twice = client.post(url(Appointment, "add"), sent)
    assert twice.status_code == 200
    assert "Constraint" not in twice.content.decode()
    made = Appointment.objects.get(user=person)
    assert client.post(url(Appointment, "change", made.pk), {"until": "31.12.2030"}).status_code == 302
    made.refresh_from_db()
    assert (made.role, made.until.year) == ("specialist", 2030)  # type: ignore[union-attr]  # just set
    assert visitor(make.make_specialist(municipality)).get(url(Appointment, "add")).status_code == 403


def test_the_municipality_and_its_villages_are_kept_by_its_own_office(
    visitor: Any, municipality: Municipality, administrator: User
) -> None:
    client = visitor(make.make_specialist(municipality))
    page = client.get(url(Municipality, "change", municipality.pk))
    form = page.context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields}
    villages = list(Village.objects.filter(municipality=municipality))
    sent |= {"villages-TOTAL_FORMS": 3, "villages-INITIAL_FORMS": 2, "name_ky": "Жаңы айыл аймагы"}
    for number, village in enumerate(villages):
        sent |= {
            f"villages-{number}-id": village.pk,
            f"villages-{number}-municipality": municipality.pk,
            f"villages-{number}-name_ky": village.name_ky,
            f"villages-{number}-name_ru": village.name_ru,
        }
    sent |= {"villages-2-name_ky": "Үч-Коргон", "villages-2-name_ru": "Уч-Коргон"}
    response = client.post(url(Municipality, "change", municipality.pk), sent)
    assert response.status_code == 302, response.context["errors"]
    municipality.refresh_from_db()
    assert municipality.name_ky == "Жаңы айыл аймагы"
    assert municipality.villages.count() == 3
    record = Record.objects.about(municipality).get()
    assert record.facts == {"fields": ["name_ky"], "parts": {"municipality.village": {"added": 1}}}
    assert client.get(url(Municipality, "add")).status_code == 403
    assert visitor(administrator).get(url(Municipality, "add")).status_code == 200
    accountant = visitor(make.make_official(municipality, Role.ACCOUNTANT))
    assert accountant.post(url(Municipality, "change", municipality.pk), sent).status_code == 403


def test_the_journal_is_read_by_the_head_in_words_and_written_by_nobody(
    visitor: Any, municipality: Municipality
) -> None:
    fill(municipality)
    client = visitor(make.make_official(municipality, Role.HEAD))
    record = Record.objects.filter(verb="application.admitted").get()
    assert client.get(url(Record, "change", record.pk)).status_code == 200
    assert client.post(url(Record, "change", record.pk), {}).status_code == 403
    assert client.get(url(Record, "add")).status_code == 403
    assert client.post(url(Record, "delete", record.pk), {"post": "yes"}).status_code == 403
    portal = Record.objects.filter(chain__scope="portal").first()
    assert portal is None or client.get(url(Record, "change", portal.pk)).status_code == 404
    assert visitor(make.make_specialist(municipality)).get(url(Record, "changelist")).status_code == 403
    assert verify()[1] == []


def test_an_act_tells_the_applicant_in_their_own_language(visitor: Any, municipality: Municipality) -> None:
    application = make.make_application(
        make.make_contest(municipality), applicant=make.make_user(language="ru"), state="submitted"
    )
    client = visitor(make.make_specialist(municipality))
    assert client.post(url(Application, "act", application.pk, "admit")).status_code == 302
    assert Notice.objects.get().language == "ru"
    assert mail.outbox == []


def test_truth_is_said_in_words(visitor: Any) -> None:
    contest = make.make_contest()
    pages = [
        visitor(make.make_specialist(contest.municipality)).get(url(Contest, "change", contest.pk)),
        visitor(make.make_user(is_superuser=True)).get(url(User, "changelist")),
    ]
    for page in pages:
        assert "True" not in page.content.decode()
        assert "False" not in page.content.decode()
        assert "ооба" in page.content.decode()
