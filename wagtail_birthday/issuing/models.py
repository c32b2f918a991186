"""One pass of the issuing job, and the pieces of work it was cut into."""

from collections import Counter
from collections.abc import Iterable

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.gifts.models import GiftSnapshot

APP_LABEL = "wagtail_birthday"


class RunState(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    SUPERSEDED = "superseded", _("superseded")  # a later run took over what it left undone


# What a run can warn of, by the codes that it keeps.
WARNINGS = {
    "clock_moved_back": _("The clock was behind the run before it."),
}


class Run(models.Model):
    """A pass of the job over all live campaigns, at one frozen `now`."""

    now = models.DateTimeField(_("time"))
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    state = models.CharField(_("state"), max_length=16, choices=RunState, default=RunState.RUNNING)
    considered = models.PositiveIntegerField(_("considered"), default=0)
    already_issued = models.PositiveIntegerField(_("already issued"), default=0)
    warnings = models.JSONField(_("warnings"), default=list)

    class Meta:
        app_label = APP_LABEL
        ordering = ["-started_at", "-pk"]
        get_latest_by = ["started_at", "pk"]
        verbose_name = _("run")
        verbose_name_plural = _("runs")

    def __str__(self):
        return f"#{self.pk}"

    @cached_property
    def reasons(self) -> Counter:
        """{reason code: members}, over the chunks that are done. "issued" is one of them."""
        return self.tally(self.chunks.only("run", "reasons"))

    def tally(self, chunks: "Iterable[Chunk]") -> Counter:
        """The same over chunks of this run that are loaded already.

        Members who had their voucher before the run are counted when it starts.
        """
        total = Counter(already_issued=self.already_issued)
        for chunk in chunks:
            total.update(chunk.reasons)
        return total

    @property
    def issued(self) -> int:
        return self.reasons["issued"]


class Chunk(models.Model):
    """Up to some hundred members of one campaign, decided and issued in one transaction."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="chunks")
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    # The gift as this run gives it; null where none was live.
    snapshot = models.ForeignKey(
        GiftSnapshot, null=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField()
    member_ids = models.JSONField()
    done_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=dict)
    fallbacks = models.JSONField(default=dict)
    failures = models.JSONField(default=list)

    class Meta:
        app_label = APP_LABEL
        ordering = ["number"]
        verbose_name = _("chunk")
        verbose_name_plural = _("chunks")
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="birthday_chunk_once_per_run")
        ]

    def __str__(self):
        return f"{self.run_id}/{self.number}"


class Heartbeat(models.Model):
    """When a django-q2 worker last did a job of ours: a cluster can be up and do nothing.

    The row "schedule-lock" is no sign of life, but what `ensure_schedules()` locks.
    """

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        app_label = APP_LABEL
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self):
        return self.name
