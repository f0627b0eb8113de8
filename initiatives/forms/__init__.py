"""What an applicant types, step by step: nothing is required yet, but what is wrong is refused at once."""

from initiatives.forms.budget import ContributionForm, LineForm, Lines
from initiatives.forms.documents import DocumentsForm
from initiatives.forms.plan import Plan, PlanItemForm
from initiatives.forms.texts import ApplicantForm, InitiativeForm

__all__ = [
    "ApplicantForm",
    "ContributionForm",
    "DocumentsForm",
    "InitiativeForm",
    "LineForm",
    "Lines",
    "Plan",
    "PlanItemForm",
]
