"""One's own data as a file: all that is one's own, nothing that is another's, nothing before its time."""

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import translation

from documents.models import PaperFile
from documents.render import RendererMissing
from initiatives import own_data, services
from initiatives.models import Application, Question
from initiatives.own_data import write_archive
from municipality.models import ConsentText, User
from notices.models import Notice
from tests import factories as make
from tests.initiatives.test_pages import says, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_kyrgyz() -> Any:
    with translation.override("ky"):
        yield


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw no paper: whoever tests papers does that; here it matters that they are in."""

    def file_of(paper: Any, language: str) -> PaperFile:
        return PaperFile(paper=paper, language=language, content=f"%PDF {paper.number} {language}".encode())

    monkeypatch.setattr(own_data, "file_of", file_of)


def archive_of(user: User) -> ZipFile:
    target = io.BytesIO()
    write_archive(user, target)
    target.seek(0)
    found = ZipFile(target)
    assert found.testzip() is None
    return found


def data_of(user: User) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(archive_of(user).read("data.json"))
    return told


def all_text(archive: ZipFile) -> str:
    names = [name for name in archive.namelist() if name.endswith((".json", ".html", ".txt"))]
    return "\n".join(archive.read(name).decode() for name in names)


class TestWhatIsIn:
    def test_everything_of_one_s_own(self):
        user = make.make_user("aijan@example.com", phone="+996700112233")
        application = services.submit(
            by=user, application=make.make_application(applicant=user, title_ky="Көпүрө/жол: «Ак-Булак»")
        )
        clerk = make.make_specialist(application.contest.municipality)
        question = services.ask_applicant(by=clerk, application=application, text="Канча бала?")
        services.answer_staff(by=user, clarification=question, text="Отуз")
        Question.objects.create(contest=application.contest, asked_by=user, text="Качан жабылат?")
        archive = archive_of(user)
        told = json.loads(archive.read("data.json"))

        account = told["account"]
        assert (account["email"], account["phone"], account["surname"]) == (
            "aijan@example.com", "+996700112233", user.surname,
        )  # fmt: skip
        assert account["consents"][0]["version"] == ConsentText.objects.first().version
        assert account["consents"][0]["text"]
        assert "password" not in all_text(archive)
        assert [each["text"] for each in told["questions"]] == ["Качан жабылат?"]
        assert [each["subject"] for each in told["notices"]] == list(
            Notice.objects.filter(recipient=user).order_by("id").values_list("subject", flat=True)
        )
        [mine] = told["applications"]
        application.refresh_from_db()
        assert (mine["number"], mine["state"], mine["made_by_me"]) == (application.number, "submitted", True)
        assert (mine["pin"], mine["aim"]) == (application.pin, application.aim)
        assert [line["sum_in_tyiyn"] for line in mine["budget"]] == [line.amount for line in application.lines.all()]
        assert mine["plan"][0]["what"] == "Биринчи мелдеш"
        assert mine["questions_of_the_office"][0]["answer"] == "Отуз"
        assert [each["what"] for each in mine["history"]] == [
            "Табыштама тапшырылды", "Арыз ээсине суроо берилди", "Арыз ээси суроого жооп берди",
        ]  # fmt: skip

        folder = f"{application.number} Көпүрө_жол_ «Ак-Булак»"
        assert {name.split("/")[0] for name in archive.namelist()} == {"data.json", "Окуп чыгыңыз.txt", folder}
        for document in mine["documents"]:
            assert archive.read(document["file"]) == make.PDF
            assert document["file"].startswith(f"{folder}/Документтер/")
        assert len(mine["documents"]) == 2
        [paper] = mine["papers"]
        assert [archive.read(file)[:4] for file in paper["files"]] == [b"%PDF", b"%PDF"]
        page = archive.read(f"{folder}/Табыштама.html").decode()
        for words in (application.title_ky, application.aim, application.pin, "37\N{NO-BREAK SPACE}000", "Отуз"):
            assert words in page

    @pytest.mark.parametrize("language", ["ky", "ru"])
    def test_in_one_s_language_and_without_english(self, language: str):
        user = make.make_user()
        make.make_application(applicant=user, state="submitted")
        with translation.override(language):
            archive = archive_of(user)
        page = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".html"))
        assert f'<html lang="{language}">' in page
        assert ("Арыз ээси" in page) is (language == "ky")
        assert ("Заявитель" in page) is (language == "ru")

    def test_a_draft_with_what_could_not_be_stored_yet(self):
        user = make.make_user()
        draft = make.make_application(applicant=user, complete=False)
        services.keep_typed(by=user, application=draft, step="plan", typed="plan-0-month=may")
        [mine] = data_of(user)["applications"]
        assert (mine["number"], mine["state"]) == ("", "draft")
        assert mine["not_saved_yet"] == {"plan": "plan-0-month=may"}

    def test_two_of_the_same_name_lie_apart(self):
        user = make.make_user()
        for _place in range(2):
            make.make_application(make.make_contest(), applicant=user, state="submitted", title_ky="Көпүрө")
        archive = archive_of(user)
        assert len({name.split("/")[0] for name in archive.namelist() if "/" in name}) == 2
        assert len(archive.namelist()) == len(set(archive.namelist()))

    def test_nothing_yet(self):
        told = data_of(make.make_user())
        assert (told["applications"], told["notices"], told["groups"]) == ([], [], [])

    def test_a_lost_file_and_a_paper_that_cannot_be_drawn_are_named_without_a_file(self, monkeypatch):
        user = make.make_user()
        application = services.submit(by=user, application=make.make_application(applicant=user))
        lost = application.attachments.first()
        lost.file.storage.delete(lost.file.name)

        def missing(paper: Any, language: str) -> Any:
            raise RendererMissing

        monkeypatch.setattr(own_data, "file_of", missing)
        [mine] = data_of(user)["applications"]
        assert [document["file"] is None for document in mine["documents"]] == [True, False]
        assert mine["papers"][0]["files"] == []
        assert mine["papers"][0]["code"]


class TestWhatIsNotIn:
    def test_nothing_of_anybody_else(self):
        contest, user = make.make_contest(), make.make_user()
        other = make.make_application(contest, state="submitted", title_ky="Бирөөнүкү")
        Question.objects.create(contest=contest, asked_by=other.applicant, text="Бирөөнүн суроосу")
        make.make_application(contest, applicant=user, state="submitted")
        text = all_text(archive_of(user))
        for foreign in ("Бирөөнүкү", "Бирөөнүн суроосу", other.applicant.email):
            assert foreign not in text

    def test_of_a_group_one_writes_in_not_the_leader_s_own(self):
        leader, friend = make.make_user(surname="Башчыева"), make.make_user()
        application = make.make_application(applicant=leader, kind="group", organisation="«Үмүт» тобу")
        make.make_coapplicant(application, friend, right="edit", name="Досум")
        own = services.attach(
            by=friend, application=application, document=None, upload=make.make_upload("менин кагазым.pdf")
        )
        archive = archive_of(friend)
        told = json.loads(archive.read("data.json"))
        [group] = told["applications"]
        assert (group["made_by_me"], group["aim"]) == (False, application.aim)
        text = all_text(archive)
        for private in (application.pin, application.phone, "0555 01 02 03", application.address, leader.email):
            assert private not in text
        assert group["invited"] == []
        kept = [document["file"] for document in group["documents"] if document["file"]]
        assert [name.split("/")[-1].split(" ", 1)[1] for name in kept] == [own.name]
        assert [each["right"] for each in told["groups"]] == ["edit"]

    def test_who_only_reads_a_group_s_application_has_only_the_place_in_it(self):
        friend = make.make_user()
        application = make.make_application(kind="group")
        make.make_coapplicant(application, friend, right="view")
        told = data_of(friend)
        assert told["applications"] == []
        assert [each["title"] for each in told["groups"]] == [application.title_ky]

    def test_who_was_taken_off_a_group_learns_nothing_of_it_any_more(self):
        friend = make.make_user()
        application = make.make_application(kind="group")
        place = make.make_coapplicant(application, friend, right="edit")
        services.remove(by=application.applicant, coapplicant=place)
        [told] = data_of(friend)["groups"]
        assert (told["title"], told["application"]) == ("", "")

    @pytest.mark.parametrize("contest_state", ["decided", "published"])
    def test_an_outcome_only_once_it_is_published(self, contest_state: str):
        texts, states = set(), set()
        for state in ("awarded", "reserve", "unsupported"):
            application = make.make_application(make.make_contest(state=contest_state), state=state)
            archive = archive_of(application.applicant)
            [mine] = json.loads(archive.read("data.json"))["applications"]
            states.add(mine["state"])
            texts.add("Паспорттун көчүрмөсү окулбайт" in all_text(archive))
            shown = str(Application.State(state).label).lower()
            page = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".html"))
            assert (shown in page.lower()) is (contest_state == "published")
        if contest_state == "decided":
            assert (states, texts) == ({"admitted"}, {False})
        else:
            assert len(states) == 3


class TestPage:
    def test_from_the_list_over_the_page_to_the_file(self, visitor):
        user = make.make_user()
        make.make_application(applicant=user, state="submitted")
        person, address = visitor(user), reverse("my_data")
        assert address in text_of(person.get(reverse("my_applications")))
        page = person.get(address)
        assert says(page, "Download my data (ZIP)")
        answer = person.post(address)
        assert answer.status_code == 200
        assert answer.streaming
        assert answer["Content-Type"] == "application/zip"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["Cache-Control"] == "private, no-store"
        content = b"".join(answer.streaming_content)
        assert int(answer["Content-Length"]) == len(content)
        assert "data.json" in ZipFile(io.BytesIO(content)).namelist()

    def test_a_large_one_goes_to_the_disk_and_out_in_pieces(self, visitor, monkeypatch):
        made = []
        monkeypatch.setattr("initiatives.views.own_data.MOST_IN_MEMORY", 1000)
        monkeypatch.setattr(
            "initiatives.views.own_data.write_archive",
            lambda user, target: (write_archive(user, target), made.append(target)),
        )
        user = make.make_user()
        application = make.make_application(applicant=user)
        big = make.PDF + bytes(3_000_000) + b"%%EOF"
        for number in range(3):
            make.attach_file(application, None, name=f"{number}.pdf", content=big)
        answer = visitor(user).post(reverse("my_data"))
        assert made[0]._rolled, "it lies in memory"
        pieces = list(answer.streaming_content)
        assert len(pieces) > 100
        assert sum(map(len, pieces)) > 9_000_000

    def test_a_failure_leaves_nothing_open(self, visitor, monkeypatch):
        closed = []

        def fail(user: Any, target: Any) -> None:
            closed.append(target)
            raise RuntimeError("the disk is full")

        monkeypatch.setattr("initiatives.views.own_data.write_archive", fail)
        with pytest.raises(RuntimeError):
            visitor(make.make_user()).post(reverse("my_data"))
        assert closed[0].closed

    def test_strangers_are_asked_to_sign_in(self, client):
        for answer in (client.get(reverse("my_data")), client.post(reverse("my_data"))):
            assert answer["Location"].startswith(reverse("account_login"))

    def test_opening_the_page_makes_nothing(self, visitor, monkeypatch):
        monkeypatch.setattr("initiatives.views.own_data.write_archive", lambda *args: pytest.fail("made on a GET"))
        assert visitor(make.make_user()).get(reverse("my_data")).status_code == 200
