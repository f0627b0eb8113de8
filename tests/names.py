"""Made-up names of every kind that people here bear, in the order in which a list must show them."""

import random
from dataclasses import dataclass

from kyrgyz.names import full_name


@dataclass(frozen=True)
class Name:
    """One person's name, as it is typed into the three boxes."""

    surname: str
    given_name: str = ""
    patronymic: str = ""

    @property
    def full(self) -> str:
        """The name as it is read."""
        return full_name(self.surname, self.given_name, self.patronymic)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a person or of an application."""
        return {"surname": self.surname, "given_name": self.given_name, "patronymic": self.patronymic}


# By surname, then by given name, in the Kyrgyz alphabet: … Н Ң О Ө П … У Ү Ф …
IN_ORDER = [
    Name("Асан", "Үсөн"),
    Name("Асан кызы", "Өрүк"),
    Name("Асан уулу", "Бекжан"),
    # The father's name in the box of the patronymic: it is read, and so it stands, as the one above.
    Name("", "Үсөн", "Асан уулу"),
    Name("Асанов", "Бекжан", "Мисалович"),
    Name("Бекжан"),
    Name("Бекжан кызы", "Айгүл"),
    Name("Бекжанова", "Анна-Мария"),
    Name("Ежов", "Мисал"),
    Name("Ёлкина", "Мисал"),
    Name("Жумаев", "Мисал"),
    Name("Нурова", "Мисал"),
    Name("Ңабаз"),
    Name("О’Мисал", "Бекжан"),
    Name("Омурзаков", "Мисал"),
    Name("Өмүр"),
    Name("Өмүр уулу", "Таалай"),
    Name("Өмүрова", "Жаңыл"),
    Name("Пирматов", "Мисал"),
    Name("Уметов", "Мисал"),
    Name("Үсөнова", "Мисал"),
    Name("Үсөнова-Ёлкина", "Анна"),
    Name("Фролова", "Мисал"),
]

# What is typed into a search box, and who is found.
LOOKED_FOR = [
    ("омур", ["Омурзаков Мисал", "Өмүр", "Өмүр уулу Таалай", "Өмүрова Жаңыл"]),
    ("ӨМҮР", ["Омурзаков Мисал", "Өмүр", "Өмүр уулу Таалай", "Өмүрова Жаңыл"]),
    ("набаз", ["Ңабаз"]),
    ("жаныл омурова", ["Өмүрова Жаңыл"]),
    ("асан уулу", ["Асан уулу Бекжан", "Асан уулу Үсөн"]),
    ("бекжан асан уулу", ["Асан уулу Бекжан"]),
    ("бекжан кызы", ["Бекжан кызы Айгүл"]),
    ("айгул", ["Бекжан кызы Айгүл"]),
    ("орук", ["Асан кызы Өрүк"]),
    ("усонова-елкина", ["Үсөнова-Ёлкина Анна"]),
    ("усонова – елкина", ["Үсөнова-Ёлкина Анна"]),
    ("Үсөнова–Ёлкина", ["Үсөнова-Ёлкина Анна"]),
    ("мария анна", ["Бекжанова Анна-Мария"]),
    ("о'мисал", ["О’Мисал Бекжан"]),
    ("о`мисал", ["О’Мисал Бекжан"]),
]


def shuffled(names: list[Name]) -> list[Name]:
    """Return the names in another order, the same one each time."""
    mixed = list(names)
    random.Random(2021).shuffle(mixed)
    return mixed
