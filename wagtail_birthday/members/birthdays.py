"""Setting a member's birthday, with the history that keeps one gift a year honest."""

from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from wagtail_birthday.calendar import Birthday
from wagtail_birthday.members.models import BirthdayChange, Member


def set_birthday(
    member: Member, birthday: Birthday | None, *, by, at: datetime, reason: str = ""
) -> bool:
    """Set, change or clear the birthday; False where it was that already.

    The first one a member ever has is no change: it starts no cool-off. Clearing it and setting
    it again is one, and so is everything later. A year that becomes known, or is corrected, changes
    nothing about the day on which it is kept.
    """
    with transaction.atomic():
        member = _locked(member)
        old = member.birthday
        if old == birthday:
            return False
        is_same_day = old and birthday and old.number == birthday.number
        is_first = old is None and not member.birthday_changes.exists()
        member.birth_md = birthday and birthday.number
        member.birth_year = birthday and birthday.year
        if not is_same_day and not is_first:
            member.birthday_changed_at = at
        member.save(update_fields=["birth_md", "birth_year", "birthday_changed_at"])
        BirthdayChange.objects.create(
            member=member, at=at, by=by, reason=reason, old_fingerprint=fingerprint(member, old)
        )
        log(member, "wagtail_birthday.birthday_change", user=by, data={"reason": reason})
    return True


def waive_cool_off(member: Member, *, by, reason: str, at: datetime) -> None:
    """Let this year's gift go out in spite of the last change: it corrected a typo.

    ValueError without a reason. It is kept and logged with the actor.
    """
    if not reason:
        raise ValueError("waiving the cool-off needs a reason")
    with transaction.atomic():
        member = _locked(member)
        member.cool_off_waived_at = at
        member.save(update_fields=["cool_off_waived_at"])
        BirthdayChange.objects.create(
            member=member, at=at, by=by, reason=reason, waives_cool_off=True
        )
        log(member, "wagtail_birthday.waive_cool_off", user=by, data={"reason": reason})


def fingerprint(member: Member, birthday: Birthday | None) -> str:
    """A keyed hash of a birthday that is gone: it can be recognised, but not read back.

    Keyed with the site's secret and salted with the member, since 366 days are soon tried.
    """
    if birthday is None:
        return ""
    return salted_hmac(f"birthday:{member.pk}", str(birthday), algorithm="sha256").hexdigest()


def _locked(member: Member) -> Member:
    """The caller's object, brought up to date under a row lock."""
    member.refresh_from_db(from_queryset=Member.objects.select_for_update())
    return member
