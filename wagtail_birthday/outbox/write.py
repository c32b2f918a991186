"""Writing deliveries, in the transaction of the event that they tell of."""

from collections.abc import Iterable
from datetime import datetime

from wagtail_birthday.bulk import insert_new
from wagtail_birthday.outbox.models import Delivery, State


def delivery_key(channel: str, event: str, subject_id: int) -> str:
    """What makes a delivery the same delivery: told twice, it is sent once."""
    return f"{channel}:{event}:{subject_id}"


def write_deliveries(
    channel: str, event: str, subject_ids: Iterable[int], *, due_at: datetime, now: datetime
) -> int:
    """One pending delivery for each subject that has none of this channel and event; how many.

    Nothing is sent here: `outbox.send` does that after the commit.
    """
    rows = [(delivery_key(channel, event, pk), pk) for pk in subject_ids]
    written = insert_new(
        Delivery,
        constants={
            "channel": channel,
            "event": event,
            "state": State.PENDING,
            "attempts": 0,
            "due_at": due_at,
            "leased_until": None,
            "created_at": now,
            "finished_at": None,
            "last_error": "",
        },
        columns=("key", "subject_id"),
        rows=rows,
        conflict=("key",),
        returning=("id",),
    )
    return len(written)
