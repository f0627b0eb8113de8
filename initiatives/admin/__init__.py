"""The staff's pages of contests and applications."""

from initiatives.admin import applications, questions
from initiatives.admin.contests import ContestAdmin

__all__ = ["ContestAdmin", "applications", "questions"]
