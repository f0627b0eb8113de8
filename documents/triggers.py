"""What the database keeps of registers, papers and scans."""

from journal.triggers import append_only, never_deleted, refuse

TRIGGERS = [
    *append_only("documents_registerentry"),
    *append_only("documents_paper"),
    *append_only("documents_paperfile"),
    *append_only("documents_scan"),
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
    refuse(
        "scan_of_its_municipality_s_paper",
        table="documents_scan",
        event="INSERT",
        when=(
            "NEW.paper_id IS NOT NULL AND NEW.municipality_id <>"
            " (SELECT p.municipality_id FROM documents_paper p WHERE p.id = NEW.paper_id)"
        ),
    ),
]
