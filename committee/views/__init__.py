"""The commission's pages: a member's sheets, the ranking, the session."""

from committee.views.corrections import session_correct, session_drop
from committee.views.interest import interest_note
from committee.views.overview import commission
from committee.views.paper_sheets import paper_sheet, paper_sheets, sheet_print, sheet_scan
from committee.views.ranking import points_file, ranking, ranking_file, ranking_sheets
from committee.views.scenarios import scenario, scenario_drop, scenario_take, scenarios
from committee.views.sealing import sheet_seal, sheets_seal
from committee.views.sessions import session, session_adopt
from committee.views.sheets import declare, recuse, sheet, sheet_attachment
from committee.views.ties import tie_break

__all__ = [
    "commission",
    "declare",
    "interest_note",
    "paper_sheet",
    "paper_sheets",
    "points_file",
    "ranking",
    "ranking_file",
    "ranking_sheets",
    "recuse",
    "scenario",
    "scenario_drop",
    "scenario_take",
    "scenarios",
    "session",
    "session_adopt",
    "session_correct",
    "session_drop",
    "sheet",
    "sheet_attachment",
    "sheet_print",
    "sheet_scan",
    "sheet_seal",
    "sheets_seal",
    "tie_break",
]
