"""Aimaks and cities, their villages, the people, and who holds which role."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from journal import clock
from kyrgyz.names import full_name, initials, name_key
from kyrgyz.text import fold, pick, sort_key


class Municipality(models.Model):
    """An aiyl aimak or a city: what its papers and pages say of it."""

    class Kind(models.TextChoices):
        AIMAK = "aimak", _("aiyl aimak")
        CITY = "city", _("city")

    slug = models.SlugField(_("short name in addresses"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.AIMAK)
    name_ky = models.CharField(_("name in Kyrgyz"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    office_ky = models.CharField(_("executive body in Kyrgyz"), max_length=160)
    office_ru = models.CharField(_("executive body in Russian"), max_length=160)
    oblast_ky = models.CharField(_("oblast in Kyrgyz"), max_length=120)
    oblast_ru = models.CharField(_("oblast in Russian"), max_length=120)
    district_ky = models.CharField(_("district in Kyrgyz"), max_length=120, blank=True)
    district_ru = models.CharField(_("district in Russian"), max_length=120, blank=True)
    seat_ky = models.CharField(_("seat (village) in Kyrgyz"), max_length=120)
    seat_ru = models.CharField(_("seat (village) in Russian"), max_length=120)
    address_ky = models.CharField(_("address in Kyrgyz"), max_length=200, blank=True)
    address_ru = models.CharField(_("address in Russian"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    head_title_ky = models.CharField(_("title of the head in Kyrgyz"), max_length=120)
    head_title_ru = models.CharField(_("title of the head in Russian"), max_length=120)
    award_act_ky = models.CharField(_("name of the act of award in Kyrgyz"), max_length=40, default="чечим")
    award_act_ru = models.CharField(_("name of the act of award in Russian"), max_length=40, default="решение")

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name_ky"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the active language."""
        return pick(self, "name")

    @property
    def office(self) -> str:
        """The executive body's name in the active language."""
        return pick(self, "office")


class Village(models.Model):
    """A village of an aimak, or a quarter of a city."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="villages", verbose_name=_("municipality")
    )
    name_ky = models.CharField(_("name in Kyrgyz"), max_length=120)
    name_ru = models.CharField(_("name in Russian"), max_length=120)
    sort_key = models.CharField(max_length=400, editable=False)

    class Meta:
        verbose_name = _("village")
        verbose_name_plural = _("villages")
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name_ky"], name="village_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the village with its sort key."""
        self.sort_key = sort_key(self.name_ky)
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """The name in the active language."""
        return pick(self, "name")


class Regulation(models.Model):
    """The local Regulation by which contests are held, as the kenesh adopted it."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="regulations", verbose_name=_("municipality")
    )
    number = models.CharField(_("number of the resolution"), max_length=40)
    adopted_on = models.DateField(_("date of the resolution"))
    title_ky = models.CharField(_("title in Kyrgyz"), max_length=300)
    title_ru = models.CharField(_("title in Russian"), max_length=300)
    legal_basis_ky = models.TextField(_("legal basis in Kyrgyz"), blank=True)
    legal_basis_ru = models.TextField(_("legal basis in Russian"), blank=True)

    class Meta:
        verbose_name = _("local Regulation")
        verbose_name_plural = _("local Regulations")
        ordering = ["-adopted_on"]
        constraints = [
            models.UniqueConstraint(fields=["municipality", "number", "adopted_on"], name="regulation_entered_once"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"


class UserManager(BaseUserManager["User"]):
    """Makes people's accounts."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """Store and return a person with the given address and fields."""
        user = self.model(email=self.normalize_email(email) if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store and return a system administrator."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the person with this e-mail, in whatever case it was typed."""
        return self.get(email__iexact=username)


class UserQuerySet(models.QuerySet["User"]):
    """Questions asked of the people."""

    def matching(self, words: str) -> "UserQuerySet":
        """Return people whose names hold each of the words, ө as о, ү as у, ң as н."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


class User(AbstractBaseUser):
    """A person with an account: resident, clerk or member. Roles are appointments, not fields."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(  # noqa: DJ001 - null, not "": addresses are unique, and many people have no number
        _("telephone"), max_length=13, null=True, blank=True
    )
    # The number that a code was sent to and came back from: another one in `phone` is not confirmed by it.
    confirmed_phone = models.CharField(max_length=13, blank=True, default="", editable=False)
    surname = models.CharField(_("surname"), max_length=80, blank=True)
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    patronymic = models.CharField(_("patronymic, if any"), max_length=80, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=2, choices=[("ky", "Кыргызча"), ("ru", "Русский")], default="ky"
    )
    is_active = models.BooleanField(_("account is open"), default=True)
    is_superuser = models.BooleanField(_("system administrator"), default=False)
    created_at = models.DateTimeField(_("account made at"), default=clock.now, editable=False)
    search_text = models.CharField(max_length=260, editable=False, default="")
    sort_key = models.CharField(max_length=900, editable=False, default="")

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_taken_once"),
            models.UniqueConstraint(fields=["phone"], name="user_phone_taken_once"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the person with the search text and the sort key of their name."""
        self.email = self.email or None
        self.phone = self.phone or None
        self.search_text = fold(f"{self.surname} {self.given_name} {self.patronymic}")[:260]
        self.sort_key = name_key(self.surname, self.given_name, self.patronymic)[:900]
        super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """The full name, or the address of someone who has given none."""
        return full_name(self.surname, self.given_name, self.patronymic) or self.email or self.phone or ""

    @property
    def phone_is_confirmed(self) -> bool:
        """Whether the person has shown that this telephone is theirs."""
        return bool(self.phone) and self.confirmed_phone == self.phone

    @property
    def initials(self) -> str:
        """The name as it stands under a paper: «А.М.Фамилия»."""
        return initials(self.surname, self.given_name, self.patronymic)

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin may let this person in; what they see there is decided by their appointments."""
        return self.is_active and (self.is_superuser or Appointment.objects.current().filter(user=self).exists())

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's own permissions are not used: the administrator has all, the others none."""
        return self.is_active and self.is_superuser

    def has_module_perms(self, app_label: str) -> bool:
        """See `has_perm`."""
        return self.is_active and self.is_superuser


class Role(models.TextChoices):
    """What a person may be appointed to in a municipality; the commission's seats are in `committee`."""

    SPECIALIST = "specialist", _("specialist")
    HEAD = "head", _("head")
    ACCOUNTANT = "accountant", _("accountant")
    OBSERVER = "observer", _("donor's observer")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Questions asked of the appointments."""

    def current(self) -> "AppointmentQuerySet":
        """Return the appointments in force today."""
        today = clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=today), since__lte=today)


class Appointment(models.Model):
    """A role held by a person in one municipality, from a day to a day, by an act."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("person"))
    municipality = models.ForeignKey(
        Municipality,
        on_delete=models.PROTECT,
        related_name="appointments",
        verbose_name=_("municipality"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True)
    act_number = models.CharField(_("number of the act"), max_length=40, blank=True)
    act_date = models.DateField(_("date of the act"), null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["municipality", "role", "-since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="appointment_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="appointment_role_known"),
            models.UniqueConstraint(
                fields=["user", "municipality", "role"],
                condition=Q(until__isnull=True),
                name="appointment_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"


class ConsentText(models.Model):
    """What people agree to when they open an account; a changed text is a new version, the old ones stay."""

    version = models.PositiveIntegerField(_("version"), unique=True, editable=False)
    text_ky = models.TextField(_("text in Kyrgyz"))
    text_ru = models.TextField(_("text in Russian"))
    since = models.DateTimeField(_("in force from"), default=clock.now, editable=False)

    class Meta:
        verbose_name = _("text of the consent")
        verbose_name_plural = _("texts of the consent")
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"№ {self.version}"

    @property
    def text(self) -> str:
        """The text in the active language."""
        return pick(self, "text")


class Consent(models.Model):
    """A person has agreed to one version of the text: when, and in which language they read it."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents", verbose_name=_("person"))
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents", verbose_name=_("version"))
    language = models.CharField(_("language"), max_length=2)
    given_at = models.DateTimeField(_("given at"), default=clock.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "text"], name="consent_given_once"),
            models.CheckConstraint(condition=Q(language__in=["ky", "ru"]), name="consent_language_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.text}"
