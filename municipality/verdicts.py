"""May this be done? An answer that carries its reason, and the exception that a service raises with it."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with the reasons that a page shows. Truthy where allowed."""

    allowed: bool
    reasons: tuple[Text, ...] = ()

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def reason(self) -> str:
        """The reasons as one text in the active language."""
        return " ".join(str(reason) for reason in self.reasons)

    def require(self) -> None:
        """Raise `Refused` with the reasons unless allowed."""
        if not self.allowed:
            raise Refused(*self.reasons)


YES = Verdict(True)


def no(*reasons: Text) -> Verdict:
    """Return a refusal with its reasons (translated texts)."""
    return Verdict(False, reasons)


def first_no(*verdicts: Verdict) -> Verdict:
    """Return the first refusal among `verdicts`, or yes."""
    return next((verdict for verdict in verdicts if not verdict), YES)


class Refused(Exception):
    """An act was refused by a rule; nothing has changed. `reasons` are texts for the person who asked."""

    def __init__(self, *reasons: Text) -> None:
        self.reasons = reasons
        super().__init__(*reasons)

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)
