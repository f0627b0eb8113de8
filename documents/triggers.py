"""What the database keeps of registers and papers."""

from journal.triggers import append_only, never_deleted, refuse

TRIGGERS = [
    *append_only("documents_registerentry"),
    *append_only("documents_paper"),
    *append_only("documents_paperfile"),
    *never_deleted("documents_register"),
    # Its numbers are printed on papers, and so are the year and the municipality they belong to.
    refuse(
        "register_keeps_its_name",
        table="documents_register",
        event="UPDATE",
        when=(
            "NEW.id <> OLD.id OR NEW.municipality_id <> OLD.municipality_id OR NEW.code <> OLD.code"
            " OR NEW.year <> OLD.year"
        ),
    ),
    refuse(
        "register_number_follows_the_last",
        table="documents_registerentry",
        event="INSERT",
        when=(
            "NEW.number <> (SELECT COALESCE(MAX(e.number), 0) + 1 FROM documents_registerentry e"
            " WHERE e.register_id = NEW.register_id)"
        ),
    ),
]
