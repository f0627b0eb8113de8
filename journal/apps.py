"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = _("Journal")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the database's triggers in place round every migration."""
        from journal import triggers

        connection_created.connect(triggers.watch_replacing, dispatch_uid="triggers_watch_replacing")
        pre_migrate.connect(triggers.before_migrate, dispatch_uid="triggers_before_migrate")
        post_migrate.connect(triggers.after_migrate, dispatch_uid="triggers_after_migrate")
