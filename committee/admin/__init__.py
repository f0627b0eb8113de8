"""The commission on the staff's pages: its rules and members, the criteria, and the acts that need both."""

from committee.admin import commissions, contests

__all__ = ["commissions", "contests"]
