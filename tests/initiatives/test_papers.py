import pytest
from django.utils import translation

from documents.templatetags.papers import money_rows
from initiatives.papers import purpose
from tests.documents.reading import english, printed, worded
from tests.paper_story import begin


@pytest.mark.pdf
@pytest.mark.django_db
def test_receipt_tells_what_was_registered_and_what_comes_next():
    receipt = begin().receipts[0]

    ky = printed(receipt, "ky")
    for words in (
        "КАТТОО КАГАЗЫ № 2021-001 табыштаманын катталгандыгы жөнүндө",
        "Каттоо номери 2021-001",
        "Катталган убактысы 2021-жылдын 23-сентябры, 14:05",
        "Демилге «Атам, апам жана мен»",
        "Арыз ээси Өрүкова Гүлбүбү Ырыскуловна",
        "12 000 он эки миң сом",
        "25 000 жыйырма беш миң сом",
        "Бардыгы 37 000 отуз жети миң сом",
        "паспорттун көчүрмөсү милдеттенме кат",
        "1. Айыл өкмөтүнүн адиси табыштаманын толук экенин текшерет.",
        "2. Табыштамаларды кабыл алуунун аякташы: 2021-жылдын 12-октябры, 18:00.",
        "2021-жылдын 20-октябрына чейин баалайт",
        "4. Комиссия 2021-жылдын 25-октябрындагы отурумунда чечим кабыл алат.",
        "Айыл өкмөтү, 2-бөлмө.",
        "Табыштаманы кабыл алган адис",
        "М.О.",
    ):
        assert words in ky
    ru = printed(receipt, "ru")
    for words in (
        "РАСПИСКА О регистрации заявки № 2021-001",
        "Дата и время регистрации 23 сентября 2021 года, 14:05",
        "Инициатива «Папа, мама и я»",
        "Всего 37 000 тридцать семь тысяч сомов",
        "копия паспорта письмо-обязательство",
        "Окончание приёма заявок: 12 октября 2021 года, 18:00.",
        "на заседании 25 октября 2021 года.",
        "Специалист, принявший заявку",
    ):
        assert words in ru
    assert english(ky, receipt) == english(ru, receipt) == []


@pytest.mark.django_db
def test_receipt_of_an_organisation_names_it_and_counts_the_files():
    receipt = begin().receipts[0]
    receipt.facts["application"] |= {
        "kind": "legal",
        "organisation": "«Үмүт» коомдук фонду",
        "documents": [{"name": {"ky": "устав", "ru": "устав"}, "files": 3}],
        "other_files": 2,
    }
    ky, ru = worded(receipt, "ky"), worded(receipt, "ru")
    assert "Уюм «Үмүт» коомдук фонду" in ky
    assert "устав (3 файл)" in ky
    assert "башка документтер (2 файл)" in ky
    assert "устав (файлов: 3)" in ru
    receipt.facts["application"] |= {"kind": "group", "documents": [], "other_files": 0}
    assert "Топтун мүчөлөрү" not in worded(receipt, "ky")
    receipt.facts["application"]["others"] = ["Асан уулу Бекжан", "Бекжан кызы"]
    assert "Топтун мүчөлөрү Асан уулу Бекжан, Бекжан кызы" in worded(receipt, "ky")
    assert "Участники группы Асан уулу Бекжан, Бекжан кызы" in worded(receipt, "ru")
    assert "Демилгелүү топ «Үмүт»" in worded(receipt, "ky")
    assert "Тапшырылган документтер жок" in worded(receipt, "ky")


@pytest.mark.django_db
def test_title_in_one_language_stands_for_both():
    receipt = begin().receipts[3]
    assert "«Таза суу»" in worded(receipt, "ky")
    assert "«Таза суу»" in worded(receipt, "ru")


@pytest.mark.parametrize(
    ("things", "said"),
    [
        (["топ", "секирткич", "топ "], "топ, секирткич"),
        (["топ, 5 даана", "секирткич"], "топ, 5 даана; секирткич"),
        ([], ""),
    ],
)
def test_things_to_buy_as_one_list(things, said):
    assert purpose(things) == said


@pytest.mark.parametrize(("language", "label"), [("ky", "Донор долбоору"), ("ru", "Проект донора")])
def test_rows_of_money_are_in_the_language_of_the_paper(language, label):
    line = {"source": {"ky": "Донор долбоору", "ru": "Проект донора"}, "purpose": "топтор", "tyiyn": 5}
    with translation.override(language):
        assert money_rows([line]) == [{"label": label, "purpose": "топтор", "tyiyn": 5}]
