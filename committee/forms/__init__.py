"""What members, the chair and the secretary fill in."""

from committee.forms.paper_sheets import NoteInterestForm, PaperSheetForm, ScanForm
from committee.forms.scenario import ScenarioForm, SumsForm
from committee.forms.scoring import RecuseForm, ScoreForm, sign_of
from committee.forms.session import MeetingForm, ProposalForm, SessionForm
from committee.forms.ties import TieForm

__all__ = [
    "MeetingForm",
    "NoteInterestForm",
    "PaperSheetForm",
    "ProposalForm",
    "RecuseForm",
    "ScanForm",
    "ScenarioForm",
    "ScoreForm",
    "SessionForm",
    "SumsForm",
    "TieForm",
    "sign_of",
]
