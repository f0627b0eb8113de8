import json

import pytest

from documents.models import Paper
from documents.templatetags.papers import sentence
from tests.documents.reading import english, printed, worded
from tests.paper_story import begin, decide

pytestmark = pytest.mark.django_db


@pytest.mark.pdf
def test_decision_names_the_winner_the_money_and_the_grounds():
    first, second = decide(begin()).of(Paper.Kind.DECISION)

    ky = printed(first, "ky")
    for words in (
        "А.ОРОЗБЕКОВ АЙЫЛ ӨКМӨТҮ",
        "2021-жылдын 25-октябры № 2021-1/1 Ак-Булак айылы",
        "ЧЕЧИМ «Атам, апам жана мен» жергиликтүү демилгесин каржылоо жөнүндө",
        "Айылдык кеңештин 2020-жылдын 28-декабрындагы № 226 токтому менен бекитилген Жобонун",
        "сынак комиссиясынын 2021-жылдын 25-октябрындагы № 1 протоколунун негизинде:",
        "1. «Атам, апам жана мен» демилгеси жеңүүчү деп табылсын (каттоо номери 2021-001).",
        "12 000 он эки миң сом",
        "обручтар, секирткичтер, волейбол топтору, баскетбол топтору, гантелдер",
        "25 000 жыйырма беш миң сом",
        "Бардыгы 37 000 отуз жети миң сом",
        "3. Демилге толук колдоого алынды.",
        "«Иш-чараларды уюштуруу жана өткөрүү».",
        "2021-жылдын 31-декабрына чейин",
        "6. Бул чечимдин аткарылышын көзөмөлдөө айыл өкмөтүнүн адисине жүктөлсүн.",
        "Айыл өкмөтүнүн башчысы",
        "А.М.Үлгүбаев",
        "М.О.",
    ):
        assert words in ky
    ru = printed(first, "ru")
    for words in (
        "РЕШЕНИЕ О финансировании местной инициативы «Папа, мама и я»",
        "постановлением айылного кенеша от 28 декабря 2020 года № 226, и протокола",
        "конкурсной комиссии от 25 октября 2021 года № 1:",
        "двенадцать тысяч сомов",
        "Всего 37 000 тридцать семь тысяч сомов",
        "3. Инициатива поддержана полностью.",
        "до 31 декабря 2021 года",
        "«Иш-чараларды уюштуруу жана өткөрүү»",
        "Подлинником является текст на кыргызском языке.",
        "М.П.",
    ):
        assert words in ru
    assert "Подлинник" not in ky

    assert "11 000 он бир миң сом" in printed(second, "ky")
    assert "Всего 36 000 тридцать шесть тысяч сомов" in printed(second, "ru")
    assert english(ky, first) == english(ru, first) == []


@pytest.mark.parametrize(
    ("act_ky", "act_ru", "genitive"),
    [
        ("токтом", "постановление", "Бул токтомдун аткарылышын"),
        ("буйрук", "приказ", "Бул буйруктун аткарылышын"),
        ("тескеме", "распоряжение", "Бул тескеменин аткарылышын"),
    ],
)
def test_name_of_the_act_is_a_setting(act_ky, act_ru, genitive):
    decision, _ = decide(begin(award_act_ky=act_ky, award_act_ru=act_ru)).of(Paper.Kind.DECISION)
    assert f"{act_ky} «Атам" in worded(decision, "ky")
    assert genitive in worded(decision, "ky")
    assert f"{act_ru} О финансировании" in worded(decision, "ru")


def test_legal_basis_is_printed_where_there_is_one():
    decision, _ = decide(begin()).of(Paper.Kind.DECISION)
    assert "Укуктук негизи" not in worded(decision, "ky")
    decision.facts["regulation"]["legal_basis"] = {"ky": "№ 123 мыйзам", "ru": "Закон № 123."}
    assert "Укуктук негизи: № 123 мыйзам. Айылдык" in worded(decision, "ky")
    assert "Правовое основание: Закон № 123. На основании" in worded(decision, "ru")


@pytest.mark.pdf
def test_protocol_tells_who_was_there_what_was_scored_and_how_each_voted():
    protocol = decide(begin()).protocol

    ky = printed(protocol, "ky")
    for words in (
        "2021-жылдын 25-октябры № 1 Ак-Булак айылы",
        "ПРОТОКОЛ Сынак комиссиясынын отуруму",
        "Комиссиянын курамы 2021-жылдын 1-сентябрындагы № 45 акт менен бекитилген.",
        "Үлгүбаев Асан Мисалович – комиссиянын төрагасы (айыл өкмөтүнөн)",
        "Мисалова Бермет Үсөновна – комиссиянын катчысы (айылдык кеңештен)",
        "Асан уулу Бекжан – комиссиянын мүчөсү (жергиликтүү жамааттан)",
        "Жакшылыкова Нуржамал Төрөевна – комиссиянын мүчөсү (жергиликтүү жамааттан)",
        "Комиссиянын 5 мүчөсүнүн 4ү катышты. Кворум (ар бир табыштама боюнча четтебеген мүчөлөрдүн кеминде 2/3",
        "Күн тартиби 1. Табыштамаларды баалоонун жыйынтыгы жөнүндө.",
        "барактын эң жогорку жыйынтык баллы – 10,00.",
        "Босоголук балл (колдоо үчүн эң төмөнкү орточо балл) коюлган эмес.",
        "мүчөлөр арыз ээлеринин аттарын көрүштү.",
        "критерийлердин ирети: 1, 2, 3, 4, 5;",
        "1 – Жамааттын турмушу үчүн мааниси (0–10; 20 %); 2 –",
        "1 2021-001 «Атам, апам жана мен» 9,60 9,40 9,60 9,40 9,60 9,52",
        "1 2021-001 5 9,52 9,60 9,40–9,60 0,20 0,10",
        "Г.Өрнөкова № 2021-002 табыштаманы баалоодон жана ал боюнча добуш берүүдөн четтеди. "
        "Себеби: «Демилгечи – менин эжем».",
        "Н.Т.Жакшылыкова № 2021-004 табыштаманы баалоодон калыс калды. Себеби: «Ооруп калдым».",
        "1. «Атам, апам жана мен» демилгеси (№ 2021-001 табыштама). Угулду: орду – 1, жыйынтык балл – 9,52.",
        "Чечилди: демилге толук колдоого алынсын: жеңүүчү деп табылсын жана аны каржылоого 37 000 сом "
        "(отуз жети миң сом) бөлүү сунушталсын, анын ичинде: Жергиликтүү бюджет – 12 000 сом (он эки миң сом); "
        "Донор долбоору – 25 000 сом (жыйырма беш миң сом).",
        "Добуш берүү. Макул: 4 (А.М.Үлгүбаев, Б.Ү.Мисалова, Г.Өрнөкова, Б.Асан уулу); каршы: жок; "
        "калыс калгандар: жок. Кворум: добуш берүүгө укуктуу мүчөлөр – 5, керектүүсү – 4, катышканы – 4.",
        "2. «Жомоктого саякат» демилгеси",
        "Добуш берүү. Макул: 3 (А.М.Үлгүбаев, Б.Ү.Мисалова, Б.Асан уулу); каршы: жок; калыс калгандар: жок. "
        "Четтегендиктен добуш бербегендер: Г.Өрнөкова. Кворум: добуш берүүгө укуктуу мүчөлөр – 4, керектүүсү – 3,",
        "3. «„Көк-Жар“ китепканасы» демилгеси (№ 2021-003 табыштама).",
        "Чечилди: демилге резервге киргизилсин. Себеби: Жергиликтүү бюджетте каражат калган жок.",
        "калыс калгандар: 1 (Б.Асан уулу).",
        "Чечилди: демилге колдоого алынбасын. Себеби: Чыгымдар далилденген эмес.",
        "бардыгы 73 000 сом (жетимиш үч миң сом) бөлүү сунушталды.",
        "Жергиликтүү бюджет 23 000 23 000 23 000 0 Донор долбоору 50 000 50 000 50 000 0",
        "Чечим кабыл алынбай калган табыштама жок.",
    ):
        assert words in ky
    ru = printed(protocol, "ru")
    for words in (
        "Состав комиссии утверждён актом от 1 сентября 2021 года № 45.",
        "Асан уулу Бекжан – член комиссии (от местного сообщества)",
        "Членов комиссии: 5, из них присутствовало: 4.",
        "Наименьший средний балл для поддержки (порог) не установлен.",
        "Г.Өрнөкова: самоотвод по заявке № 2021-002, в её оценке и в голосовании по ней не участвует. "
        "Причина: «Демилгечи – менин эжем».",
        "Н.Т.Жакшылыкова: воздержание от оценки заявки № 2021-004. Причина: «Ооруп калдым».",
        "Решили: поддержать полностью: признать инициативу победителем и предложить выделить на её финансирование "
        "36 000 сомов (тридцать шесть тысяч сомов), в том числе: "
        "Местный бюджет – 11 000 сомов (одиннадцать тысяч сомов); Проект донора – 25 000 сомов",
        "3. Инициатива «Библиотека „Көк-Жар“» (заявка № 2021-003).",
        "Решили: включить инициативу в резерв.",
        "Решили: не поддерживать инициативу. Причина: Чыгымдар далилденген эмес.",
        "Не голосовали ввиду самоотвода: Г.Өрнөкова.",
        "воздержались: 1 (Б.Асан уулу). Кворум: членов с правом голоса – 5, необходимо – 4, присутствовало – 4.",
        "73 000 сомов (семьдесят три тысячи сомов)",
        "Заявок, по которым решение не принято, нет.",
    ):
        assert words in ru
    assert ky.index("Асан уулу Бекжан") < ky.index("Катышпагандар") < ky.index("Жакшылыкова Нуржамал")
    # Those present sign; who was absent does not.
    assert "Комиссиянын мүчөсү Б.Асан уулу" in ky
    assert "Комиссиянын мүчөсү Н.Т.Жакшылыкова" not in ky
    assert "М.О." not in ky
    assert english(ky, protocol) == english(ru, protocol) == []


def test_protocol_without_absent_and_recused_says_so_and_an_unscored_row_has_no_place():
    protocol = decide(begin()).protocol
    protocol.facts |= {"recusals": [], "absent": []}
    protocol.facts["ranking"][-1] |= {"sheets": 0, "mean": "–", "by_criterion": ["–"] * 5}
    ky = worded(protocol, "ky")
    assert "катышты, катышпагандар жок. Кворум" in ky
    assert "Катышпагандар" not in ky
    assert "Баалоодон четтеген мүчө жок." in ky
    assert "– 2021-004 «Таза суу» – – – – – –" in ky
    ru = worded(protocol, "ru")
    assert "присутствовало: 4, отсутствующих нет. Кворум" in ru
    assert "Самоотводов не было." in ru


def test_protocol_issued_before_it_told_so_much_is_still_drawn():
    protocol = decide(begin()).protocol
    for new in ("terms", "agenda", "replaced", "corrects", "sources", "undecided"):
        del protocol.facts[new]
    for row in protocol.facts["ranking"]:
        for new in ("code", "median", "low", "high", "spread", "deviation", "words", "tie_break", "disputed", "below"):
            del row[new]
    for proposal in protocol.facts["proposals"]:
        for new in (
            "code",
            "place",
            "asked",
            "in_part",
            "correct_by_on",
            "without_vote",
            "quorum",
            "casting",
            "stands",
        ):
            del proposal[new]
    for recusal in protocol.facts["recusals"]:
        for new in ("left", "closed_on", "noted_by"):
            del recusal[new]
    for member in protocol.facts["present"] + protocol.facts["absent"]:
        del member["act"]
    ky = worded(protocol, "ky")
    assert "Чечилди: демилге колдоого алынсын: жеңүүчү деп табылсын жана аны каржылоого 37 000 сом" in ky
    assert "Баалоонун шарттары" not in ky
    assert "Кворум: добуш" not in ky
    assert "Решили: признать инициативу победителем" in worded(protocol, "ru")


@pytest.mark.pdf
def test_announcement_tells_sums_dates_documents_and_criteria():
    paper = begin().announcement

    ky = printed(paper, "ky")
    for words in (
        "КУЛАКТАНДЫРУУ Жергиликтүү демилгелердин сынагын өткөрүү жөнүндө",
        "А.Орозбеков айыл өкмөтү сынак жарыялайт: «2021-жылдын жергиликтүү демилгелер сынагы».",
        "айылдык кеңештин 2020-жылдын 28-декабрындагы № 226 токтому менен бекитилген.",
        "Балдар, жаштар жана спорт үчүн демилгелер каржыланат.",
        "Балдар жана жаштар менен иштөө",
        "Жергиликтүү бюджет 23 000 23 000 жыйырма үч миң сом",
        "Донор долбоору 50 000 25 000 жыйырма беш миң сом",
        "Бардыгы 73 000 48 000 кырк сегиз миң сом",
        "73 000 сом (жетимиш үч миң сом)",
        "2021-жылдын 12-октябры, 18:00",
        "2021-жылдын 20-октябрына чейин",
        "2021-жылдын 31-декабрына чейин",
        "чыгымдарды далилдеген кагаздар (бар болсо)",
        "3 Туруктуулугу 10 20 %",
        "Айыл өкмөтү, 2-бөлмө.",
        "Сынак комиссиясынын төрагасы",
    ):
        assert words in ky
    ru = printed(paper, "ru")
    for words in (
        "А.Орозбековский айыл окмоту объявляет конкурс: «Конкурс местных инициатив 2021 года».",
        "утверждено постановлением айылного кенеша от 28 декабря 2020 года № 226.",
        "Всего 73 000 48 000 сорок восемь тысяч сомов",
        "12 октября 2021 года, 18:00",
        "до 31 декабря 2021 года",
        "подтверждение расходов (при наличии)",
        "5 Собственный вклад 10 20 %",
    ):
        assert words in ru
    assert english(ky, paper) == english(ru, paper) == []


def test_announcement_names_the_share_and_where_a_limit_is_set():
    paper = begin().announcement
    paper.facts["sources"][1] |= {"max_share": 80, "ground": {"ky": "Жобо, 14-пункт", "ru": "Положение, п. 14"}}
    assert "үлүшү: эң көбү 80 % Негизи: Жобо, 14-пункт" in worded(paper, "ky")
    assert "не более 80 % Основание: Положение, п. 14" in worded(paper, "ru")


def test_announcement_says_who_may_apply_and_whose_documents_are_asked_for():
    paper = begin().announcement
    assert "Ким табыштама бере алат тургун, өз атынан демилгелүү топ" in worded(paper, "ky")
    assert "Кто может подать заявку житель, от своего имени инициативная группа" in worded(paper, "ru")
    paper.facts["documents"][1]["of"] = {"ky": "тургундар жана топтор", "ru": "жители и группы"}
    assert "паспорттун көчүрмөсү – тургундар жана топтор милдеттенме кат" in worded(paper, "ky")
    # One that was issued before such facts were kept is still drawn.
    del paper.facts["kinds"]
    for document in paper.facts["documents"]:
        del document["of"]
    assert "Ким табыштама бере алат" not in worded(paper, "ky")


def test_city_has_its_own_bodies():
    story = begin(kind="city", office_ky="Үлгү шаарынын мэриясы", office_ru="Мэрия города Үлгү")
    issued = decide(story)
    decision, _ = issued.of(Paper.Kind.DECISION)
    assert "Шаардык кеңештин" in worded(decision, "ky")
    assert "мэриянын адисине" in worded(decision, "ky")
    assert "постановлением городского кенеша" in worded(decision, "ru")
    assert "(шаардык кеңештен)" in worded(issued.protocol, "ky")
    assert "(от мэрии)" in worded(issued.protocol, "ru")
    assert "мэрияга кайрылыңыз" in worded(issued.of(Paper.Kind.LETTER)[0], "ky")
    # Whom to ask is written by the office itself.
    for paper in (story.announcement, story.receipts[0], *issued.papers):
        paper.facts["contact"] = {"ky": "", "ru": ""}
        for language in ("ky", "ru"):
            text = worded(paper, language).casefold()
            bodies = ("айыл өкмөтүнөн", "айыл өкмөтүнө ", "айылдык", "айылн", "от айыл", "в айыл")
            assert not [words for words in bodies if words in text]


def test_no_paper_holds_personal_data():
    story = begin()
    issued = decide(story)
    applicant = story.applications[0]
    for paper in (story.announcement, *story.receipts, *issued.papers):
        facts = json.dumps(Paper.objects.get(pk=paper.pk).facts, ensure_ascii=False)
        assert not [data for data in (applicant.pin, applicant.phone, applicant.address) if data in facts]
    # Who applied is named in the receipt and in the letter, which are to them.
    for paper in (story.announcement, *issued.papers):
        if paper.kind != Paper.Kind.LETTER:
            facts = json.dumps(Paper.objects.get(pk=paper.pk).facts, ensure_ascii=False)
            assert applicant.surname not in facts


@pytest.mark.parametrize(
    ("text", "said"), [("Каражат жок", "Каражат жок."), ("Жок. ", "Жок."), ("Эмнеге?", "Эмнеге?"), ("", "")]
)
def test_a_sentence_ends_in_one_stop(text, said):
    assert sentence(text) == said
