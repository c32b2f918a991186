"""What the staff desk says of a verdict: whole sentences, in the staff member's language.

Pure: no queries, no clock. Dates and times are written by Babel for the active language. The dates
are those of the voucher; a birthday is never among them.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from django.utils.translation import get_language, gettext, ngettext
from wagtail.admin.utils import get_user_display_name

from wagtail_birthday import conf
from wagtail_birthday.calendar import first_time_zone
from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.languages import Language
from wagtail_birthday.members.models import Location, Member
from wagtail_birthday.vouchers.models import Redemption, Voucher
from wagtail_birthday.vouchers.verdicts import Verdict, allowed_locations

ONE_MOMENT = timedelta(microseconds=1)
PHONE_ENDING = 4
# Where the formal order of the language differs from CLDR's.
_FULL_DATE = {"uz": "y'-yil' d-MMMM, EEEE"}


def details(
    verdict: Verdict, voucher: Voucher | None, *, location: Location | None, now: datetime
) -> list[str]:
    """The sentences under the verdict: what it means for the customer at the counter."""
    match verdict:
        case Verdict.GIVE:
            return [*_until(voucher, location, now), *_stamps(voucher)]
        case Verdict.NOT_YET:
            return [*_from(voucher, location, now), *_where(voucher)]
        case Verdict.ENDED:
            return _ended(voucher, location, now)
        case Verdict.WRONG_LOCATION:
            return _where(voucher)
        case Verdict.VOID:
            return [gettext("This gift was cancelled. Please do not give it.")]
        case Verdict.BLOCKED:
            return [
                gettext("This member is blocked. Please ask the manager before giving anything.")
            ]
        case Verdict.UNKNOWN:
            return [
                gettext("We found no gift, no card and no member for this."),
                gettext("Scan it again, check the typing, or look for the member by name."),
            ]
    return []


def given_facts(redemption: Redemption | None, *, now: datetime) -> list[tuple[str, str]]:
    """When, where and by whom a gift was given, as labels with their values."""
    if redemption is None:
        return []
    facts = [(gettext("When"), when(redemption.at, tz=zone_of(redemption.location), now=now))]
    if redemption.location is not None:
        facts.append((gettext("Where"), redemption.location.name))
    if redemption.by is not None:
        facts.append((gettext("By whom"), get_user_display_name(redemption.by)))
    return facts


def when(instant: datetime, *, tz: str, now: datetime) -> str:
    """The date and the time of day at the place that keeps the time zone `tz`."""
    zone = ZoneInfo(tz)
    local = instant.astimezone(zone)
    time = format_time(local, "short", tzinfo=zone, locale=reader_locale())
    if local.date() == now.astimezone(zone).date():
        return gettext("Today at %(time)s") % {"time": time}
    return gettext("%(date)s at %(time)s") % {"date": in_words(local.date()), "time": time}


def what_distinguishes(member: Member, *, now: datetime) -> list[str]:
    """What tells namesakes apart, without a birthday: last visit, home location, end of the phone."""
    marks = []
    if member.home_location is not None:
        marks.append(member.home_location.name)
    if member.last_visit_at is None:
        marks.append(gettext("no visit yet"))
    else:
        visited = member.last_visit_at.astimezone(ZoneInfo(zone_of(member.home_location))).date()
        marks.append(
            gettext("last visit: %(date)s")
            % {"date": Language(reader_language()).long_date(visited)}
        )
    digits = [char for char in member.phone if char.isdigit()]
    # The end of a short number would be all of it.
    if len(digits) > 2 * PHONE_ENDING:
        ending = "".join(digits[-PHONE_ENDING:])
        marks.append(gettext("phone ending in %(digits)s") % {"digits": ending})
    return marks


def in_words(day: date) -> str:
    """`day` as the staff member reads it, with its weekday: Sunday, March 14, 2027."""
    locale = reader_locale()
    return format_date(day, _FULL_DATE.get(locale.language, "full"), locale=locale)


def reader_locale() -> Locale:
    return Language(reader_language()).babel


def reader_language() -> str:
    return get_language() or conf.default_language()


def zone_of(location: Location | None) -> str:
    return first_time_zone((location and location.time_zone, conf.time_zone()))


def _until(voucher: Voucher, location: Location | None, now: datetime) -> list[str]:
    sentences = [gettext("The last day is %(date)s.") % {"date": in_words(voucher.last_day)}]
    if _differs(voucher.closes_at - ONE_MOMENT, voucher, location, now):
        template = gettext(
            "By the clock here it ends on %(date)s at %(time)s: the day is counted in %(city)s."
        )
        sentences.append(template % _here(voucher.closes_at, voucher, location))
    return sentences


def _from(voucher: Voucher, location: Location | None, now: datetime) -> list[str]:
    sentences = [gettext("It can be given from %(date)s.") % {"date": in_words(voucher.opens_on)}]
    if _differs(voucher.opens_at, voucher, location, now):
        template = gettext(
            "By the clock here it begins on %(date)s at %(time)s: the day is counted in %(city)s."
        )
        sentences.append(template % _here(voucher.opens_at, voucher, location))
    return sentences


def _ended(voucher: Voucher, location: Location | None, now: datetime) -> list[str]:
    sentences = [gettext("The last day was %(date)s.") % {"date": in_words(voucher.last_day)}]
    if _differs(voucher.closes_at - ONE_MOMENT, voucher, location, now):
        template = gettext(
            "By the clock here it ended on %(date)s at %(time)s: the day is counted in %(city)s."
        )
        sentences.append(template % _here(voucher.closes_at, voucher, location))
    return sentences


def _differs(instant: datetime, voucher: Voucher, location: Location | None, now: datetime) -> bool:
    """Would the calendar at the till say another date than the voucher's, at `instant` or now?"""
    here, own = ZoneInfo(zone_of(location)), ZoneInfo(voucher.time_zone)
    return any(
        moment.astimezone(here).date() != moment.astimezone(own).date() for moment in (instant, now)
    )


def _here(instant: datetime, voucher: Voucher, location: Location | None) -> dict[str, str]:
    """`instant` on the till's clock, and the city whose days the voucher keeps."""
    zone, locale = ZoneInfo(zone_of(location)), reader_locale()
    local = instant.astimezone(zone)
    return {
        "date": in_words(local.date()),
        "time": format_time(local, "short", tzinfo=zone, locale=locale),
        "city": get_timezone_location(voucher.time_zone, locale=locale, return_city=True),
    }


def _where(voucher: Voucher) -> list[str]:
    """Nothing where it can be given everywhere."""
    places = [allowed.name for allowed in allowed_locations(voucher)]
    if not places:
        return []
    return [
        gettext("It can be given at: %(places)s.")
        % {"places": format_list(places, "or", locale=reader_locale())}
    ]


def _stamps(voucher: Voucher) -> list[str]:
    if voucher.mode != Mode.STAMPS or not voucher.snapshot.bonus_stamps:
        return []
    count = voucher.snapshot.bonus_stamps
    return [
        ngettext(
            "%(count)s bonus stamp goes on the card by itself.",
            "%(count)s bonus stamps go on the card by themselves.",
            count,
        )
        % {"count": count}
    ]
