"""What an application is called before the commission: its register number, or in a blind contest its code."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from committee.models import Sheet
from initiatives.models import Application

# What `called` reads; a list that shows names asks for it at once.
NAMED_BY = ("entry__register", "blind_code", "contest__commission")


def called(application: Application) -> str:
    """Return what the commission's pages and refusals call an application now.

    The code while the members of a blind contest may not know who applies, the register number otherwise; the number,
    too, where no code was given (the commission sits before scoring is opened). Reads `NAMED_BY`.
    """
    commission = getattr(application.contest, "commission", None)
    code = getattr(application, "blind_code", None)
    return code.code if commission is not None and commission.hides_names and code is not None else application.number


def with_names(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Return the applications with all that `called` reads, in the same query."""
    return applications.select_related(*NAMED_BY)


def in_order(application: Application) -> tuple[int, int, str]:
    """Return by what lists of applications are ordered: the register's number, or the code where that is hidden."""
    if application.contest.commission.hides_names:
        name = called(application)
        return (0, len(name), name)
    entry = application.entry
    return (entry.register.year, entry.number, "") if entry else (0, 0, "")


def said_reason(sheet: Sheet) -> str:
    """Return why a member does not score, as others may read it now.

    An interest names who applies («my brother's»), so in a blind contest it waits for the decision. Reads `NAMED_BY`.
    """
    if keeps_reason(sheet):
        return _("Told with the decision: this contest is scored blind.")
    return sheet.reason


def keeps_reason(sheet: Sheet) -> bool:
    """Tell whether the reason of a sheet may name who applies and is kept from the others now."""
    return sheet.state == Sheet.State.RECUSED and sheet.application.contest.commission.hides_names
