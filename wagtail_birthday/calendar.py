"""When is a birthday kept, and when does its voucher open and close?

Pure: no models, no clock. `now` is always passed in, as an aware datetime; what comes out is
dates (local to the member) and instants (aware, UTC). The rules are those of docs/calendar.md.
"""

import re
from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ONE_DAY = timedelta(days=1)

# Imports from spreadsheets and old tills fill unknown years with 1, 1004, 1890 and the like.
EARLIEST_YEAR = 1900
LATEST_YEAR = 9999
# Tells whether a day and month exist at all, 29 February included.
A_LEAP_YEAR = 2000

# The earliest and the latest local time on Earth: UTC+14 (Kiritimati) and UTC-12 (Baker Island).
EASTERNMOST = timedelta(hours=14)
WESTERNMOST = timedelta(hours=-12)


class LeapDay(StrEnum):
    """Where 29 February is kept in a year that has none."""

    FEB28 = "feb28"
    MAR1 = "mar1"


class ValidFrom(StrEnum):
    """The day on which a voucher opens."""

    ISSUE_DAY = "issue_day"
    OBSERVED_DAY = "observed_day"


@dataclass(frozen=True, slots=True, order=True)
class Birthday:
    """A month and a day, with the year where it is known. Never a datetime, never in a time zone.

    Raises ValueError, naming the field, for a date that does not exist. A year before 1900 is a
    placeholder and dropped.
    """

    month: int
    day: int
    year: int | None = None

    def __post_init__(self) -> None:
        if self.year is not None and self.year < EARLIEST_YEAR:
            object.__setattr__(self, "year", None)
        if not 1 <= self.month <= 12:
            raise ValueError(f"month: {self.month} is not between 1 and 12")
        if self.year is not None and self.year > LATEST_YEAR:
            raise ValueError(f"year: {self.year} is not a year")
        try:
            date(self.year or A_LEAP_YEAR, self.month, self.day)
        except ValueError:
            where = f"month {self.month}" + (f" of {self.year}" if self.year else "")
            raise ValueError(f"day: {where} has no day {self.day}") from None

    @classmethod
    def parse(cls, text: str) -> "Birthday":
        """Read `--MM-DD` (ISO 8601 / vCard), `MM-DD` or `YYYY-MM-DD`; nothing else.

        A time of day or an offset is refused: a birthday that has passed through a time zone may
        be off by a day. Raises ValueError naming the field (month, day, year) or `birthday`.
        """
        match = re.fullmatch(r"(?:(\d{4})-|--)?(\d{2})-(\d{2})", text.strip(), re.ASCII)
        if match is None:
            raise ValueError(f"birthday: {text!r} is not YYYY-MM-DD, MM-DD or --MM-DD")
        year, month, day = match.groups()
        return cls(int(month), int(day), int(year) if year else None)

    @classmethod
    def from_number(cls, month_day: int, year: int | None = None) -> "Birthday":
        """The inverse of `number`: 229 is 29 February."""
        return cls(*divmod(month_day, 100), year)

    @property
    def number(self) -> int:
        """month x 100 + day: what the database indexes. 101 to 1231."""
        return self.month * 100 + self.day

    @property
    def is_leap_day(self) -> bool:
        return (self.month, self.day) == (2, 29)

    def __str__(self) -> str:
        year = "-" if self.year is None else f"{self.year:04}"
        return f"{year}-{self.month:02}-{self.day:02}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One occasion: when a birthday is kept in one year, and when its voucher can be used.

    Valid iff `opens_at <= now < closes_at` (aware, UTC). The dates are local to `time_zone`.
    `occasion_year` is the year in which the birthday is kept, whenever the voucher is issued.
    """

    occasion_year: int
    observed_on: date
    issue_on: date
    last_day: date
    opens_at: datetime
    closes_at: datetime
    time_zone: str


def observed_on(birthday: Birthday, year: int, leap_day: str = LeapDay.FEB28) -> date:
    """The date on which `birthday` is kept in `year`.

    A birthday on 29 February is kept on 28 February or on 1 March in common years, never on both,
    as the site has chosen.
    """
    if birthday.is_leap_day and not isleap(year):
        return date(year, 2, 28) if LeapDay(leap_day) is LeapDay.FEB28 else date(year, 3, 1)
    return date(year, birthday.month, birthday.day)


def plan(
    birthday: Birthday,
    year: int,
    *,
    tz: str,
    lead_days: int = 7,
    days_after: int = 14,
    leap_day: str = LeapDay.FEB28,
    valid_from: str = ValidFrom.ISSUE_DAY,
) -> Plan:
    """The occasion of `birthday` that is kept in `year`, in the time zone `tz` (an IANA name).

    Raises ZoneInfoNotFoundError for an unknown `tz`: resolve it first with `first_time_zone()`.
    """
    observed = observed_on(birthday, year, leap_day)
    issue_on = observed - timedelta(days=lead_days)
    last_day = observed + timedelta(days=days_after)
    opens_on = observed if ValidFrom(valid_from) is ValidFrom.OBSERVED_DAY else issue_on
    return Plan(
        occasion_year=year,
        observed_on=observed,
        issue_on=issue_on,
        last_day=last_day,
        opens_at=first_instant(opens_on, tz),
        closes_at=first_instant(last_day + ONE_DAY, tz),
        time_zone=tz,
    )


def due(
    birthday: Birthday,
    now: datetime,
    *,
    tz: str,
    lead_days: int = 7,
    days_after: int = 14,
    catch_up_days: int = 7,
    leap_day: str = LeapDay.FEB28,
    valid_from: str = ValidFrom.ISSUE_DAY,
) -> Plan | None:
    """The plan to issue at the instant `now`, or None.

    Due on each local day from the issue day to `catch_up_days` after the observed day. Raises
    ValueError where the windows of two successive years could overlap (see `check_window()`) and
    for a naive `now`.
    """
    check_window(lead_days, days_after, catch_up_days)
    today = local_date(now, tz)
    candidate = plan(
        birthday,
        nearest_year(birthday, today, lead_days, leap_day),
        tz=tz,
        lead_days=lead_days,
        days_after=days_after,
        leap_day=leap_day,
        valid_from=valid_from,
    )
    last_issue_day = candidate.observed_on + timedelta(days=catch_up_days)
    return candidate if candidate.issue_on <= today <= last_issue_day else None


def nearest_year(birthday: Birthday, today: date, lead_days: int, leap_day: str) -> int:
    """The year of the latest occasion whose issue day has come by `today`.

    A gift for 3 January is issued in December: its year is the next one.
    """
    horizon = today + timedelta(days=lead_days)
    return horizon.year - (observed_on(birthday, horizon.year, leap_day) > horizon)


def check_window(lead_days: int, days_after: int, catch_up_days: int) -> None:
    """Raise ValueError unless the windows of successive years stay apart.

    lead + after + catch-up must be under 365 days, and none of them negative.
    """
    if min(lead_days, days_after, catch_up_days) < 0:
        raise ValueError("lead_days, days_after and catch_up_days cannot be negative")
    if lead_days + days_after + catch_up_days >= 365:
        raise ValueError("lead_days + days_after + catch_up_days must be less than 365")


@lru_cache(maxsize=4096)
def first_instant(day: date, tz: str) -> datetime:
    """The first instant (aware, UTC) of the local `day` in `tz`.

    Where midnight comes twice the first one counts (fold=0). Where clocks skip it, the day starts
    with the first instant after the gap, which is the moment of the jump itself.
    """
    zone = ZoneInfo(tz)
    midnight = datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    if midnight.astimezone(zone).date() == day:
        # In a gap fold=0 resolves to the local time past it: go back to where the day begins.
        return _jump_before(midnight, day, zone)
    # The zone skipped the whole day (Samoa, 30 December 2011): its first instant is the next day's.
    return first_instant(day + ONE_DAY, tz)


def _jump_before(instant: datetime, day: date, zone: ZoneInfo) -> datetime:
    """The earliest instant of `day` at or before `instant`, looking back over one clock change."""
    before = instant - timedelta(seconds=1)
    if before.astimezone(zone).date() < day:
        return instant
    low, high = instant - timedelta(hours=3), instant
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).date() < day:
            low = middle
        else:
            high = middle
    return high


def local_date(now: datetime, tz: str) -> date:
    """The calendar date at the aware instant `now` in `tz`. ValueError for a naive `now`."""
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    return now.astimezone(_zone(tz)).date()


@lru_cache(maxsize=1024)
def _zone(tz: str) -> ZoneInfo:
    return ZoneInfo(tz)


@lru_cache(maxsize=1024)
def is_time_zone(name: str) -> bool:
    """Is `name` a time zone of the IANA database?"""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@lru_cache(maxsize=4096)
def first_time_zone(names: tuple[str | None, ...]) -> str:
    """The first of `names` that is a time zone; "UTC" where none is.

    Order them from the particular to the general: the member's, the home location's, the site's.
    """
    return next((name for name in names if name and is_time_zone(name)), "UTC")


def month_days_due(
    now: datetime, lead_days: int, catch_up_days: int, leap_day: str
) -> Iterator[tuple[int, int]]:
    """(month x 100 + day, occasion year) of all birthdays that may be due anywhere on Earth.

    A net cast a day too wide on both sides: `due()` decides for each member. Each month-day comes
    once, since windows are shorter than a year.
    """
    first = (now + WESTERNMOST).astimezone(UTC).date() - timedelta(days=catch_up_days)
    last = (now + EASTERNMOST).astimezone(UTC).date() + timedelta(days=lead_days)
    leap_birthday = Birthday(2, 29)
    day = first
    while day <= last:
        yield day.month * 100 + day.day, day.year
        if not isleap(day.year) and observed_on(leap_birthday, day.year, leap_day) == day:
            yield leap_birthday.number, day.year
        day += ONE_DAY
