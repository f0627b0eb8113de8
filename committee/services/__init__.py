"""The only place that changes commissions, sheets, sessions and decisions."""

from committee.services.contest import announce_contest, form_commission, open_scoring, publish
from committee.services.preparing import Item, prepare_session
from committee.services.sessions import (
    adopt_decision,
    arrange_session,
    cast_votes,
    drop_proposal,
    note_present,
    open_session,
    propose,
)
from committee.services.sheets import abstain, recuse, save_scores, seal

__all__ = [
    "Item",
    "abstain",
    "adopt_decision",
    "announce_contest",
    "arrange_session",
    "cast_votes",
    "drop_proposal",
    "form_commission",
    "note_present",
    "open_scoring",
    "open_session",
    "prepare_session",
    "propose",
    "publish",
    "recuse",
    "save_scores",
    "seal",
]
