"""The commission's pages: a member's sheets, the ranking, the session."""

from committee.views.overview import commission
from committee.views.ranking import ranking
from committee.views.sessions import session, session_adopt
from committee.views.sheets import recuse, sheet, sheet_attachment, sheet_seal

__all__ = [
    "commission",
    "ranking",
    "recuse",
    "session",
    "session_adopt",
    "sheet",
    "sheet_attachment",
    "sheet_seal",
]
