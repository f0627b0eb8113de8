"""The commission, its score sheets, and the sessions in which it decides."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from budget.models import Envelope
from initiatives.models import Application, Contest
from initiatives.models.contest import Term
from kyrgyz.fields import TyiynField
from kyrgyz.text import pick
from municipality.models import User


class Criterion(Term):
    """What an initiative is judged by: its meaning, its most points and its weight; locked by the announcement."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    meaning_ky = models.CharField(_("meaning in Kyrgyz"), max_length=300, blank=True)
    meaning_ru = models.CharField(_("meaning in Russian"), max_length=300, blank=True)
    most = models.PositiveSmallIntegerField(_("most points"), default=10)
    weight = models.PositiveSmallIntegerField(_("weight, %"), default=20)

    class Meta(Term.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["contest", "name_ky"], name="criterion_named_once"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=100), name="criterion_points_sane"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_sane"),
        ]

    @property
    def meaning(self) -> str:
        """The meaning in the active language."""
        return pick(self, "meaning")

    @property
    def scale(self) -> range:
        """The points that can be given."""
        return range(self.most + 1)


class Commission(models.Model):
    """The commission of one contest and the rules it decides by."""

    contest = models.OneToOneField(
        Contest, on_delete=models.PROTECT, related_name="commission", verbose_name=_("contest")
    )
    act_number = models.CharField(_("number of the act of appointment"), max_length=40, blank=True)
    act_date = models.DateField(_("date of the act of appointment"), null=True, blank=True)
    quorum_of = models.PositiveSmallIntegerField(
        _("quorum: parts"),
        default=2,
        help_text=_("Two of three parts of those not recused, unless set otherwise."),
    )
    quorum_in = models.PositiveSmallIntegerField(_("quorum: of parts"), default=3)

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_of__gte=1, quorum_of__lte=F("quorum_in")),
                name="commission_quorum_is_a_part",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contest)

    def quorum(self, entitled: int) -> int:
        """Return how many of `entitled` members must have taken part: the set part of them, rounded up."""
        return -(-entitled * self.quorum_of // self.quorum_in)


class MemberQuerySet(models.QuerySet["Member"]):
    """Questions asked of the members."""

    def for_user(self, user: Any) -> "MemberQuerySet":
        """Return the seats this person holds."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)


class Member(models.Model):
    """A person's seat in a commission, and the body they stand for."""

    class Body(models.TextChoices):
        OFFICE = "office", _("aiyl okmotu")
        KENESH = "kenesh", _("aiyl kenesh")
        COMMUNITY = "community", _("local community")

    class Function(models.TextChoices):
        CHAIR = "chair", _("chair")
        SECRETARY = "secretary", _("secretary")
        MEMBER = "member", _("member")

    commission = models.ForeignKey(Commission, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats", verbose_name=_("person"))
    body = models.CharField(_("stands for"), max_length=12, choices=Body)
    function = models.CharField(_("function"), max_length=12, choices=Function, default=Function.MEMBER)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the commission")
        verbose_name_plural = _("members of the commission")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "user"], name="member_sits_once"),
            models.UniqueConstraint(
                fields=["commission"], condition=Q(function="chair"), name="commission_has_one_chair"
            ),
            models.UniqueConstraint(
                fields=["commission"], condition=Q(function="secretary"), name="commission_has_one_secretary"
            ),
            models.CheckConstraint(
                condition=Q(function__in=["chair", "secretary", "member"]), name="member_function_known"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Sheet(models.Model):
    """One member's sheet for one application, in exactly one state; once it is not open it never changes."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SEALED = "sealed", _("sealed")
        RECUSED = "recused", _("recused")
        ABSTAINED = "abstained", _("abstained")

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sheets")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="sheets")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    closed_at = models.DateTimeField(_("sealed at"), null=True)

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


class Session(models.Model):
    """A sitting of the commission: who was there, what was proposed, how they voted, what was adopted."""

    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, related_name="sessions", verbose_name=_("commission")
    )
    held_on = models.DateField(_("date"))
    place_ky = models.CharField(_("place in Kyrgyz"), max_length=120)
    place_ru = models.CharField(_("place in Russian"), max_length=120)
    adopted_at = models.DateTimeField(_("adopted at"), null=True, editable=False)

    class Meta:
        verbose_name = _("session of the commission")
        verbose_name_plural = _("sessions of the commission")
        ordering = ["id"]

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

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="proposals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    reason_ky = models.TextField(_("reason in Kyrgyz"), blank=True)
    reason_ru = models.TextField(_("reason in Russian"), blank=True)
    place = models.PositiveSmallIntegerField(_("place"), default=0)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "application"], name="proposal_once_per_application"),
            models.CheckConstraint(
                condition=Q(outcome__in=["award", "reserve", "unsupported"]), name="proposal_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="unsupported") | ~Q(reason_ky=""), name="proposal_unsupported_has_reason"
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
