"""What plugs into Django: the channels of the outbox and the system checks."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class WagtailBirthdayConfig(AppConfig):
    name = "wagtail_birthday"
    label = "wagtail_birthday"
    verbose_name = _("Birthday gifts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from wagtail_birthday import checks as ours
        from wagtail_birthday.messages.email import EMAIL
        from wagtail_birthday.outbox.channels import register

        register(EMAIL)
        for check in ours.OF_SETTINGS:
            checks.register(check)
        for check in ours.OF_DATABASE:
            checks.register(check, checks.Tags.database)
