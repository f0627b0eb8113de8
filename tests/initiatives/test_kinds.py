"""Kinds of applicant: each is asked only what fits, and changing the kind loses nothing that was typed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from initiatives import services
from initiatives.forms import ApplicantForm
from initiatives.kinds import ASKED, not_asked
from initiatives.models import Application
from initiatives.rules import missing
from tests import factories as make
from tests.initiatives.test_pages import says, text_of

pytestmark = pytest.mark.django_db

PERSON = {
    "surname": "Асан уулу",
    "given_name": "Бекжан",
    "patronymic": "",
    "pin": "20101199012345",
    "phone": "+996555010203",
    "address": "Ак-Булак айылы",
}
GROUP = {**PERSON, "organisation": "Ынтымак"}
LEGAL = {
    "organisation": "«Үмүт» коомдук фонду",
    "organisation_pin": "01234567890123",
    "surname": "Үсөнова",
    "given_name": "Айжан",
    "patronymic": "",
    "position": "директор",
    "phone": "+996555010203",
    "address": "Ак-Булак айылы",
}
TYPED: dict[str, dict[str, str]] = {"person": PERSON, "group": GROUP, "legal": LEGAL}


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Iterator[None]:
    with translation.override("ky"):
        yield


def step(application: Application, name: str = "applicant") -> str:
    return reverse("application_step", args=[application.pk, name])


def lacks(application: Application) -> int:
    application.refresh_from_db()
    return sum(1 for name, _words in missing(application) if name == "applicant")


def boxes(page: Any) -> set[str]:
    """Return the names of the boxes of the step, as the browser shows them."""
    return {name for name in page.context["form"].fields if f'id="id_{name}"' in text_of(page)}


@pytest.mark.parametrize("kind", TYPED)
def test_each_kind_is_asked_what_fits_and_no_more(kind: str, visitor):
    draft = make.make_application(complete=False, kind=kind)
    applicant = visitor(draft.applicant)
    page = applicant.get(step(draft))
    every = set(ASKED["person"]) | set(ASKED["group"]) | set(ASKED["legal"])
    assert boxes(page) == set(TYPED[kind])
    assert not any(f'name="{name}"' in text_of(page) for name in every - set(TYPED[kind]))
    assert applicant.post(step(draft), TYPED[kind]).status_code == 302
    draft.refresh_from_db()
    assert {name: getattr(draft, name) for name in TYPED[kind]} == TYPED[kind]
    assert lacks(draft) == 0


@pytest.mark.parametrize(
    ("kind", "left_out", "words"),
    [
        ("person", "pin", "Write your name, PIN and telephone."),
        ("person", "phone", "Write your name, PIN and telephone."),
        ("group", "organisation", "Write the name of the group."),
        ("group", "pin", "Write your name, PIN and telephone."),
        ("legal", "organisation", "Write the organisation's name and tax number."),
        ("legal", "organisation_pin", "Write the organisation's name and tax number."),
        ("legal", "position", "Write who signs for the organisation: name, position and telephone."),
        ("legal", "phone", "Write who signs for the organisation: name, position and telephone."),
    ],
)
def test_each_kind_is_missed_what_it_is_asked(kind: str, left_out: str, words: str):
    draft = make.make_application(complete=False, kind=kind, **{**TYPED[kind], left_out: ""})
    with translation.override(None):
        assert [told for name, told in missing(draft) if name == "applicant"] == [words]


@pytest.mark.parametrize("kind", TYPED)
def test_an_address_a_patronymic_and_further_members_are_not_demanded(kind: str):
    bare = {**TYPED[kind], "address": "", "patronymic": ""}
    assert lacks(make.make_application(complete=False, kind=kind, **bare)) == 0


@pytest.mark.parametrize(
    "name",
    [
        {"surname": "", "given_name": "Бекжан"},
        {"surname": "Бекжан кызы", "given_name": ""},
        {"surname": "Мисал-Үлгүлүева", "given_name": "Анна-Мария"},
        {"surname": "Ңабазов", "given_name": "Өмүр"},
    ],
)
def test_names_of_every_kind_are_taken_as_they_are(name: dict[str, str], visitor):
    draft = make.make_application(complete=False)
    applicant = visitor(draft.applicant)
    assert applicant.post(step(draft), {**PERSON, **name}).status_code == 302
    draft.refresh_from_db()
    assert (draft.surname, draft.given_name) == (name["surname"], name["given_name"])
    assert lacks(draft) == 0
    assert " ".join(filter(None, name.values())) in text_of(applicant.get(draft.get_absolute_url()))


def test_spaces_and_long_hyphens_of_a_name_are_put_right_and_figures_are_refused(visitor):
    draft = make.make_application(complete=False)
    applicant = visitor(draft.applicant)
    applicant.post(step(draft), {**PERSON, "surname": "  Асан   уулу ", "given_name": "Анна–Мария"})
    draft.refresh_from_db()
    assert draft.applicant_name == "Асан уулу Анна-Мария"
    page = applicant.post(step(draft), {**PERSON, "surname": "Асанов2"})
    assert set(page.context["form"].errors) == {"surname"}


def test_folded_search_finds_the_name():
    make.make_application(**{**PERSON, "given_name": "Өмүр"})
    assert Application.objects.matching("омур уулу").count() == 1


def test_another_kind_keeps_what_was_typed_for_the_first(visitor):
    draft = make.make_application(complete=False)
    applicant = visitor(draft.applicant)
    for kind in ("legal", "group", "person", "legal"):
        applicant.post(step(draft, "initiative"), {"kind": kind})
        if kind == "legal" and not Application.objects.get(pk=draft.pk).position:
            applicant.post(step(draft), LEGAL)
        elif kind == "group":
            applicant.post(step(draft), GROUP)
    draft.refresh_from_db()
    assert (draft.kind, draft.pin, draft.position) == ("legal", PERSON["pin"], "директор")
    assert (draft.organisation_pin, draft.organisation) == (LEGAL["organisation_pin"], "Ынтымак")


def test_a_page_that_was_opened_for_another_kind_empties_nothing(visitor):
    draft = make.make_application(complete=False, kind="legal", **LEGAL)
    # Opened while one resident applied: it holds neither the organisation nor the position.
    page = visitor(draft.applicant).post(step(draft), {**PERSON, "phone": "0700 11 22 33"})
    assert page.status_code == 302
    draft.refresh_from_db()
    assert (draft.organisation, draft.position) == (LEGAL["organisation"], "директор")
    assert (draft.surname, draft.phone) == ("Асан уулу", "+996700112233")
    emptied = ApplicantForm({**LEGAL, "position": ""}, instance=draft)
    assert emptied.is_valid() and emptied.cleaned_data["position"] == ""


@pytest.mark.parametrize("kind", TYPED)
def test_what_another_kind_is_asked_is_not_handed_in(kind: str):
    everything = {**PERSON, **LEGAL, "kind": kind}
    draft = make.make_application(**everything)
    handed_in = services.submit(by=draft.applicant, application=draft)
    handed_in.refresh_from_db()
    assert not any(getattr(handed_in, name) for name in not_asked(kind))
    assert {name: getattr(handed_in, name) for name in ASKED[kind]} == {n: everything[n] for n in ASKED[kind]}


def test_documents_are_asked_of_those_they_fit():
    documents = [
        {"name_ky": "Паспорт", "name_ru": "Паспорт", "asked_of": "people"},
        {"name_ky": "Устав", "name_ru": "Устав", "asked_of": "legal"},
        {"name_ky": "Кат", "name_ru": "Письмо"},
    ]
    contest = make.make_contest(documents=documents)
    asked = {}
    for kind in TYPED:
        draft = make.make_application(contest, complete=False, kind=kind)
        asked[kind] = [words.split(": ")[1] for name, words in missing(draft) if name == "documents"]
    assert asked == {"person": ["Паспорт.", "Кат."], "group": ["Паспорт.", "Кат."], "legal": ["Устав.", "Кат."]}


@pytest.mark.parametrize("language", ["", "/ru"])
@pytest.mark.parametrize("kind", TYPED)
def test_the_pages_show_what_fits(kind: str, language: str, visitor):
    draft = make.make_application(**{**PERSON, **LEGAL, **TYPED[kind], "kind": kind})
    applicant = visitor(draft.applicant)
    for page in (draft.get_absolute_url(), reverse("application_check", args=[draft.pk])):
        text = text_of(applicant.get(language + page))
        assert draft.applicant_name in text
        assert (PERSON["pin"] in text) == (kind != "legal")
        assert (LEGAL["organisation_pin"] in text) == (kind == "legal")
        assert ("директор" in text) == (kind == "legal")
        assert (draft.organisation in text) == (kind != "person")


def test_the_step_leads_back_to_the_choice_of_who_applies(visitor):
    draft = make.make_application(kind="group")
    page = visitor(draft.applicant).get(step(draft))
    assert f"{step(draft, 'initiative')}#div_id_kind" in text_of(page)
    assert says(page, "Nobody has been invited yet.")
    answer = visitor(draft.applicant).post(step(draft), {**GROUP, "group": "1"})
    assert answer["Location"] == reverse("group", args=[draft.pk])
    draft.refresh_from_db()
    assert draft.organisation == "Ынтымак"


class TestNamesApplicant:
    """Which documents tell the commission of a blind contest who applies is a term of the contest."""

    def test_it_is_stored_with_the_other_terms(self):
        contest = make.make_contest(state="draft")
        prepared = services.prepare_contest(
            by=make.make_specialist(contest.municipality),
            municipality=contest.municipality,
            regulation=contest.regulation,
            documents=[
                {"name_ky": "Паспорт", "name_ru": "Паспорт", "names_applicant": True},
                {"name_ky": "Смета", "name_ru": "Смета"},
            ],
            title_ky="Сынак",
            title_ru="Конкурс",
            **{name: value for name, value in make.contest_times("draft").items() if name != "state"},
        )
        assert [found.names_applicant for found in prepared.required_documents.all()] == [True, False]

    @pytest.mark.parametrize("state", ["draft", "announced"])
    def test_the_staff_ticks_it_until_the_announcement_and_reads_it_after(self, visitor: Any, state: str):
        contest = make.make_contest(
            state=state, documents=[{"name_ky": "Паспорт", "name_ru": "Паспорт", "names_applicant": True}]
        )
        page = visitor(make.make_specialist(contest.municipality)).get(
            reverse("admin:initiatives_contest_change", args=[contest.pk])
        )
        text = page.content.decode()
        assert ('name="required_documents-0-names_applicant" ' in text) is (state == "draft")
        assert "рыз ээсинин ким экенин билдирет" in text
