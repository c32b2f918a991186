"""Outgoing messages: written with the event they tell of, sent after it is committed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

APP_LABEL = "wagtail_birthday"


class State(models.TextChoices):
    """How far a delivery has come."""

    PENDING = "pending", _("pending")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    SKIPPED = "skipped", _("skipped")  # nothing to send any more: no address, no consent, too late
    UNSURE = "unsure", _("unsure")  # the sender died while sending: it may have arrived
    PARKED = "parked", _("parked")  # given up after too many attempts


class Delivery(models.Model):
    """One message, through one channel, about one event of one subject.

    `key` is unique, so that an event told twice is sent once. `subject_id` is the primary key of
    what the channel's handler loads; a handler never gets objects, names or codes from this table.
    """

    key = models.CharField(max_length=120)
    channel = models.CharField(_("channel"), max_length=32)
    event = models.CharField(_("event"), max_length=32)
    subject_id = models.BigIntegerField()
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due"))
    leased_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    class Meta:
        app_label = APP_LABEL
        ordering = ["-created_at", "-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="birthday_delivery_key"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="birthday_delivery_state"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state__in=["pending", "sending"]),
                name="birthday_delivery_open",
            )
        ]

    def __str__(self):
        return self.key
