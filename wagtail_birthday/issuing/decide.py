"""Does this member get this campaign's gift now? One pure function, and a reason for each answer.

It serves the run, the dry run, `birthday_explain` and the staff desk alike. The rules are in
docs/calendar.md; the order in which they are asked is the order in which they stand here.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from wagtail_birthday import calendar, conf
from wagtail_birthday.calendar import Birthday, Plan


class Verdict(TextChoices):
    """What the job does about a member."""

    ISSUE = "issue", _("issue")
    NOTHING = "nothing", _("nothing to do")
    SKIP = "skip", _("skip")
    FAIL = "fail", _("failed")


class Reason(TextChoices):
    """Why. The values are kept on runs and are API: never renamed, never translated."""

    ISSUED = "issued", _("The gift is due.")
    ALREADY_ISSUED = "already_issued", _("This occasion has its voucher already.")
    NOT_DUE = "not_due", _("The issue day has not come yet.")
    MISSED = "missed", _("The catch-up days are over: this occasion was missed.")
    CAMPAIGN_NOT_LIVE = "campaign_not_live", _("The campaign is not live.")
    NO_BIRTHDAY = "no_birthday", _("No birthday is known.")
    BLOCKED = "blocked", _("The member is blocked.")
    NO_CONSENT = "no_consent", _("The member has not given consent.")
    COOL_OFF = "cool_off", _("The birthday was changed too recently.")
    CHANGED_TOO_LATE = "changed_too_late", _("The birthday was changed to a day already past.")
    GIFT_TOO_RECENT = "gift_too_recent", _("The last gift was too short a time ago.")
    JOINED_TOO_RECENTLY = "joined_too_recently", _("The member has joined too recently.")
    JOINED_TOO_LATE = "joined_too_late", _("The member joined after the birthday.")
    TOO_FEW_VISITS = "too_few_visits", _("The member has too few visits.")
    AGE_UNKNOWN = "age_unknown", _("There is a minimum age, and no year of birth is known.")
    TOO_YOUNG = "too_young", _("The member is under the minimum age.")
    NO_LIVE_GIFT = "no_live_gift", _("The campaign has no published gift.")
    FAILED = "failed", _("The member's data are broken.")

    @property
    def verdict(self) -> Verdict:
        return _VERDICTS.get(self, Verdict.SKIP)


_VERDICTS = {
    Reason.ISSUED: Verdict.ISSUE,
    Reason.ALREADY_ISSUED: Verdict.NOTHING,
    Reason.NOT_DUE: Verdict.NOTHING,
    Reason.FAILED: Verdict.FAIL,
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What the site has set, read once for a run."""

    time_zone: str = "UTC"
    leap_day: str = calendar.LeapDay.FEB28
    min_valid_days: int = 0
    join_in_window: bool = False

    @classmethod
    def of_site(cls) -> "Rules":
        return cls(
            time_zone=conf.time_zone(),
            leap_day=conf.get("LEAP_DAY"),
            min_valid_days=conf.get("MIN_VALID_DAYS"),
            join_in_window=conf.get("JOIN_IN_WINDOW"),
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known besides the member and the campaign themselves.

    `occasions` are the years for which the member has a voucher of this campaign, and
    `last_opened_at` the latest `opens_at` among them that was not voided.
    """

    rules: Rules
    gift_is_live: bool = True
    location_time_zone: str = ""
    occasions: frozenset[int] = frozenset()
    last_opened_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`plan` is the occasion that the answer is about; None where there is no birthday.

    `error` is the kind of the error where the member's data are broken.
    """

    verdict: Verdict
    reason: Reason
    plan: Plan | None = None
    error: str = ""


def decide(member, campaign, now: datetime, facts: Facts) -> Decision:
    """Judge `member` for `campaign` at the instant `now` (aware).

    Pure: `member` and `campaign` are read as values, nothing is looked up. Raises ValueError where
    the member's birthday is not a date.
    """
    if not member.birth_md:
        return _because(Reason.NO_BIRTHDAY)
    tz = time_zone_of(member, facts)
    plan, is_due = _occasion(
        member.birth_md,
        member.birth_year,
        now,
        tz,
        campaign.lead_days,
        campaign.days_after,
        campaign.catch_up_days,
        facts.rules.leap_day,
        campaign.valid_from,
    )
    if not campaign.is_live:
        return _because(Reason.CAMPAIGN_NOT_LIVE, plan)
    if plan.occasion_year in facts.occasions:
        return _because(Reason.ALREADY_ISSUED, plan)
    if not is_due:
        is_past = now >= plan.opens_at and calendar.local_date(now, tz) > plan.observed_on
        return _because(Reason.MISSED if is_past else Reason.NOT_DUE, plan)
    obstacle = (
        _standing(member)
        or _honesty(member, campaign, now, facts, plan)
        or _membership(member, campaign, now, facts, plan)
        or _age(member, campaign, plan)
    )
    if obstacle is not None:
        return _because(obstacle, plan)
    if not facts.gift_is_live:
        return _because(Reason.NO_LIVE_GIFT, plan)
    return _because(Reason.ISSUED, _long_enough(plan, now, tz, facts.rules.min_valid_days))


def time_zone_of(member, facts: Facts) -> str:
    """The member's time zone, else the home location's, else the site's."""
    return calendar.first_time_zone(
        (member.time_zone, facts.location_time_zone, facts.rules.time_zone)
    )


@lru_cache(maxsize=1024)
def _today(now: datetime, tz: str) -> date:
    return calendar.local_date(now, tz)


def _because(reason: Reason, plan: Plan | None = None) -> Decision:
    return Decision(reason.verdict, reason, plan)


@lru_cache(maxsize=4096)
def _occasion(
    birth_md, birth_year, now, tz, lead_days, days_after, catch_up_days, leap_day, valid_from
) -> tuple[Plan, bool]:
    """(the occasion to speak of at `now`, whether it is due).

    That is the due one; else the one whose validity runs, though it was missed; else the next.
    Cached, since the many members of one run share few birthdays and time zones.
    """
    birthday = Birthday.from_number(birth_md, birth_year)
    days = {"lead_days": lead_days, "days_after": days_after}
    rules = {"leap_day": leap_day, "valid_from": valid_from}
    found = calendar.due(birthday, now, tz=tz, catch_up_days=catch_up_days, **days, **rules)
    if found is not None:
        return found, True
    today = calendar.local_date(now, tz)
    year = calendar.nearest_year(birthday, today, lead_days, leap_day)
    latest = calendar.plan(birthday, year, tz=tz, **days, **rules)
    if now < latest.closes_at:
        return latest, False
    return calendar.plan(birthday, year + 1, tz=tz, **days, **rules), False


def _standing(member) -> Reason | None:
    if member.is_blocked:
        return Reason.BLOCKED
    if not member.has_consented:
        return Reason.NO_CONSENT
    return None


def _honesty(member, campaign, now, facts, plan) -> Reason | None:
    """Birthdays that move about: one gift a year, whatever the date is changed to."""
    if facts.last_opened_at is not None:
        # Between the planned openings, which are a year apart for an unchanged birthday; the days
        # of issue are not, where one of the two was issued late.
        gap = plan.opens_at - facts.last_opened_at
        if gap < timedelta(days=campaign.min_days_between):
            return Reason.GIFT_TOO_RECENT
    changed = member.birthday_changed_at
    if changed is None or _is_waived(member, changed):
        return None
    if calendar.local_date(changed, plan.time_zone) > plan.observed_on:
        return Reason.CHANGED_TOO_LATE
    if now < changed + timedelta(days=campaign.cool_off_days):
        return Reason.COOL_OFF
    return None


def _is_waived(member, changed: datetime) -> bool:
    return member.cool_off_waived_at is not None and member.cool_off_waived_at >= changed


def _membership(member, campaign, now, facts, plan) -> Reason | None:
    joined_on = calendar.local_date(member.joined_at, plan.time_zone)
    if joined_on > plan.observed_on and not facts.rules.join_in_window:
        return Reason.JOINED_TOO_LATE
    days = (_today(now, plan.time_zone) - joined_on).days
    if days < campaign.min_membership_days:
        return Reason.JOINED_TOO_RECENTLY
    if member.visit_count < campaign.min_visits:
        return Reason.TOO_FEW_VISITS
    return None


def _age(member, campaign, plan) -> Reason | None:
    if not campaign.min_age:
        return None
    if member.birth_year is None:
        return Reason.AGE_UNKNOWN
    if plan.occasion_year - member.birth_year < campaign.min_age:
        return Reason.TOO_YOUNG
    return None


@lru_cache(maxsize=4096)
def _long_enough(plan: Plan, now: datetime, tz: str, min_days: int) -> Plan:
    """The plan, or one that closes later where a late issue would leave too few days."""
    last_day = calendar.local_date(now, tz) + timedelta(days=min_days - 1)
    if last_day <= plan.last_day:
        return plan
    closes_at = calendar.first_instant(last_day + calendar.ONE_DAY, tz)
    return replace(plan, last_day=last_day, closes_at=closes_at)
