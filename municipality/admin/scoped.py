"""What every page of the staff's admin stands on: one's own municipality, one's own role, and the journal.

Django's permissions are not used. A person sees the rows of the municipalities in which they hold one of `view_roles`;
any other row is not there for them (404). They change rows where they hold one of `change_roles` and the row is not
locked. The system administrator sees all rows, and changes those of classes that say so.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from journal.guards import broken_rule
from journal.services import act
from municipality.access import holds, municipalities_of
from municipality.acts import ActsMixin
from municipality.fields import PersonField
from municipality.models import Municipality, Role, User
from municipality.records import history
from municipality.verdicts import YES, Refused, Verdict

if TYPE_CHECKING:
    BaseInline = admin.StackedInline[Any, Any]
    BaseAnyAdmin = admin.options.BaseModelAdmin[Any]
else:
    # Django's admin classes take no [type] when the program runs.
    BaseInline = admin.StackedInline
    BaseAnyAdmin = object

ALL_ROLES = tuple(Role)
OFFICE = (Role.SPECIALIST, Role.HEAD, Role.ACCOUNTANT)
logger = logging.getLogger(__name__)


class ScopedFields(BaseAnyAdmin):
    """Choices of one's own municipalities in every foreign key; people are named by their address."""

    def choice_roles(self) -> Sequence[Role]:
        """Return the roles that open a municipality's rows for choosing on this page."""
        raise NotImplementedError

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Leave out the signs by which Django opens related rows in windows of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        if isinstance(field, forms.SplitDateTimeField):
            # Its label names neither of the two boxes to those who hear the page.
            for box, words in zip(field.widget.widgets, (_("Date:"), _("Time:")), strict=True):
                box.attrs["aria-label"] = f"{capfirst(field.label)}, {words.rstrip(':').lower()}"
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only rows of the municipalities in which the person may work here; choose a sole one beforehand."""
        if db_field.remote_field.model is User:
            return PersonField(label=capfirst(db_field.verbose_name), required=not db_field.blank)
        if "queryset" not in kwargs:
            kwargs["queryset"] = self.choices_of(db_field.remote_field.model, request)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and not db_field.blank and kwargs["queryset"].count() == 1:
            field.empty_label = None
        return field

    def choices_of(self, model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of `model` that may be chosen; none of a model whose municipality is not known."""
        every = model._default_manager.all()
        path = path_of(self.admin_site, model)
        if path is None:
            return every.none()
        return every.filter(**{f"{path}__in": municipalities_of(request.user, *self.choice_roles())})


class ScopedAdmin(ScopedFields, ActsMixin):
    """Admin of a model whose rows belong to municipalities; see the words at the head of this module.

    `municipality_path` is the look-up from a row to its municipality ("pk" for the municipality itself).
    `administrator_may` holds "add" and "change" where the system administrator may do that too.
    `added_verb` names the journal's verb for a new row, where it is not "<model>.added".
    """

    municipality_path = "municipality"
    view_roles: Sequence[Role] = ALL_ROLES
    add_roles: Sequence[Role] = ()
    change_roles: Sequence[Role] = ()
    administrator_may: frozenset[str] = frozenset()
    added_verb = ""

    actions = None
    show_facets = ShowFacets.NEVER
    view_on_site = False
    list_per_page = 50

    # --- Who and where ---
    def municipality_of(self, obj: Any) -> int | None:
        """Return the id of the municipality that `obj` belongs to."""
        *steps, last = self.municipality_path.split("__")
        for step in steps:
            obj = getattr(obj, step)
        found = obj.pk if last == "pk" else getattr(obj, f"{last}_id")
        return None if found is None else int(found)

    def locked(self, obj: Any) -> Verdict:
        """Answer whether the row may still be changed by hand, whoever asks; the reason is shown on its page."""
        return YES

    def may_delete(self, obj: Any) -> Verdict | bool:
        """Answer whether the row may be deleted by those who may change it; nothing that left a draft may."""
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the room on the first page to those who may see something of it."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let in the system administrator and whoever holds one of `view_roles` there."""
        return _is_administrator(request) or self._holds(request, obj, self.view_roles)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let in whoever holds one of `add_roles` somewhere."""
        return self._administrator_may(request, "add") or self._holds(request, None, self.add_roles)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let in whoever holds one of `change_roles` there, while the row is not locked."""
        if not (self._administrator_may(request, "change") or self._holds(request, obj, self.change_roles)):
            return False
        return obj is None or bool(self.locked(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let nobody in, save where `may_delete` allows it for this row."""
        return obj is not None and self.has_change_permission(request, obj) and bool(self.may_delete(obj))

    def choice_roles(self) -> Sequence[Role]:
        """Return the roles that may add or change rows here."""
        return (*self.add_roles, *self.change_roles)

    def choices_of(self, model: type[models.Model], request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows that may be chosen: all municipalities for an administrator who may add rows here."""
        if model is Municipality and self._administrator_may(request, "add"):
            return Municipality.objects.all()
        return super().choices_of(model, request)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Return the rows of the municipalities in which this person holds one of `view_roles`."""
        found = super().get_queryset(request)
        return found if _is_administrator(request) else self.in_scope(found, request)

    def in_scope(self, found: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        """Return those of the rows that this person may see."""
        mine = municipalities_of(request.user, *self.view_roles)
        return found.filter(**{f"{self.municipality_path}__in": mine})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row. Raises Http404 where it is not there, or not there for this person."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Choose the municipality beforehand where there is just one to choose, and the rows that a link names."""
        mine = municipalities_of(request.user, *self.add_roles)
        chosen = {field.name for field in self.opts.fields if field.is_relation}
        given = super().get_changeform_initial_data(request)
        return {
            **({"municipality": next(iter(mine))} if len(mine) == 1 else {}),
            # Nobody's link puts words into a form that is then saved in another's name.
            **{name: value for name, value in given.items() if name in chosen},
        }

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer the questions of the filters beside the list, no others: a look-up may be slow, or fail."""
        asked = [item[0] if isinstance(item, tuple) else item for item in self.get_list_filter(request)]
        names = {getattr(item, "parameter_name", item) for item in asked}
        return lookup in {f"{name}{tail}" for name in names for tail in ("", "__exact", "__id__exact", "__isnull")}

    def _holds(self, request: HttpRequest, obj: Any | None, roles: Sequence[Role]) -> bool:
        if not roles:
            return False
        if obj is None:
            return bool(municipalities_of(request.user, *roles))
        of = self.municipality_of(obj)
        return of is not None and holds(request.user, of, *roles)

    def _administrator_may(self, request: HttpRequest, what: str) -> bool:
        return what in self.administrator_may and _is_administrator(request)

    # --- Saving, and what the journal hears of it ---
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Save a row with its parts and its journal record in one act, or nothing."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with act():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError as error:
            logger.warning("%s %s was not saved: %s", self.opts.label, object_id, broken_rule(error))
            messages.error(
                request, _("Nothing was saved: it was changed by someone else at the same time. Look and try again.")
            )
        except Refused as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(request.path)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Delete a row together with its journal record."""
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with act():
            return super().delete_view(request, object_id, extra_context)

    def construct_change_message(
        self, request: HttpRequest, form: forms.Form, formsets: Iterable[Any] | None, add: bool = False
    ) -> Any:
        """Return the facts for the journal: names of fields and counts of parts, never what was written in them."""
        facts: dict[str, Any] = {} if add else {"fields": sorted(form.changed_data)}
        parts = {formset.model._meta.label_lower: _part_facts(formset) for formset in formsets or ()}
        facts["parts"] = {name: part for name, part in parts.items() if part}
        return {name: fact for name, fact in facts.items() if fact}

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write that a row was added; Django's own log is not used."""
        self.note(request, obj, self.added_verb or f"{self.opts.model_name}.added", message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write what was changed, where anything was."""
        if message:
            self.note(request, obj, f"{self.opts.model_name}.changed", message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write that rows were deleted."""
        for obj in queryset:
            self.note(request, obj, f"{self.opts.model_name}.deleted", {})

    def note(self, request: HttpRequest, obj: Any, verb: str, facts: dict[str, Any]) -> None:
        """Write a journal record, with the role by which the person acted."""
        of = self.municipality_of(obj)
        role = next((str(role) for role in self.choice_roles() if of is not None and holds(request.user, of, role)), "")
        with act() as journal:
            journal.record(verb, obj, by=request.user, municipality=of, role=role, **facts)  # type: ignore[arg-type]  # the admin lets only people in

    # --- Pages ---
    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        """Add to the page why the row is locked, and what the class shows above the fields."""
        shown = obj is not None and change
        context["lock"] = self.locked(obj) if shown and self.choice_roles() else YES
        if shown:
            context.update(self.panel(request, obj))
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def panel(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what the class's own template shows above and below the fields."""
        return {}

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show what the journal says of the row."""
        obj = self.get_object(request, unquote(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": _("What was done"),
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "records": history(obj),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/records.html", context)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that services alone write: the admin shows them."""

    list_display_links: Any = ()

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let nobody change a row by hand."""
        return False


class ScopedInline(ScopedFields, BaseInline):
    """Parts of a row, with the rights of the row they belong to."""

    # One empty row at the end, so that rows can be added without JavaScript.
    extra = 1
    view_on_site = False

    @property
    def parent(self) -> ScopedAdmin:
        """The admin of the row that these are parts of."""
        found = self.admin_site.get_model_admin(self.parent_model)
        assert isinstance(found, ScopedAdmin)  # noqa: S101 - said for the type checker; our site registers no other
        return found

    def choice_roles(self) -> Sequence[Role]:
        """Return the roles of the row's own page."""
        return self.parent.choice_roles()

    def has_view_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let in whoever sees the row."""
        return self.parent.has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any | None) -> bool:  # type: ignore[override]  # so it is in Django
        """Let in whoever may change the row, or add it."""
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let in whoever may change the row, or add it."""
        if obj is None:
            return self.parent.has_add_permission(request)
        return self.parent.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Let in whoever may change the row."""
        return self.has_change_permission(request, obj)


class ScopedFilter(admin.RelatedFieldListFilter):
    """A filter by a foreign key that names only rows of one's own municipalities."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        self.title = field.remote_field.model._meta.verbose_name

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        """Return the rows of the related model that this person may see in its own list."""
        model = field.remote_field.model
        related = model_admin.admin_site.get_model_admin(model)
        return [(row.pk, str(row)) for row in related.get_queryset(request)]


def path_of(site: admin.AdminSite, model: type[models.Model]) -> str | None:
    """Return the look-up from a row of `model` to its municipality, None where the model has no page here."""
    if not site.is_registered(model):
        return None
    found = site.get_model_admin(model)
    return found.municipality_path if isinstance(found, ScopedAdmin) else None


def _is_administrator(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _part_facts(formset: Any) -> dict[str, Any]:
    fields = {field for _obj, changed in getattr(formset, "changed_objects", ()) for field in changed}
    facts = {
        "added": len(getattr(formset, "new_objects", ())),
        "deleted": len(getattr(formset, "deleted_objects", ())),
        "fields": sorted(fields),
    }
    return {name: fact for name, fact in facts.items() if fact}
