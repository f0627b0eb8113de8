"""The applicant's pages. Views show and ask; the services act."""

from initiatives.views.applications import (
    application,
    application_delete,
    application_withdraw,
    begin,
    my_applications,
)
from initiatives.views.clarifications import clarification
from initiatives.views.coapplicants import group, group_member, group_member_remove, join
from initiatives.views.copying import application_copy
from initiatives.views.eligibility import may_i_apply
from initiatives.views.files import attachment
from initiatives.views.handing_in import application_check, application_receipt, application_submit
from initiatives.views.own_data import my_data
from initiatives.views.questions import ask, questions
from initiatives.views.steps import application_step

__all__ = [
    "application",
    "application_check",
    "application_copy",
    "application_delete",
    "application_receipt",
    "application_step",
    "application_submit",
    "application_withdraw",
    "ask",
    "attachment",
    "begin",
    "clarification",
    "group",
    "group_member",
    "group_member_remove",
    "join",
    "may_i_apply",
    "my_applications",
    "my_data",
    "questions",
]
