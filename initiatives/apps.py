"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "initiatives"
    verbose_name = _("Contests and applications")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who reads the papers of this room."""
        from documents.models import Paper
        from documents.rules import readers
        from initiatives.rules import reads_forms, reads_receipt

        readers(Paper.Kind.RECEIPT, reads_receipt)
        readers(Paper.Kind.FORMS, reads_forms)
