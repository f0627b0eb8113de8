#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run the command named on the command line.

    What is wrong with the settings or with the way to the database is said in one line on stderr
    with exit code 2; a traceback would bury it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, connection

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as exc:
        complain("Жөндөөлөр / Настройки", exc)
    except DatabaseError as exc:
        # With a connection at hand the command itself went wrong: that needs its traceback.
        if connection.connection is not None:
            raise
        complain("Маалымат базасы / База данных", exc)


def complain(subject: str, exc: Exception) -> None:
    """Print the exception as one line on stderr and leave with exit code 2."""
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal of any code page
    sys.stderr.write(f"{subject}: {' '.join(str(exc).split())}\n")
    sys.exit(2)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
