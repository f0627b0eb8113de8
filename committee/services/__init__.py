"""The only place that changes commissions, sheets, sessions and decisions."""

from committee.services.adopting import adopt_decision
from committee.services.contest import announce_contest, form_commission, open_scoring, publish
from committee.services.paper_sheets import enter_paper_sheet
from committee.services.preparing import Item, SessionOvertaken, prepare_session
from committee.services.proposals import cast_for_chair, cast_votes, drop_proposal, propose
from committee.services.replacing import replace_member
from committee.services.scenarios import (
    ScenarioOvertaken,
    copy_scenario,
    drop_scenario,
    fill_by_rank,
    make_scenario,
    save_scenario,
    take_scenario,
)
from committee.services.sessions import (
    arrange_session,
    drop_correction,
    note_present,
    open_correction,
    open_session,
)
from committee.services.sheets import abstain, declare_no_interest, recuse, save_scores, seal, seal_all
from committee.services.ties import break_tie

__all__ = [
    "Item",
    "ScenarioOvertaken",
    "SessionOvertaken",
    "abstain",
    "adopt_decision",
    "announce_contest",
    "arrange_session",
    "break_tie",
    "cast_for_chair",
    "cast_votes",
    "copy_scenario",
    "declare_no_interest",
    "drop_correction",
    "drop_proposal",
    "drop_scenario",
    "enter_paper_sheet",
    "fill_by_rank",
    "form_commission",
    "make_scenario",
    "note_present",
    "open_correction",
    "open_scoring",
    "open_session",
    "prepare_session",
    "propose",
    "publish",
    "recuse",
    "replace_member",
    "save_scenario",
    "save_scores",
    "seal",
    "seal_all",
    "take_scenario",
]
