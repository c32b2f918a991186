"""The café's locations and its thousand made-up members: the same ones on every machine."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from cafe.demo.names import full_name
from wagtail_birthday.members.cards import ensure_cards
from wagtail_birthday.members.names import fold
from wagtail_birthday.models import Location, Member

SEED = 20261123
MEMBERS = 1000
LEAP_DAY_MEMBERS = 12
OPENED = datetime(2023, 3, 21, 9, tzinfo=UTC)
LAST_JOINED = datetime(2026, 9, 1, 9, tzinfo=UTC)

# name, time zone, language of most who go there
LOCATIONS = (
    ("Tashkent, Amir Temur Square", "Asia/Tashkent", "uz"),
    ("Shanghai, Fuxing Park", "Asia/Shanghai", "zh-hans"),
    ("London, Exmouth Market", "Europe/London", "en"),
)
# Some live elsewhere: their own time zone counts.
AWAY = ("America/Los_Angeles", "Pacific/Kiritimati", "Asia/Samarkand", "Europe/Berlin")


def ensure_locations() -> list[Location]:
    return [
        Location.objects.get_or_create(name=name, defaults={"time_zone": time_zone})[0]
        for name, time_zone, _language in LOCATIONS
    ]


def ensure_members() -> int:
    """Make the members and their cards where there are none yet; how many were made."""
    if Member.objects.exists():
        return 0
    locations = ensure_locations()
    members = Member.objects.bulk_create(_members(locations), batch_size=200)
    ensure_cards(member.pk for member in members)
    return len(members)


def _members(locations: list[Location]) -> Iterator[Member]:
    # Not for secrets: the point of these numbers is that they are always the same.
    random = Random(SEED)  # noqa: S311
    for number in range(MEMBERS):
        branch = random.choices(range(3), weights=(5, 3, 2))[0]
        _name, _zone, language = LOCATIONS[branch]
        if random.random() < 0.08:
            language = random.choice(["en", "uz", "zh-hans"])
        name, greeting = full_name(language, random.randrange(16), random.randrange(16))
        joined = OPENED + (LAST_JOINED - OPENED) * random.random()
        visits, last_visit = _visits(random, joined)
        birthday = _birthday(random, number)
        yield Member(
            name=name,
            greeting_name=greeting,
            name_folded=fold(name),
            birth_md=birthday and birthday.month * 100 + birthday.day,
            birth_year=birthday.year if birthday and random.random() < 0.3 else None,
            language=language,
            time_zone=random.choice(AWAY) if random.random() < 0.05 else "",
            home_location=locations[branch] if random.random() < 0.97 else None,
            email=f"member{number}@example.com" if random.random() < 0.9 else "",
            phone=f"+000 {number:04} {random.randrange(10_000):04}",
            joined_at=joined,
            # About one in fifteen never agreed; one in a hundred is blocked.
            consented_at=joined if random.random() < 0.93 else None,
            is_blocked=random.random() < 0.01,
            visit_count=visits,
            last_visit_at=last_visit,
        )


def _birthday(random: Random, number: int) -> date | None:
    """A day of a leap year; the first members have the leap day, and a few did not tell."""
    day = date(1996, 1, 1) + timedelta(days=random.randrange(366))
    year = random.randrange(1950, 2009)
    if number < LEAP_DAY_MEMBERS:
        return date(1996, 2, 29)
    if random.random() < 0.03:
        return None
    return day.replace(year=1996 if (day.month, day.day) == (2, 29) else year)


def _visits(random: Random, joined: datetime) -> tuple[int, datetime | None]:
    """(how many, when the last was). One in four is quiet: it was long ago."""
    visits = random.randrange(40)
    if not visits:
        return 0, None
    share = random.random() * 0.3 if random.random() < 0.25 else 0.7 + random.random() * 0.3
    return visits, joined + (LAST_JOINED - joined) * share
