"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KyrgyzConfig(AppConfig):
    name = "kyrgyz"
    verbose_name = _("Kyrgyz conventions")
    default_auto_field = "django.db.models.BigAutoField"
