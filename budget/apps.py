"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetConfig(AppConfig):
    name = "budget"
    verbose_name = _("Budget")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say that papers about an award are about its application too."""
        from budget.models import Award
        from initiatives.papers import also_about

        also_about(lambda application: Award.objects.filter(application=application).first())
