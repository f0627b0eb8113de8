"""What the pages of an applicant show: people, and applications in every state."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress

from committee.models import Criterion
from documents.models import Paper
from initiatives.models import Application, Clarification, Contest, Part, Question
from initiatives.services import submit
from journal import clock
from municipality.models import Municipality, User
from notices.services import tell
from tests import factories as make
from tests.walks.commission_scene import make_commission_scene
from tests.walks.session_scene import make_session_scene

PASSWORD = "бек-сырсөз-2021"
# Letters that both languages have, so that a Russian page with a Kyrgyz letter shows a text of ours.
WRITTEN = {
    "aim": "Балдар спорт менен машыгат.",
    "description": "Алты мелдеш болот.",
    "beneficiaries": "28 ата, 54 апа",
    "own_contribution": "Залды даярдайбыз.",
    "address": "Ак-Булак айылы, Мектеп, 1",
    "organisation": "Бирдик",
}
REASON = "Паспорт окулбайт."
LINES = [("Медалдар", "даана", 1_00, 12_000_00, 0), ("Топтор", "даана", 6_00, 2_500_00, 1)]
TOO_MUCH = [("Медалдар", "даана", 1_00, 27_000_00, 1)]


@dataclass
class Scene:
    """People by their keys, and the words that stand in the addresses."""

    people: dict[str, User]
    words: dict[str, object]


def person(key: str, **fields: Any) -> User:
    """Store a person with an account and a name of letters that both languages have."""
    user = make.make_user(
        f"{key}@example.test", **{"password": PASSWORD, "surname": "Асанова", "given_name": "Айжан", **fields}
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def open_contest(municipality: Municipality) -> Contest:
    """Store a contest that takes applications, with criteria and an answered question."""
    contest = make.make_contest(municipality, state="draft", contact_ky="Айыл башкармасы")
    for number in range(1, 6):
        names = {"name_ky": f"Балл {number}", "name_ru": f"Балл {number}"}
        Criterion.objects.create(contest=contest, order=number, most=10, weight=20, **names)
    make.move_contest_to(contest, "announced")
    specialist = make.make_specialist(municipality, surname="Асанов", given_name="Бакыт")
    Question.objects.create(
        contest=contest,
        asked_by=person("curious"),
        text="Форма качан ачылат?",
        answer="Азыр ачык.",
        answered_by=specialist,
        answered_at=clock.now(),
    )
    return contest


def make_scene(decided: Contest) -> Scene:
    """Store people and applications in every state, in a contest that is open; `decided` has published results."""
    municipality = decided.municipality
    contest = open_contest(municipality)
    now = clock.now()
    soon = {"opens_at": now + timedelta(days=3), "closes_at": now + timedelta(days=20)}
    later = make.make_contest(municipality, title_ru="Конкурс весной", **soon)
    closed = make.make_contest(municipality, state="scoring", title_ru="Конкурс осенью")
    past = make.make_contest(municipality, state="published", title_ru="Конкурс зимой")

    keys = ["newcomer", "forgetful", "member", "writer", "beginner", "over", "applicant", "group", "legal"]
    keys += ["submitted", "returned", "admitted", "refused", "withdrawn", "awarded", "reserve"]
    people = {key: person(key) for key in keys}
    people["without_password"] = person("without", password=None)
    people["without_consent"] = person("before", consented=False)

    def application(key: str, state: str = "draft", of: Contest = contest, **fields: Any) -> Application:
        given = {"lines": LINES, **WRITTEN, **fields}
        return make.make_application(of, applicant=people[key], state=state, **given)

    found = {key: application(key, key) for key in ("returned", "admitted", "refused", "withdrawn")}
    found |= {key: application(key, key, past) for key in ("awarded", "reserve")}
    found["draft"] = application("applicant")
    found["group"] = application("group", kind="group")
    found["legal"] = application("legal", kind="legal", organisation_pin="01234567890123")
    found["over"] = application("over", lines=TOO_MUCH, title_ky="а" * 200)
    found["empty"] = make.make_application(contest, applicant=people["beginner"], complete=False)
    found["submitted"] = submit(by=people["submitted"], application=application("submitted"))
    Application.objects.filter(state__in=["returned", "refused"]).update(reason=REASON)
    # Somebody has saved this step since the page at hand was opened.
    Part.objects.create(application=found["draft"], name="initiative", revision=3, saved_by=people["applicant"])
    question = Clarification.objects.create(
        application=found["submitted"], asked_by=make.make_specialist(municipality), text="Форма кайда турат?"
    )
    link = found["submitted"].get_absolute_url()
    told = {"context": {"application": found["submitted"]}, "link": link}
    tell(recipient=people["applicant"], kind="application_submitted", **told)
    member = make.make_coapplicant(found["group"], people["member"], name="Асанова Айжан")
    make.make_coapplicant(found["group"], people["writer"], "edit", name="Асанов Бакыт")
    invited = make.make_coapplicant(found["group"], name="Асан Мисал")
    members, words = make_commission_scene()
    leaders, more_words = make_session_scene()
    return Scene(
        people | members | leaders,
        {
            **words,
            **more_words,
            **{key: each.pk for key, each in found.items()},
            "open": contest.pk,
            "later": later.pk,
            "closed": closed.pk,
            "decided": decided.pk,
            "village": municipality.villages.order_by("pk")[0].pk,
            "priority": contest.priorities.order_by("pk")[0].pk,
            "paper": Paper.objects.filter(kind=Paper.Kind.DECISION).order_by("id")[0].code,
            "question": question.pk,
            "member": member.pk,
            "invited": invited.key,
            "used": member.key,
        },
    )
