"""The commission of a contest: the rules it decides by, its criteria, and who sits in it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from initiatives.models import Contest
from initiatives.models.contest import Term
from kyrgyz.text import pick
from municipality.models import User


class Criterion(Term):
    """What an initiative is judged by: its meaning, its most points and its weight; locked by the announcement."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    meaning_ky = models.CharField(_("meaning in Kyrgyz"), max_length=300, blank=True)
    meaning_ru = models.CharField(_("meaning in Russian"), max_length=300, blank=True)
    most = models.PositiveSmallIntegerField(_("most points"), default=10)
    weight = models.PositiveSmallIntegerField(_("weight, %"), default=20)
    tie_order = models.PositiveSmallIntegerField(
        _("decides between equal means"),
        null=True,
        blank=True,
        help_text=_(
            "1 decides first, then 2, and so on. Left empty: after those with a number, in the order of the list."
        ),
    )

    class Meta(Term.Meta):
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        constraints = [
            models.UniqueConstraint(fields=["contest", "name_ky"], name="criterion_named_once"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=100), name="criterion_points_sane"),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=100), name="criterion_weight_sane"),
            models.UniqueConstraint(fields=["contest", "tie_order"], name="criterion_tie_order_once"),
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
    """The commission of one contest and the rules it decides by; the rules are locked by the announcement."""

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
    blind = models.BooleanField(
        _("members see codes instead of names"),
        default=False,
        help_text=_("Who applies, and the documents that name them, stay hidden from the members until they decide."),
    )
    asks_justification = models.BooleanField(_("each score needs a justification"), default=False)
    shows_others = models.BooleanField(
        _("a member who has sealed a sheet sees the others' sealed sheets for that initiative"),
        default=False,
        help_text=_("Otherwise nobody sees the others' points before all sheets are closed."),
    )
    threshold = models.DecimalField(
        _("least mean for support, points"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("An initiative with a lower mean is not supported. Left empty: there is no threshold."),
    )

    class Meta:
        verbose_name = _("commission")
        verbose_name_plural = _("commissions")
        constraints = [
            models.CheckConstraint(
                condition=Q(quorum_of__gte=1, quorum_of__lte=F("quorum_in")),
                name="commission_quorum_is_a_part",
            ),
            models.CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gt=0, threshold__lte=100),
                name="commission_threshold_sane",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contest)

    def quorum(self, entitled: int) -> int:
        """Return how many of `entitled` members must have taken part: the set part of them, rounded up."""
        return -(-entitled * self.quorum_of // self.quorum_in)

    @property
    def hides_names(self) -> bool:
        """Whether its members see codes instead of names now: in a blind contest, until it is decided."""
        return self.blind and self.contest.state in {
            Contest.State.DRAFT,
            Contest.State.ANNOUNCED,
            Contest.State.SCORING,
        }


class MemberQuerySet(models.QuerySet["Member"]):
    """Questions asked of the members."""

    def for_user(self, user: Any) -> "MemberQuerySet":
        """Return the seats this person holds."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(user=user)

    def sitting(self) -> "MemberQuerySet":
        """Return those who sit now: nobody has taken their seat."""
        return self.filter(until__isnull=True)


class Member(models.Model):
    """A person's seat in a commission, and the body they stand for.

    Who is replaced keeps the row, with the day; the sheets they sealed stand.
    """

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
    act_number = models.CharField(
        _("number of the act of appointment"),
        max_length=40,
        blank=True,
        help_text=_("Left empty: the act of the whole commission."),
    )
    act_date = models.DateField(_("date of the act of appointment"), null=True, blank=True)
    since = models.DateField(_("sits since"), null=True, blank=True, editable=False)
    until = models.DateField(_("sat until"), null=True, blank=True, editable=False)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="replaced_by"
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of the commission")
        verbose_name_plural = _("members of the commission")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["commission", "user"], name="member_sits_once"),
            models.UniqueConstraint(
                fields=["commission"],
                condition=Q(function="chair", until__isnull=True),
                name="commission_has_one_chair",
            ),
            models.UniqueConstraint(
                fields=["commission"],
                condition=Q(function="secretary", until__isnull=True),
                name="commission_has_one_secretary",
            ),
            models.CheckConstraint(
                condition=Q(function__in=["chair", "secretary", "member"]), name="member_function_known"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="member_leaves_after_coming",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(since__isnull=False), name="member_replacing_has_day"
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="member_never_replaces_itself"),
        ]

    def __str__(self) -> str:
        return str(self.user)
