"""What the database refuses to do to people and their appointments."""

from journal.triggers import append_only, never_deleted

TRIGGERS = [
    *never_deleted("municipality_appointment"),
    *never_deleted("municipality_municipality"),
    *append_only("municipality_consenttext"),
    *append_only("municipality_consent"),
]
