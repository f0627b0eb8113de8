"""Contests with their announced terms, and the applications to them."""

from initiatives.models.application import (
    Application,
    ApplicationQuerySet,
    Attachment,
    BudgetLine,
    PlanItem,
)
from initiatives.models.contest import (
    Contest,
    ContestQuerySet,
    FundingSource,
    Priority,
    RequiredDocument,
)

__all__ = [
    "Application",
    "ApplicationQuerySet",
    "Attachment",
    "BudgetLine",
    "Contest",
    "ContestQuerySet",
    "FundingSource",
    "PlanItem",
    "Priority",
    "RequiredDocument",
]
