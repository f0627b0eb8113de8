"""What the pages of the plan and of the budget give to their scripts."""

from django import template

from initiatives.forms.plan import months_of
from initiatives.limits import WORDS
from initiatives.models import Contest
from kyrgyz.money import SOM, som

register = template.Library()


@register.filter
def months(contest: Contest) -> list[str]:
    """Return the months in which an initiative can be carried out, to choose from."""
    return months_of(contest)


@register.simple_tag
def limit_patterns() -> list[tuple[str, str]]:
    """Return what is said of a source's limits, as pairs (data attribute, words with %(sum)s to fill in)."""
    return [(name.replace("_", "-"), str(words)) for name, words in WORDS.items()]


@register.simple_tag
def som_units() -> str:
    """Return the unit of sums of one, two and five som: «сом,сома,сомов»; in Kyrgyz they are one word."""
    return ",".join(som(count * SOM).split("\u00a0")[-1] for count in (1, 2, 5))
