"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MunicipalityConfig(AppConfig):
    name = "municipality"
    verbose_name = _("Municipality")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See to it that there is a text to agree to."""
        from municipality import consents

        post_migrate.connect(consents.after_migrate, sender=self, dispatch_uid="first_consent_text")
