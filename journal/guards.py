"""Which rule of the database was broken, by its name."""

import re

from django.db import IntegrityError


def broken_rule(error: IntegrityError) -> str:
    """Return the name of the constraint or trigger that refused a write, or what SQLite says of it.

    PostgreSQL names each constraint. SQLite names CHECKs and our triggers, but tells of a UNIQUE constraint only the
    columns ("committee_sheet.member_id, committee_sheet.application_id"), which is then what is returned.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    if diagnosis is not None and diagnosis.constraint_name:
        return str(diagnosis.constraint_name)
    text = str(error)
    found = re.fullmatch(r"(?:CHECK|UNIQUE) constraint failed: (.+)", text)
    return found.group(1) if found else text
