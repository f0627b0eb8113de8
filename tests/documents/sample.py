"""Made-up papers for the tests; run as a module it prints the hash of one, made by a fresh process."""

import hashlib
import sys
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

VERIFY_URL = "https://demilge.example/check/7K3M-Q2TX/"
MADE_AT = datetime(2021, 10, 25, 8, 30, 15, tzinfo=UTC)
DATA = {
    "number": "2021-2/1",
    "initiative": "«Атам, апам жана мен»",
    "award": {"local": 1_200_000, "donor": 2_500_000},
}
LETTERHEAD = {
    "ky": ["Кыргыз Республикасы", "Баткен облусу", "Кадамжай району", "А.Орозбеков айыл өкмөтү"],
    "ru": [
        "Кыргызская Республика",
        "Баткенская область",
        "Кадамжайский район",
        "А.Орозбековский айыл окмоту",
    ],
    "ky_contact": "Үлгү айылы, Мисал көчөсү, 1; 0 000 00 00 00",
    "place_ky": "Кеңсе айылы",
    "place_ru": "село Кеңсе",
    "ru_contact": "село Үлгү, улица Мисал, 1; 0 000 00 00 00",
}
WORDS: dict[str, dict[str, Any]] = {
    "ky": {
        "heading": "Чечим",
        "about": "«Атам, апам жана мен» жергиликтүү демилгесин каржылоо жөнүндө",
        "place": "Үлгү айылы",
        "ground": (
            "Айылдык кеңештин 2020-жылдын 28-декабрындагы №\u00a0226 токтому менен бекитилген Жобонун жана"
            " конкурстук комиссиянын 2021-жылдын 25-октябрындагы №\u00a02 протоколунун негизинде:"
        ),
        "items": [
            "«Атам, апам жана мен» демилгеси жеңүүчү деп табылсын (каттоо номери 2021-001).",
            "Демилге төмөнкү булактардан каржылансын:",
            "Демилгечинин салымы: иш-чараларды уюштуруу жана өткөрүү.",
            "Ишке ашыруу мөөнөтү: 2021-жылдын 31-декабрына чейин. Отчёт ушул күндөн тартып он жумуш"
            " күнүнүн ичинде берилсин.",
            "Бул чечимдин аткарылышын көзөмөлдөө айыл өкмөтүнүн адисине жүктөлсүн. Ңң Өө Үү.",
        ],
        "rows": [
            {"label": "Жергиликтүү бюджет", "purpose": "сыйлыктар, грамоталар, медалдар", "tyiyn": 1_200_000},
            {"label": "Донор долбоору", "purpose": "спорт шаймандары", "tyiyn": 2_500_000},
        ],
        "signatures": [{"position": "Айыл өкмөтүнүн башчысы", "name": "А.М.Үлгүбаев"}],
    },
    "ru": {
        "heading": "Решение",
        "about": "о финансировании местной инициативы «Папа, мама и я»",
        "place": "село Үлгү",
        "ground": (
            "На основании Положения, утверждённого постановлением айылного кенеша от 28 декабря 2020 года"
            " №\u00a0226, и протокола конкурсной комиссии от 25 октября 2021 года №\u00a02:"
        ),
        "items": [
            "Признать инициативу «Папа, мама и я» победителем (регистрационный номер 2021-001).",
            "Профинансировать инициативу из следующих источников:",
            "Вклад инициатора: организация и проведение мероприятий.",
            "Срок реализации: до 31 декабря 2021 года. Отчёт представить в течение десяти рабочих дней"
            " после этого дня.",
            "Контроль за исполнением решения возложить на специалиста айыл окмоту.",
        ],
        "rows": [
            {"label": "Местный бюджет", "purpose": "призы, грамоты, медали", "tyiyn": 1_200_000},
            {"label": "Донорский проект", "purpose": "спортивный инвентарь", "tyiyn": 2_500_000},
        ],
        "signatures": [{"position": "Глава айыл окмоту", "name": "А.М.Үлгүбаев"}],
    },
}


def facts(language: str, *, rows: int = 2) -> dict[str, Any]:
    """Return the context of a made-up decision; with more than two rows its table runs over pages."""
    words = deepcopy(WORDS[language])
    for number in range(3, rows + 1):
        words["rows"].append(
            {
                "label": f"Булак {number}",
                "purpose": "костюмдар жана жасалгалар, " * (1 + number % 4),
                "tyiyn": 100_000,
            }
        )
    return {
        **words,
        "total": sum(row["tyiyn"] for row in words["rows"]),
        "letterhead": LETTERHEAD,
        "paper": {
            "number": "2021-2/1",
            "issued_on": date(2021, 10, 25),
            "code": "7K3M-Q2TX",
            "verify_url": VERIFY_URL,
            "kind": "decision",
            "language": language,
        },
    }


@contextmanager
def sample_templates():
    """Let Django find the templates beside this file as well as the project's."""
    from django.conf import settings
    from django.test.utils import override_settings

    engines = deepcopy(settings.TEMPLATES)
    engines[0]["DIRS"] = [*engines[0]["DIRS"], Path(__file__).parent / "templates"]
    with override_settings(TEMPLATES=engines):
        yield


def sample_pdf(language: str, *, rows: int = 2, **more: Any) -> bytes:
    """Return the made-up decision as a PDF; `more` goes into its context."""
    from documents.render import render_pdf

    with sample_templates():
        return render_pdf(
            template="documents_tests/decision.html",
            context={**facts(language, rows=rows), **more},
            language=language,
            title=WORDS[language]["about"],
            made_at=MADE_AT,
            data=DATA,
        )


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(hashlib.sha256(sample_pdf(sys.argv[1])).hexdigest())
