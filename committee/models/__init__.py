"""The commission, its score sheets, and the sessions in which it decides."""

from committee.models.commission import Commission, Criterion, Member
from committee.models.scoring import BlindCode, Score, Sheet, TieBreak
from committee.models.sessions import Attendance, Proposal, ProposalLine, Scenario, ScenarioLine, Session, Vote

__all__ = [
    "Attendance",
    "BlindCode",
    "Commission",
    "Criterion",
    "Member",
    "Proposal",
    "ProposalLine",
    "Scenario",
    "ScenarioLine",
    "Score",
    "Session",
    "Sheet",
    "TieBreak",
    "Vote",
]
