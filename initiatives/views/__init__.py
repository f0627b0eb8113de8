"""The applicant's pages. Views show and ask; the services act."""

from initiatives.views.applications import (
    application,
    application_delete,
    application_withdraw,
    begin,
    my_applications,
)
from initiatives.views.files import attachment
from initiatives.views.handing_in import application_check, application_submit
from initiatives.views.steps import application_step

__all__ = [
    "application",
    "application_check",
    "application_delete",
    "application_step",
    "application_submit",
    "application_withdraw",
    "attachment",
    "begin",
    "my_applications",
]
