"""The portal as it runs for people: gunicorn, compressed static files, the demo in a database of its own."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# Settings of whoever starts the tests: the server is to have none but its own.
FOREIGN = ("ALLOWED_HOSTS", "DATABASE_URL", "DEBUG", "DEPLOY", "DJANGO_SETTINGS_MODULE", "EMAIL_URL_HOST", "SITE_URL")
# Its papers are drawn when somebody asks for them: all of them would take longer than everything else.
DEMO = """
import django
django.setup()
from django.core.management import call_command
from documents import services
from documents.render import RendererMissing
def draw(paper, language):
    raise RendererMissing("not now")
services.draw = draw
call_command("demo", quiet=True, verbosity=0)
"""
PREPARE = [
    ["manage.py", "migrate", "--verbosity", "0"],
    ["-c", DEMO],
    ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
]
# A server that does not start says so; nothing is measured by it.
PATIENCE = 60


@dataclass(frozen=True)
class Served:
    """A running portal: its address, and the folder in which its mails and text messages lie."""

    address: str
    var: Path

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.address.rpartition(":")[2])


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Prepare the portal in the folder and serve it on a free port."""
    env = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    env |= {"VAR_DIR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "portal.settings"}
    log = folder / "server.log"
    with log.open("wb") as output:

        def start(*words: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, *words]
            return subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=output, stderr=output)

        for words in PREPARE:
            code = start(*words).wait()
            assert code == 0, log.read_text(errors="replace")
        server = start("-m", "gunicorn", "portal.wsgi", "--bind", "127.0.0.1:0", "--threads", "4")
        try:
            yield Served(_address(server, log), folder / "var")
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Wait until the server says where it listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        found = re.search(r"Listening at: (http://\S+)", log.read_text(errors="replace"))
        if found:
            return found.group(1)
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")
