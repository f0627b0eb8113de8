"""The sessions in which a commission decides: presence, proposals, votes, and the trials before them."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.models import Envelope
from committee.models.commission import Commission, Member
from initiatives.models import Application
from journal import clock
from kyrgyz.fields import TyiynField


class Session(models.Model):
    """A sitting of the commission: who was there, what was proposed, how they voted, what was adopted.

    `revision` grows with each saving, so that of two people who prepare it at once the later one is told.
    `corrects` names the adopted session whose decisions this one may take up again.
    """

    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("commission")
    )
    held_on = models.DateField(_("date"))
    place_ky = models.CharField(_("place in Kyrgyz"), max_length=120)
    place_ru = models.CharField(_("place in Russian"), max_length=120)
    agenda_ky = models.TextField(_("agenda in Kyrgyz"), blank=True)
    agenda_ru = models.TextField(_("agenda in Russian"), blank=True)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    revision = models.PositiveIntegerField(default=0, editable=False)
    adopted_at = models.DateTimeField(_("adopted at"), null=True, editable=False)

    class Meta:
        verbose_name = _("session of the commission")
        verbose_name_plural = _("sessions of the commission")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="session_never_corrects_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.commission_id}/{self.held_on}"

    def get_absolute_url(self) -> str:
        """Return the address of the session's page."""
        return reverse("session", args=[self.pk])


class Attendance(models.Model):
    """That a member was present at a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="attendance_noted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.member_id}"


class Proposal(models.Model):
    """What a session proposes for one application."""

    class Outcome(models.TextChoices):
        AWARD = "award", _("support")
        RESERVE = "reserve", _("reserve")
        UNSUPPORTED = "unsupported", _("not supported")
        REVISE = "revise", _("returned for revision")

    class Casting(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="proposals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    reason_ky = models.TextField(_("reason in Kyrgyz"), blank=True)
    reason_ru = models.TextField(_("reason in Russian"), blank=True)
    place = models.PositiveSmallIntegerField(_("place"), default=0)
    correct_by = models.DateField(_("to be corrected by"), null=True, blank=True)
    casting = models.CharField(_("the chair's casting vote"), max_length=10, choices=Casting, blank=True)
    casting_reason = models.TextField(_("reason of the casting vote"), blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="proposal_once_per_application"),
            models.CheckConstraint(
                condition=Q(outcome__in=["award", "reserve", "unsupported", "revise"]), name="proposal_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["unsupported", "revise"]) | ~Q(reason_ky=""),
                name="proposal_unsupported_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="revise") | Q(correct_by__isnull=False), name="proposal_revision_has_day"
            ),
            models.CheckConstraint(
                condition=Q(casting="") | (Q(casting__in=["for", "against"]) & ~Q(casting_reason="")),
                name="proposal_casting_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.application_id}"


class ProposalLine(models.Model):
    """The money proposed for an application from one envelope, in tyiyn."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="lines")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="+")
    money = TyiynField(_("sum, som"))

    class Meta:
        verbose_name = _("money of a proposal")
        verbose_name_plural = _("money of a proposal")
        ordering = ["envelope__source__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "envelope"], name="proposal_line_once_per_envelope"),
            models.CheckConstraint(condition=Q(money__gt=0), name="proposal_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.envelope_id}"


class Vote(models.Model):
    """How a present member voted on a proposal."""

    class Choice(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        ABSTAINED = "abstained", _("abstained")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["proposal", "member"], name="vote_cast_once"),
            models.CheckConstraint(condition=Q(choice__in=["for", "against", "abstained"]), name="vote_choice_known"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.member_id}"


class Scenario(models.Model):
    """A named trial of a session: which initiatives the envelopes would carry; nothing is bound by it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(_("name of the scenario"), max_length=80)
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "name"], name="scenario_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="scenario_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioLine(models.Model):
    """The money a scenario gives an application from one envelope, in tyiyn."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="lines")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="+")
    money = TyiynField(_("sum, som"))

    class Meta:
        verbose_name = _("money of a scenario")
        verbose_name_plural = _("money of a scenario")
        ordering = ["envelope__source__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "application", "envelope"], name="scenario_line_once_per_envelope"
            ),
            models.CheckConstraint(condition=Q(money__gt=0), name="scenario_line_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.scenario_id}/{self.application_id}"
