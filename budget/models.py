"""Money: what there is, what was promised of it, what was paid, and the entries that say why.

Entries are the truth; the totals on envelopes and award lines are columns that a trigger moves with each entry and
that CHECKs keep within their bounds (see budget/triggers.py).
"""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from initiatives.models import Application, Contest, FundingSource
from journal import clock
from kyrgyz.fields import TyiynField
from municipality.access import municipalities_of
from municipality.models import User


class EnvelopeQuerySet(models.QuerySet["Envelope"]):
    """Questions asked of the envelopes."""

    def of_contest(self, contest: Contest) -> "EnvelopeQuerySet":
        """Return the contest's envelopes in the order of its sources."""
        return self.filter(source__contest=contest).select_related("source").order_by("source__order", "id")

    def for_user(self, user: Any) -> "EnvelopeQuerySet":
        """Return the envelopes of the municipalities in which this person is appointed."""
        if getattr(user, "is_superuser", False):
            return self
        return self.filter(source__contest__municipality__in=municipalities_of(user))


class Envelope(models.Model):
    """One source's money for one contest, in tyiyn: appropriated, committed to awards, disbursed for purchases."""

    source = models.OneToOneField(
        FundingSource, on_delete=models.PROTECT, related_name="envelope", verbose_name=_("source of money")
    )
    amount = TyiynField(_("appropriated, som"), default=0, editable=False)
    committed = TyiynField(_("committed, som"), default=0, editable=False)
    disbursed = TyiynField(_("disbursed, som"), default=0, editable=False)
    last_entry_id = models.BigIntegerField(null=True, editable=False)

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(disbursed__gte=0), name="envelope_disbursed_not_negative"),
            models.CheckConstraint(
                condition=Q(disbursed__lte=F("committed")), name="envelope_disbursed_within_committed"
            ),
            models.CheckConstraint(condition=Q(committed__lte=F("amount")), name="envelope_committed_within_amount"),
        ]

    def __str__(self) -> str:
        return str(self.source)

    @property
    def free(self) -> int:
        """What can still be committed, in tyiyn."""
        return self.amount - self.committed


class Award(models.Model):
    """The support granted to one application; its money lies in the lines, one per envelope."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="award", verbose_name=_("application")
    )
    granted_at = models.DateTimeField(_("granted at"), default=clock.now)

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def total(self) -> int:
        """The money committed from all sources, in tyiyn."""
        return sum(line.committed for line in self.lines.all())


class Amendment(models.Model):
    """One change of an award's money by a later decision, never changed and never deleted.

    It is written last, and the lines point to it before it is there: a foreign key is judged when the transaction ends,
    so the total by which shares are judged cannot move without an amendment that was carried out in full.
    """

    key = models.CharField(_("key against repetition"), max_length=120, primary_key=True)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("award"))
    before = TyiynField(_("before, som"))
    total = TyiynField(_("after, som"))
    # Tyiyn by the envelope's id, as it was decided.
    lines = models.JSONField()
    ground = models.CharField(_("ground"), max_length=300)
    entered_at = models.DateTimeField(_("entered at"), default=clock.now)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))

    class Meta:
        verbose_name = _("amendment of an award")
        verbose_name_plural = _("amendments of awards")
        ordering = ["entered_at", "key"]
        constraints = [
            models.CheckConstraint(condition=~Q(key=""), name="amendment_has_key"),
            models.CheckConstraint(condition=~Q(ground=""), name="amendment_has_ground"),
        ]

    def __str__(self) -> str:
        return self.key


class AwardLine(models.Model):
    """An award's money from one envelope, with that source's limits copied, so that one CHECK on one row decides."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="lines")
    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, related_name="award_lines", verbose_name=_("envelope")
    )
    cap = TyiynField(_("most for one initiative, som"), null=True)
    max_share = models.PositiveSmallIntegerField(_("largest share, %"), null=True)
    total = TyiynField(_("money of the initiative from all sources, som"))
    # The last one that moved the total.
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, null=True, related_name="+")
    committed = TyiynField(_("committed, som"), default=0)
    disbursed = TyiynField(_("disbursed, som"), default=0)
    last_entry_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("line of an award")
        verbose_name_plural = _("lines of an award")
        ordering = ["envelope__source__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["award", "envelope"], name="award_line_once_per_envelope"),
            models.CheckConstraint(condition=Q(disbursed__gte=0), name="award_line_disbursed_not_negative"),
            models.CheckConstraint(
                condition=Q(disbursed__lte=F("committed")), name="award_line_disbursed_within_committed"
            ),
            models.CheckConstraint(
                condition=Q(cap__isnull=True) | Q(committed__lte=F("cap")), name="award_line_within_cap"
            ),
            models.CheckConstraint(
                condition=Q(max_share__isnull=True)
                | Q(LessThanOrEqual(F("committed") * 100, F("max_share") * F("total"))),
                name="award_line_within_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id}/{self.envelope_id}"


class LedgerEntry(models.Model):
    """One movement of money, never changed and never deleted; a mistake is mended by an entry that reverses it."""

    class Kind(models.TextChoices):
        APPROPRIATE = "appropriate", _("appropriation")
        REDUCE = "reduce", _("reduction of the appropriation")
        COMMIT = "commit", _("commitment")
        RELEASE = "release", _("release")
        PAY = "pay", _("payment")
        REFUND = "refund", _("refund")
        REVERSE = "reverse", _("reversal")

    # What one som of each kind does to (amount, committed, disbursed).
    EFFECTS = {
        Kind.APPROPRIATE: (1, 0, 0),
        Kind.REDUCE: (-1, 0, 0),
        Kind.COMMIT: (0, 1, 0),
        Kind.RELEASE: (0, -1, 0),
        Kind.PAY: (0, 0, 1),
        Kind.REFUND: (0, 0, -1),
    }

    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="entries", verbose_name=_("envelope"))
    line = models.ForeignKey(
        AwardLine,
        on_delete=models.PROTECT,
        null=True,
        related_name="entries",
        verbose_name=_("line of an award"),
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    money = TyiynField(_("sum, som"))
    delta_amount = models.BigIntegerField()
    delta_committed = models.BigIntegerField()
    delta_disbursed = models.BigIntegerField()
    reverses = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="reversed_by",
        verbose_name=_("reverses"),
    )
    ground = models.CharField(_("ground"), max_length=300)
    on = models.DateField(_("date"), default=clock.today)
    entered_at = models.DateTimeField(_("entered at"), default=clock.now)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by"))
    key = models.CharField(_("key against repetition"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(money__gt=0), name="entry_money_positive"),
            models.CheckConstraint(condition=~Q(ground=""), name="entry_has_ground"),
            models.CheckConstraint(
                condition=Q(kind="reverse", reverses__isnull=False)
                | (
                    Q(reverses__isnull=True)
                    & (
                        Q(
                            kind="appropriate",
                            line=None,
                            delta_amount=F("money"),
                            delta_committed=0,
                            delta_disbursed=0,
                        )
                        | Q(
                            kind="reduce",
                            line=None,
                            delta_amount=-F("money"),
                            delta_committed=0,
                            delta_disbursed=0,
                        )
                        | Q(
                            kind="commit",
                            line__isnull=False,
                            delta_amount=0,
                            delta_committed=F("money"),
                            delta_disbursed=0,
                        )
                        | Q(
                            kind="release",
                            line__isnull=False,
                            delta_amount=0,
                            delta_committed=-F("money"),
                            delta_disbursed=0,
                        )
                        | Q(
                            kind="pay",
                            line__isnull=False,
                            delta_amount=0,
                            delta_committed=0,
                            delta_disbursed=F("money"),
                        )
                        | Q(
                            kind="refund",
                            line__isnull=False,
                            delta_amount=0,
                            delta_committed=0,
                            delta_disbursed=-F("money"),
                        )
                    )
                ),
                name="entry_effect_fits_kind",
            ),
        ]
        indexes = [models.Index(fields=["envelope", "id"], name="entry_of_envelope")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
