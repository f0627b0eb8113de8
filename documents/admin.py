"""The register of issued papers, for reading."""

from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from documents.models import Paper, PaperFile
from kyrgyz.text import pick
from municipality.admin import OFFICE, ReadOnlyAdmin, ScopedFilter


@admin.register(Paper)
class PaperAdmin(ReadOnlyAdmin):
    """Issued papers: what was issued never changes; a mistake is mended by a paper that replaces it."""

    view_roles = OFFICE
    list_display = ("number", "kind", "title", "issued_on", "files", "replacement")
    list_display_links = ("number",)
    list_select_related = ("replaced_by",)
    list_filter = ("kind", ("municipality", ScopedFilter))
    search_fields = ("number", "code")
    search_help_text = _("Number or code of the paper.")
    fields = ("number", "kind", "title", "issued_on", "issued_by", "code", "files", "replaces", "replacement")

    @admin.display(description=_("title"))
    def title(self, obj: Paper) -> str:
        """Show the title in the reader's language."""
        return pick(obj, "title")

    @admin.display(description=_("files"))
    def files(self, obj: Paper) -> SafeString:
        """Show the ways to the PDF in each language."""
        links = [(reverse("paper", args=[obj.code, code]), name) for code, name in PaperFile.Language.choices]
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    @admin.display(description=_("replaced by"))
    def replacement(self, obj: Paper) -> str:
        """Show the paper that took its place."""
        found: Any = getattr(obj, "replaced_by", None)
        return str(found) if found else ""
