"""Whether the totals are what the entries say."""

from typing import Any

from django.db.models import Sum

from budget.models import AwardLine, Envelope

_COLUMNS = {
    "amount": "бөлүнгөн / выделено",
    "committed": "берилген / распределено",
    "disbursed": "төлөнгөн / выплачено",
}


def differences() -> list[str]:
    """Recompute every total from the entries and return in both languages what differs; empty where all agree."""
    return [
        *_differences(Envelope.objects.order_by("id"), "каражат / средства", ["amount", "committed", "disbursed"]),
        *_differences(
            AwardLine.objects.order_by("id"), "каржылоо сабы / строка финансирования", ["committed", "disbursed"]
        ),
    ]


def _differences(rows: Any, what: str, columns: list[str]) -> list[str]:
    sums = {f"sum_{column}": Sum(f"entries__delta_{column}", default=0) for column in columns}
    return [
        f"{what} № {row.pk}: {_COLUMNS[column]}: {getattr(row, column)} ≠ {getattr(row, f'sum_{column}')}"
        for row in rows.annotate(**sums)
        for column in columns
        if getattr(row, column) != getattr(row, f"sum_{column}")
    ]
