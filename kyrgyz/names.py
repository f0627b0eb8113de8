"""Names of people.

A person of the country may bear a surname, a given name and a patronymic, or a name of the kind «Асан уулу
Бекжан», «Асан кызы Айгүл»: the father's name with «уулу» (son) or «кызы» (daughter) in the place of the
surname. These two words belong together and are never split or cut down to a letter.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kyrgyz.money import NBSP
from kyrgyz.text import SPACE, sort_key

_KIN = frozenset({"уулу", "кызы"})
# А-я and Ё ё are Russian; Ң Ө Ү are Kyrgyz; the rest is Latin with its accented letters.
_LETTER = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024fА-Яа-яЁёҢңӨөҮү]"
_NAME = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*(?: {_LETTER}+(?:['’-]{_LETTER}+)*)*")
_HYPHENS = re.compile("[\u2010\u2011\u2012\u2013]")
_APOSTROPHES = re.compile("[`´ʼ‘]")


def _join(*parts: str) -> str:
    return " ".join(" ".join(parts).split())


def _bears_kin(name: str) -> bool:
    tokens = name.split()
    return len(tokens) > 1 and tokens[-1].casefold() in _KIN


def _in_order(surname: str, given_name: str, patronymic: str) -> tuple[str, str, str]:
    """Return the parts with «X уулу» or «X кызы» in the place of the surname, wherever it was typed."""
    surname, given_name, patronymic = _join(surname), _join(given_name), _join(patronymic)
    if not surname and _bears_kin(patronymic):
        return patronymic, given_name, ""
    if bool(surname) != bool(given_name):
        # All in one box: «Асан уулу Бекжан».
        tokens = (surname or given_name).split()
        for index, token in enumerate(tokens):
            if token.casefold() in _KIN and 0 < index < len(tokens) - 1:
                return " ".join(tokens[: index + 1]), " ".join(tokens[index + 1 :]), patronymic
    return surname, given_name, patronymic


def full_name(surname: str, given_name: str, patronymic: str = "") -> str:
    """Return the whole name in the official order: «Фамилия Аты Атасынын аты», «Асан уулу Бекжан»."""
    return _join(*_in_order(surname, given_name, patronymic))


def initials(surname: str, given_name: str, patronymic: str = "") -> str:
    """Return the name as it stands under papers: «А.М.Фамилия», «Б.Асан уулу».

    «X уулу» and «X кызы» stay whole, joined by a no-break space; as a patronymic beside a surname they give
    one letter. Without a surname, or without a given name, what there is comes back whole.
    """
    surname, given_name, patronymic = _in_order(surname, given_name, patronymic)
    if not surname:
        return _join(given_name, patronymic)
    letters = "".join(f"{part[0].upper()}." for part in (given_name, patronymic) if part)
    return letters + surname.replace(" ", NBSP)


def name_key(surname: str, given_name: str, patronymic: str = "") -> str:
    """Return a key of digits that sorts people by surname, then by given name, then by patronymic.

    Two empty places part the three, so that all of «Үсөнова» come before «Үсөнова-Ёлкина»; see `sort_key`.
    """
    return (2 * SPACE).join(sort_key(part) for part in _in_order(surname, given_name, patronymic) if part)


def check_name(value: str) -> str:
    """Return one name or several, with single spaces, plain hyphens and composed letters.

    Raises ValidationError with code "empty" or "signs" (anything but letters of the Kyrgyz, Russian and Latin
    alphabets, and hyphens, apostrophes and spaces between them).
    """
    name = _join(unicodedata.normalize("NFC", value))
    name = _APOSTROPHES.sub("’", _HYPHENS.sub("-", name))
    if not name:
        raise ValidationError(_("Write the name."), code="empty")
    if not _NAME.fullmatch(name):
        raise ValidationError(
            _("Write the name in letters; only a hyphen, an apostrophe or a space may stand between them."),
            code="signs",
        )
    return name
