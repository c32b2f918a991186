"""The models of all rooms, in one place, so that Django finds them."""

from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.gifts.models import Gift, GiftSnapshot
from wagtail_birthday.issuing.models import Chunk, Heartbeat, Run
from wagtail_birthday.members.models import (
    BirthdayChange,
    Card,
    Location,
    Member,
    StampEntry,
    Visit,
)
from wagtail_birthday.outbox.models import Delivery
from wagtail_birthday.pages.models import BirthdayRewardPage
from wagtail_birthday.vouchers.models import Redemption, Voucher

__all__ = [
    "BirthdayChange",
    "BirthdayRewardPage",
    "Campaign",
    "Card",
    "Chunk",
    "Delivery",
    "Gift",
    "GiftSnapshot",
    "Heartbeat",
    "Location",
    "Member",
    "Redemption",
    "Run",
    "StampEntry",
    "Visit",
    "Voucher",
]
