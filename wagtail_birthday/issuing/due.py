"""Which members are due in a campaign and have no voucher yet: found by index, in constant memory."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from heapq import merge
from operator import itemgetter

from django.db.models import F

from wagtail_birthday import calendar
from wagtail_birthday.bulk import Among
from wagtail_birthday.calendar import Birthday, first_time_zone, month_days_due
from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.issuing.decide import Rules
from wagtail_birthday.members.models import Member
from wagtail_birthday.vouchers.models import Voucher

PAGE = 2000


def missing_member_ids(
    campaign: Campaign, now: datetime, rules: Rules, counts: Counter
) -> Iterator[int]:
    """The primary keys, in order, of due members without a voucher for the occasion.

    Counts all those that are due under "considered", and those with a voucher under
    "already_issued". The work grows with the members due, not with all members: a keyset walk of
    the index (birth_md, id) for each day of the window, the walks merged.
    """
    days = month_days_due(now, campaign.lead_days, campaign.catch_up_days, rules.leap_day)
    walks = [_due_on(campaign, month_day, year, now, rules) for month_day, year in days]
    for member_id, is_issued in merge(*walks, key=itemgetter(0)):
        counts["considered"] += 1
        if is_issued:
            counts["already_issued"] += 1
        else:
            yield member_id


def _due_on(
    campaign: Campaign, month_day: int, year: int, now: datetime, rules: Rules
) -> Iterator[tuple[int, bool]]:
    """(primary key, has a voucher of that year) of those due among the members born on one day."""
    last_id = 0
    while True:
        page = list(
            Member.objects.filter(birth_md=month_day, pk__gt=last_id)
            .order_by("pk")
            .values_list("pk", "time_zone", "home_location__time_zone")[:PAGE]
        )
        if not page:
            return
        last_id = page[-1][0]
        due = [
            pk
            for pk, *zones in page
            if _is_due(month_day, now, first_time_zone((*zones, rules.time_zone)), campaign, rules)
        ]
        # Subtracted here and not in SQL: PostgreSQL plans NOT EXISTS badly for a year that its
        # statistics do not know yet, which is every 1 January (docs/decisions/0003-data-path.md).
        issued = set(
            Voucher.objects.filter(
                Among(F("member_id"), due), campaign__scope=campaign.scope, occasion=year
            ).values_list("member_id", flat=True)
        )
        yield from ((pk, pk in issued) for pk in due)
        if len(page) < PAGE:
            return


def _is_due(month_day: int, now: datetime, tz: str, campaign: Campaign, rules: Rules) -> bool:
    return _is_due_cached(
        month_day, now, tz, campaign.lead_days, campaign.days_after, campaign.catch_up_days,
        rules.leap_day,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _is_due_cached(month_day, now, tz, lead_days, days_after, catch_up_days, leap_day) -> bool:
    found = calendar.due(
        Birthday.from_number(month_day),
        now,
        tz=tz,
        lead_days=lead_days,
        days_after=days_after,
        catch_up_days=catch_up_days,
        leap_day=leap_day,
    )
    return found is not None
