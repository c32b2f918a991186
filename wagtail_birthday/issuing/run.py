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

from django.db import transaction
from django.utils import timezone

from wagtail_birthday import conf
from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.gifts.snapshots import is_live, take_snapshot
from wagtail_birthday.issuing.decide import Decision, Rules
from wagtail_birthday.issuing.due import missing_member_ids
from wagtail_birthday.issuing.issue import Result, decisions, issue
from wagtail_birthday.issuing.models import Chunk, Run, RunState
from wagtail_birthday.members.models import Member

logger = logging.getLogger(__name__)


def live_campaigns(name: str | None = None) -> Iterator[Campaign]:
    """The live campaigns, or the one whose name or primary key is `name`. LookupError for none."""
    live = Campaign.objects.filter(is_live=True).select_related("gift__locale").order_by("pk")
    if name is None:
        return live.iterator()
    chosen = [campaign for campaign in live if name in (campaign.name, str(campaign.pk))]
    if not chosen:
        known = ", ".join(f"{campaign.pk} ({campaign.name})" for campaign in live)
        raise LookupError(f"no live campaign is called {name!r}; live are: {known or 'none'}")
    return iter(chosen)


@transaction.atomic
def start_run(now: datetime, campaign: str | None = None) -> Run:
    """Work out who is missing a voucher at the instant `now`, and cut the work into chunks.

    What earlier runs have left undone is part of it: they are closed as superseded. Nothing is
    issued yet; give each of `run.chunks` to `issue_chunk()`, in any order, as often as you like.
    """
    campaigns = list(live_campaigns(campaign))
    run = Run.objects.create(now=now, started_at=timezone.now(), warnings=_warnings(now))
    Run.objects.filter(state=RunState.RUNNING, pk__lt=run.pk).update(
        state=RunState.SUPERSEDED, finished_at=run.started_at
    )
    counts = Counter()
    number = 0
    for each in campaigns:
        snapshot = take_snapshot(each.gift, now) if each.gift else None
        missing = missing_member_ids(each, now, Rules.of_site(), counts)
        while member_ids := list(islice(missing, conf.get("CHUNK_SIZE"))):
            number += 1
            Chunk.objects.create(
                run=run, campaign=each, snapshot=snapshot, number=number, member_ids=member_ids
            )
    run.considered = counts["considered"]
    run.already_issued = counts["already_issued"]
    run.save(update_fields=["considered", "already_issued"])
    finish_if_done(run.pk)
    run.refresh_from_db()
    return run


def _warnings(now: datetime) -> list[str]:
    last = Run.objects.order_by("-now").values_list("now", flat=True).first()
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
        if chunk is None:
            return None
        result = issue(
            chunk.campaign,
            chunk.member_ids,
            now=chunk.run.now,
            rules=Rules.of_site(),
            snapshot=chunk.snapshot,
            run_id=chunk.run_id,
        )
        Chunk.objects.filter(pk=chunk_id, done_at__isnull=True).update(
            done_at=timezone.now(),
            reasons=result.reasons,
            fallbacks=result.fallbacks,
            failures=result.failures,
        )
    finish_if_done(chunk.run_id)
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
    now: datetime, campaign: str | None = None
) -> Iterator[tuple[Campaign, Member, Decision]]:
    """What a run at `now` would decide on each member without a voucher. Nothing is written."""
    rules = Rules.of_site()
    for each in live_campaigns(campaign):
        gives = each.gift is not None and is_live(each.gift, now)
        missing = missing_member_ids(each, now, rules, Counter())
        while member_ids := list(islice(missing, conf.get("CHUNK_SIZE"))):
            for member, decision in decisions(each, member_ids, now, rules, gives):
                yield each, member, decision
