"""A run: one pass of the job at a frozen instant, cut into chunks that are issued on their own.

The database is the truth and the queue a hint. A run works out what is missing from the tables,
so that a run that was lost, killed or doubled needs no repair: the next one finds the same
members missing, and the UNIQUE constraint of vouchers settles races.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wagtail_birthday import conf
from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.gifts.snapshots import is_live, take_snapshot
from wagtail_birthday.issuing.decide import Decision, Rules
from wagtail_birthday.issuing.due import missing_member_ids
from wagtail_birthday.issuing.issue import Result, decisions, issue
from wagtail_birthday.issuing.models import Chunk, Run, RunState

logger = logging.getLogger(__name__)


def live_campaigns(name: str | None = None) -> list[Campaign]:
    """The live campaigns, or the one whose name or primary key is `name`. LookupError for none."""
    return _named(Campaign.objects.filter(is_live=True), name)


def _named(campaigns: QuerySet, name: str | None) -> list[Campaign]:
    known = list(campaigns.select_related("gift__locale").order_by("pk"))
    if name is None:
        return known
    chosen = [campaign for campaign in known if name in (campaign.name, str(campaign.pk))]
    if not chosen:
        words = ", ".join(f"{campaign.pk} ({campaign.name})" for campaign in known)
        raise LookupError(f"no live campaign is called {name!r}; there are: {words or 'none'}")
    return chosen


def start_run(now: datetime, campaign: str | None = None) -> Run:
    """Work out who is missing a voucher at the instant `now`, and cut the work into chunks.

    A run of all campaigns takes over what earlier runs have left undone, and closes them as
    superseded. Nothing is issued yet; give each of `run.chunks` to `issue_chunk()`, in any order,
    as often as you like. Reads first and writes then, in one short transaction, so that the till
    never waits for the reading.
    """
    counts = Counter()
    campaigns = live_campaigns(campaign)
    pieces = [
        (each, member_ids)
        for each in campaigns
        for member_ids in _pieces(missing_member_ids(each, now, Rules.of_site(), counts))
    ]
    with transaction.atomic():
        snapshots = {each.pk: take_snapshot(each.gift, now) for each in campaigns if each.gift}
        run = Run.objects.create(
            now=now,
            started_at=timezone.now(),
            considered=counts["considered"],
            already_issued=counts["already_issued"],
            warnings=_warnings(now),
        )
        if campaign is None:
            Run.objects.filter(state=RunState.RUNNING, pk__lt=run.pk, now__lte=now).update(
                state=RunState.SUPERSEDED, finished_at=run.started_at
            )
        for number, (each, member_ids) in enumerate(pieces, start=1):
            Chunk.objects.create(
                run=run,
                campaign=each,
                snapshot=snapshots.get(each.pk),
                number=number,
                member_ids=member_ids,
            )
    finish_if_done(run.pk)
    run.refresh_from_db()
    return run


def _pieces(member_ids: Iterator[int]) -> Iterator[list[int]]:
    while piece := list(islice(member_ids, conf.get("CHUNK_SIZE"))):
        yield piece


def _warnings(now: datetime) -> list[str]:
    last = Run.objects.order_by("-pk").values_list("now", flat=True).first()
    if last is not None and now < last:
        logger.warning("the clock is behind the last run: now=%s last=%s", now, last)
        return ["clock_moved_back"]
    return []


def issue_chunk(chunk_id: int) -> Result | None:
    """Decide and issue one chunk in one transaction; None where it is done or its run is over."""
    with transaction.atomic():
        chunk = (
            Chunk.objects.select_related("run", "campaign", "snapshot")
            .filter(pk=chunk_id, done_at__isnull=True, run__state=RunState.RUNNING)
            .first()
        )
        result = chunk and _issue(chunk)
    if chunk is None:
        # A worker may have died after the chunk, before it could close the run.
        run_id = Chunk.objects.filter(pk=chunk_id).values_list("run_id", flat=True).first()
    else:
        run_id = chunk.run_id
    if run_id is not None:
        finish_if_done(run_id)
    return result


def _issue(chunk: Chunk) -> Result:
    result = issue(
        chunk.campaign,
        chunk.member_ids,
        now=chunk.run.now,
        rules=Rules.of_site(),
        snapshot=chunk.snapshot,
        run_id=chunk.run_id,
    )
    Chunk.objects.filter(pk=chunk.pk, done_at__isnull=True).update(
        done_at=timezone.now(),
        reasons=result.reasons,
        fallbacks=result.fallbacks,
        failures=result.failures,
    )
    return result


def finish_if_done(run_id: int) -> None:
    """Close the run when no chunk of it is open."""
    if Chunk.objects.filter(run_id=run_id, done_at__isnull=True).exists():
        return
    closed = Run.objects.filter(pk=run_id, state=RunState.RUNNING).update(
        state=RunState.DONE, finished_at=timezone.now()
    )
    if closed:
        run = Run.objects.get(pk=run_id)
        logger.info("run done: run=%s considered=%s issued=%s", run.pk, run.considered, run.issued)


def run_here(
    now: datetime,
    campaign: str | None = None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Run:
    """A whole run in this process, without the queue: `on_progress(chunks done, in all)`."""
    run = start_run(now, campaign)
    chunk_ids = list(run.chunks.values_list("pk", flat=True))
    for done, chunk_id in enumerate(chunk_ids):
        on_progress(done, len(chunk_ids))
        issue_chunk(chunk_id)
    on_progress(len(chunk_ids), len(chunk_ids))
    return Run.objects.get(pk=run.pk)


def dry_run(
    now: datetime, campaign: str | None = None, counts: Counter | None = None
) -> Iterator[tuple[Campaign, NamedTuple, Decision]]:
    """What a run at `now` would decide on each member without a voucher. Nothing is written.

    A campaign that is named need not be live: who would get its gift is what one wants to know
    before that. `counts` gets "considered" and "already_issued", as the run would count them.
    """
    counts = Counter() if counts is None else counts
    rules = Rules.of_site()
    for each in live_campaigns() if campaign is None else _named(Campaign.objects.all(), campaign):
        each.is_live = True
        gives = each.gift is not None and is_live(each.gift, now)
        for member_ids in _pieces(missing_member_ids(each, now, rules, counts)):
            for member, decision in decisions(each, member_ids, now, rules, gives):
                yield each, member, decision
