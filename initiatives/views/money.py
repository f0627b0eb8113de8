"""Money asked for, as the pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from initiatives.models import FundingSource
from initiatives.rules import source_faults
from kyrgyz.language import resolve
from kyrgyz.money import figure
from kyrgyz.money_bar import MoneyBar, Part
from kyrgyz.suffixes import with_case

Asked = list[tuple[FundingSource, int]]


@dataclass(frozen=True)
class SourceRow:
    """What is asked from one source: its bar up to the limit, the limit in words, and what is wrong with it."""

    source: FundingSource
    tyiyn: int
    bar: MoneyBar
    limit: str
    faults: list[str]


def source_rows(asked: Asked) -> list[SourceRow]:
    """Return a row for each source, in order; `asked` are pairs (source, tyiyn)."""
    faults = source_faults(asked)
    return [
        SourceRow(
            source,
            tyiyn,
            MoneyBar([Part(source.name, tyiyn, source.kind)], whole=source.most),
            limit_words(source),
            [words for of, words in faults if of == source],
        )
        for source, tyiyn in asked
    ]


def asked_bar(asked: Iterable[tuple[FundingSource, int]]) -> MoneyBar:
    """Return one bar of all the money asked for, by source."""
    return MoneyBar([Part(source.name, tyiyn, source.kind) for source, tyiyn in asked if tyiyn])


def limit_words(source: FundingSource) -> str:
    """Return a source's limits in words: «бир демилгеге 25 000ге чейин», «эң көбү 23 000», or nothing."""
    words = []
    if source.cap is not None and source.cap == source.most:
        words.append(_("up to %(sum)s for one initiative") % {"sum": _up_to(source.cap)})
    elif source.most is not None:
        words.append(_("at most %(sum)s") % {"sum": figure(source.most)})
    if source.max_share is not None:
        words.append(_("at most %(share)s %% of all the money") % {"share": source.max_share})
    return ", ".join(words)


def _up_to(tyiyn: int) -> str:
    return figure(tyiyn) if resolve() == "ru" else with_case(figure(tyiyn), "dative")
