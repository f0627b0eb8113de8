"""Search folding, sort keys and texts kept in two languages."""

import unicodedata

from kyrgyz.language import resolve

ALPHABET = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"

DIAERESIS = "\u0308"
# Letters that are left out in typing, and the shapes that keyboards give to a hyphen and an apostrophe.
_LOOSE = str.maketrans("ңөү\u2010\u2011\u2012\u2013\u2014`´ʼ‘’", "ноу-----'''''")

SPACE = "00"
_OTHER_LETTER = "99"
# Digits only: no collation of any engine reorders, joins or skips them, as it does with letters and signs.
_CODES: dict[str, str] = {
    **{digit: f"{10 + index}" for index, digit in enumerate("0123456789")},
    **{letter: f"{20 + index}" for index, letter in enumerate("abcdefghijklmnopqrstuvwxyz")},
    **{letter: f"{50 + index}" for index, letter in enumerate(ALPHABET)},
}
# Signs without a shape of their own: controls, and those that turn the words and figures after them round.
_HIDDEN = dict.fromkeys(
    [
        *(code for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\t\n\r"),
        *(0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014"


def fold(text: str) -> str:
    """Return the form in which texts are compared when searching.

    Many Kyrgyz texts are typed without ё, ң, ө, ү, so these fold into е, н, о, у. Case, runs of spaces, and the
    shapes of hyphens and apostrophes are levelled. Folding a folded text changes nothing.
    """
    # Decomposed first: so ё goes with its dots, however it was typed, and й keeps its breve.
    spread = unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).casefold())
    plain = spread.translate(_LOOSE).replace(DIAERESIS, "")
    return " ".join(unicodedata.normalize("NFC", plain).split())


def sort_key(text: str) -> str:
    """Return a key of ASCII digits that sorts in the order of the Kyrgyz alphabet.

    Two digits stand for each letter: spaces and hyphens come first, then figures, Latin, Kyrgyz and Russian
    letters, then the rest. Case, quotes and other signs do not count. The key may be cut to fit a column.
    """
    codes: list[str] = []
    for char in unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()):
        code = _CODES.get(char) or _CODES.get(unicodedata.normalize("NFD", char)[0])
        if code is not None:
            codes.append(code)
        elif char.isspace() or char in _HYPHENS:
            if codes and codes[-1] != SPACE:
                codes.append(SPACE)
        elif char.isalnum():
            codes.append(_OTHER_LETTER)
    if codes and codes[-1] == SPACE:
        codes.pop()
    return "".join(codes)


def without_hidden(text: str) -> str:
    """Return the text without control signs and signs of direction.

    One of those, put at the end of a title, shows the sum behind it from right to left: «000 21» for «12 000».
    """
    return text.translate(_HIDDEN)


def pick(obj: object, field: str) -> str:
    """Return obj.<field>_ky or obj.<field>_ru by the active language.

    Where that one is empty the other is returned: a text in the other language helps more than none.
    Raises AttributeError when the object has no such pair.
    """
    first = resolve()
    second = "ru" if first == "ky" else "ky"
    return str(getattr(obj, f"{field}_{first}") or "") or str(getattr(obj, f"{field}_{second}") or "")
