"""What protocol, letters, summary and sheets of a session tell, and how they say it."""

import json
from datetime import date

import pytest
from django.utils import translation

from committee.explaining import reasons
from committee.models import Member, Score, Sheet, TieBreak
from committee.ranking import ranked
from documents.models import Paper
from documents.rules import may_read
from journal import clock
from kyrgyz.dates import long_date
from tests.committee.factories import Round, close, give, make_round, seal_all
from tests.documents.reading import english, printed, worded
from tests.factories import make_user, move_application_to, som
from tests.paper_story import NO_MONEY, WHOLE, Item, begin, decide, facts_of, hold, rest, row

pytestmark = pytest.mark.django_db

Kind = Paper.Kind


def test_support_in_part_says_what_was_asked_and_what_is_granted(scored):
    part = Item(scored.applications[0], sums=(som(12_000), som(10_000)), fields=NO_MONEY)
    issued = hold(scored.commission, [part, *rest(scored.applications[1:])])
    ky, ru = worded(issued.protocol, "ky"), worded(issued.protocol, "ru")
    assert (
        "демилге жарым-жартылай колдоого алынсын: жеңүүчү деп табылсын жана аны каржылоого суралган 37 000 сом "
        "(отуз жети миң сом) өлчөмүндөгү каражаттын ордуна 22 000 сом (жыйырма эки миң сом) бөлүү сунушталсын"
    ) in ky
    assert (
        "поддержать частично: признать инициативу победителем и предложить выделить на её финансирование вместо "
        "запрошенных 37 000 сомов (тридцать семь тысяч сомов) 22 000 сомов (двадцать две тысячи сомов)"
    ) in ru
    # The envelopes: what there was, what this session gave, what is given in all, what is left.
    assert "Жергиликтүү бюджет 23 000 12 000 12 000 11 000" in ky
    assert "Проект донора 50 000 10 000 10 000 40 000" in ru
    [decision] = issued.of(Kind.DECISION)
    assert (
        "Демилге жарым-жартылай колдоого алынды: суралганы – 37 000 сом (отуз жети миң сом), бөлүнгөнү – 22 000 сом "
        "(жыйырма эки миң сом). Себеби: Каражат калган жок."
    ) in worded(decision, "ky")
    assert "Инициатива поддержана частично: запрошено 37 000 сомов" in worded(decision, "ru")


def test_revision_names_its_last_day_in_protocol_and_letter(scored):
    day = {"reason_ky": "Чыгымдарды тактаңыз.", "reason_ru": "Уточните расходы.", "correct_by": date(2026, 12, 4)}
    issued = hold(
        scored.commission, [Item(scored.applications[0], "revise", fields=day), *rest(scored.applications[1:])]
    )
    assert (
        "табыштама кайра иштеп чыгууга кайтарылсын. Оңдоонун акыркы күнү: 2026-жылдын 4-декабры. "
        "Себеби: Чыгымдарды тактаңыз."
    ) in worded(issued.protocol, "ky")
    letter = issued.of(Kind.LETTER)[0]
    ky, ru = worded(letter, "ky"), worded(letter, "ru")
    assert "төмөнкүдөй чечим кабыл алды: табыштама кайра иштеп чыгууга кайтарылды." in ky
    assert "Оңдоонун акыркы күнү: 2026-жылдын 4-декабры." in ky
    assert "заявка возвращена на доработку" in ru
    assert "Последний день исправления: 4 декабря 2026 года." in ru


@pytest.mark.pdf
def test_a_letter_tells_reason_own_place_and_what_comes_next_and_nothing_of_anyone_else():
    issued = decide(begin())
    reserve, unsupported = issued.of(Kind.LETTER)
    ky = printed(reserve, "ky")
    for words in (
        "ЖООП КАТ «„Көк-Жар“ китепканасы» демилгеси жөнүндө",
        "Кимге: Өрүкова Гүлбүбү Ырыскуловна",
        "сиздин № 2021-003 табыштамаңызды карап чыкты жана 2021-",
        "жылдын 25-октябрындагы № 1 протокол менен төмөнкүдөй чечим кабыл алды:",
        "демилге резервге киргизилди",
        "Себеби: Жергиликтүү бюджетте каражат калган жок.",
        "жыйынтык баллы – 5,52, орду – 3. Сынакта 4 табыштама бааланды.",
        "комиссия резервдеги демилгелерди кайра карайт.",
        "айыл өкмөтүнө кайрылыңыз, сизге жооп беришет. Байланыш: Айыл өкмөтү, 2-бөлмө.",
    ):
        assert words in ky
    ru = printed(unsupported, "ru")
    for words in (
        "Кому: Өрүкова Гүлбүбү Ырыскуловна",
        "рассмотрела вашу заявку № 2021-004 и протоколом от 25 октября 2021 года № 1 приняла решение:",
        "инициатива не поддержана",
        "Итоговый балл вашей заявки – 3,50, место – 4.",
        "участвуйте в следующем конкурсе.",
        "Подлинником является текст на кыргызском языке.",
    ):
        assert words in ru
    assert english(ky, reserve) == english(ru, unsupported) == []
    told = json.dumps(facts_of(reserve), ensure_ascii=False)
    elsewhere = ["2021-001", "2021-002", "2021-004", "Атам, апам", "Жомоктого", "Таза суу"]
    members = ["Мисалова", "Өрнөкова", "Асан уулу", "Жакшылыкова"]
    assert not [words for words in elsewhere + members if words in told]


def test_a_letter_names_the_threshold_and_what_was_not_scored():
    made = make_round(2, terms={"threshold": "7.50"})
    for seat in range(5):
        close(made.sheet(seat, 1), "abstained", "Ооруп калдым.")
    seal_all(made)
    issued = hold(made.commission, rest(made.applications, "unsupported"))
    first, second = issued.of(Kind.LETTER)
    assert "Босоголук балл (колдоо үчүн эң төмөнкү балл) – 7,50." in worded(first, "ky")
    assert "Табыштамаңызга балл коюлган жок. Сынакта 2 табыштама каралды." in worded(second, "ky")
    assert "Колдоо үчүн эң төмөнкү орточо балл (босоголук балл) – 7,50." in worded(issued.protocol, "ky")


def test_blind_papers_name_number_and_code():
    made = make_round(2, terms={"blind": True, "asks_justification": True})
    for seat in range(5):
        for application in range(2):
            sheet = made.sheet(seat, application)
            give(sheet, [8] * 5)
            Score.objects.filter(sheet=sheet).update(justification="Элге керек")
            close(sheet)
    issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE), *rest(made.applications[1:])])
    number = made.applications[0].number
    for paper, key in zip(issued.papers[:3], ("ranking", "rows", "sheets"), strict=True):
        assert row(paper, number, key)["code"] == "К-01"
    ky = worded(issued.protocol, "ky")
    assert f"(№ {number} табыштама, коду К-01)" in ky
    assert "мүчөлөр арыз ээлеринин аттарын эмес, табыштамалардын коддорун көрүштү." in ky
    assert "Ар бир балл жазуу түрүндө негизделди." in ky
    assert "1-критерий: Элге керек." in worded(issued.of(Kind.SHEET)[0], "ky")


def test_equal_means_are_explained_in_both_languages_down_to_the_chair_s_word():
    made = make_round(3)
    seal_all(made, {(seat, application): [7] * 5 for seat in range(5) for application in range(3)})
    said = {"reason": "Балдар үчүн маанилүү.", "made_by": made.members[0], "made_at": clock.now()}
    for order, application in enumerate(made.applications, 1):
        TieBreak.objects.create(application=application, order=order, **said)
    issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE), *rest(made.applications[1:])])
    told = row(issued.protocol, made.applications[0].number, "ranking")
    assert told["tie_break"] == {"by": made.members[0].user.initials, "reason": "Балдар үчүн маанилүү."}
    for language in ("ky", "ru"):
        with translation.override(language):
            words = reasons(ranked(made.contest))[made.applications[0].pk]
        assert words
        assert told["words"][language] == words
        assert all(said in worded(issued.protocol, language) for said in words)
    assert "Балдар үчүн маанилүү." in worded(issued.protocol, "ru")
    assert f"Чечүүчү добуш берген төрага – {made.members[0].user.initials}." in worded(issued.protocol, "ky")


def test_great_disagreement_and_a_mean_below_the_threshold_are_marked():
    made = make_round(2, terms={"threshold": "7.50"})
    seal_all(made, {(0, 0): [10] * 5, (1, 0): [2] * 5})
    issued = hold(made.commission, rest(made.applications))
    ky = worded(issued.protocol, "ky")
    assert f"1 {made.applications[0].number} 5 7,20 8,00 2,00–10,00 8,00 2,71 талкуу, босогодон төмөн" in ky
    assert "Мүчөлөрдүн баллдары бири-биринен алыс: айырмасы – 8,00." in ky
    assert "обсудить, ниже порога" in worded(issued.of(Kind.SUMMARY)[0], "ru")


def test_casting_vote_is_told_with_its_reason(scored):
    votes = dict(
        zip([member.pk for member in scored.members], ["for", "for", "against", "against", "abstained"], strict=True)
    )
    issued = hold(
        scored.commission,
        [
            Item(
                scored.applications[0],
                sums=WHOLE,
                votes=votes,
                fields={"casting": "for", "casting_reason": "Элге керек."},
            ),
            *rest(scored.applications[1:]),
        ],
    )
    assert "төраганын чечүүчү добушу: макул. Анын себеби: «Элге керек»." in worded(issued.protocol, "ky")
    ru = worded(issued.protocol, "ru")
    assert "против: 2 (" in ru
    assert "решающий голос председателя: за. Его причина: «Элге керек»." in ru


def test_agenda_is_printed_as_it_was_written(scored):
    issued = hold(
        scored.commission,
        [Item(scored.applications[0], sums=WHOLE), *rest(scored.applications[1:])],
        agenda_ky="1. Баллдар жөнүндө\n2) Каражат жөнүндө.\n\n",
    )
    assert "Күн тартиби Баллдар жөнүндө. Каражат жөнүндө. Баалоонун" in worded(issued.protocol, "ky")
    assert "Повестка дня Баллдар жөнүндө. Каражат жөнүндө. Условия" in worded(issued.protocol, "ru")


def test_who_wrote_a_recusal_or_a_paper_sheet_for_a_member_is_named():
    made = make_round(1)
    chair, secretary = made.members[0].user, made.members[1].user
    close(made.sheet(2, 0), "recused", "Бир тууганым.")
    noted, entered = made.sheet(3, 0), made.sheet(4, 0)
    give(entered, [8] * 5)
    now = clock.now()
    Sheet.objects.filter(pk=noted.pk).update(state="recused", reason="Кошунасы.", closed_at=now, entered_by=chair)
    Sheet.objects.filter(pk=entered.pk).update(state="sealed", closed_at=now, entered_by=secretary)
    seal_all(made)
    issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE)])
    ky = worded(issued.protocol, "ky")
    assert "Себеби: «Бир тууганым». М" not in ky
    assert f"Себеби: «Кошунасы». Муну {long_date(now, 'ky')} күнү {chair.initials} жазып койгон." in ky
    by_member = {paper.subject_id: paper for paper in issued.of(Kind.SHEET)}
    assert f"Кагаз барактан порталга {secretary.initials} киргизген" in worded(by_member[made.members[4].pk], "ky")
    assert "Запись сделана" in worded(by_member[made.members[3].pk], "ru")
    assert "самоотвод: не оценивает и не голосует" in worded(by_member[made.members[2].pk], "ru")


def replace(made: Round, seat: int) -> Member:
    """Let someone take a member's seat today, and return who does."""
    former = made.members[seat]
    Member.objects.filter(pk=former.pk).update(until=clock.today())
    return Member.objects.create(
        commission=made.commission,
        user=make_user(surname="Жаңыбаев", given_name="Эмил", patronymic=""),
        body="kenesh",
        act_number="77",
        act_date=date(2026, 11, 20),
        since=clock.today(),
        replaces=former,
    )


def test_replaced_members_are_named_and_their_sealed_sheets_are_issued():
    made = make_round(1)
    seal_all(made)
    came, left = replace(made, 4), made.members[4]
    issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE)])
    ky, ru = worded(issued.protocol, "ky"), worded(issued.protocol, "ru")
    today = long_date(clock.today(), "ky")
    assert f"{left.user.initials} {today} күнүнө чейин мүчө болду; {today} күнүнөн тартып анын ордунда Жаңыбаев" in ky
    assert "Жаңыбаев Эмил – комиссиянын мүчөсү (айылдык кеңештен), 2026-жылдын 20-ноябрындагы № 77 акт" in ky
    assert "на этом месте Жаңыбаев Эмил – член комиссии (от айылного кенеша), акт от 20 ноября 2026 года № 77" in ru
    assert "Комиссиянын 5 мүчөсүнүн 5и катышты" in ky
    present = [member["initials"] for member in facts_of(issued.protocol)["present"]]
    assert came.user.initials in present
    assert left.user.initials not in present
    assert left.pk in {paper.subject_id for paper in issued.of(Kind.SHEET)}
    assert came.pk not in {paper.subject_id for paper in issued.of(Kind.SHEET)}
    # Who was replaced reads the papers that tell of their sheets.
    assert all(may_read(paper, left.user) for paper in issued.papers)


def test_what_was_not_decided_is_told_with_its_cause():
    made = make_round(3)
    for seat in range(5):
        close(made.sheet(seat, 1), "recused", "Бир тууганым.")
    seal_all(made)
    move_application_to(made.applications[2], "withdrawn")
    issued = hold(made.commission, [Item(made.applications[0], sums=WHOLE)])
    ky = worded(issued.protocol, "ky")
    assert "«Демилге Б» – комиссиянын бардык мүчөлөрү андан четтегендиктен, комиссия бул курамда аны чече албайт." in ky
    assert "«Демилге В» – арыз ээси кайтарып алды." in ky
    assert "«Инициатива В» – отозвана заявителем." in worded(issued.protocol, "ru")


def test_the_summary_shows_each_member_s_sheet():
    issued = decide(begin())
    [summary] = issued.of(Kind.SUMMARY)
    ky = worded(summary, "ky")
    assert "1 – А.М.Үлгүбаев; 2 – Б.Ү.Мисалова; 3 – Г.Өрнөкова; 4 – Б.Асан уулу; 5 – Н.Т.Жакшылыкова." in ky
    assert "2 2021-002 «Жомоктого саякат» 7,60 7,40 четтеди 7,40 7,60 7,50 колдоого алынды" in ky
    assert "4 2021-004 «Таза суу» 3,60 3,40 3,60 3,40 калыс 3,50 колдоого алынган жок" in ky
    assert "2 2021-002 7,50 7,50 7,50 7,50 7,50 7,50 7,50 7,40 7,60 0,20 0,10 4" in ky
    assert "4 2021-004 «Таза суу» 3,60 3,40 3,60 3,40 возд. 3,50 не поддержана" in worded(summary, "ru")


def test_a_member_s_paper_holds_their_own_sheets_alone():
    issued = decide(begin())
    paper = next(paper for paper in issued.of(Kind.SHEET) if "Өрнөкова" in paper.title_ky)
    ky = worded(paper, "ky")
    assert "БААЛОО" in ky.upper()
    assert "Өрнөкова Гүлсүн – комиссиянын мүчөсү (айылдык кеңештен)" in ky
    assert "2021-001 «Атам, апам жана мен» 10 9 10 9 10 9,60" in ky
    assert "2021-002 «Жомоктого саякат» баалоодон жана добуш берүүдөн четтеди" in ky
    assert "Четтөөнүн себеби: «Демилгечи – менин эжем»." in ky
    told = json.dumps(facts_of(paper), ensure_ascii=False)
    assert not [name for name in ("Үлгүбаев", "Мисалова", "Асан уулу", "Жакшылыкова") if name in told]
