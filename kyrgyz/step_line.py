"""The line of steps: what is done, what is on now, what comes next. Shown by parts/steps.html."""

from dataclasses import dataclass

STATES = ("done", "now", "next")


@dataclass(frozen=True)
class Step:
    """One diamond of the line.

    label: what happens; when: a date or span ready to be shown, may be empty; state: one of STATES.
    Raises ValueError for another state.
    """

    label: str
    when: str
    state: str

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"unknown state of a step: {self.state}")
