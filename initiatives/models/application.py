"""An application with its plan, its budget and its documents."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import RegisterEntry
from initiatives.models.contest import Contest, FundingSource, Priority, RequiredDocument
from initiatives.models.writing import Coapplicant
from initiatives.quantity import line_sum
from journal import clock
from kyrgyz.fields import TyiynField
from kyrgyz.names import full_name
from kyrgyz.text import fold, pick, sort_key
from municipality.access import municipalities_of
from municipality.models import User, Village


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Questions asked of the applications."""

    def of_applicant(self, user: User) -> "ApplicationQuerySet":
        """Return the applications this person made, or writes or reads with others."""
        joined = Coapplicant.objects.active().filter(user=user)
        return self.filter(Q(applicant=user) | Q(pk__in=joined.values("application_id")))

    def for_staff(self, user: Any) -> "ApplicationQuerySet":
        """Return the handed-in applications of the municipalities in which this person is appointed."""
        handed_in = self.exclude(state=Application.State.DRAFT)
        if getattr(user, "is_superuser", False):
            return handed_in
        return handed_in.filter(contest__municipality__in=municipalities_of(user))

    def in_contest(self) -> "ApplicationQuerySet":
        """Return the applications that were admitted, whatever became of them."""
        return self.filter(state__in=Application.ADMITTED_STATES)

    def in_revision(self) -> "ApplicationQuerySet":
        """Return those that the commission returned for revision and has not decided again."""
        state = Application.State
        again = Q(revision_at__isnull=False, state__in=[state.RETURNED, state.SUBMITTED, state.ADMITTED])
        return self.filter(again | Q(state=state.REVISE))

    def with_totals(self) -> "ApplicationQuerySet":
        """Add `asked`: the sum of the budget lines in tyiyn."""
        return self.annotate(asked=Sum("lines__amount", default=0))

    def matching(self, words: str) -> "ApplicationQuerySet":
        """Return those whose title, applicant or organisation holds each of the words, ө as о, ү as у, ң as н."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class Application(models.Model):
    """A resident's, a group's or an organisation's initiative, from the first draft to what became of it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("handed in")
        RETURNED = "returned", _("returned for correction")
        ADMITTED = "admitted", _("admitted")
        REFUSED = "refused", _("not admitted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        AWARDED = "awarded", _("winner")
        RESERVE = "reserve", _("reserve")
        UNSUPPORTED = "unsupported", _("not supported")
        # By the commission; once that is public the applicant corrects it, as one that the staff returned.
        REVISE = "revise", _("returned for revision")

    ADMITTED_STATES = [State.ADMITTED, State.AWARDED, State.RESERVE, State.UNSUPPORTED, State.REVISE]

    class Kind(models.TextChoices):
        PERSON = "person", _("one resident")
        GROUP = "group", _("initiative group")
        LEGAL = "legal", _("organisation")

    contest = models.ForeignKey(
        Contest, on_delete=models.PROTECT, related_name="applications", verbose_name=_("contest")
    )
    applicant = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="applications", verbose_name=_("applicant's account")
    )
    kind = models.CharField(_("who applies"), max_length=10, choices=Kind, default=Kind.PERSON)
    title_ky = models.CharField(_("name of the initiative in Kyrgyz"), max_length=200, blank=True)
    title_ru = models.CharField(_("name of the initiative in Russian"), max_length=200, blank=True)
    priority = models.ForeignKey(
        Priority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("direction"),
    )
    village = models.ForeignKey(
        Village, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("village")
    )
    aim = models.TextField(_("what will change"), blank=True)
    description = models.TextField(_("what you will do"), blank=True)
    beneficiaries = models.TextField(_("for whom"), blank=True)
    own_contribution = models.TextField(_("own contribution"), blank=True)
    own_contribution_value = TyiynField(_("its value, if you wish, som"), null=True, blank=True)

    surname = models.CharField(_("surname"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    patronymic = models.CharField(_("patronymic, if any"), max_length=80, blank=True)
    pin = models.CharField(_("PIN"), max_length=14, blank=True)
    phone = models.CharField(_("telephone"), max_length=13, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    organisation = models.CharField(_("name of the organisation or group"), max_length=200, blank=True)
    organisation_pin = models.CharField(_("tax number of the organisation"), max_length=14, blank=True)
    position = models.CharField(_("position in the organisation"), max_length=120, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(_("begun at"), default=clock.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=clock.now, editable=False)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, editable=False)
    entry = models.OneToOneField(
        RegisterEntry,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="application",
        verbose_name=_("register number"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, editable=False)
    reason = models.TextField(_("reason"), blank=True)
    correct_by = models.DateField(_("to be corrected by"), null=True, blank=True)
    # Names of the steps that are open for correction; none named means all.
    correct_parts = models.JSONField(_("what is to be corrected"), default=list, blank=True)
    outcome_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    # It stays when the application is handed in and decided again.
    revision_at = models.DateTimeField(_("opened for revision at"), null=True, editable=False)
    search_text = models.CharField(max_length=800, editable=False, default="")
    sort_key = models.CharField(max_length=900, editable=False, default="")

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "returned",
                        "admitted",
                        "refused",
                        "withdrawn",
                        "awarded",
                        "reserve",
                        "unsupported",
                        "revise",
                    ]
                ),
                name="application_state_known",
            ),
            models.CheckConstraint(condition=Q(kind__in=["person", "group", "legal"]), name="application_kind_known"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True, entry__isnull=True)
                | Q(~Q(state="draft"), submitted_at__isnull=False, entry__isnull=False),
                name="application_submitted_has_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "unsupported", "revise"]) | ~Q(reason=""),
                name="application_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "revise"]) | (~Q(reason="") & Q(correct_by__isnull=False)),
                name="application_returned_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "withdrawn"]) | Q(checked_at__isnull=False),
                name="application_checked_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["awarded", "reserve", "unsupported", "revise"], outcome_at__isnull=False)
                | Q(~Q(state__in=["awarded", "reserve", "unsupported", "revise"]), outcome_at__isnull=True),
                name="application_decided_has_time",
            ),
        ]
        indexes = [models.Index(fields=["contest", "state"], name="application_contest_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the application with its search text and sort key."""
        self.search_text = fold(f"{self.title_ky} {self.title_ru} {self.applicant_name} {self.organisation}")[:800]
        self.sort_key = sort_key(self.title_ky or self.title_ru)[:900]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "search_text", "sort_key"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the applicant's own page of it."""
        return reverse("application", args=[self.pk])

    @property
    def title(self) -> str:
        """The name of the initiative in the active language, or in the other where it has only one."""
        return pick(self, "title")

    @property
    def number(self) -> str:
        """The register number «2021-001», or nothing while it is a draft."""
        return self.entry.label if self.entry else ""

    @property
    def applicant_name(self) -> str:
        """The full name of the person who applies."""
        return full_name(self.surname, self.given_name, self.patronymic)

    @property
    def leader(self) -> str:
        """The name of who made the application: as in their account, else as it is written here."""
        account = self.applicant
        return full_name(account.surname, account.given_name, account.patronymic) or self.applicant_name

    @property
    def returned_by_commission(self) -> bool:
        """Whether it was the commission that returned it last, not the staff."""
        if self.state != self.State.RETURNED or self.revision_at is None:
            return False
        return self.checked_at is None or self.checked_at <= self.revision_at

    @property
    def documents_asked(self) -> models.QuerySet[RequiredDocument]:
        """The documents of the contest that are asked of this kind of applicant, in their order."""
        of = RequiredDocument.AskedOf
        mine = of.LEGAL if self.kind == self.Kind.LEGAL else of.PEOPLE
        return self.contest.required_documents.filter(asked_of__in=[of.ALL, mine])

    @property
    def asked_total(self) -> int:
        """The sum of the budget lines, in tyiyn."""
        return sum(line.amount for line in self.lines.all())

    def asked_by_source(self) -> list[tuple[FundingSource, int]]:
        """Return each source of the contest, in its order, with the tyiyn asked from it."""
        asked: dict[int, int] = {}
        for line in self.lines.all():
            asked[line.source_id] = asked.get(line.source_id, 0) + line.amount
        return [(source, asked.get(source.pk, 0)) for source in self.contest.sources.all()]


class PlanItem(models.Model):
    """One activity of the implementation plan."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="plan")
    order = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("activity"), max_length=300)
    month = models.CharField(_("when"), max_length=60)
    place = models.CharField(_("where"), max_length=120)
    responsible = models.CharField(_("who answers for it"), max_length=120)

    class Meta:
        verbose_name = _("activity of the plan")
        verbose_name_plural = _("implementation plan")
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.what


class BudgetLine(models.Model):
    """One line of the budget: what is bought, how much of it, at what price, from which source.

    `quantity` is in hundredths, so that 2,5 metres of cloth are an exact number on both engines.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("what is bought"), max_length=200)
    unit = models.CharField(_("unit"), max_length=30)
    quantity = models.PositiveIntegerField(_("how many (hundredths)"))
    price = TyiynField(_("price, som"))
    source = models.ForeignKey(FundingSource, on_delete=models.PROTECT, related_name="lines", verbose_name=_("source"))
    amount = TyiynField(_("sum, som"), editable=False)

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("budget")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="budget_line_quantity_positive"),
            models.CheckConstraint(condition=Q(price__gt=0), name="budget_line_price_positive"),
            models.CheckConstraint(
                # Half a tyiyn is rounded up, so 100 * amount lies in (quantity * price - 50, quantity * price + 50].
                condition=Q(amount__gt=0)
                & Q(LessThanOrEqual(F("amount") * 100, F("quantity") * F("price") + 50))
                & Q(GreaterThan(F("amount") * 100, F("quantity") * F("price") - 50)),
                name="budget_line_amount_is_the_product",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the line with its sum: quantity times price, half a tyiyn rounded up."""
        self.amount = line_sum(self.quantity, self.price)
        super().save(*args, **kwargs)


def upload_path(instance: "Attachment", filename: str) -> str:
    """Return a random name for an uploaded file; the name it came with is kept in the row only."""
    return f"attachments/{instance.key[:2]}/{instance.key}"


class Attachment(models.Model):
    """A document handed in with an application. Served only through a rule, as a download."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        RequiredDocument,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name=_("document"),
    )
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size, bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=upload_path, max_length=120)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), default=clock.now)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["document__order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/jpeg", "image/png", "image/webp"]),
                name="attachment_type_allowed",
            ),
        ]

    def __str__(self) -> str:
        return self.name
