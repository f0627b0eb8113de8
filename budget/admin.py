"""Money on the staff's pages: opening and moving envelopes by acts, and the ledger for reading."""

from collections.abc import Mapping
from secrets import token_hex
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from budget.models import Envelope, LedgerEntry
from budget.rules import KEEPS_LEDGER, may_keep_ledger
from budget.services import appropriate, open_envelope
from initiatives.admin import ContestAdmin as ContestAdminBelow
from initiatives.models import Contest, FundingSource
from journal.services import act
from kyrgyz.columns import som_column
from kyrgyz.fields import SomField
from kyrgyz.money_bar import MoneyBar, Part
from municipality.access import municipalities_of
from municipality.acts import Act, ActForm
from municipality.admin import OFFICE, ReadOnlyAdmin, ScopedFilter
from municipality.models import Role, User
from municipality.verdicts import YES, Verdict, first_no, no

GROUND_HELP = _("The paper that gives the money, for example: resolution of the kenesh, its date and number.")


class GroundField(forms.CharField):
    """The paper on which money moves."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"}), help_text=GROUND_HELP, **kwargs
        )


# --- The contest's page: one sum and one ground for each source ---
def unopened(contest: Contest) -> models.QuerySet[FundingSource]:
    """Return the sources of the contest that have no envelope yet."""
    return contest.sources.filter(envelope__isnull=True)


def may_open_envelopes(contest: Contest, user: Any) -> Verdict:
    """Whether the person may open envelopes of this contest now."""
    if contest.state != Contest.State.DRAFT:
        return no(_("The contest has been announced: its terms can no longer be changed."))
    if not contest.sources.exists():
        return no(_("Name the sources of money on the page of the contest first."))
    missing = YES if unopened(contest).exists() else no(_("The envelopes of all sources are open."))
    return first_no(may_keep_ledger(contest, user), missing)


class EnvelopesForm(ActForm):
    """A sum and a ground for each source that has no envelope yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sources = list(unopened(self.subject))
        for source in self.sources:
            self.fields[f"amount_{source.pk}"] = SomField(
                label=_("%(source)s: sum, som") % {"source": source.name}, min_value=1, required=False
            )
            self.fields[f"ground_{source.pk}"] = GroundField(
                label=_("%(source)s: ground") % {"source": source.name}, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Ask for both or neither of a source's boxes, and for one source at least."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for source in self.sources:
            amount, ground = f"amount_{source.pk}", f"ground_{source.pk}"
            if cleaned.get(amount) and not cleaned.get(ground):
                self.add_error(ground, _("Write on what ground the money is given."))
            if cleaned.get(ground) and amount in cleaned and not cleaned[amount]:
                self.add_error(amount, _("Write the sum."))
        if not self.errors and not any(cleaned.get(f"amount_{source.pk}") for source in self.sources):
            self.add_error(None, _("Write the sum of one source at least."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return the sums in tyiyn and the grounds by source."""
        given = self.cleaned_data
        return {
            "money": {
                source: (given[f"amount_{source.pk}"], given[f"ground_{source.pk}"])
                for source in self.sources
                if given[f"amount_{source.pk}"]
            }
        }


def open_envelopes(*, by: User, contest: Contest, money: Mapping[FundingSource, tuple[int, str]]) -> None:
    """Open the envelopes of several sources in one act: `money` holds tyiyn and ground. See `open_envelope`."""
    with act():
        may_open_envelopes(contest, by).require()
        for source, (amount, ground) in money.items():
            open_envelope(by=by, source=source, amount=amount, ground=ground)


OPEN_ENVELOPES = Act(
    name="envelopes",
    label=_("Enter the money"),
    roles=KEEPS_LEDGER,
    rule=may_open_envelopes,
    fits=lambda contest: contest.state == Contest.State.DRAFT,
    service=open_envelopes,
    subject="contest",
    form=EnvelopesForm,
    will=(_("An envelope is opened for each source with a sum; awards and payments come out of it."),),
    told=_("Nobody: the announcement will say it."),
    final=_("An entry of the ledger is never deleted. A sum can be raised or lowered later by another entry."),
    done=_("The money is entered."),
)

admin.site.unregister(Contest)


@admin.register(Contest)
class ContestAdmin(ContestAdminBelow):
    """The contest's page with its money."""

    acts = (*ContestAdminBelow.acts, OPEN_ENVELOPES)

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what each source has, and the bar of it."""
        envelopes = self.admin_site.get_model_admin(Envelope).get_queryset(request)
        open_to_them = set(envelopes.filter(source__contest=obj).values_list("pk", flat=True))
        sources = list(obj.sources.select_related("envelope"))
        money = [(source, getattr(source, "envelope", None)) for source in sources]
        return {
            **super().panel(request, obj),
            "money": [(source, found, found is not None and found.pk in open_to_them) for source, found in money],
            "bar": MoneyBar(Part(source.name, found.amount, source.kind) for source, found in money if found),
        }


# --- The envelopes and the ledger ---
class MoneyForm(ActForm):
    """A sum, its ground, and a key that makes a second press of the button harmless."""

    amount = SomField(label=_("sum, som"), min_value=1)
    ground = GroundField(label=_("ground"))
    key = forms.CharField(widget=forms.HiddenInput, max_length=32, initial=lambda: token_hex(16))


def _raise(*, by: User, envelope: Envelope, amount: int, ground: str, key: str) -> LedgerEntry:
    return appropriate(by=by, envelope=envelope, amount=amount, ground=ground, key=f"raise:{envelope.pk}:{key}")


def _lower(*, by: User, envelope: Envelope, amount: int, ground: str, key: str) -> LedgerEntry:
    return appropriate(by=by, envelope=envelope, amount=-amount, ground=ground, key=f"lower:{envelope.pk}:{key}")


def _may_move(envelope: Envelope, user: Any) -> Verdict:
    return may_keep_ledger(envelope.source.contest, user)


_FINAL = _("An entry of the ledger is never changed or deleted. A mistake is mended by another entry.")

RAISE = Act(
    name="raise",
    label=_("Raise the sum"),
    roles=KEEPS_LEDGER,
    rule=_may_move,
    service=_raise,
    subject="envelope",
    form=MoneyForm,
    will=(_("The sum is added to what the envelope holds."),),
    final=_FINAL,
    done=_("The sum is raised."),
)
LOWER = Act(
    name="lower",
    label=_("Lower the sum"),
    roles=KEEPS_LEDGER,
    rule=_may_move,
    service=_lower,
    subject="envelope",
    form=MoneyForm,
    will=(_("The sum is taken from what the envelope holds; never more than is still free."),),
    final=_FINAL,
    done=_("The sum is lowered."),
)


class MoneyAdmin(ReadOnlyAdmin):
    """Rows of money: the office sees all of them, a donor's observer those of the donor's sources."""

    view_roles = (*OFFICE, Role.OBSERVER)
    source_path = ""

    def in_scope(self, found: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of the municipalities this person works for, or observes for a donor."""
        kind = f"{self.source_path}kind"
        where = f"{self.municipality_path}__in"
        office = Q(**{where: municipalities_of(request.user, *OFFICE)})
        observed = Q(**{where: municipalities_of(request.user, Role.OBSERVER), kind: FundingSource.Kind.DONOR})
        return found.filter(office | observed)


@admin.register(Envelope)
class EnvelopeAdmin(MoneyAdmin):
    """The envelopes: what there is, what was promised of it, what was paid."""

    municipality_path = "source__contest__municipality"
    source_path = "source__"
    acts = (RAISE, LOWER)
    list_display: Any = (
        "source",
        "contest",
        som_column("amount", _("appropriated")),
        som_column("committed", _("committed")),
        som_column("disbursed", _("disbursed")),
        som_column("free", _("free")),
    )
    list_display_links = ("source",)
    list_select_related = ("source__contest",)
    list_filter = (("source__contest", ScopedFilter),)
    fields: ClassVar[Any] = ("contest", *list_display[:1], *list_display[2:])

    @admin.display(description=_("contest"))
    def contest(self, obj: Envelope) -> str:
        """Show the contest."""
        return obj.source.contest.title

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return the entries of the envelope, oldest first, and its bar."""
        return {
            **super().panel(request, obj),
            "entries": obj.entries.select_related("entered_by", "line__award__application__entry__register"),
            "bar": MoneyBar(
                [
                    Part(str(_("disbursed")), obj.disbursed, obj.source.kind),
                    Part(str(_("committed, not yet disbursed")), obj.committed - obj.disbursed, "own"),
                    Part(str(_("free")), obj.free, "free"),
                ]
            ),
        }


@admin.register(LedgerEntry)
class LedgerEntryAdmin(MoneyAdmin):
    """The ledger: every movement of money, in the order it was entered."""

    municipality_path = "envelope__source__contest__municipality"
    source_path = "envelope__source__"
    list_display: Any = ("on", "kind", som_column("money", _("sum")), "envelope", "application", "ground", "entered_by")
    list_display_links = ("on",)
    list_select_related = ("envelope__source", "line__award__application__entry__register", "entered_by")
    list_filter = ("kind", ("envelope__source__contest", ScopedFilter))
    ordering = ("-id",)
    fields: ClassVar[Any] = (*list_display, "entered_at", "reverses")

    @admin.display(description=_("application"))
    def application(self, obj: LedgerEntry) -> str:
        """Show the application that an award's money is for."""
        return str(obj.line.award.application) if obj.line else ""
