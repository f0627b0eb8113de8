"""A contest and the terms it is announced with."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from journal import clock
from kyrgyz.fields import TyiynField
from kyrgyz.text import pick
from municipality.access import municipalities_of
from municipality.models import Municipality, Regulation


class ContestQuerySet(models.QuerySet["Contest"]):
    """Questions asked of the contests."""

    def public(self) -> "ContestQuerySet":
        """Return the contests that have been announced."""
        return self.exclude(state=Contest.State.DRAFT)

    def open_now(self) -> "ContestQuerySet":
        """Return the contests that take applications at this moment."""
        now = clock.now()
        return self.filter(state=Contest.State.ANNOUNCED, opens_at__lte=now, closes_at__gt=now)

    def for_user(self, user: Any) -> "ContestQuerySet":
        """Return the contests of the municipalities in which this person is appointed; all for an administrator."""
        if getattr(user, "is_superuser", False):
            return self
        return self.filter(municipality__in=municipalities_of(user))


class Contest(models.Model):
    """A contest of local initiatives in one municipality, from its preparation to its closing."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        ANNOUNCED = "announced", _("announced")
        SCORING = "scoring", _("being scored")
        DECIDED = "decided", _("decided")
        PUBLISHED = "published", _("results published")
        CLOSED = "closed", _("closed")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="contests", verbose_name=_("municipality")
    )
    regulation = models.ForeignKey(
        Regulation, on_delete=models.PROTECT, related_name="contests", verbose_name=_("local Regulation")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    title_ky = models.CharField(_("title in Kyrgyz"), max_length=200)
    title_ru = models.CharField(_("title in Russian"), max_length=200)
    summary_ky = models.TextField(_("in short, in Kyrgyz"), help_text=_("What is financed and who may apply."))
    summary_ru = models.TextField(_("in short, in Russian"), help_text=_("What is financed and who may apply."))
    opens_at = models.DateTimeField(_("applications from"))
    closes_at = models.DateTimeField(_("applications until"))
    scoring_until = models.DateField(_("scoring until"))
    decision_on = models.DateField(_("day of the decision"))
    implement_by = models.DateField(_("to be carried out by"))
    for_people = models.BooleanField(_("open to single residents"), default=True)
    for_groups = models.BooleanField(_("open to initiative groups"), default=True)
    for_organisations = models.BooleanField(_("open to organisations"), default=True)
    contact_ky = models.CharField(_("whom to ask, in Kyrgyz"), max_length=200, blank=True)
    contact_ru = models.CharField(_("whom to ask, in Russian"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    announced_at = models.DateTimeField(_("announced at"), null=True, editable=False)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "announced", "scoring", "decided", "published", "closed"]),
                name="contest_state_known",
            ),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="contest_closes_after_opening"),
            models.CheckConstraint(
                condition=Q(for_people=True) | Q(for_groups=True) | Q(for_organisations=True),
                name="contest_open_to_someone",
            ),
            models.CheckConstraint(
                condition=Q(decision_on__gte=F("scoring_until")) & Q(implement_by__gte=F("decision_on")),
                name="contest_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", announced_at__isnull=True)
                | Q(~Q(state="draft"), announced_at__isnull=False),
                name="contest_announced_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["decided", "published", "closed"], decided_at__isnull=False)
                | Q(state__in=["draft", "announced", "scoring"], decided_at__isnull=True),
                name="contest_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "closed"], published_at__isnull=False)
                | Q(~Q(state__in=["published", "closed"]), published_at__isnull=True),
                name="contest_published_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the active language."""
        return pick(self, "title")

    @property
    def takes_applications(self) -> bool:
        """Whether an application may be handed in at this moment."""
        return self.state == self.State.ANNOUNCED and self.opens_at <= clock.now() < self.closes_at


class Term(models.Model):
    """One of the contest's announced terms: free while the contest is prepared, locked by the announcement."""

    name_ky = models.CharField(_("name in Kyrgyz"), max_length=200)
    name_ru = models.CharField(_("name in Russian"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return pick(self, "name")


class Priority(Term):
    """A direction that the contest supports this year."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="priorities")

    class Meta(Term.Meta):
        verbose_name = _("priority")
        verbose_name_plural = _("priorities")
        constraints = [
            models.UniqueConstraint(fields=["contest", "name_ky"], name="priority_named_once"),
        ]


class FundingSource(Term):
    """A source of money that can be asked for, with its limits and the paper that sets each of them.

    The money itself lies in the source's envelope (`budget`); `announced` is what the announcement said there is.
    """

    class Kind(models.TextChoices):
        LOCAL = "local", _("local budget")
        DONOR = "donor", _("donor")
        OWN = "own", _("own contribution")
        OTHER = "other", _("other funds attracted")

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    cap = TyiynField(_("most for one initiative, som"), null=True, blank=True)
    max_share = models.PositiveSmallIntegerField(_("largest share of the initiative's money, %"), null=True, blank=True)
    ground_ky = models.CharField(_("where the limit is set, in Kyrgyz"), max_length=200, blank=True)
    ground_ru = models.CharField(_("where the limit is set, in Russian"), max_length=200, blank=True)
    announced = TyiynField(_("announced amount, som"), null=True, editable=False)

    class Meta(Term.Meta):
        verbose_name = _("source of money")
        verbose_name_plural = _("sources of money")
        constraints = [
            models.UniqueConstraint(fields=["contest", "name_ky"], name="source_named_once"),
            models.CheckConstraint(condition=Q(kind__in=["local", "donor", "own", "other"]), name="source_kind_known"),
            models.CheckConstraint(condition=Q(cap__isnull=True) | Q(cap__gt=0), name="source_cap_positive"),
            models.CheckConstraint(
                condition=Q(max_share__isnull=True) | Q(max_share__gte=1, max_share__lte=100),
                name="source_share_within_100",
            ),
        ]

    @property
    def most(self) -> int | None:
        """The most tyiyn one initiative may ask from this source, or None without a limit."""
        limits = [limit for limit in (self.cap, self.announced) if limit is not None]
        return min(limits) if limits else None


class RequiredDocument(Term):
    """A document that an application must or may hold; some are asked only of people, some only of organisations."""

    class AskedOf(models.TextChoices):
        ALL = "all", _("everyone")
        PEOPLE = "people", _("residents and groups")
        LEGAL = "legal", _("organisations")

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="required_documents")
    required = models.BooleanField(_("required"), default=True)
    asked_of = models.CharField(_("asked of"), max_length=10, choices=AskedOf, default=AskedOf.ALL)
    names_applicant = models.BooleanField(
        _("names the applicant"),
        default=False,
        help_text=_("Hidden from the commission in a contest that is scored blind."),
    )

    class Meta(Term.Meta):
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of an application")
        constraints = [
            models.UniqueConstraint(fields=["contest", "name_ky"], name="document_named_once"),
            models.CheckConstraint(
                condition=Q(asked_of__in=["all", "people", "legal"]), name="document_asked_of_known"
            ),
        ]
