"""How text messages leave the portal. A provider's own way is one more small class, named in SMS_CHANNEL."""

import os
import sys
import uuid
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class NotSent(OSError):
    """A text message could not be handed over; it may be tried again."""


class TextChannel(Protocol):
    """Hands text messages over to whoever carries them."""

    def send(self, *, to: str, text: str) -> None:
        """Hand over `text` for the number `to` (+996 and nine digits), and return once it is taken.

        Raises NotSent, or another OSError, where it was not taken. It is called while a person waits for the page:
        it must give up after some seconds. It may note the number nowhere, and the text never: it may hold a code.
        """


class FileChannel:
    """Writes each message into a file of its own: for development, and for tests."""

    def send(self, *, to: str, text: str) -> None:
        """Write the message to SMS_FILE_PATH, readable by the portal's own user alone."""
        folder = settings.SMS_FILE_PATH
        os.makedirs(folder, mode=0o700, exist_ok=True)
        # The names sort by time, so that the last message is the last file.
        name = f"{datetime.now():%Y%m%d-%H%M%S-%f}-{uuid.uuid4().hex[:6]}.txt"
        handle = os.open(os.path.join(folder, name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{to}\n\n{text}\n")


class ConsoleChannel:
    """Shows each message on the screen on which the portal was started: for development."""

    def send(self, *, to: str, text: str) -> None:
        """Write the message to the standard output."""
        sys.stdout.write(f"--- {to}\n{text}\n---\n")
        sys.stdout.flush()


class NoChannel:
    """Where nothing carries text messages: telephones are not taken for new accounts."""

    def send(self, *, to: str, text: str) -> None:
        """Raise NotSent."""
        raise NotSent("SMS_CHANNEL is empty")


NAMED: dict[str, type[TextChannel]] = {"file": FileChannel, "console": ConsoleChannel, "": NoChannel}


def text_channel() -> TextChannel:
    """Return the channel that the setting SMS_CHANNEL names: "file", "console", "" or a dotted path to a class."""
    chosen = settings.SMS_CHANNEL
    kind = NAMED[chosen] if chosen in NAMED else import_string(chosen)
    channel: TextChannel = kind()
    return channel
