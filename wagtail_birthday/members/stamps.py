"""Stamps on a card: a ledger of entries, and their sum on the card."""

from datetime import datetime

from django.db.models import F

from wagtail_birthday.members.models import Card, StampEntry


def credit(card: Card, stamps: int, *, key: str, at: datetime) -> bool:
    """Add `stamps` to the card once for `key`, the event that earned them; False if it was before.

    Call it in the transaction of that event.
    """
    _entry, is_new = StampEntry.objects.get_or_create(
        key=key, defaults={"card": card, "stamps": stamps, "at": at}
    )
    if is_new:
        Card.objects.filter(pk=card.pk).update(stamps=F("stamps") + stamps)
    return is_new
