"""Accounts and appointments."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from kyrgyz.columns import yes_no_column
from kyrgyz.fields import PhoneField
from kyrgyz.names import check_name
from municipality.acts import Act, ActForm
from municipality.admin.scoped import ScopedAdmin, ScopedFilter
from municipality.models import Appointment, Role, User
from municipality.services import set_password
from municipality.verdicts import YES


class PersonWords:
    """Checks that both forms of a person share."""

    cleaned_data: dict[str, Any]
    instance: User

    def clean_surname(self) -> str:
        """Return the surname; single names exist."""
        return self._name("surname")

    def clean_given_name(self) -> str:
        """Return the given name."""
        return self._name("given_name")

    def clean_patronymic(self) -> str:
        """Return the patronymic; it may be missing."""
        return self._name("patronymic")

    def clean_email(self) -> str | None:
        """Return the address. Raises ValidationError where another account has it, in whatever case."""
        email: str | None = (self.cleaned_data.get("email") or "").lower() or None
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another account has this e-mail."))
        return email

    def clean_phone(self) -> str | None:
        """Return the number, or the e-mail must be there. Raises ValidationError where another account has it."""
        phone: str | None = self.cleaned_data.get("phone") or None
        if phone and User.objects.filter(phone=phone).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another account has this telephone."))
        if not phone and "email" in self.cleaned_data and not self.cleaned_data["email"]:
            raise ValidationError(_("Write an e-mail or a telephone: the account is known by one of them."))
        return phone

    def _name(self, field: str) -> str:
        value = self.cleaned_data.get(field, "")
        return check_name(value) if value else ""


class PersonForm(PersonWords, forms.ModelForm):
    """An account as it is changed; the password has a page of its own."""

    class Meta:
        model = User
        fields = ("email", "phone", "surname", "given_name", "patronymic", "language", "is_active", "is_superuser")
        field_classes = {"phone": PhoneField}


class NewPersonForm(PersonWords, BaseUserCreationForm):
    """An account as it is made, with its first password."""

    class Meta:
        model = User
        fields = ("email", "phone", "surname", "given_name", "patronymic", "language")
        field_classes = {"phone": PhoneField}


class NewPasswordForm(SetPasswordMixin, ActForm):
    """A new password, typed twice."""

    password1, password2 = SetPasswordMixin.create_password_fields()

    def clean(self) -> Any:
        """Check that both are the same, and strong enough for this person."""
        self.validate_passwords()
        self.validate_password_for_user(self.subject)
        return super().clean()

    def values(self) -> dict[str, Any]:
        """Return the password for the service."""
        return {"password": self.cleaned_data["password1"]}


SET_PASSWORD = Act(
    name="password",
    label=_("Set a new password"),
    roles=(),
    administrators=True,
    rule=lambda person, user: YES,
    service=set_password,
    subject="user",
    form=NewPasswordForm,
    will=(
        _("The person signs in with the new password from now on."),
        _("Wherever they are signed in, they are signed out."),
    ),
    told=_("Nobody: hand the password over yourself, and let the person change it."),
    final=_("The old password is gone."),
    done=_("The new password is set."),
)


@admin.register(User)
class PersonAdmin(ScopedAdmin):
    """Accounts: only the administrator sees them all, makes and closes them."""

    municipality_path = ""
    view_roles = ()
    administrator_may = frozenset({"add", "change"})
    form = PersonForm
    acts = (SET_PASSWORD,)
    list_display = (
        "name",
        "email",
        "phone",
        yes_no_column("is_active", _("account is open")),
        yes_no_column("is_superuser", _("system administrator")),
    )
    list_filter = ("is_active", "is_superuser")
    search_fields = ("search_text",)
    ordering = ("sort_key", "id")
    fieldsets = (
        (None, {"fields": ("email", "phone", "language")}),
        (_("Name"), {"fields": ("surname", "given_name", "patronymic")}),
        (_("Rights"), {"fields": ("is_active", "is_superuser")}),
    )
    add_fieldsets = (*fieldsets[:2], (_("First password"), {"fields": ("password1", "password2")}))

    @admin.display(description=_("Name"), ordering="sort_key")
    def name(self, obj: User) -> str:
        """Show the full name."""
        return obj.name

    def municipality_of(self, obj: Any) -> int | None:
        """Return None: a person belongs to no municipality; acts on them are in the portal's own chain."""
        return None

    def in_scope(self, found: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        """Return nothing to anyone but the administrator."""
        return found.none()

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Ask for a first password where an account is made."""
        return self.add_fieldsets if obj is None else self.fieldsets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the account; an e-mail that is no longer its own opens it no more."""
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=(obj.email or "").lower()).delete()

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        """Use the form with the password where an account is made."""
        return super().get_form(request, obj, change, **({"form": NewPersonForm} if obj is None else {}), **kwargs)

    @method_decorator(sensitive_post_parameters("password1", "password2"))
    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep passwords out of error reports."""
        return super().changeform_view(request, *args, **kwargs)

    @method_decorator(sensitive_post_parameters("password1", "password2"))
    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Keep passwords out of error reports."""
        return super().act_view(request, object_id, name)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to search by the stored password."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search by names, ө as о, or by an address."""
        if "@" in search_term or any(sign.isdigit() for sign in search_term):
            address = search_term.strip().casefold()
            # The last nine digits are the number itself, however its beginning and its groups are written.
            digits = "".join(sign for sign in address if sign in "0123456789")[-9:]
            by_phone = Q(phone__endswith=digits) if digits and "@" not in address else Q(pk=None)
            return queryset.filter(Q(email__iexact=address) | by_phone), False
        return queryset.matching(search_term), False  # type: ignore[attr-defined]  # people come with UserQuerySet


class AppointmentForm(forms.ModelForm):
    """An appointment; the end comes after the start, and nobody holds one role twice at once."""

    class Meta:
        model = Appointment
        fields = ("user", "municipality", "role", "since", "until", "act_number", "act_date")

    def clean(self) -> dict[str, Any]:
        """Check the days against each other and against the person's other appointments."""
        cleaned = super().clean() or self.cleaned_data
        since = cleaned.get("since") or self.instance.since
        until = cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first one."))
        given = {name: cleaned.get(name) or getattr(self.instance, f"{name}_id") for name in ("user", "municipality")}
        role = cleaned.get("role") or self.instance.role
        twice = Appointment.objects.filter(**given, role=role, until__isnull=True).exclude(pk=self.instance.pk)
        if until is None and role and all(given.values()) and twice.exists():
            self.add_error(None, _("This person holds this role already. End the earlier appointment first."))
        return cleaned


@admin.register(Appointment)
class AppointmentAdmin(ScopedAdmin):
    """Who holds which role. Made by the head or the administrator; afterwards only its end is entered."""

    add_roles = change_roles = (Role.HEAD,)
    view_roles = (Role.HEAD, Role.SPECIALIST)
    administrator_may = frozenset({"add", "change"})
    added_verb = "appointment.made"
    form = AppointmentForm
    list_display = ("user", "role", "municipality", "since", "until")
    list_select_related = ("user", "municipality")
    list_filter = ("role", ("municipality", ScopedFilter))
    fields = ("user", "municipality", "role", ("since", "until"), ("act_number", "act_date"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Leave the end and the act open; another person or role is another appointment."""
        return () if obj is None else ("user", "municipality", "role", "since")
