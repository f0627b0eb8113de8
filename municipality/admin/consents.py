"""The text of the consent: read by the administrator, and entered anew where it changes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from municipality.admin.scoped import ReadOnlyAdmin
from municipality.models import ConsentText
from municipality.services import next_version


class ConsentTextForm(forms.ModelForm):
    """A new text in both languages."""

    class Meta:
        model = ConsentText
        fields = ("text_ky", "text_ru")
        help_texts = {
            "text_ky": _("An empty line ends a paragraph; a line that begins with «# » is a heading."),
            "text_ru": _("Everyone is asked for their consent to the new text before their next application."),
        }


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnlyAdmin):
    """Versions of the text; a version that somebody may have agreed to is never changed."""

    municipality_path = ""
    view_roles = ()
    administrator_may = frozenset({"add"})
    form = ConsentTextForm
    list_display = ("version", "since")
    list_display_links = ("version",)
    fields = ("text_ky", "text_ru")

    def municipality_of(self, obj: Any) -> int | None:
        """Return None: the text is the portal's."""
        return None

    def in_scope(self, found: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
        """Return nothing to anyone but the administrator."""
        return found.none()

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the text in force: what changes is mostly a few words."""
        newest = ConsentText.objects.first()
        given = {"text_ky": newest.text_ky, "text_ru": newest.text_ru} if newest else {}
        return {**super().get_changeform_initial_data(request), **given}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Enter the text as the next version."""
        obj.version = next_version()
        super().save_model(request, obj, form, change)
