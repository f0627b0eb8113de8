"""Where the tests find a PostgreSQL: a server that is there, else one that lives for this run only.

Runs under .venv's python (it needs psycopg2).
"""

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2  # type: ignore[import-untyped]  # psycopg2 carries no types

LOCAL = "127.0.0.1:5432"


class NoServer(Exception):
    """No PostgreSQL is at hand; the text says what was tried."""


class BrokenServer(Exception):
    """The PostgreSQL that DATABASE_URL names cannot be used; the text says why."""


@contextmanager
def postgres(named: str) -> Iterator[str]:
    """Give a DATABASE_URL whose test database nobody else uses; tidy up after it.

    named is the DATABASE_URL of the caller; anything but a PostgreSQL in it is passed over.
    Raises BrokenServer where the named server does not do, NoServer where there is none at all.
    """
    # Two runs at once on one server must not take each other's test databases away.
    name = f"demilge_{os.getpid()}"
    if urlsplit(named).scheme in ("postgres", "postgresql", "pgsql"):
        reason = _unfit(named)
        if reason:
            raise BrokenServer(reason)
        with _swept(named, name):
            yield _with_name(named, name)
        return
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        url = f"postgres://{user}@{LOCAL}/postgres"
        if not _unfit(url):
            with _swept(url, name):
                yield _with_name(url, name)
            return
    with _throw_away() as folder:
        yield f"postgres://postgres@/{name}?host={quote(str(folder), safe='')}"


def _with_name(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def _connect(url: str, database: str = "postgres") -> "psycopg2.extensions.connection":
    # libpq knows neither of the other two spellings that DATABASE_URL may have.
    dsn = urlsplit(url)._replace(scheme="postgresql", path=f"/{database}").geturl()
    connection = psycopg2.connect(dsn, connect_timeout=5)
    connection.autocommit = True
    return connection


def _unfit(url: str) -> str:
    """Say why the server at url cannot serve the tests; empty where it can."""
    try:
        connection = _connect(url)
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            allowed = cursor.fetchone()[0]
        connection.close()
    except psycopg2.Error as exc:
        return " ".join(str(exc).split())
    return "" if allowed else "its user may not create databases (ALTER ROLE … CREATEDB)"


@contextmanager
def _swept(url: str, name: str) -> Iterator[None]:
    """Drop the test databases of this run that an interrupted pytest left behind."""
    try:
        yield
    finally:
        with suppress(psycopg2.Error), _connect(url).cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"test_{name}"])
            for (left,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{left}" WITH (FORCE)')


def _binaries() -> Path:
    """Find the folder of initdb, the newest version first; raises NoServer."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted(versions, key=lambda path: [int(n) for n in path.parts[4].split(".") if n.isdigit()])
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    if initdb:
        return Path(initdb).resolve().parent
    raise NoServer(f"no server on {LOCAL} that lets us in, no server binaries either")


@contextmanager
def _throw_away() -> Iterator[Path]:
    """Start a server that answers on a socket in a folder of its own; stop and remove both at the end."""
    binaries = _binaries()
    user = _other_user()
    # Not TMPDIR: a socket's path may hold some 100 bytes only, and the other user must get there.
    folder = Path(tempfile.mkdtemp(prefix="demilge-pg-", dir="/tmp"))
    data, log = folder / "data", folder / "log"

    def call(program: str, *words: str) -> None:
        with log.open("ab") as output:
            subprocess.run(  # noqa: S603 - our own command, no shell reads it
                [str(binaries / program), "-D", str(data), *words],
                cwd=folder,
                user=user,
                group=pwd.getpwuid(user).pw_gid if user is not None else None,
                extra_groups=[] if user is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                check=True,
            )

    # Durability is for data that someone will miss.
    careless = " ".join(f"-c {name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes"))
    options = f"-c listen_addresses= -k {folder} {careless}"
    try:
        if user is not None:
            os.chown(folder, user, -1)
        call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        call("pg_ctl", "-w", "-t", "60", "-l", str(folder / "server.log"), "-o", options, "start")
        yield folder
    except subprocess.CalledProcessError as exc:
        said = " ".join(log.read_text(errors="replace").split())[-300:]
        raise NoServer(f"a server of our own did not start: {said}") from exc
    finally:
        try:
            if (data / "postmaster.pid").exists():
                call("pg_ctl", "-w", "-m", "immediate", "stop")
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _other_user() -> int | None:
    """Give the id of the user the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise NoServer("PostgreSQL refuses to run as root, and there is no user postgres")
