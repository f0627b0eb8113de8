"""Made-up people of the demo. «Үлгү» means "sample": nobody is called so, and nobody real is meant."""

from dataclasses import dataclass

PASSWORD = "demilge-2021"  # noqa: S105 - the demo's logins are printed for everyone; they exist only where it is loaded


@dataclass(frozen=True)
class Person:
    """One made-up person: the key is the part of their address before the @."""

    key: str
    surname: str
    given_name: str
    patronymic: str
    role_ky: str
    role_ru: str

    @property
    def email(self) -> str:
        """Their address, in a domain that never exists."""
        return f"{self.key}@demo.invalid"


PEOPLE = [
    Person("admin", "Үлгүлүев", "Админ", "", "Системалык администратор", "Системный администратор"),
    Person("adis", "Үлгүбаева", "Адис", "Мисаловна", "Адис", "Специалист"),
    Person("bashchy", "Үлгүбаев", "Башчы", "Мисалович", "Башчы", "Глава"),
    Person("esepchi", "Үлгүлүева", "Эсеп", "Мисаловна", "Эсепчи", "Бухгалтер"),
    Person("toraga", "Мисалбеков", "Төрага", "Үлгүевич", "Комиссиянын төрагасы", "Председатель комиссии"),
    Person("katchy", "Мисалбекова", "Катчы", "Үлгүевна", "Комиссиянын катчысы", "Секретарь комиссии"),
    Person("muchi1", "Мисалиев", "Биринчи", "Үлгүевич", "Комиссиянын мүчөсү", "Член комиссии"),
    Person("muchi2", "Мисал уулу", "Экинчи", "", "Комиссиянын мүчөсү", "Член комиссии"),
    Person("muchi3", "Мисал кызы", "Үчүнчү", "", "Комиссиянын мүчөсү", "Член комиссии"),
    Person("baikoochu", "Үлгүдонов", "Байкоочу", "", "Донордун байкоочусу", "Наблюдатель донора"),
    Person("turgun", "Үлгүлүү", "Тургун", "Мисаловна", "Арыз ээси", "Заявитель"),
    Person("turgun2", "Үлгү кызы", "Жомок", "", "Арыз ээси", "Заявитель"),
    Person("turgun3", "Үлгү уулу", "Китеп", "", "Арыз ээси", "Заявитель"),
]
