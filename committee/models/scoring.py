"""Score sheets, the codes that stand for names in a blind contest, and the chair's word between equals."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from committee.models.commission import Criterion, Member
from initiatives.models import Application, Contest
from journal import clock
from municipality.models import User


class Sheet(models.Model):
    """One member's sheet for one application, in exactly one state; once it is not open it never changes.

    `entered_by` is who closed it for the member: the secretary from paper, the chair who noted an interest.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SEALED = "sealed", _("sealed")
        RECUSED = "recused", _("recused")
        ABSTAINED = "abstained", _("abstained")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sheets")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    no_interest_at = models.DateTimeField(_("declared no interest at"), null=True)
    closed_at = models.DateTimeField(_("sealed at"), null=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["application", "member"]
        constraints = [
            models.UniqueConstraint(fields=["member", "application"], name="sheet_once_per_member_and_application"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "sealed", "recused", "abstained"]), name="sheet_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | Q(~Q(state="open"), closed_at__isnull=False),
                name="sheet_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recused", "abstained"]) | ~Q(reason=""),
                name="sheet_recused_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sealed", "abstained"]) | Q(no_interest_at__isnull=False),
                name="sheet_scored_without_interest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}/{self.application_id}"

    def get_absolute_url(self) -> str:
        """Return the address of the sheet's page."""
        return reverse("sheet", args=[self.pk])


class Score(models.Model):
    """The points a member gives an application on one criterion; `most` is copied, so that one CHECK decides."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))
    most = models.PositiveSmallIntegerField()
    justification = models.TextField(_("justification"), blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("most")), name="score_within_criterion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.criterion_id}"


class BlindCode(models.Model):
    """What stands for an application's number and names before the members of a blind contest; given by lot, once."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="blind_code")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=8)

    class Meta:
        verbose_name = _("code of an application")
        verbose_name_plural = _("codes of applications")
        constraints = [
            models.UniqueConstraint(fields=["contest", "code"], name="blind_code_once_in_a_contest"),
            models.CheckConstraint(condition=~Q(code=""), name="blind_code_not_empty"),
        ]

    def __str__(self) -> str:
        return self.code


class TieBreak(models.Model):
    """The chair's casting vote between applications that are equal by every criterion: which stands first, and why."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="tie_break")
    order = models.PositiveSmallIntegerField(_("order among the equal"))
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("chair"))
    made_at = models.DateTimeField(_("decided at"), default=clock.now)

    class Meta:
        verbose_name = _("casting vote between equals")
        verbose_name_plural = _("casting votes between equals")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(order__gte=1), name="tie_break_order_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="tie_break_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.order}"
