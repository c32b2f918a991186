"""What django-q2 calls: the sweep, the chunks and the outbox. Arguments are integers only.

Any of these may come twice, late, or never: each works from the tables and can be repeated.
"""

from django.utils import timezone
from django_q.tasks import async_task

from wagtail_birthday.issuing.models import Heartbeat
from wagtail_birthday.issuing.run import issue_chunk, start_run
from wagtail_birthday.outbox.send import is_any_due, send_due

ISSUE_CHUNK = "wagtail_birthday.issuing.tasks.issue_one_chunk"
SEND_DELIVERIES = "wagtail_birthday.issuing.tasks.send_deliveries"


def sweep() -> int:
    """Start a run now and hand its chunks to the workers; the run's primary key.

    Hourly, and level-triggered: it asks for all that is missing, not for what is new since the last
    time, so that catching up after days without a cluster is the same as any other hour.
    """
    beat("sweep")
    run = start_run(timezone.now())
    for chunk_id in run.chunks.values_list("pk", flat=True):
        async_task(ISSUE_CHUNK, chunk_id)
    return run.pk


def issue_one_chunk(chunk_id: int) -> int:
    """Issue one chunk, then have its deliveries sent; how many vouchers are new."""
    result = issue_chunk(chunk_id)
    if result is None:
        return 0
    async_task(SEND_DELIVERIES)
    return result.reasons["issued"]


def send_deliveries() -> int:
    """Send what is due, and come back at once where a batch was not enough; how many were tried."""
    beat("deliveries")
    tried = sum(send_due().values())
    if tried and is_any_due(timezone.now()):
        async_task(SEND_DELIVERIES)
    return tried


def beat(name: str) -> None:
    """Leave a sign of life: what a dead cluster's own status would not show is that work is done."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})
