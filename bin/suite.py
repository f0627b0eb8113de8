"""./test: every check and every test, a summary at the end. Runs under .venv's python."""

import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cluster
from install import PANGO_PACKAGES, pango_missing
from shared import PYTHON, ROOT, VENV, apt_line, run, tell

HELP = """\
./test                every check, the tests on SQLite and on PostgreSQL, the walks in a browser
./test PATH… -k …     only these tests, on SQLite; the words go to pytest as they are
./test --ci           like CI=true: what is missing counts as failed

DATABASE_URL=postgres://user:password@host/name   the PostgreSQL to test on (its own database is
                      made and dropped); else one on 127.0.0.1:5432; else one that is started from
                      installed binaries for this run
CHROMIUM=/usr/bin/chromium   the browser
"""
# Settings of whoever starts the tests must not change what the tests see.
FOREIGN = (
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "DEPLOY",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL_HOST",
    "PORT",
    "SECRET_KEY",
    "SITE_URL",
    "VAR_DIR",
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSED, FAILED, MISSING = "passed", "FAILED", "MISSING"


@dataclass(frozen=True)
class Part:
    """One part of the run: its name, how it ended, and what there is to say about it."""

    name: str
    state: str
    note: str = ""


class Suite:
    """One run of the suite in a work folder of its own.

    env: the environment of every program that is started. strict: what is missing counts as failed.
    """

    def __init__(self, env: dict[str, str], *, strict: bool) -> None:
        self.env = env
        self.strict = strict
        self.parts: list[Part] = []

    def check(self, name: str, *command: str | Path) -> None:
        """Run one check; what it prints is shown where it fails."""
        code, output = run(command, env=self.env, quiet=True)
        if code != 0:
            tell(output.rstrip())
        self.parts.append(Part(name, PASSED if code == 0 else FAILED))
        tell(f"{self.parts[-1].state:8}{name}")

    def pytest(self, name: str, *words: str, database_url: str = "") -> None:
        """Run pytest once; no test found is a failure too."""
        tell(f"\n== {name} ==")
        env = {**self.env, "DATABASE_URL": database_url} if database_url else self.env
        begun = time.monotonic()
        code, _ = run([PYTHON, "-m", "pytest", *words], env=env)
        note = f"{time.monotonic() - begun:.0f} s" if code != 5 else "no test was found"
        self.parts.append(Part(name, PASSED if code == 0 else FAILED, note))

    def missing(self, name: str, note: str) -> None:
        """Take down that a part could not run."""
        self.parts.append(Part(name, FAILED if self.strict else MISSING, note))

    def summary(self) -> int:
        """Print how each part ended; give the exit code."""
        tell("\n== Summary ==")
        width = max(len(part.name) for part in self.parts)
        for part in self.parts:
            tell(f"{part.state:8}{part.name:{width}}  {part.note}".rstrip())
        states = {part.state for part in self.parts}
        if FAILED in states:
            tell("\nFAILED: " + ", ".join(part.name for part in self.parts if part.state == FAILED))
            return 1
        if MISSING in states:
            tell("\n!! Passed, but NOT EVERYTHING RAN: install what the lines above name, then ./test again.")
        elif len(self.parts) > 1:
            tell("\nEverything passed.")
        else:
            tell("\nPassed. Only the chosen tests ran: ./test alone runs everything.")
        return 0


def run_checks(suite: Suite) -> None:
    """Style, layers, types, migrations."""
    templates = sorted((ROOT / "templates").rglob("*.html"))
    suite.check("ruff check", PYTHON, "-m", "ruff", "check", ".")
    suite.check("ruff format", PYTHON, "-m", "ruff", "format", "--check", ".")
    suite.check("djade", VENV / "bin" / "djade", "--check", "--target-version", "5.2", *templates)
    suite.check("import-linter", VENV / "bin" / "lint-imports")
    suite.check("mypy", PYTHON, "-m", "mypy", ".")
    suite.check("migrations", PYTHON, "manage.py", "makemigrations", "--check", "--dry-run")


def run_everything(suite: Suite, named: str) -> None:
    """The checks, then pytest on both engines, then the browser. named: the caller's DATABASE_URL."""
    run_checks(suite)
    without = "not browser"
    if pango_missing():
        without += " and not pdf"
        suite.missing("papers in PDF", apt_line(PANGO_PACKAGES))
    workers = ["-n", str(min(os.cpu_count() or 1, 8))]
    suite.pytest("pytest on SQLite", *workers, "-m", without)
    try:
        with cluster.postgres(named) as url:
            suite.pytest("pytest on PostgreSQL", *workers, "-m", without, database_url=url)
    except cluster.BrokenServer as exc:
        suite.parts.append(Part("pytest on PostgreSQL", FAILED, f"DATABASE_URL: {exc}"))
    except cluster.NoServer as exc:
        suite.missing("pytest on PostgreSQL", f"{exc}: {apt_line(['postgresql'])}")
    browser = find_browser()
    if browser:
        suite.env["CHROMIUM"] = browser
        suite.pytest("pytest in a browser", "-m", "browser")
    else:
        suite.missing("pytest in a browser", apt_line(["chromium"]))


def find_browser() -> str:
    """Give the path of a Chromium, empty where there is none."""
    named = os.environ.get("CHROMIUM", "")
    return next(filter(None, map(shutil.which, (named, *BROWSERS))), "") or ""


@contextmanager
def work_folder() -> Iterator[Path]:
    """Give a folder for databases and uploads of this run, and remove it at the end."""
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="test-", dir=ROOT / "var"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def leave(number: int, _frame: object) -> None:
    """Turn SIGTERM and SIGHUP into an exception, so that everything is tidied up on the way out."""
    raise SystemExit(128 + number)


def main(words: Sequence[str]) -> int:
    """Run what the words ask for; give the exit code."""
    if words and words[0] in ("help", "-h", "--help"):
        tell(HELP.rstrip())
        return 0
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    strict = "--ci" in words or os.environ.get("CI", "").lower() in ("1", "true")
    chosen = [word for word in words if word != "--ci"]
    with work_folder() as folder:
        env = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        env["VAR_DIR"] = str(folder)
        suite = Suite(env, strict=strict)
        if chosen:
            suite.pytest("pytest on SQLite, the chosen tests", *chosen)
        else:
            run_everything(suite, os.environ.get("DATABASE_URL", ""))
        return suite.summary()


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
