"""manage.py journal_verify: walk the journal's chains and name the first fault of each."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from journal.services import verify
from journal.triggers import missing


class Command(BaseCommand):
    help = "Журналдын чынжырын текшерет / Проверяет цепочку журнала"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the number of records that hold, or each chain's first fault and exit with 1."""
        good, breaks = verify()
        for name in sorted(missing(connection)):
            self.stderr.write(f"триггер жок / нет триггера: {name}")
        words = {
            "changed": "өзгөртүлгөн / изменена",
            "lost": "жоголгон / утрачена",
            "put in": "кошулган / вставлена",
        }
        for fault in breaks:
            self.stderr.write(f"{fault.scope} № {fault.position}: {words[fault.fault]}")
        if breaks or missing(connection):
            sys.exit(1)
        self.stdout.write(f"журнал бүтүн / журнал цел: {good}")
