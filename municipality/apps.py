"""The room's entry in Django's list of apps."""

from typing import Any

from django.apps import AppConfig
from django.core.management import call_command
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class MunicipalityConfig(AppConfig):
    name = "municipality"
    verbose_name = _("Municipality")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """See to it that there is a text to agree to, and a table for the counts of codes and failed sign-ins."""
        from municipality import consents

        post_migrate.connect(consents.after_migrate, sender=self, dispatch_uid="first_consent_text")
        post_migrate.connect(_make_cache_table, sender=self, dispatch_uid="cache_table")


def _make_cache_table(using: str, **kwargs: Any) -> None:
    """Make the table of a cache that lies in the database; where it lies elsewhere, or is there, nothing happens."""
    call_command("createcachetable", database=using, verbosity=0)
