"""Money asked for, as the pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from initiatives.limits import Standing, short_words, standings
from initiatives.models import FundingSource
from kyrgyz.language import resolve
from kyrgyz.money import figure, som
from kyrgyz.money_bar import MoneyBar, Part
from kyrgyz.suffixes import with_case

Asked = list[tuple[FundingSource, int]]


@dataclass(frozen=True)
class SourceRow:
    """What is asked from one source: its limits in words, its bar up to them, and what is left or wrong."""

    standing: Standing

    @property
    def source(self) -> FundingSource:
        return self.standing.source

    @property
    def tyiyn(self) -> int:
        return self.standing.tyiyn

    @property
    def limit(self) -> str:
        """The limits as they were announced."""
        return limit_words(self.source)

    @property
    def bar(self) -> MoneyBar:
        """What is asked, up to what may be asked now."""
        return MoneyBar([Part(self.source.name, self.tyiyn, self.source.kind)], whole=self.standing.limit)

    @property
    def faults(self) -> str:
        """What is wrong, each broken limit on a line of its own."""
        return "\n".join(self.standing.faults)

    @property
    def anchor(self) -> str:
        """The id of the row on the page."""
        return f"source-{self.source.pk}"


class SourceRows(list[SourceRow]):
    """The sources of a budget; broken limits stand in the error summary too."""

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """What is wrong, in short, and the id of its place."""
        return [
            (f"{row.source.name}: {short_words(row.standing.over)}", row.anchor) for row in self if row.standing.over
        ]


def source_rows(asked: Asked) -> SourceRows:
    """Return a row for each source, in order; `asked` are pairs (source, tyiyn)."""
    return SourceRows(SourceRow(standing) for standing in standings(asked))


def asked_bar(asked: Iterable[tuple[FundingSource, int]]) -> MoneyBar:
    """Return one bar of all the money asked for, by source."""
    return MoneyBar([Part(source.name, tyiyn, source.kind) for source, tyiyn in asked if tyiyn])


def limit_words(source: FundingSource) -> str:
    """Return a source's limits in words: «сынакка 60 000 сом бөлүнгөн, бир демилгеге 25 000ге чейин», or nothing."""
    words = []
    if source.announced is not None:
        words.append(_("%(sum)s for the whole contest") % {"sum": som(source.announced)})
    if source.cap is not None:
        words.append(_("up to %(sum)s for one initiative") % {"sum": _up_to(source.cap)})
    if source.max_share is not None:
        words.append(_("at most %(share)s %% of all the money") % {"share": source.max_share})
    return ", ".join(words)


def _up_to(tyiyn: int) -> str:
    return figure(tyiyn) if resolve() == "ru" else with_case(figure(tyiyn), "dative")
