"""Registers with gapless numbers, and the papers issued under them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from journal import clock
from municipality.models import Municipality, User

# In each of them a paper is drawn by itself; a file in both is put together when someone asks for it.
LANGUAGES = ("ky", "ru")


class Register(models.Model):
    """One register of one municipality in one year, e.g. the applications of 2021, and its last number."""

    class Code(models.TextChoices):
        APPLICATIONS = "applications", _("applications")
        ANNOUNCEMENTS = "announcements", _("announcements")
        RECEIPTS = "receipts", _("receipts")
        PROTOCOLS = "protocols", _("protocols")
        DECISIONS = "decisions", _("decisions")
        FORMS = "forms", _("blank forms")
        SHEETS = "sheets", _("score sheets")
        SUMMARIES = "summaries", _("summary tables of scores")
        LETTERS = "letters", _("letters with reasons")

    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="registers")
    code = models.CharField(_("register"), max_length=20, choices=Code)
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code", "year"], name="register_opened_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()} {self.year}"


class RegisterEntry(models.Model):
    """One number given in a register; never changed, never taken back, never skipped."""

    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    entered_at = models.DateTimeField(_("entered at"), default=clock.now)

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        ordering = ["register", "number"]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="register_number_given_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="register_number_from_one"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is written: «2021-001»."""
        return f"{self.register.year}-{self.number:03d}"


class PaperQuerySet(models.QuerySet["Paper"]):
    """Questions asked of the papers."""

    def about(self, subject: models.Model) -> "PaperQuerySet":
        """Return the papers whose subject is this row, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")

    def in_force(self) -> "PaperQuerySet":
        """Return the papers that no other has replaced."""
        return self.filter(replaced_by__isnull=True)


class Paper(models.Model):
    """An issued paper: its number, its code for checking, and the facts it states, frozen when it was issued.

    The bytes of each language lie in `PaperFile`. A mistake is mended by a paper that replaces this one.
    """

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", _("announcement of a contest")
        RECEIPT = "receipt", _("receipt of registration")
        PROTOCOL = "protocol", _("protocol of the commission")
        DECISION = "decision", _("decision of award")
        FORMS = "forms", _("blank forms of an application")
        SHEET = "sheet", _("score sheet of a member")
        SUMMARY = "summary", _("summary table of scores")
        LETTER = "letter", _("letter with reasons")

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="papers", verbose_name=_("municipality")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    entry = models.OneToOneField(
        RegisterEntry, on_delete=models.PROTECT, related_name="paper", verbose_name=_("number")
    )
    number = models.CharField(_("number"), max_length=40)
    code = models.CharField(_("code"), max_length=9, unique=True)
    issued_on = models.DateField(_("date"))
    issued_at = models.DateTimeField(_("issued at"), default=clock.now)
    issued_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("issued by")
    )
    title_ky = models.CharField(max_length=300)
    title_ru = models.CharField(max_length=300)
    template = models.CharField(max_length=120)
    facts = models.JSONField(_("facts"))
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "announcement",
                        "receipt",
                        "protocol",
                        "decision",
                        "forms",
                        "sheet",
                        "summary",
                        "letter",
                    ]
                ),
                name="paper_kind_known",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="paper_never_replaces_itself"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="paper_subject")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} № {self.number}"

    def get_absolute_url(self) -> str:
        """Return the address of the page on which anyone can check this paper."""
        return reverse("verify", args=[self.code])


class PaperFile(models.Model):
    """The bytes of a paper in one language or in both, drawn once and kept for good."""

    class Language(models.TextChoices):
        KY = "ky", "Кыргызча"
        RU = "ru", "Русский"
        # One file: the Kyrgyz original first, the Russian after it.
        BOTH = "both", _("In both languages")

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=4, choices=Language)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    drawn_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("file of a paper")
        verbose_name_plural = _("files of papers")
        constraints = [
            models.UniqueConstraint(fields=["paper", "language"], name="paper_drawn_once_in_a_language"),
            models.CheckConstraint(condition=~Q(sha256=""), name="paper_file_has_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.language}"


class ScanQuerySet(models.QuerySet["Scan"]):
    """Questions asked of the scans."""

    def about(self, subject: models.Model) -> "ScanQuerySet":
        """Return the scans attached to this row, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("id")


def scan_path(instance: "Scan", filename: str) -> str:
    """Return a random name for a scan; the name it came with is kept in the row only."""
    return f"scans/{instance.key[:2]}/{instance.key}"


class Scan(models.Model):
    """A file scanned from paper and attached to any row, such as a signed protocol; kept for good.

    It has no address of its own: whoever attached it says who may read it, and sends it (see `documents.downloads`).
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="scans", verbose_name=_("municipality")
    )
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    paper = models.ForeignKey(
        Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="scans", verbose_name=_("paper")
    )
    key = models.CharField(max_length=32, unique=True)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField(_("size, bytes"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("file"), upload_to=scan_path, max_length=120)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added at"), default=clock.now)

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/jpeg", "image/png", "image/webp"]),
                name="scan_type_allowed",
            ),
            # On a weak line a file is sent again because the answer was lost.
            models.UniqueConstraint(
                "subject_type", "subject_id", "sha256", Coalesce("paper", 0), name="scan_attached_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
