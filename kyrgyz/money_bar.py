"""The money bar: sources of a sum side by side. Shown by parts/money_bar.html."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kyrgyz.money import som

WIDTH = 1000
KINDS = ("local", "donor", "own", "other", "free", "over")


@dataclass(frozen=True)
class Part:
    """One source of the sum.

    label: its name, ready to be shown; tyiyn: its sum, not below zero; kind: one of KINDS, which gives the
    colour. Raises ValueError for another kind or a negative sum.
    """

    label: str
    tyiyn: int
    kind: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind of a part: {self.kind}")
        if self.tyiyn < 0:
            raise ValueError("a part of the bar cannot be below zero")

    @property
    def figure(self) -> str:
        """The sum with its unit, in the active language."""
        return som(self.tyiyn)


@dataclass(frozen=True)
class Segment:
    """A painted stretch of the bar: x and width in thousandths of the whole."""

    label: str
    tyiyn: int
    kind: str
    x: int
    width: int


def _shares(amounts: list[int], scale: int) -> list[int]:
    """Return widths in thousandths of scale that sum to the rounded share of all amounts together.

    Each amount above zero gets at least 1, so that no source of money disappears from the picture.
    """
    filled = max(round(sum(amounts) * WIDTH / scale), len(amounts)) if amounts else 0
    exact = [amount * WIDTH / scale for amount in amounts]
    widths = [max(1, int(share)) for share in exact]
    while sum(widths) < filled:
        widths[max(range(len(widths)), key=lambda i: exact[i] - widths[i])] += 1
    while sum(widths) > filled:
        widths[max(range(len(widths)), key=lambda i: (widths[i] > 1, widths[i] - exact[i]))] -= 1
    return widths


class MoneyBar:
    """Parts of a sum laid out for a template.

    parts: the sources, in the order shown. whole: the sum that fills the bar (an envelope, a cap), in tyiyn;
    None means that the parts together fill it. Where the parts go beyond whole, the bar shows them all and
    the stretch beyond it, counted from the end, becomes a segment and a legend line of kind "over". A part
    that the caller marks "over" himself is put last and never split off again.
    Raises ValueError when whole is negative.
    """

    def __init__(self, parts: Iterable[Part], whole: int | None = None) -> None:
        if whole is not None and whole < 0:
            raise ValueError("the whole of a bar cannot be below zero")
        given = list(parts)
        self.parts = [part for part in given if part.kind != "over"] + [p for p in given if p.kind == "over"]
        self.whole = whole
        self.total = sum(part.tyiyn for part in self.parts)
        marked = any(part.kind == "over" for part in self.parts)
        self.over = 0 if whole is None or marked else max(0, self.total - whole)

    @property
    def legend(self) -> list[Part]:
        """The parts with their full sums, and the sum beyond the whole when there is one."""
        if not self.over:
            return list(self.parts)
        return [*self.parts, Part(_("above the limit"), self.over, "over")]

    @property
    def segments(self) -> list[Segment]:
        """The painted stretches from left to right; their widths sum to the filled share of 1000."""
        stretches = [part for part in self._within() if part.tyiyn]
        scale = max(self.total, self.whole or 0)
        segments: list[Segment] = []
        x = 0
        for part, width in zip(stretches, _shares([s.tyiyn for s in stretches], scale), strict=True):
            segments.append(Segment(part.label, part.tyiyn, part.kind, x, width))
            x += width
        return segments

    @property
    def text(self) -> str:
        """The bar in words, in the active language, for those who do not see it."""
        said = "; ".join(f"{part.label}: {part.figure}" for part in self.legend)
        if self.whole is None:
            return _("%(parts)s. In all %(total)s.") % {"parts": said, "total": som(self.total)}
        return _("%(parts)s. In all %(total)s, the whole bar is %(whole)s.") % {
            "parts": said,
            "total": som(self.total),
            "whole": som(self.whole),
        }

    def _within(self) -> list[Part]:
        """The parts cut at the whole, with what is beyond it as a part of its own."""
        if not self.over:
            return self.parts
        left = self.total - self.over
        kept: list[Part] = []
        for part in self.parts:
            share = min(part.tyiyn, left)
            kept.append(Part(part.label, share, part.kind))
            left -= share
        return [*kept, self.legend[-1]]
