"""A wire between the browser and the server that can be cut in the middle of what goes over it.

The browser's own "offline" lets what is under way come through.
"""

import socket
from contextlib import suppress
from threading import Thread


class Wire:
    """Passes on all that comes to its port to another; `cut_after` so many more bytes it is dead until mended."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._left: int | None = None
        self._ends: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._threads = [Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    def cut_after(self, more_bytes: int) -> None:
        """Let so many more bytes through to the server, then nothing."""
        self._left = more_bytes

    def mend(self) -> None:
        """Let all through again."""
        self._left = None

    def close(self) -> None:
        """Take the wire away."""
        # Closing alone would not wake the thread that listens.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()
        for thread in self._threads:
            thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                browser, _address = self._listener.accept()
            except OSError:
                return
            if self._left is not None and self._left <= 0:
                browser.close()
                continue
            server = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [browser, server]
            for ends in ((browser, server, True), (server, browser, False)):
                self._threads.append(Thread(target=self._pass, args=ends, daemon=True))
                self._threads[-1].start()

    def _pass(self, source: socket.socket, target: socket.socket, to_server: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if to_server and self._left is not None:
                    self._left -= len(data)
                    if self._left <= 0:
                        self._drop()
                        return
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def _drop(self) -> None:
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
