"""Makes .venv from a hashed lock and brings in Pango, each only where it is not there yet.

Relies on python3 alone. From the command line: python3 bin/install.py [base|dev]
"""

import ctypes
import hashlib
import os
import re
import subprocess
import sys

from shared import PYTHON, ROOT, VENV, apt_install, apt_line, root_on_debian, run, say, stop, tell

PANGO = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
VENV_PACKAGES = ("python3-venv",)


def install(lock: str) -> None:
    """Bring .venv to what requirements/<lock>.txt says; quick when that lock was installed before.

    Leaves with one line and exit code 1 where python3 cannot make an environment or a package
    cannot be had.
    """
    path = ROOT / "requirements" / f"{lock}.txt"
    fingerprint = hashlib.sha256(path.read_bytes()).hexdigest()
    stamp = VENV / f".installed-{lock}"
    usable = _usable()
    if usable and stamp.exists() and stamp.read_text() == fingerprint:
        return
    if not usable:
        _make_venv()
    packages = re.findall(r"^\S+==", path.read_text(encoding="utf-8"), re.MULTILINE)
    _pip(len(packages), str(path))
    stamp.write_text(fingerprint)


def _usable() -> bool:
    """Say whether .venv has a working python with pip: a half-made or outdated one has not."""
    if not PYTHON.exists():
        return False
    try:
        return run([PYTHON, "-c", "import pip"], quiet=True)[0] == 0
    except OSError:
        return False


def _make_venv() -> None:
    check = [sys.executable, "-c", "import ensurepip, venv"]
    if run(check, quiet=True)[0] != 0:
        if root_on_debian():
            say("python3-venv орнотулууда…", "Устанавливается python3-venv…")
            apt_install(VENV_PACKAGES)
        if run(check, quiet=True)[0] != 0:
            line = apt_line(VENV_PACKAGES)
            stop("python3-venv жок, орнотуңуз", f"нет python3-venv, установите: {line}", 1)
    say("Python чөйрөсү түзүлүүдө: .venv…", "Создаётся окружение Python: .venv…")
    code, output = run([sys.executable, "-m", "venv", "--clear", VENV], quiet=True)
    if code != 0:
        last = " ".join(output.split())[-300:]
        stop(f".venv түзүлгөн жок: {last}", f"не удалось создать .venv: {last}", 1)


def _pip(total: int, path: str) -> None:
    """Install the lock and show how far it has come; on a failure show what pip said at the end."""
    say("Китепканалар орнотулууда…", "Устанавливаются библиотеки…")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "--require-hashes", "-r", path]
    lines: list[str] = []
    seen = 0
    with subprocess.Popen(  # noqa: S603 - our own command, no shell reads it
        command,
        cwd=ROOT,
        # PIP_USER in a person's settings would send everything past .venv.
        env={**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as child:
        for line in child.stdout or ():
            lines.append(line.rstrip())
            if re.match(r"(Collecting|Requirement already satisfied:) ", line):
                seen += 1
                if seen % 10 == 0:
                    tell(f"  {seen} / {total}")
            elif line.startswith("Installing collected packages"):
                say("  файлдар жазылууда…", "записываются файлы…")
    if child.returncode != 0:
        sys.stderr.write("\n".join(lines[-8:]) + "\n")
        stop(
            "Китепканалар орнотулган жок (интернет барбы?), кайра аракет кылыңыз",
            "Библиотеки не установились (есть ли интернет?), запустите ещё раз",
            1,
        )


def pango_missing() -> bool:
    """Say whether a library that the PDF papers need is missing."""
    try:
        for name in PANGO:
            ctypes.CDLL(name)
    except OSError:
        return True
    return False


def ensure_pango() -> None:
    """Bring in Pango where that is allowed, else print the line to run: every page works without it."""
    if not pango_missing():
        return
    # One try only: without a network it would hold up every start.
    tried = VENV / ".pango-tried"
    if root_on_debian() and not tried.exists():
        say("PDF үчүн Pango орнотулууда…", "Устанавливается Pango для PDF…")
        tried.touch()
        if apt_install(PANGO_PACKAGES) and not pango_missing():
            return
    line = apt_line(PANGO_PACKAGES)
    say("PDF документтери үчүн Pango керек", f"Для PDF-документов нужен Pango: {line}")


def main() -> None:
    """Install the lock named on the command line (base unless said otherwise) and Pango."""
    words = sys.argv[1:] or ["base"]
    if words not in (["base"], ["dev"]):
        stop("install.py: base же dev", "install.py: base или dev")
    install(words[0])
    ensure_pango()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
