"""The words of our actions in Wagtail's audit log: Site history, and the history of each object.

The names of the actions are data of the log: never renamed, never translated.
"""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

ACTIONS = {
    "redeem": (_("Redeem"), _("Voucher redeemed")),
    "annul": (_("Annul a redemption"), _("Redemption annulled")),
    "void": (_("Void a voucher"), _("Voucher voided")),
    "issue_by_hand": (_("Issue by hand"), _("Voucher issued by hand")),
    "birthday_change": (_("Change the birthday"), _("Birthday changed")),
    "waive_cool_off": (_("Waive the cool-off"), _("Cool-off waived")),
}


class OurFormatter(LogFormatter):
    """What happened, then where or why, as far as the entry tells it."""

    def format_message(self, log_entry):
        detail = log_entry.data.get("reason") or log_entry.data.get("location")
        if not detail:
            return self.message
        # Translators: an entry of the log, such as "Voucher voided: printed twice".
        return _("%(action)s: %(detail)s") % {"action": self.message, "detail": detail}


def register_actions(registry) -> None:
    """For `register_log_actions`."""
    for name, (label, message) in ACTIONS.items():
        words = {"label": label, "message": message}
        formatter = type(f"{capfirst(name)}Formatter", (OurFormatter,), words)
        registry.register_action(f"wagtail_birthday.{name}")(formatter)
