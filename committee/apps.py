"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteeConfig(AppConfig):
    name = "committee"
    verbose_name = _("Commission")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who reads the papers of this room."""
        from committee import rules
        from documents.models import Paper
        from documents.rules import readers

        readers(Paper.Kind.ANNOUNCEMENT, rules.reads_announcement)
        readers(Paper.Kind.PROTOCOL, rules.reads_protocol)
        readers(Paper.Kind.SUMMARY, rules.reads_protocol)
        readers(Paper.Kind.SHEET, rules.reads_sheet)
        readers(Paper.Kind.DECISION, rules.reads_decision)
        readers(Paper.Kind.LETTER, rules.reads_letter)
