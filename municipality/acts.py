"""Acts of the staff: a button on an object's page, a page that says what it means, and the service behind it.

No state is changed by editing a field. An `Act` names the rule that answers whether it may be done now and the service
that does it; `ActsMixin` gives every admin page its buttons and the pages behind them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from municipality.access import municipalities_of
from municipality.models import Role
from municipality.verdicts import Refused, Text, Verdict, no

if TYPE_CHECKING:
    BaseModelAdmin = admin.ModelAdmin[Any]
else:
    # Django's admin classes take no [type] when the program runs.
    BaseModelAdmin = admin.ModelAdmin

CONFLICT = 409


class ActForm(forms.Form):
    """What an act asks for besides the press of its button; `subject` is the object it is done to."""

    def __init__(self, *args: Any, subject: Any, **kwargs: Any) -> None:
        self.subject = subject
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return the keyword arguments of the service."""
        return dict(self.cleaned_data)


@dataclass(frozen=True)
class Act:
    """One thing that can be done to an object.

    `name` stands in the address; `label` is the verb on both buttons. `rule(object, user)` answers whether it may be
    done now, with the reasons. `service` is called with `by`, the object under the name `subject`, and the form's
    values. `roles` (and, where it says so, system administrators) see the button, where `fits(object)` says that the
    act belongs to the object's state at all.
    `will`, `told` and `final` are the words of its page: what happens, who is told, what cannot be undone; `done` is
    said afterwards.
    """

    name: str
    label: Text
    roles: Sequence[Role]
    rule: Callable[[Any, Any], Verdict]
    service: Callable[..., Any]
    subject: str
    will: Sequence[Text]
    done: Text
    told: Text = ""
    final: Text = ""
    form: type[ActForm] | None = None
    administrators: bool = False
    fits: Callable[[Any], bool] = lambda obj: True


@dataclass(frozen=True)
class Button:
    """A named address in the row of buttons."""

    label: Text
    url: str


class ActsMixin(BaseModelAdmin):
    """Buttons and pages of acts for an admin class that lists them in `acts`."""

    acts: Sequence[Act] = ()

    def municipality_of(self, obj: Any) -> int | None:
        """Return the id of the municipality that `obj` belongs to, None where it belongs to none."""
        raise NotImplementedError

    def acts_for(self, request: HttpRequest, obj: Any) -> list[Act]:
        """Return the acts that belong to the object's state and to this person's roles there."""
        return [act for act in self.acts if act.fits(obj) and self._has_role(request, obj, act)]

    def buttons(self, request: HttpRequest, obj: Any) -> list[Button]:
        """Return what stands in the row of buttons on the object's page."""
        return [Button(act.label, self._url(f"act/{act.name}/", obj)) for act in self.acts_for(request, obj)]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        """Add the buttons to the object's page."""
        context["act_buttons"] = self.buttons(request, obj) if obj is not None and change else []
        return super().render_change_form(request, context, add=add, change=change, form_url=form_url, obj=obj)

    def get_urls(self) -> list[URLPattern]:
        """Return the stock addresses and those of the acts."""
        return [
            path(
                "<path:object_id>/act/<slug:name>/",
                self.admin_site.admin_view(self.act_view),
                name=f"{self.opts.app_label}_{self.opts.model_name}_act",
            ),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, object_id: str, name: str) -> HttpResponse:
        """Show what an act means; on POST do it, or say why it was refused (409)."""
        obj = self.get_object(request, unquote(object_id))
        act = next((act for act in self.acts if act.name == name), None)
        if obj is None or act is None:
            raise Http404
        if not self._has_role(request, obj, act):
            raise PermissionDenied
        verdict = act.rule(obj, request.user)
        form = self._form(act, request, obj)
        status = 200
        if request.method == "POST" and not verdict:
            status = CONFLICT
        elif request.method == "POST" and (form is None or form.is_valid()):
            try:
                act.service(by=request.user, **{act.subject: obj}, **(form.values() if form else {}))
            except Refused as refused:
                verdict, status = no(*refused.reasons), CONFLICT
            else:
                messages.success(request, str(act.done))
                return HttpResponseRedirect(self._url("change/", obj))
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "subtitle": None,
            "opts": self.opts,
            "original": obj,
            "act": act,
            "verdict": verdict,
            "form": form,
            "back": self._url("change/", obj),
            "media": self.media + form.media if form else self.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/act.html", context, status=status)

    def _has_role(self, request: HttpRequest, obj: Any, act: Act) -> bool:
        if act.administrators and getattr(request.user, "is_superuser", False):
            return True
        return bool(act.roles) and self.municipality_of(obj) in municipalities_of(request.user, *act.roles)

    @staticmethod
    def _form(act: Act, request: HttpRequest, obj: Any) -> ActForm | None:
        if act.form is None:
            return None
        return act.form(request.POST if request.method == "POST" else None, subject=obj)

    def _url(self, tail: str, obj: Any) -> str:
        change = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return change.removesuffix("change/") + tail
