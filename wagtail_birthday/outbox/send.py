"""Sending what the outbox holds: after the commit, in batches, with retries, never twice.

A delivery is leased with a conditional UPDATE that counts the attempt and commits *before* it is
tried, so that a crash is an attempt too. When a lease runs out, its sender has died on the way: a
channel that may repeat goes on, any other leaves the delivery "unsure" for a person to judge.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from wagtail_birthday import conf
from wagtail_birthday.outbox.channels import Channel, Skip, UnsureError, channel_named
from wagtail_birthday.outbox.models import Delivery, State

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
BATCH_LASTS = timedelta(seconds=40)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


def send_due(*, clock: Callable[[], datetime] = timezone.now, limit: int | None = None) -> Counter:
    """Send the deliveries that are due, `limit` at the most (setting DELIVERY_BATCH).

    Returns {state: how many}, empty when nothing was due. A slow far side ends the batch after
    BATCH_LASTS, before a cluster would kill it. Call it outside of any transaction.
    """
    now = clock()
    ends_at = monotonic() + BATCH_LASTS.total_seconds()
    _judge_broken_leases(now)
    ids = list(
        _due(now)
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)[: limit or conf.get("DELIVERY_BATCH")]
    )
    outcomes = Counter()
    for pk in ids:
        if monotonic() > ends_at:
            break
        state = _send_one(pk, clock)
        if state is not None:
            outcomes[state.value] += 1
    return outcomes


def is_any_due(now: datetime) -> bool:
    return _due(now).exists()


def _due(now: datetime) -> QuerySet:
    return Delivery.objects.filter(state=State.PENDING, due_at__lte=now)


def retry(delivery_ids: Iterable[int], now: datetime) -> int:
    """Open parked and unsure deliveries again, with all their attempts; how many.

    For a person who has looked: an unsure one may have arrived.
    """
    return Delivery.objects.filter(
        pk__in=list(delivery_ids), state__in=[State.PARKED, State.UNSURE]
    ).update(state=State.PENDING, attempts=0, due_at=now, finished_at=None, leased_until=None)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 1, 2, 4 ... minutes, 6 hours at the most."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT)


def _send_one(pk: int, clock: Callable[[], datetime]) -> State | None:
    """Send one delivery; its state afterwards, or None where another worker has it."""
    now = clock()
    # Still due: another worker may have tried and put it off since our list was made.
    is_ours = (
        _due(now)
        .filter(pk=pk)
        .update(state=State.SENDING, attempts=F("attempts") + 1, leased_until=now + LEASE)
    )
    if not is_ours:
        return None
    delivery = Delivery.objects.get(pk=pk)
    try:
        channel_named(delivery.channel).send(delivery.event, delivery.subject_id, delivery.key)
    except Skip as reason:
        return _finish(delivery, State.SKIPPED, clock(), str(reason))
    except UnsureError as error:
        logger.warning("delivery unsure: id=%s error=%s", pk, type(error.__cause__).__name__)
        if _may_repeat(delivery.channel):
            return _fail(delivery, clock(), error)
        return _finish(delivery, State.UNSURE, clock(), type(error.__cause__).__name__)
    except Exception as error:
        # Whatever a channel's far side does, the other deliveries still go out.
        logger.warning("delivery failed: id=%s error=%s", pk, type(error).__name__)
        return _fail(delivery, clock(), error)
    return _finish(delivery, State.SENT, clock())


def _fail(delivery: Delivery, now: datetime, error: Exception) -> State:
    # The words of an error may hold an address: only its kind is kept.
    words = type(error).__name__
    if delivery.attempts >= conf.get("DELIVERY_MAX_ATTEMPTS"):
        return _finish(delivery, State.PARKED, now, words)
    _end_lease(
        delivery,
        state=State.PENDING,
        due_at=now + wait_after(delivery.attempts),
        last_error=words,
    )
    return State.PENDING


def _finish(delivery: Delivery, state: State, now: datetime, words: str = "") -> State:
    _end_lease(delivery, state=state, finished_at=now, last_error=words[:200])
    return state


def _end_lease(delivery: Delivery, **changes) -> None:
    """Let go of the lease we hold; a delivery whose lease was judged meanwhile is left alone."""
    Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts).update(
        leased_until=None, **changes
    )


def _judge_broken_leases(now: datetime) -> None:
    broken = Delivery.objects.filter(state=State.SENDING, leased_until__lte=now)
    for channel in broken.order_by().values_list("channel", flat=True).distinct():
        of_channel = broken.filter(channel=channel)
        if _may_repeat(channel):
            has_more = Q(attempts__lt=conf.get("DELIVERY_MAX_ATTEMPTS"))
            of_channel.filter(has_more).update(state=State.PENDING, due_at=now, leased_until=None)
            of_channel.update(state=State.PARKED, finished_at=now, leased_until=None)
        else:
            lost = of_channel.update(state=State.UNSURE, finished_at=now, leased_until=None)
            logger.warning("deliveries unsure: channel=%s count=%s", channel, lost)


def _may_repeat(name: str) -> bool:
    try:
        channel: Channel = channel_named(name)
    except LookupError:
        return False
    return channel.is_repeatable
