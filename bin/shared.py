"""What the commands have in common: where things lie, how they speak, how they start a program."""

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

# How long a program that was told to end may take for its own tidying up.
GRACE_SECONDS = 20


def tell(line: str) -> None:
    """Print a line at once, so that it stands before what the next program prints."""
    _write(sys.stdout, line)


def say(ky: str, ru: str) -> None:
    """Print one line of progress in both languages."""
    tell(f"{ky} / {ru}")


def stop(ky: str, ru: str, code: int = 2) -> NoReturn:
    """Print one line on stderr in both languages and leave with the exit code."""
    _write(sys.stderr, f"{ky} / {ru}")
    sys.exit(code)


def _write(stream: TextIO, line: str) -> None:
    # Bytes: a terminal in a Latin locale would else end the program at the first Cyrillic letter.
    stream.flush()
    stream.buffer.write(f"{line}\n".encode())
    stream.buffer.flush()


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, quiet: bool = False) -> tuple[int, str]:
    """Run a program in the project's folder and wait for it.

    quiet keeps what it prints and gives it back as the second value (else that is empty). The
    program gets no stdin. On Ctrl-C or SIGTERM it may first end by itself, then it is ended.
    """
    child = subprocess.Popen(  # noqa: S603 - the commands are ours, word by word, and no shell reads them
        [str(word) for word in command],
        cwd=ROOT,
        env=dict(env) if env is not None else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    try:
        output = child.communicate()[0]
    except BaseException:
        _end(child)
        raise
    return child.returncode, (output or b"").decode(errors="replace")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Let the child end: Ctrl-C in a terminal has reached it already, a signal to us alone has not."""
    for seconds, then in ((3, signal.SIGINT), (GRACE_SECONDS, signal.SIGKILL)):
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(then)
        else:
            return
    child.wait()


def root_on_debian() -> bool:
    """Say whether packages of the system may be installed from here."""
    return os.geteuid() == 0 and Path("/etc/debian_version").exists()


def apt_line(packages: Sequence[str]) -> str:
    """Give the line that installs the packages, as a person would type it."""
    sudo = "" if os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get install -y --no-install-recommends {shlex.join(packages)}"


def apt_install(packages: Sequence[str]) -> bool:
    """Install packages of the system where that is allowed; say whether they are there now.

    Asks for a fresh list of packages only when the one at hand does not do.
    """
    if not root_on_debian():
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if run(install, env=env, quiet=True)[0] == 0:
        return True
    run(["apt-get", "update"], env=env, quiet=True)
    return run(install, env=env, quiet=True)[0] == 0
