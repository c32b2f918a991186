"""What plugs into Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailBirthdayConfig(AppConfig):
    name = "wagtail_birthday"
    label = "wagtail_birthday"
    verbose_name = _("Birthday gifts")
    default_auto_field = "django.db.models.BigAutoField"
