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
from initiatives.models.questions import Clarification, Question
from initiatives.models.writing import STEPS, Coapplicant, Part

__all__ = [
    "STEPS",
    "Application",
    "ApplicationQuerySet",
    "Attachment",
    "BudgetLine",
    "Clarification",
    "Coapplicant",
    "Contest",
    "ContestQuerySet",
    "FundingSource",
    "Part",
    "PlanItem",
    "Priority",
    "Question",
    "RequiredDocument",
]
