"""What every page shows round its content."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from committee.models import Member
from kyrgyz.text import pick
from municipality.access import municipalities_of
from municipality.models import Municipality


@dataclass(frozen=True)
class Link:
    """A named address."""

    label: str
    url: str


@dataclass(frozen=True)
class Language:
    """A language of the portal and this page's address in it."""

    code: str
    name: str
    url: str
    current: bool


@dataclass(frozen=True)
class Page:
    """Header and footer of the page at hand."""

    languages: list[Language]
    municipality_name: str = ""
    contact: str = ""
    user_name: str = ""
    links: list[Link] = field(default_factory=list)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `page`: the languages with this page's address in each, the municipality, the person and their links."""
    user = getattr(request, "user", None)
    municipality = _only_municipality()
    signed_in = user is not None and user.is_authenticated
    return {
        "page": Page(
            languages=[
                Language(code, str(name), translate_url(request.get_full_path(), code), code == get_language())
                for code, name in settings.LANGUAGES
            ],
            municipality_name=municipality.name if municipality else "",
            contact=_contact(municipality) if municipality else "",
            user_name=(user.initials or user.name) if user is not None and signed_in else "",
            links=_links(user) if signed_in else [],
        )
    }


def _only_municipality() -> Municipality | None:
    """Return the municipality where the portal serves just one."""
    found = list(Municipality.objects.all()[:2])
    return found[0] if len(found) == 1 else None


def _contact(municipality: Municipality) -> str:
    lines = [municipality.office, pick(municipality, "address"), municipality.phone, municipality.email]
    return "\n".join(line for line in lines if line)


def _links(user: Any) -> list[Link]:
    links = [Link(_("My applications"), reverse("my_applications")), Link(_("Notices"), reverse("notices"))]
    if Member.objects.for_user(user).exists():
        links.append(Link(_("Commission"), reverse("commission")))
    if user.is_superuser or municipalities_of(user):
        links.append(Link(_("Workplace"), reverse("admin:index")))
    return links
