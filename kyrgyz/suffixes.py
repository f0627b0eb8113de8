"""Kyrgyz case endings after words, names, figures and times.

The rules, in the order in which they are applied:

1. What is spoken decides. A figure takes the ending of its last spoken word: 23 000 ends in «миң», so
   «23 000ден»; 6 is «алты», so «6га»; 14:05 ends in «беш», so «14:05те»; «%» is «пайыз». An abbreviation
   without vowels is spelled out, so the name of its last letter decides: КР, «эр», «КРге».
2. The last vowel decides the vowel of the ending:
       last vowel      open ending   close ending
       а ы я           а             ы
       е э и           е             и
       о ё             о             у
       у ю             а             у      (кум - кумга, but тоо - тоого)
       ө ү             ө             ү
3. The last sound decides the consonant: after п т к с ш ч ф х ц щ it is к/т (Ошко, Оштон), after other
   consonants г/д (Нарынга, Нарындан), after vowels г/д and н in the genitive and accusative (Баткендин,
   but Сокулуктун, Ала-Буканын). A soft or hard sign is not heard and drops: «12-октябрга».
4. A word that ends in the possessive itself (аймагы, өкмөтү, кызы, уулу) is declined in its own way:
   аймагына, аймагын, аймагында, аймагынан, аймагынын. Such words cannot be told by their letters (алты,
   аркы), so the usual ones are listed; for others say possessed=True.
5. In the possessive a final к or п after a vowel is voiced: сынак - сынагы, мектеп - мектеби.
6. A quoted name keeps its quotes whole: the ending is written right after the closing quote («Манас»ка).
   The endings are written without a hyphen, after figures too.
"""

import re
from typing import Literal, get_args

from kyrgyz.numbers import words

Case = Literal["genitive", "dative", "accusative", "locative", "ablative", "possessive", "attributive"]
CASES: tuple[Case, ...] = get_args(Case)

_VOICELESS = frozenset("птксшчфхцщ")
# Last vowel -> the open and the close vowel of the ending.
_HARMONY = {
    **dict.fromkeys("аыя", ("а", "ы")),
    **dict.fromkeys("еэи", ("е", "и")),
    **dict.fromkeys("оё", ("о", "у")),
    **dict.fromkeys("ую", ("а", "у")),
    **dict.fromkeys("өү", ("ө", "ү")),
}
_LATIN = str.maketrans("abcdefghijklmnopqrstuvwxyzöü", "абкдефгхижклмнопкрстуввсизөү")
_LETTER_NAMES = {
    **dict.fromkeys("бвгджзпцтч", "е"),
    **dict.fromkeys("лмнңрс", "э"),
    "ф": "э",
    "к": "а",
    "х": "а",
    "ш": "а",
    "щ": "а",
    "й": "и",
}
# Letters whose name begins with its vowel are heard last themselves: «эр», «эс», against «бе», «ка».
_CLOSED_NAMES = frozenset("лмнңрсфй")

_POSSESSED_WORDS = """
    аймагы өкмөтү кеңеши облусу району шаары айылы көчөсү
    жамааты тобу комиссиясы фонду долбоору биримдиги бирикмеси кызматы мектеби бөлүмү
    башчысы төрагасы катчысы мүчөсү ээси өкүлү уулу кызы
    демилгеси сынагы табыштамасы арызы сунушу планы бюджети суммасы мөөнөтү салымы каражаты баллы критерийи
    токтому буйругу тескемеси жобосу мыйзамы келишими отчёту чечими протоколу журналы
"""
_POSSESSED = frozenset(_POSSESSED_WORDS.split())
_GROUPED_FIGURE = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+$|[0-9]+$")
_LETTERS_AT_END = re.compile(r"[^\W\d_]+$")


def _spoken_figure(text: str) -> str:
    match = _GROUPED_FIGURE.search(text)
    if match is None:
        return ""
    digits = re.sub(r"[^0-9]", "", match[0])[-15:]
    return words(int(digits), "ky").rsplit(" ", 1)[-1]


def _spoken(text: str) -> str:
    """Return the last spoken word of the text in lower-case Cyrillic letters; empty when there is none."""
    bare = re.sub(r"[^\w%]+$", "", text)
    if bare.endswith("%"):
        return "пайыз"
    match = _LETTERS_AT_END.search(bare)
    if match is None:
        return _spoken_figure(bare)
    token = match[0]
    word = token.lower().translate(_LATIN)
    if token.isupper() and not any(char in _HARMONY for char in word):
        last = word[-1]
        vowel = _LETTER_NAMES.get(last, "э")
        return vowel + last if last in _CLOSED_NAMES else last + vowel
    return word


def _after_possessive(case: Case, open_vowel: str, close_vowel: str) -> str:
    """Endings after the possessive of the third person; it takes no second one."""
    return {
        "genitive": f"н{close_vowel}н",
        "accusative": "н",
        "dative": f"н{open_vowel}",
        "locative": f"нд{open_vowel}",
        "ablative": f"н{open_vowel}н",
        "attributive": f"нд{open_vowel}г{_HARMONY[open_vowel][1]}",
        "possessive": "",
    }[case]


def _ending(spoken: str, case: Case) -> str:
    open_vowel, close_vowel = _vowels(spoken)
    after_vowel = spoken[-1] in _HARMONY
    voiceless = spoken[-1] in _VOICELESS
    dental = "т" if voiceless else "д"
    if case == "dative":
        return f"{'к' if voiceless else 'г'}{open_vowel}"
    if case == "locative":
        return f"{dental}{open_vowel}"
    if case == "ablative":
        return f"{dental}{open_vowel}н"
    if case == "attributive":
        return f"{dental}{open_vowel}г{_HARMONY[open_vowel][1]}"
    if case == "possessive":
        return f"с{close_vowel}" if after_vowel else close_vowel
    first = "н" if after_vowel else dental
    return f"{first}{close_vowel}н" if case == "genitive" else f"{first}{close_vowel}"


def _vowels(spoken: str) -> tuple[str, str]:
    for char in reversed(spoken):
        if char in _HARMONY:
            return _HARMONY[char]
    # No vowel to follow («гр»): a neutral voice reads them with э.
    return _HARMONY["э"]


def with_case(word: str, case: str, possessed: bool | None = None) -> str:
    """Return the word, name, figure or time with its Kyrgyz case ending.

    word: one or more words; only the last one changes. case: one of CASES: "genitive" (-нын), "dative"
    (-га), "accusative" (-ны), "locative" (-да), "ablative" (-дан), "possessive" (-ы/-сы, «its») and
    "attributive" (-дагы, «that is in»). possessed: whether the word already ends in the possessive
    («аймагы»); None looks it up among the usual ones.
    An empty text, or one that ends in nothing one can say, comes back unchanged.
    Raises ValueError for an unknown case.
    """
    if case not in CASES:
        raise ValueError(f"unknown case: {case}")
    spoken = _spoken(word).rstrip("ьъ")
    if not spoken:
        return word
    if possessed is None:
        possessed = spoken in _POSSESSED
    if possessed:
        return word + _after_possessive(case, *_vowels(spoken))
    stem = word[:-1] if word[-1] in "ьъЬЪ" else word
    if case == "possessive" and re.search(r"[аыяеэиоёуюөү][кпКП]$", stem, re.IGNORECASE):
        stem = stem[:-1] + {"к": "г", "п": "б", "К": "Г", "П": "Б"}[stem[-1]]
    return stem + _ending(spoken, case)
