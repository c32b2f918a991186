"""What the till says of a voucher, and by which rules, in which order."""

from datetime import datetime

from django.db.models import Prefetch, TextChoices
from django.utils.translation import gettext_lazy as _

from wagtail_birthday.members.models import Location
from wagtail_birthday.vouchers.models import (
    Redemption,
    RedemptionKind,
    State,
    Voucher,
    VoucherQuerySet,
)


class Verdict(TextChoices):
    """The answer to a scan. The values are API: never renamed, never translated; the words are."""

    GIVE = "give", _("Give the gift")
    UNKNOWN = "unknown", _("Unknown code")
    BLOCKED = "blocked", _("Member blocked")
    VOID = "void", _("Void")
    WRONG_LOCATION = "wrong_location", _("Not at this location")
    NOT_YET = "not_yet", _("Not yet")
    ENDED = "ended", _("Ended")
    ALREADY_GIVEN = "already_given", _("Already given")

    @property
    def icon(self) -> str:
        """The name of an icon of Wagtail's set: a shape of its own, so that colour is not needed."""
        return _LOOKS[self][0]

    @property
    def severity(self) -> str:
        """ "success", "warning" or "critical"."""
        return _LOOKS[self][1]


_LOOKS = {
    Verdict.GIVE: ("check", "success"),
    Verdict.UNKNOWN: ("help", "critical"),
    Verdict.BLOCKED: ("lock", "critical"),
    Verdict.VOID: ("circle-xmark", "critical"),
    Verdict.WRONG_LOCATION: ("site", "warning"),
    Verdict.NOT_YET: ("calendar-alt", "warning"),
    Verdict.ENDED: ("history", "critical"),
    Verdict.ALREADY_GIVEN: ("tasks", "critical"),
}


def verdict_on(voucher: Voucher | None, *, now: datetime, location: Location | None) -> Verdict:
    """All the rules of the till, in order; the first that applies is the answer.

    `now` is an aware instant of the server's clock. `location` is where staff stand; None only
    where the business has no locations. What is wrong with the voucher itself is said before what
    has become of it: a void voucher is never called already given.
    """
    if voucher is None:
        return Verdict.UNKNOWN
    if voucher.member is not None and voucher.member.is_blocked:
        return Verdict.BLOCKED
    if voucher.state == State.VOID:
        return Verdict.VOID
    if location is not None and location.pk not in allowed_location_ids(voucher, location):
        return Verdict.WRONG_LOCATION
    if now < voucher.opens_at:
        return Verdict.NOT_YET
    # A gift that was given has not ended, however long ago: staff would look for the wrong day.
    if voucher.state == State.ISSUED and now >= voucher.closes_at:
        return Verdict.ENDED
    if voucher.state == State.REDEEMED:
        return Verdict.ALREADY_GIVEN
    return Verdict.GIVE


def allowed_locations(voucher: Voucher) -> list[Location]:
    """Where the voucher can be used; empty: everywhere.

    Those of the campaign that are still open. When all of them have closed, the promise holds
    everywhere rather than nowhere.
    """
    return [location for location in voucher.campaign.locations.all() if location.is_open]


def allowed_location_ids(voucher: Voucher, location: Location) -> set[int]:
    return {allowed.pk for allowed in allowed_locations(voucher)} or {location.pk}


def for_the_till(vouchers: VoucherQuerySet) -> VoucherQuerySet:
    """The vouchers with all that a verdict and its words need, in a constant number of queries."""
    given = Redemption.objects.filter(
        kind=RedemptionKind.REDEEM, annulled_by__isnull=True
    ).select_related("by", "location")
    return vouchers.select_related("member", "snapshot", "campaign").prefetch_related(
        "campaign__locations", Prefetch("redemptions", given, to_attr="live_redemptions")
    )


def redemption_of(voucher: Voucher) -> Redemption | None:
    """The live redemption of a voucher that came from `for_the_till()`."""
    return voucher.live_redemptions[0] if voucher.live_redemptions else None
