"""The portal's own commands, as whoever looks after it runs them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from budget.models import AwardLine, Envelope
from initiatives.models import Contest
from journal import triggers
from journal.services import verify
from portal.demo.people import PASSWORD, PEOPLE
from tests.factories import make_user

ROOT = Path(__file__).resolve().parent.parent.parent


def counts() -> dict[str, int]:
    """How many rows every table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models() if model._meta.managed}


def rows_of(output: str, title: str) -> list[list[str]]:
    """The cells of the table under a title; its columns stand two or more spaces apart."""
    lines = output.split(f"\n{title}\n", 1)[1].split("\n\n", 1)[0].splitlines()
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[2:]]


# --- the demo ---


@pytest.fixture
def told(db: None, capsys: Any) -> str:
    """What the first run of the demo says."""
    call_command("demo")
    return str(capsys.readouterr().out)


def test_the_demo_tells_of_the_talk_s_two_winners(told: str) -> None:
    winners = rows_of(told, "Жеңүүчүлөр / Победители")
    assert [(row[0][-3:], row[1], row[3].replace("\u00a0", " ")) for row in winners] == [
        ("001", "Атам, апам жана мен", "12 000"),
        ("001", "Атам, апам жана мен", "25 000"),
        ("002", "Жомоктого саякат", "11 000"),
        ("002", "Жомоктого саякат", "25 000"),
    ]
    money = rows_of(told, "Каражат / Средства")
    assert [[cell.replace("\u00a0", " ") for cell in row[1:]] for row in money] == [
        ["23 000", "23 000", "0", "0"],
        ["50 000", "50 000", "0", "0"],
    ]
    assert "Базада эч нерсе өзгөргөн жок" in told, "the third application was refused and nothing moved"


def test_the_demo_run_again_changes_no_row(told: str, capsys: Any) -> None:
    before = counts()
    call_command("demo")
    again = capsys.readouterr().out
    assert counts() == before
    assert "эч нерсе өзгөргөн жок" in again.splitlines()[0]
    for title in ("Рейтинг", "Жеңүүчүлөр / Победители", "Каражат / Средства"):
        assert rows_of(again, title) == rows_of(told, title)


def test_the_demo_leaves_everything_in_order(told: str, capsys: Any) -> None:
    call_command("ledger_check")
    call_command("journal_verify")
    assert verify()[1] == []
    out = capsys.readouterr().out.replace("\u00a0", " ")
    assert "берилген / распределено: 73 000" in out
    assert Contest.objects.filter(state=Contest.State.PUBLISHED, year=2021).count() == 1


def test_the_demo_names_its_logins(told: str, capsys: Any) -> None:
    call_command("demo", "--logins")
    out = capsys.readouterr().out
    assert all(person.email in out for person in PEOPLE)
    assert out.count(PASSWORD) == len(PEOPLE)


@pytest.mark.django_db
def test_the_demo_does_not_go_into_a_database_in_use() -> None:
    make_user()
    before = counts()
    with pytest.raises(CommandError) as refusal:
        call_command("demo")
    assert refusal.value.returncode == 2
    assert counts() == before


# --- the ledger ---


@pytest.fixture
def _unguarded(db: None) -> Iterator[None]:
    """The database without its triggers."""
    triggers.drop_all(connection)
    yield
    triggers.create(connection, triggers.every())


def ledger_check(capsys: Any) -> tuple[int, str, str]:
    """Run ledger_check; return its exit code and what it wrote."""
    code = 0
    try:
        call_command("ledger_check")
    except SystemExit as end:
        code = int(end.code or 0)
    written = capsys.readouterr()
    return code, written.out, written.err


@pytest.mark.django_db
def test_an_empty_ledger_is_right(capsys: Any) -> None:
    code, out, err = ledger_check(capsys)
    assert (code, err) == (0, "")
    assert out.startswith("эсеп туура / учёт верен: 0")


@pytest.mark.parametrize(
    ("model", "changes", "words"),
    [
        (Envelope, {"amount": 99}, "бөлүнгөн / выделено: 99"),
        (Envelope, {"committed": 99}, "берилген / распределено: 99"),
        (AwardLine, {"committed": 99}, "берилген / распределено: 99"),
    ],
)
def test_a_total_that_was_moved_is_named(
    told: str, _unguarded: None, capsys: Any, model: Any, changes: dict[str, int], words: str
) -> None:
    if "amount" in changes:
        # The CHECKs stand even where the triggers are gone: the envelope must hold what it committed.
        changes = {"amount": model.objects.order_by("id")[0].amount + 99}
        words = f"бөлүнгөн / выделено: {changes['amount']}"
    model.objects.filter(pk=model.objects.order_by("id")[0].pk).update(**changes)
    code, out, err = ledger_check(capsys)
    assert (code, out) == (1, "")
    [line] = err.splitlines()
    assert words in line


def test_an_entry_that_is_gone_is_missed(told: str, _unguarded: None, capsys: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM budget_ledgerentry WHERE id = (SELECT MAX(id) FROM budget_ledgerentry WHERE kind = 'commit')"
        )
    code, _out, err = ledger_check(capsys)
    assert code == 1
    assert len(err.splitlines()) == 2, "the envelope and the line have what no entry gives them"


# --- a server in the open ---


def manage(*words: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py in a process of its own, on SQLite in the folder."""
    foreign = {
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "DEBUG",
        "DEPLOY",
        "DJANGO_SETTINGS_MODULE",
        "PYTEST_CURRENT_TEST",
        "SECRET_KEY",
        "SITE_URL",
    }
    kept = {key: value for key, value in os.environ.items() if key not in foreign}
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *words],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(folder), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


OPEN = {"DEPLOY": "1", "ALLOWED_HOSTS": "demilge.example", "SITE_URL": "https://demilge.example"}
# Long and of many signs, as a key must be; it signs nothing.
KEY = "".join(chr(33 + number * 7 % 90) for number in range(64))


@pytest.mark.parametrize(
    ("env", "word"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": "too-short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-demo-key-known-to-everyone-never-for-a-server"}, "SECRET_KEY"),
        ({"SECRET_KEY": KEY, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
    ],
)
def test_a_server_in_the_open_is_not_started_half_set_up(tmp_path: Path, env: dict[str, str], word: str) -> None:
    result = manage("check", folder=tmp_path, **{**OPEN, **env})
    assert result.returncode == 2
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert word in line
    assert KEY not in line


def test_a_server_set_up_as_it_should_be_passes_django_s_own_check(tmp_path: Path) -> None:
    result = manage("check", "--deploy", "--fail-level", "INFO", folder=tmp_path, **OPEN, SECRET_KEY=KEY)
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert "0 silenced" in result.stdout


def test_the_demo_is_refused_on_a_server_in_the_open(tmp_path: Path) -> None:
    assert manage("migrate", "--verbosity", "0", folder=tmp_path).returncode == 0
    result = manage("demo", folder=tmp_path, **OPEN, SECRET_KEY=KEY)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "DEPLOY=1" in result.stderr
    for _turn in range(2):
        result = manage("demo", "--quiet", folder=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
