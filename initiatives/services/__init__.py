"""The only place that changes contests and applications."""

from initiatives.services.applications import (
    admit,
    open_revision,
    refuse,
    return_for_correction,
    set_outcome,
    submit,
    withdraw,
)
from initiatives.services.clarifications import answer_staff, ask_applicant
from initiatives.services.coapplicants import change_right, invite, join, remove, renew
from initiatives.services.contests import move_contest, prepare_contest
from initiatives.services.copying import start_from
from initiatives.services.questions import answer_question, ask, hide_question
from initiatives.services.writing import (
    Base,
    Overtaken,
    attach,
    begin,
    delete_draft,
    detach,
    keep_typed,
    save_lines,
    save_part,
    save_plan,
)

__all__ = [
    "Base",
    "Overtaken",
    "admit",
    "answer_question",
    "answer_staff",
    "ask",
    "ask_applicant",
    "attach",
    "begin",
    "change_right",
    "delete_draft",
    "detach",
    "hide_question",
    "invite",
    "join",
    "keep_typed",
    "move_contest",
    "open_revision",
    "prepare_contest",
    "refuse",
    "remove",
    "renew",
    "return_for_correction",
    "save_lines",
    "save_part",
    "save_plan",
    "set_outcome",
    "start_from",
    "submit",
    "withdraw",
]
