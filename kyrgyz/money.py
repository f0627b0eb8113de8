"""Som and tyiyn: reading what people type, writing what people and papers show.

Money is an int of tyiyn everywhere; 1 som = 100 tyiyn.
"""

import re
from typing import Literal

from kyrgyz.language import resolve
from kyrgyz.numbers import words

SOM = 100
LIMIT_SOM = 10**9
NBSP = "\u00a0"
MINUS = "\u2212"

SomFault = Literal["invalid", "negative", "fraction", "too_big"]

# [0-9] and not \d, which would let other scripts' digits in.
_TYPED = re.compile(r"([0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,]([0-9]+))?")
_UNIT = re.compile(r"\s*(?:сом(?:дор|а|ов)?|som|с\.)$", re.IGNORECASE)
_NEGATIVE = re.compile(r"[-\u2010-\u2015\u2212]\s*(?=[0-9])")


class SomError(ValueError):
    """A typed sum that cannot be taken as money; `code` says why."""

    def __init__(self, code: SomFault) -> None:
        super().__init__(code)
        self.code: SomFault = code


def parse_som(text: str) -> int:
    """Return the typed sum of som as tyiyn.

    Taken: «12 000», «12000,50», «12 000.5», any kind of space between groups of three figures, «сом» at the
    end. Nothing is guessed: «12.000» could be twelve som or twelve thousand, so it is refused.
    Raises SomError: "negative" (-1), "fraction" (more than two places: 0.001), "too_big" (10**9 som and
    more), "invalid" (everything else that is no number).
    """
    typed = _UNIT.sub("", " ".join(text.split()))
    negative = _NEGATIVE.match(typed)
    match = _TYPED.fullmatch(typed[negative.end() :] if negative else typed)
    if match is None:
        raise SomError("invalid")
    if negative:
        raise SomError("negative")
    whole, places = match[1].replace(" ", "").lstrip("0") or "0", match[2] or ""
    # By length first: int() itself refuses figures of thousands of digits.
    if len(whole) > len(str(LIMIT_SOM)) or int(whole) >= LIMIT_SOM:
        raise SomError("too_big")
    if len(places) > 2:
        raise SomError("fraction")
    return int(whole) * SOM + int(places.ljust(2, "0"))


def group(n: int) -> str:
    """Return a whole number with no-break spaces between thousands: «23 000», «−5»."""
    return f"{MINUS if n < 0 else ''}{abs(n):,}".replace(",", NBSP)


def figure(tyiyn: int) -> str:
    """Return tyiyn as som in figures, without the unit: «23 000», «1 234 567,50».

    The tyiyn are shown only when there are any. Spaces are no-break.
    """
    whole, rest = divmod(abs(tyiyn), SOM)
    sign = MINUS if tyiyn < 0 else ""
    return f"{sign}{group(whole)}" + (f",{rest:02d}" if rest else "")


def _russian_plural(n: int, one: str, few: str, many: str) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return one
    if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14):
        return few
    return many


def som(tyiyn: int, language: str | None = None) -> str:
    """Return «37 000 сом», in Russian with the right plural («2 сома», «1 234 567,50 сома»).

    language: "ky" or "ru"; None means the active language. All spaces are no-break.
    """
    unit = "сом"
    if resolve(language) == "ru":
        whole, rest = divmod(abs(tyiyn), SOM)
        # A sum with a fraction is read «… целых … сотых сома».
        unit = "сома" if rest else _russian_plural(whole, "сом", "сома", "сомов")
    return f"{figure(tyiyn)}{NBSP}{unit}"


def som_words(tyiyn: int, language: str | None = None) -> str:
    """Return the sum in words: «он эки миң сом», «двенадцать тысяч сомов пятьдесят тыйынов».

    language: "ky" or "ru"; None means the active language. Lower case; tyiyn only when there are any.
    Raises ValueError from 10**15 som on.
    """
    code = resolve(language)
    whole, rest = divmod(abs(tyiyn), SOM)
    som_unit, tyiyn_unit = "сом", "тыйын"
    if code == "ru":
        som_unit = _russian_plural(whole, "сом", "сома", "сомов")
        tyiyn_unit = _russian_plural(rest, "тыйын", "тыйына", "тыйынов")
    text = f"{words(whole, code)} {som_unit}"
    if rest:
        text += f" {words(rest, code)} {tyiyn_unit}"
    return f"минус {text}" if tyiyn < 0 else text
