"""What the database refuses to do to people and their appointments."""

from journal.triggers import never_deleted

TRIGGERS = [
    *never_deleted("municipality_appointment"),
    *never_deleted("municipality_municipality"),
]
