"""manage.py ledger_check: recompute every total from the entries."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Sum

from budget.models import Envelope, LedgerEntry
from budget.services import differences
from kyrgyz.money import figure


class Command(BaseCommand):
    help = "Каражаттын эсебин текшерет / Проверяет учёт средств"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print counts and sums and exit with 0, or print each difference and exit with 1."""
        found = differences()
        for line in found:
            self.stderr.write(line)
        if found:
            sys.exit(1)
        sums = Envelope.objects.aggregate(a=Sum("amount", default=0), c=Sum("committed", default=0))
        self.stdout.write(
            f"эсеп туура / учёт верен: {LedgerEntry.objects.count()}; "
            f"бөлүнгөн / выделено: {figure(sums['a'])}; берилген / распределено: {figure(sums['c'])}"
        )
