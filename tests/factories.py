"""Valid objects in one call; a test states only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from wagtail.models import Locale

from wagtail_birthday import codes
from wagtail_birthday.calendar import Birthday
from wagtail_birthday.models import Campaign, Card, Gift, GiftSnapshot, Location, Member, Voucher

NOW = datetime(2027, 6, 10, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

_numbers = count(1)


def utc(text: str) -> datetime:
    """`utc("2027-06-10T09:00")`: an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def locale(code="en") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def location(name=None, **fields) -> Location:
    fields.setdefault("time_zone", "Asia/Tashkent")
    return Location.objects.create(name=name or f"Branch {next(_numbers)}", **fields)


def member(name="Dilnoza Karimova", birthday: str | None = "--06-10", **fields) -> Member:
    """A member of old with consent, by default born on 10 June."""
    parsed = Birthday.parse(birthday) if birthday else None
    return Member.objects.create(
        **{
            "name": name,
            "birth_md": parsed and parsed.number,
            "birth_year": parsed and parsed.year,
            "time_zone": "Asia/Tashkent",
            "joined_at": LONG_AGO,
            "consented_at": LONG_AGO,
            "email": f"member{next(_numbers)}@example.com",
            **fields,
        }
    )


def card(of: Member | None = None, **fields) -> Card:
    return Card.objects.create(member=of or member(), **fields)


def gift(title="Free cappuccino", *, language="en", **fields) -> Gift:
    """A live gift."""
    fields.setdefault("staff_label", title)
    fields.setdefault("description", f"{title}, on the house.")
    return Gift.objects.create(title=title, locale=locale(language), live=True, **fields)


def translated(source: Gift, language: str, title: str, **fields) -> Gift:
    """A live translation of `source`."""
    return gift(
        title,
        language=language,
        translation_key=source.translation_key,
        kind=source.kind,
        bonus_stamps=source.bonus_stamps,
        **fields,
    )


def campaign(**fields) -> Campaign:
    """A live campaign with a live gift, and the defaults of the calendar."""
    fields.setdefault("name", "Birthday")
    fields.setdefault("is_live", True)
    if "gift" not in fields:
        fields["gift"] = gift()
    return Campaign.objects.create(**fields)


def snapshot(of: Gift | None = None, **fields) -> GiftSnapshot:
    of = of or gift()
    texts = {
        "title": of.title,
        "description": of.description,
        "terms": of.terms,
        "staff_label": of.staff_label,
        "handover": of.handover,
    }
    digest = f"test {next(_numbers)}"
    return GiftSnapshot.objects.create(
        **{
            "gift": of,
            "digest": digest,
            "source_digest": digest,
            "source_language": of.locale.language_code,
            "kind": of.kind,
            "bonus_stamps": of.bonus_stamps,
            "texts": {of.locale.language_code: texts},
            "taken_at": LONG_AGO,
            **fields,
        }
    )


def voucher(of: Member | None = None, **fields) -> Voucher:
    """An issued voucher that is open at NOW."""
    of = of or member()
    if "campaign" not in fields:
        fields["campaign"] = Campaign.objects.first() or campaign()
    if "snapshot" not in fields:
        fields["snapshot"] = snapshot(fields["campaign"].gift)
    return Voucher.objects.create(
        **{
            "member": of,
            "occasion": 2027,
            "mode": fields["campaign"].mode,
            "code": codes.new_code(),
            "language": of.language,
            "issued_at": NOW - timedelta(days=7),
            "opens_at": NOW - timedelta(days=7),
            "closes_at": NOW + timedelta(days=14),
            "time_zone": "Asia/Tashkent",
            **fields,
        }
    )


def user(username=None, **fields):
    username = username or f"user{next(_numbers)}"
    return get_user_model().objects.create_user(
        username=username, email=f"{username}@example.com", password="secret", **fields
    )


def staff(username=None):
    """A user who may open the staff desk and nothing else."""
    person = user(username)
    person.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        Permission.objects.get(
            content_type__app_label="wagtail_birthday", codename="redeem_voucher"
        ),
    )
    return person
