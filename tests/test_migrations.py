"""Migrations can be walked back to nothing and forth again, with the triggers as before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOMS = ["committee", "budget", "initiatives", "notices", "documents", "journal", "municipality"]


def manage(var: Path, *words: str) -> str:
    env = {**os.environ, "VAR_DIR": str(var), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.sqlite  # In a file of its own: walking the shared test database back would take it from the others.
def test_migrations_go_back_and_forth(tmp_path: Path) -> None:
    manage(tmp_path, "migrate", "--verbosity", "0")
    for app in ["account", "admin", *ROOMS]:
        manage(tmp_path, "migrate", app, "zero", "--verbosity", "0")
    manage(tmp_path, "migrate", "--verbosity", "0")
    assert "0" in manage(tmp_path, "journal_verify")
