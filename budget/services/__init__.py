"""The only place that moves money. Each service is one act: all of its entries, or none."""

from budget.services.awards import amend_award, award, grant, grant_all
from budget.services.checking import differences
from budget.services.ledger import BudgetRefused, appropriate, open_envelope, pay, release, reverse

__all__ = [
    "BudgetRefused",
    "amend_award",
    "appropriate",
    "award",
    "differences",
    "grant",
    "grant_all",
    "open_envelope",
    "pay",
    "release",
    "reverse",
]
