"""The facts of the papers this room issues. JSON values, money in tyiyn."""

from committee.papers.announcement import issue_announcement
from committee.papers.issuing import issue_for_session, papers_of_session

__all__ = ["issue_announcement", "issue_for_session", "papers_of_session"]
