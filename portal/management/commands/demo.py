"""manage.py demo: the contest of 2021, run through the services; a second run changes nothing."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from budget.models import Award, Envelope, LedgerEntry
from committee.ranking import ranked
from documents.models import LANGUAGES, Paper
from documents.render import RendererMissing
from documents.services import file_of
from initiatives.models import Contest
from kyrgyz.money import figure
from municipality.models import User
from portal.demo import run
from portal.demo.people import PASSWORD, PEOPLE


class Command(BaseCommand):
    help = "2021-жылдагы сынакты үлгү катары өткөрөт / Проводит конкурс 2021 года как образец"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take where to write the papers, and whether only the logins are wanted."""
        parser.add_argument(
            "--papers", metavar="FOLDER", help="документтерди ушул папкага жазат / куда записать документы"
        )
        parser.add_argument("--logins", action="store_true", help="кирүү маалыматын көрсөтөт / показывает логины")
        parser.add_argument("--quiet", action="store_true", help="таблицаларсыз / без таблиц")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the demo where it has not been run, print its tables, write its papers."""
        if settings.DEPLOY:
            raise CommandError(
                "Үлгү ачык серверге жүктөлбөйт / Образец не загружается на открытый сервер (DEPLOY=1)",
                returncode=2,
            )
        with translation.override("ky"):
            if options["logins"]:
                self._logins()
                return
            contest = run.existing()
            if contest is not None:
                self.stdout.write(
                    "Үлгү мурда жүктөлгөн, эч нерсе өзгөргөн жок. / Образец уже загружен, ничего не изменилось."
                )
            elif User.objects.exists():
                raise CommandError(
                    "Базада башка маалымат бар; үлгү бош базага гана жүктөлөт. / "
                    "В базе есть другие данные; образец загружается только в пустую базу.",
                    returncode=2,
                )
            else:
                contest = run.run(self.stdout.write)
            if not options["quiet"]:
                self._tables(contest)
            if options["papers"]:
                self._papers(contest, Path(options["papers"]))

    def _logins(self) -> None:
        emails = set(User.objects.filter(email__in=[p.email for p in PEOPLE]).values_list("email", flat=True))
        rows = [(p.role_ky, p.role_ru, p.email, PASSWORD) for p in PEOPLE if p.email in emails]
        self._table(("Ким", "Кто", "Кирүү / Вход", "Сырсөз / Пароль"), rows)

    def _tables(self, contest: Contest) -> None:
        self._title("Рейтинг")
        rows = ranked(contest)
        self._table(
            ("Орду", "№", "Демилге", "Барак", "Орточо балл"),
            (
                (
                    r.place,
                    r.application.number,
                    r.application.title,
                    r.sheets,
                    f"{float(r.mean or 0):.2f}".replace(".", ","),
                )
                for r in rows
            ),
        )
        self._title("Жеңүүчүлөр / Победители")
        self._table(
            ("№", "Демилге", "Булагы", "Сом"),
            (
                (
                    award.application.number,
                    award.application.title,
                    line.envelope.source.name,
                    figure(line.committed),
                )
                for award in Award.objects.filter(application__contest=contest)
                .select_related("application__entry__register", "application__contest")
                .prefetch_related("lines__envelope__source")
                for line in award.lines.all()
            ),
        )
        envelopes = Envelope.objects.of_contest(contest)
        self._title("Каражат / Средства")
        self._table(
            ("Булагы", "Бөлүнгөн", "Берилген", "Төлөнгөн", "Калганы"),
            (
                (e.source.name, figure(e.amount), figure(e.committed), figure(e.disbursed), figure(e.free))
                for e in envelopes
            ),
        )
        self._title("Каражаттын эсеби / Учёт средств")
        self._table(
            ("№", "Күнү", "Түрү", "Булагы", "Сом", "Негизи"),
            (
                (
                    entry.pk,
                    f"{entry.on:%d.%m.%Y}",
                    entry.get_kind_display(),
                    entry.envelope.source.name,
                    figure(entry.money),
                    entry.ground,
                )
                for entry in LedgerEntry.objects.filter(envelope__in=envelopes).select_related("envelope__source")
            ),
        )
        self._title("Үчүнчү табыштаманы каржылоо сунушталды / Третью заявку предложили профинансировать")
        before = self._counts()
        self.stdout.write(run.propose_third(contest))
        if self._counts() != before:
            raise CommandError("Баш тартуудан кийин база өзгөрүп калды / После отказа база изменилась")
        third = rows[-1].application
        third.refresh_from_db()
        self.stdout.write(f"Базада эч нерсе өзгөргөн жок. № {third.number}: {third.get_state_display()}.")

    def _counts(self) -> tuple[int, int, int, str]:
        envelopes = list(Envelope.objects.order_by("id").values_list("amount", "committed", "disbursed"))
        return (LedgerEntry.objects.count(), Award.objects.count(), Paper.objects.count(), str(envelopes))

    def _papers(self, contest: Contest, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._title(f"Документтер / Документы: {folder}")
        for paper in Paper.objects.filter(municipality=contest.municipality).order_by("id"):
            for language in LANGUAGES:
                try:
                    file = file_of(paper, language)
                except RendererMissing as missing:
                    raise CommandError(str(missing), returncode=2) from missing
                name = f"{paper.kind}-{paper.number.replace('/', '-')}-{language}.pdf"
                (folder / name).write_bytes(bytes(file.content))
                self.stdout.write(f"  {name}  {file.sha256[:16]}…")

    def _title(self, text: str) -> None:
        self.stdout.write(f"\n{text}")

    def _table(self, head: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        lines = [head, *(tuple(str(cell) for cell in row) for row in rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
        for number, line in enumerate(lines):
            self.stdout.write(
                "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            )
            if number == 0:
                self.stdout.write("  " + "  ".join("-" * width for width in widths))
