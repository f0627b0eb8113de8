"""A mistake of whoever starts the portal is answered with one line and exit code 2, before anything long."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def call(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the project's folder, on its own SQLite unless env says otherwise."""
    base = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "PORT", "DEPLOY")}
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**base, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    """Expect exit code 2, one line on stderr and nothing else; give the line."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert result.stderr.endswith("\n")
    [line] = result.stderr.splitlines()
    return line


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which someone else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that is taken, and on which nobody listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        yield other.getsockname()[1]


@pytest.mark.parametrize("port", ["abc", "0", "-1", "65536", "80 80", "8000.5", "٨٠٠٠"])
def test_a_port_that_is_none(port: str) -> None:
    assert f"«{port}»" in one_line(call("./run", PORT=port))


def test_a_port_in_use(taken_port: int) -> None:
    assert f"порт {taken_port} занят" in one_line(call("./run", PORT=str(taken_port)))


@pytest.mark.parametrize("words", [["serve"], ["demo", "now"], ["--port", "8001"]])
def test_an_unknown_word(words: list[str]) -> None:
    line = one_line(call("./run", *words))
    assert " ".join(words) in line
    assert "./run help" in line


@pytest.mark.parametrize("word", ["help", "--help"])
def test_help(word: str) -> None:
    result = call("./run", word)
    assert (result.returncode, result.stderr) == (0, "")
    assert "./run demo" in result.stdout


@pytest.mark.parametrize(
    "url",
    ["nonsense", "postgres://", "mysql://127.0.0.1/x", "postgres://u@127.0.0.1:port/x", "postgres://[::1"],
)
@pytest.mark.parametrize("command", [["./run", "demo"], [sys.executable, "manage.py", "migrate"]])
def test_a_database_url_that_is_none(command: list[str], url: str) -> None:
    one_line(call(*command, DATABASE_URL=url))


@pytest.mark.parametrize("command", [["./run", "demo"], [sys.executable, "manage.py", "migrate"]])
def test_a_database_server_that_does_not_answer(command: list[str], silent_port: int) -> None:
    url = f"postgres://someone:known-to-nobody@127.0.0.1:{silent_port}/demilge"
    line = one_line(call(*command, DATABASE_URL=url))
    assert str(silent_port) in line
    assert "known-to-nobody" not in line


def test_a_database_file_that_cannot_be_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nowhere/x.sqlite3"
    assert "unable to open" in one_line(call(sys.executable, "manage.py", "migrate", DATABASE_URL=url))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text("not a database, but long enough to look like the head of one")
    url = f"sqlite:///{tmp_path}/x.sqlite3"
    assert "not a database" in one_line(call(sys.executable, "manage.py", "migrate", DATABASE_URL=url))


def test_the_demo_does_not_go_on_a_server_in_the_open() -> None:
    assert "DEPLOY=1" in one_line(call("./run", DEPLOY="1"))


def test_the_two_locks_agree() -> None:
    """What runs in production is what was tested: each package of base.txt has its version in dev.txt."""

    def versions(name: str) -> set[str]:
        lines = (ROOT / "requirements" / name).read_text().splitlines()
        return {line.split()[0] for line in lines if line[:1].isalnum()}

    assert versions("base.txt") <= versions("dev.txt")
