"""May I apply? What stands in the way of an application before it is begun, and what can be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from initiatives.kinds import kinds_open
from initiatives.models import Application, Contest, FundingSource
from kyrgyz.money import som

# What a person chooses where none of the contest's own villages, directions or kinds is theirs.
OTHER = "other"
# More tyiyn than any contest gives out.
HIGHEST = 10**15


@dataclass(frozen=True)
class Obstacle:
    """Why not, and what the person can do."""

    reason: str
    advice: str


def obstacles(contest: Contest, *, kind: str, village: str, priority: str, tyiyn: int | None) -> list[Obstacle]:
    """Return what stands in the way; `kind`, `village` and `priority` are OTHER where none of the contest's fits."""
    found = []
    if kind == OTHER:
        who = "; ".join(str(kind.label) for kind in kinds_open(contest))
        found.append(Obstacle(_("Only these may apply: %(who)s.") % {"who": who}, _who_instead(contest)))
    if village == OTHER:
        found.append(
            Obstacle(
                _("Only initiatives in the villages of %(municipality)s take part.")
                % {"municipality": contest.municipality.name},
                _("Ask in your own place whether it holds a contest. All contests stand on the first page."),
            )
        )
    if priority == OTHER:
        found.append(
            Obstacle(
                _("Only the directions named in the announcement are supported this time."),
                _("Look whether your idea fits one of them after all. If you are not sure, ask."),
            )
        )
    most = most_in_all(contest.sources.all())
    if tyiyn is not None and most is not None and tyiyn > most:
        found.append(
            Obstacle(
                _("One initiative can be given %(most)s at most, from all sources together.") % {"most": som(most)},
                _("Ask for less, or find the rest elsewhere: your own contribution, other funds."),
            )
        )
    return found


def most_in_all(sources: Iterable[FundingSource]) -> int | None:
    """Return the most tyiyn one initiative may ask from all sources together, None where there is no limit.

    A share limits a source by the whole, so the most is the largest whole that the sources can still fill.
    """
    sources = list(sources)
    low, high = 0, HIGHEST
    while low < high:
        whole = (low + high + 1) // 2
        if sum(_fill(source, whole) for source in sources) >= 100 * whole:
            low = whole
        else:
            high = whole - 1
    # Nothing at all means that the shares leave a part to sources that the contest does not list.
    return None if low in (0, HIGHEST) else low


def _fill(source: FundingSource, whole: int) -> int:
    """Return the most that may come from the source to a whole in tyiyn; in hundredths of a tyiyn, to be exact."""
    limits = [100 * whole]
    if source.most is not None:
        limits.append(100 * source.most)
    if source.max_share is not None:
        limits.append(source.max_share * whole)
    return min(limits)


def _who_instead(contest: Contest) -> str:
    kinds = kinds_open(contest)
    if Application.Kind.GROUP in kinds:
        return _(
            "Gather an initiative group: a few residents who carry the initiative together. Then the group applies."
        )
    if Application.Kind.PERSON in kinds:
        return _("One of you can apply as a resident, in their own name.")
    return _("Look for an organisation that would apply with your idea: a school, a club, a foundation.")
