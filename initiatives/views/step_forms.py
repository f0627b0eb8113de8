"""What each step of writing asks, and how it is stored; `views.steps` shows and saves them all in one way."""

import copy
from collections.abc import Mapping
from typing import Any

from initiatives import services
from initiatives.forms import ApplicantForm, ContributionForm, InitiativeForm, Lines, Plan
from initiatives.models import Application
from initiatives.rules import budget_faults
from initiatives.services import Base
from initiatives.views.money import source_rows
from municipality.models import User


class TextStep:
    """A step of one form."""

    def __init__(self, name: str, form: type[InitiativeForm] | type[ApplicantForm]) -> None:
        self.name = name
        self.form = form

    def forms(self, application: Application, data: Any) -> list[Any]:
        """Return the forms of the step: as stored, or filled with `data` (a QueryDict)."""
        # A copy, because a form writes into its object even what it then refuses.
        return [self.form(data, instance=copy.copy(application))]

    def save(self, by: User, application: Application, forms: list[Any], base: Base | None) -> None:
        """Store what the valid forms hold. Raises Refused, Overtaken."""
        services.save_part(by=by, application=application, base=base, **forms[0].cleaned_data)

    def context(self, application: Application, forms: list[Any]) -> Mapping[str, Any]:
        """Return what the step's template shows."""
        return {"form": forms[0]}


class PlanStep:
    """The activities of the plan. Methods as of `TextStep`."""

    name = "plan"

    def forms(self, application: Application, data: Any) -> list[Any]:
        if data is not None:
            return [Plan(data, prefix="plan")]
        return [Plan(initial=list(application.plan.values("what", "month", "place", "responsible")), prefix="plan")]

    def save(self, by: User, application: Application, forms: list[Any], base: Base | None) -> None:
        services.save_plan(by=by, application=application, items=forms[0].rows, base=base)

    def context(self, application: Application, forms: list[Any]) -> Mapping[str, Any]:
        return {"rows": forms[0]}


class BudgetStep:
    """The lines of the budget, and what the applicants give themselves. Methods as of `TextStep`."""

    name = "budget"

    def forms(self, application: Application, data: Any) -> list[Any]:
        given: dict[str, Any] = {"form_kwargs": {"sources": application.contest.sources.all()}, "prefix": "lines"}
        if data is None:
            given["initial"] = list(application.lines.values("what", "unit", "quantity", "price", "source"))
        else:
            given["data"] = data
        return [Lines(**given), ContributionForm(data, instance=copy.copy(application), prefix="own")]

    def save(self, by: User, application: Application, forms: list[Any], base: Base | None) -> None:
        lines, own = forms
        services.save_lines(by=by, application=application, lines=lines.rows, base=base, **own.cleaned_data)

    def context(self, application: Application, forms: list[Any]) -> Mapping[str, Any]:
        lines, own = forms
        return {
            "rows": lines,
            "form": own,
            # A broken limit is said beneath its bar.
            "said": budget_faults(application) if application.asked_total else (),
            "sources": source_rows(lines.asked_by_source(list(application.contest.sources.all()))),
        }


Step = TextStep | PlanStep | BudgetStep
STEP_FORMS: dict[str, Step] = {
    "initiative": TextStep("initiative", InitiativeForm),
    "plan": PlanStep(),
    "budget": BudgetStep(),
    "applicant": TextStep("applicant", ApplicantForm),
}
