"""How far a budget may go: what each source's limits leave for it, and which lines go beyond. `static/budget.js` counts
in the same way while one types; sums are tyiyn.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models import FundingSource
from kyrgyz.money import som

# What is said of a source, here and by the script: %(left)s and the like are sums with their unit.
WORDS: Mapping[str, Promise] = {
    "left": _("You may ask for %(left)s more."),
    "full": _("The limit is reached: nothing more can be asked for from here."),
    "first": _("Ask for something from another source first: at most %(share)s %% of all the money comes from here."),
    "beside": _("%(others)s are asked for from other sources, so up to %(most)s may come from here."),
    "over": _("%(over)s above the limit"),
    "over_cap": _("%(over)s above the limit. Lessen a line or choose another source."),
    "over_announced": _("%(over)s more than the contest has. Lessen a line or choose another source."),
    "over_share": _(
        "At most %(share)s %% of all the money comes from here. Lessen it by %(over)s, or ask for %(part)s of it from "
        "another source."
    ),
}


@dataclass(frozen=True)
class Standing:
    """What is asked from a source, beside what is asked from all the others together."""

    source: FundingSource
    tyiyn: int
    others: int

    @property
    def share_most(self) -> int | None:
        """The most that the largest share allows beside the others; None where there is no such limit.

        Less asked here makes the whole smaller too, so it is not the share of the present whole.
        """
        share = self.source.max_share
        return None if share is None or share >= 100 else share * self.others // (100 - share)

    @property
    def limit(self) -> int | None:
        """The most that may be asked now, by all the limits together."""
        limits = [limit for limit in (self.source.most, self.share_most) if limit is not None]
        return min(limits) if limits else None

    @property
    def over(self) -> int:
        """By how much the limit is broken."""
        return 0 if self.limit is None else max(0, self.tyiyn - self.limit)

    @property
    def faults(self) -> list[str]:
        """Which limits are broken, by how much, and what to do."""
        found = []
        source = self.source
        if source.most is not None and self.tyiyn > source.most:
            which = "over_cap" if source.most == source.cap else "over_announced"
            found.append(_say(which, over=som(self.tyiyn - source.most)))
        if source.max_share is not None and self.share_most is not None and self.tyiyn > self.share_most:
            # What is asked elsewhere instead leaves the whole as it is.
            part = self.tyiyn - source.max_share * (self.tyiyn + self.others) // 100
            over = self.tyiyn - self.share_most
            found.append(_say("over_share", share=source.max_share, over=som(over), part=som(part)))
        return found

    @property
    def left_words(self) -> str:
        """How much more may be asked, where there is a limit and it holds."""
        if self.limit is None or self.over:
            return ""
        if self.limit == 0 and self.others == 0 and self.share_most == 0:
            return _say("first", share=self.source.max_share)
        said = []
        if self.limit == self.share_most:
            said.append(_say("beside", others=som(self.others), most=som(self.limit)))
        left = self.limit - self.tyiyn
        said.append(_say("left", left=som(left)) if left else _say("full"))
        return " ".join(said)


def standings(asked: Iterable[tuple[FundingSource, int]]) -> list[Standing]:
    """Return how each source stands; `asked` are pairs (source, tyiyn)."""
    asked = list(asked)
    total = sum(tyiyn for _source, tyiyn in asked)
    return [Standing(source, tyiyn, total - tyiyn) for source, tyiyn in asked]


def _say(name: str, **values: object) -> str:
    return str(WORDS[name]) % values


def over_by_line(lines: Sequence[tuple[int | None, int]], standing: Iterable[Standing]) -> list[int]:
    """Return by how much each line goes beyond what its source may give, the lines before it counted first.

    lines: pairs (id of the source or None, tyiyn), in their order; the excesses of a source's lines sum to its own.
    """
    left = {each.source.pk: each.limit for each in standing if each.limit is not None}
    found = []
    for source, tyiyn in lines:
        over = 0
        if source is not None and source in left:
            over = max(0, tyiyn - left[source])
            left[source] = max(0, left[source] - tyiyn)
        found.append(over)
    return found


def short_words(over: int) -> str:
    """Return «чектен 2 000 сомго ашты»."""
    return _say("over", over=som(over))
