"""Whole numbers in words, Kyrgyz and Russian.

In Kyrgyz papers a sum is written so that nothing can be put before it: «бир жүз», «бир миң», never a bare
«жүз» or «миң». The same holds inside a number: «эки миң бир жүз».
"""

from num2words import num2words

from kyrgyz.language import resolve

LIMIT = 10**15

_ONES = ("", "бир", "эки", "үч", "төрт", "беш", "алты", "жети", "сегиз", "тогуз")
_TENS = ("", "он", "жыйырма", "отуз", "кырк", "элүү", "алтымыш", "жетимиш", "сексен", "токсон")
_GROUPS = ((10**12, "триллион"), (10**9, "миллиард"), (10**6, "миллион"), (10**3, "миң"))


def _below_thousand(n: int) -> list[str]:
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    named = [_ONES[hundreds], "жүз"] if hundreds else []
    return [*named, *(word for word in (_TENS[tens], _ONES[ones]) if word)]


def _kyrgyz(n: int) -> str:
    if n == 0:
        return "нөл"
    parts: list[str] = []
    for size, name in _GROUPS:
        count, n = divmod(n, size)
        if count:
            parts += [*_below_thousand(count), name]
    return " ".join([*parts, *_below_thousand(n)])


def words(n: int, language: str | None = None) -> str:
    """Return the number in words, lower case; in Russian masculine («двадцать один»).

    language: "ky" or "ru"; None means the active language. A negative number begins with «минус».
    Raises ValueError from 10**15 on.
    """
    if abs(n) >= LIMIT:
        raise ValueError("numbers from 10**15 on have no words here")
    if resolve(language) == "ru":
        return str(num2words(n, lang="ru"))
    return f"минус {_kyrgyz(-n)}" if n < 0 else _kyrgyz(n)
