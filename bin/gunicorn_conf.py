"""How ./run serves the portal: one process, so that one SQLite file has one writer's queue."""

import os
import sys
from typing import Any

wsgi_app = "portal.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
workers = 1
threads = 8
# The first page comes at once, and a mistake in the settings shows before the address does.
preload_app = True
loglevel = "warning"
# A photo over a village's line takes its time.
timeout = 120
# It would lie in the home folder, where nobody looks for it.
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Print the address once the port answers."""
    address = f"http://{bind}/"
    lines = (
        "",
        f"Портал ачык / Портал открыт:  {address}",
        "Токтотуу / Остановить: Ctrl-C",
        "",
    )
    sys.stdout.buffer.write("\n".join(lines).encode())
    sys.stdout.buffer.flush()
