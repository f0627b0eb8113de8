"""Kyrgyz case endings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kyrgyz.money import figure
from kyrgyz.numbers import words
from kyrgyz.suffixes import CASES, with_case

# word: genitive, dative, accusative, locative, ablative, possessive, attributive
WORDS = """
айыл       айылдын       айылга      айылды      айылда      айылдан      айылы       айылдагы
сом        сомдун        сомго       сомду       сомдо       сомдон       сому        сомдогу
тыйын      тыйындын      тыйынга     тыйынды     тыйында     тыйындан     тыйыны      тыйындагы
тоо        тоонун        тоого       тоону       тоодо       тоодон       тоосу       тоодогу
суу        суунун        сууга       сууну       сууда       суудан       суусу       суудагы
кум        кумдун        кумга       кумду       кумда       кумдан       куму        кумдагы
үй         үйдүн         үйгө        үйдү        үйдө        үйдөн        үйү         үйдөгү
көл        көлдүн        көлгө       көлдү       көлдө       көлдөн       көлү        көлдөгү
төбө       төбөнүн       төбөгө      төбөнү      төбөдө      төбөдөн      төбөсү      төбөдөгү
келишим    келишимдин    келишимге   келишимди   келишимде   келишимден   келишими    келишимдеги
сынак      сынактын      сынакка     сынакты     сынакта     сынактан     сынагы      сынактагы
мектеп     мектептин     мектепке    мектепти    мектепте    мектептен    мектеби     мектептеги
токтом     токтомдун     токтомго    токтомду    токтомдо    токтомдон    токтому     токтомдогу
өлкө       өлкөнүн       өлкөгө      өлкөнү      өлкөдө      өлкөдөн      өлкөсү      өлкөдөгү
комиссия   комиссиянын   комиссияга  комиссияны  комиссияда  комиссиядан  комиссиясы  комиссиядагы
отчёт      отчёттун      отчётко     отчётту     отчётто     отчёттон     отчёту      отчёттогу
банк       банктын       банкка      банкты      банкта      банктан      банкы       банктагы
Ош         Оштун         Ошко        Ошту        Ошто        Оштон        Ошу         Оштогу
Чүй        Чүйдүн        Чүйгө       Чүйдү       Чүйдө       Чүйдөн       Чүйү        Чүйдөгү
Бишкек     Бишкектин     Бишкекке    Бишкекти    Бишкекте    Бишкектен    Бишкеги     Бишкектеги
Тоң        Тоңдун        Тоңго       Тоңду       Тоңдо       Тоңдон       Тоңу        Тоңдогу
апрель     апрелдин      апрелге     апрелди     апрелде     апрелден     апрели      апрелдеги
июнь       июндун        июнга       июнду       июнда       июндан       июну        июндагы
"""


@pytest.mark.parametrize("row", [line.split() for line in WORDS.strip().splitlines()], ids=lambda row: row[0])
def test_words_in_every_case(row: list[str]) -> None:
    word, *expected = row
    assert [with_case(word, case) for case in CASES] == expected


@pytest.mark.parametrize(
    ("name", "genitive", "dative", "ablative"),
    [
        ("Нарын", "Нарындын", "Нарынга", "Нарындан"),
        ("Талас", "Таластын", "Таласка", "Таластан"),
        ("Баткен", "Баткендин", "Баткенге", "Баткенден"),
        ("Жалал-Абад", "Жалал-Абаддын", "Жалал-Абадга", "Жалал-Абаддан"),
        ("Ысык-Көл", "Ысык-Көлдүн", "Ысык-Көлгө", "Ысык-Көлдөн"),
        ("Ала-Бука", "Ала-Буканын", "Ала-Букага", "Ала-Букадан"),
        ("Токмок", "Токмоктун", "Токмокко", "Токмоктон"),
        ("Өзгөн", "Өзгөндүн", "Өзгөнгө", "Өзгөндөн"),
        ("Айгүл", "Айгүлдүн", "Айгүлгө", "Айгүлдөн"),
        ("Асель", "Аселдин", "Аселге", "Аселден"),
        ("Гүлнара", "Гүлнаранын", "Гүлнарага", "Гүлнарадан"),
        ("Нурбек", "Нурбектин", "Нурбекке", "Нурбектен"),
        ("Жеңиш", "Жеңиштин", "Жеңишке", "Жеңиштен"),
        ("А.Асанов", "А.Асановдун", "А.Асановго", "А.Асановдон"),
        ("Асан уулу Бекжан", "Асан уулу Бекжандын", "Асан уулу Бекжанга", "Асан уулу Бекжандан"),
        ("Асан уулу", "Асан уулунун", "Асан уулуна", "Асан уулунан"),
        ("Бекжан кызы", "Бекжан кызынын", "Бекжан кызына", "Бекжан кызынан"),
        ("Үмүт айыл аймагы", "Үмүт айыл аймагынын", "Үмүт айыл аймагына", "Үмүт айыл аймагынан"),
        ("айыл өкмөтү", "айыл өкмөтүнүн", "айыл өкмөтүнө", "айыл өкмөтүнөн"),
        ("Ош облусу", "Ош облусунун", "Ош облусуна", "Ош облусунан"),
        ("цех", "цехтин", "цехке", "цехтен"),
        ("тариф", "тарифтин", "тарифке", "тарифтен"),
        ("Кац", "Кацтын", "Кацка", "Кацтан"),
        ("борщ", "борщтун", "борщко", "борщтон"),
        ("клуб", "клубдун", "клубга", "клубдан"),
        ("«Манас»", "«Манас»тын", "«Манас»ка", "«Манас»тан"),
        (
            "«Атам, апам жана мен»",
            "«Атам, апам жана мен»дин",
            "«Атам, апам жана мен»ге",
            "«Атам, апам жана мен»ден",
        ),
        ("«Жомоктого саякат»", "«Жомоктого саякат»тын", "«Жомоктого саякат»ка", "«Жомоктого саякат»тан"),
        ("Ош (шаар)", "Ош (шаар)дын", "Ош (шаар)га", "Ош (шаар)дан"),
        ("КР", "КРдин", "КРге", "КРден"),
        ("ПК", "ПКнын", "ПКга", "ПКдан"),
        ("Internews", "Internewsтин", "Internewsке", "Internewsтен"),
        ("гр", "грдин", "грге", "грден"),
    ],
)
def test_names(name: str, genitive: str, dative: str, ablative: str) -> None:
    assert with_case(name, "genitive") == genitive
    assert with_case(name, "dative") == dative
    assert with_case(name, "ablative") == ablative


# figure: the endings of dative, ablative, locative, accusative, genitive
FIGURES = """
0              гө дөн дө дү дүн
1              ге ден де ди дин
2              ге ден де ни нин
3              кө төн тө тү түн
4              кө төн тө тү түн
5              ке тен те ти тин
6              га дан да ны нын
7              ге ден де ни нин
8              ге ден де ди дин
9              га дан да ду дун
10             го дон до ду дун
12             ге ден де ни нин
20             га дан да ны нын
30             га дан да ду дун
40             ка тан та ты тын
50             гө дөн дө нү нүн
60             ка тан та ты тын
70             ке тен те ти тин
80             ге ден де ди дин
90             го дон до ду дун
100            гө дөн дө дү дүн
1_001          ге ден де ди дин
23_000         ге ден де ди дин
25_000         ге ден де ди дин
1000000        го дон до ду дун
2_000_000_000  га дан да ды дын
1_234_567,50   гө дөн дө нү нүн
14:05          ке тен те ти тин
14:00          гө дөн дө дү дүн
09:30          га дан да ду дун
10%            га дан да ды дын
2021-001       ге ден де ди дин
37_000_сом     го дон до ду дун
12_000_тыйын   га дан да ды дын
"""


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f"])
@pytest.mark.parametrize("row", [line.split() for line in FIGURES.strip().splitlines()], ids=lambda row: row[0])
def test_figures_and_times(row: list[str], space: str) -> None:
    shown = row[0].replace("_", space)
    cases = ("dative", "ablative", "locative", "accusative", "genitive")
    assert [with_case(shown, case) for case in cases] == [shown + ending for ending in row[1:]]


@given(st.integers(0, 10**12 - 1), st.sampled_from(CASES))
def test_a_figure_takes_the_ending_of_its_words(n: int, case: str) -> None:
    said = words(n, "ky")
    # кырк keeps its к after р, so nothing of a numeral changes but its end.
    assert with_case(figure(n * 100), case).removeprefix(figure(n * 100)) == with_case(said, case).removeprefix(said)


def test_possessed_can_be_told() -> None:
    assert with_case("китеби", "dative", possessed=True) == "китебине"
    assert with_case("китеби", "possessive", possessed=True) == "китеби"
    assert with_case("алты", "dative") == "алтыга"
    assert with_case("Кеңеши", "locative", possessed=False) == "Кеңешиде"
    assert with_case("ЖАЛАЛ-АБАД ОБЛУСУ", "dative") == "ЖАЛАЛ-АБАД ОБЛУСУна"
    assert with_case("айыл кеңеши", "attributive") == "айыл кеңешиндеги"
    assert with_case("долбоору", "accusative") == "долбоорун"


@pytest.mark.parametrize("text", ["", " ", "—", "«»", "ь"])
def test_what_cannot_be_said_stays(text: str) -> None:
    assert with_case(text, "dative") == text


def test_an_unknown_case_is_an_error() -> None:
    with pytest.raises(ValueError, match="vocative"):
        with_case("Бекжан", "vocative")


@given(st.text(), st.sampled_from(CASES))
def test_any_text_is_taken(text: str, case: str) -> None:
    assert with_case(text, case) != "" or text == ""
