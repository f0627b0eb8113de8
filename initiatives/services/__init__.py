"""The only place that changes contests and applications."""

from initiatives.services.applications import (
    admit,
    attach,
    begin,
    delete_draft,
    detach,
    refuse,
    return_for_correction,
    save_lines,
    save_part,
    save_plan,
    set_outcome,
    submit,
    withdraw,
)
from initiatives.services.contests import move_contest, prepare_contest

__all__ = [
    "admit",
    "attach",
    "begin",
    "delete_draft",
    "detach",
    "move_contest",
    "prepare_contest",
    "refuse",
    "return_for_correction",
    "save_lines",
    "save_part",
    "save_plan",
    "set_outcome",
    "submit",
    "withdraw",
]
