"""The room's entry in Django's list of apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalityConfig(AppConfig):
    name = "municipality"
    verbose_name = _("Municipality")
    default_auto_field = "django.db.models.BigAutoField"
