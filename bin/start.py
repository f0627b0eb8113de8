"""./run: sets the portal up on this computer and serves it. Relies on python3 alone."""

import errno
import hashlib
import os
import re
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from install import ensure_pango, install
from shared import PYTHON, ROOT, run, say, stop

HELP = """\
./run          порталды иштетет / запускает портал: http://127.0.0.1:8000/
./run demo     үлгү документтерди var/demo ичине жазат / пишет образцы документов в var/demo
./run help     ушул жардам / эта справка

PORT=8001 ./run                           башка порт / другой порт
DATABASE_URL=postgres://… ./run           SQLite ордуна PostgreSQL / PostgreSQL вместо SQLite
VAR_DIR=/… ./run                          маалыматтын орду / место для данных (var/)
"""
# The two engines on which the portal keeps its promises.
SCHEMES = {"postgres", "postgresql", "pgsql", "sqlite"}
REACH_SECONDS = 5


def checked_port(*, free: bool) -> int:
    """Read PORT (8000 unless set); leave with exit code 2 where it is no port or, if asked, not free."""
    text = os.environ.get("PORT") or "8000"
    port = int(text) if re.fullmatch(r"[0-9]{1,5}", text) else 0
    if not 1 <= port <= 65535:
        stop(
            f"PORT 1ден 65535ке чейинки сан болушу керек, «{text}» эмес",
            f"PORT должен быть числом от 1 до 65535, а не «{text}»",
        )
    if free:
        with socket.socket() as probe:
            # Without this a server that ended a moment ago would still count as there.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                probe.listen()
            except OSError as exc:
                if exc.errno == errno.EADDRINUSE:
                    stop(
                        f"{port}-порт бош эмес, башкасын тандаңыз: PORT={port % 65535 + 1} ./run",
                        f"порт {port} занят, выберите другой: PORT={port % 65535 + 1} ./run",
                    )
                stop(f"{port}-портко уруксат жок", f"нет прав на порт {port}")
    return port


def check_database_url() -> None:
    """Leave with exit code 2 where DATABASE_URL names no database of ours or a server out of reach.

    The settings check it again, in full; this look is for a mistake to show before a long set-up.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 5432
    except ValueError:
        parts, host, port = urlsplit(""), None, 0
    # An SQLite without a file would live in memory and be gone at once.
    if parts.scheme not in SCHEMES or not (parts.path.strip("/") or "service=" in parts.query):
        example = "postgres://user:password@127.0.0.1:5432/demilge"
        stop(f"DATABASE_URL түшүнүксүз, мисалы: {example}", f"DATABASE_URL не понят, например: {example}")
    if parts.scheme == "sqlite" or not host or "%2f" in host:
        return
    try:
        socket.create_connection((host, port), timeout=REACH_SECONDS).close()
    except (OSError, UnicodeError) as exc:
        reason = getattr(exc, "strerror", None) or exc
        stop(
            f"DATABASE_URL: {host}:{port} сервери жооп бербейт",
            f"DATABASE_URL: сервер {host}:{port} не отвечает ({reason})",
        )


def manage(*words: str) -> None:
    """Run manage.py; where it fails leave with its exit code, it has said why."""
    code, _ = run([PYTHON, "manage.py", *words])
    if code != 0:
        sys.exit(code if code > 0 else 1)


def collect_static(var: Path) -> None:
    """Gather the static files when one of them or the lock has changed since the last time."""
    digest = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    rooms = (path.parent / "static" for path in sorted(ROOT.glob("*/apps.py")))
    for folder in (ROOT / "static", *rooms):
        for path in sorted(folder.rglob("*")):
            stat = path.stat()
            digest.update(f"{path.relative_to(ROOT)}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    stamp = var / ".static-stamp"
    manifest = var / "static" / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    say("Барактардын файлдары чогултулууда…", "Собираются файлы страниц…")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    stamp.write_text(digest.hexdigest())


def main() -> None:
    """Set up, load the demo, then serve or, for `demo`, write the papers and end."""
    words = sys.argv[1:]
    if words in (["help"], ["-h"], ["--help"]):
        sys.stdout.buffer.write(HELP.encode())
        return
    if words not in ([], ["demo"]):
        wrong = " ".join(words)
        stop(
            f"Белгисиз буйрук «{wrong}», жардам: ./run help",
            f"неизвестная команда «{wrong}», справка: ./run help",
        )
    if os.environ.get("DEPLOY") == "1":
        # The demo's passwords are known to everyone.
        stop("./run көрсөтүү үчүн, DEPLOY=1 менен иштебейт", "./run — для показа, с DEPLOY=1 не работает")
    serve = not words
    port = checked_port(free=serve)
    check_database_url()
    os.environ["PORT"] = str(port)
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
    os.environ["VAR_DIR"] = str(var)
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

    install("base")
    ensure_pango()
    say("Маалымат базасы даярдалууда…", "Готовится база данных…")
    manage("migrate", "--verbosity", "0")
    if not serve:
        manage("demo", "--papers", str(var / "demo"))
        return
    collect_static(var)
    manage("demo", "--quiet")
    manage("demo", "--logins")
    sys.stdout.flush()
    # Our place is taken by the server, so that Ctrl-C and the exit code are the server's own.
    os.execv(PYTHON, [str(PYTHON), "-m", "gunicorn", "--config", "bin/gunicorn_conf.py"])  # noqa: S606 - our own command, and no shell is wanted


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
