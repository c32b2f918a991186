"""Every member has a card: made when it is first asked for, or for many members at once."""

from collections.abc import Iterable
from itertools import islice

from wagtail_birthday.members.models import Card, Member

BATCH_SIZE = 500


def card_of(member: Member) -> Card:
    """The member's card, made now if there is none. Two callers at once get the same one.

    The card comes with its member loaded.
    """
    card, _is_new = Card.objects.select_related("member").get_or_create(member=member)
    return card


def ensure_cards(member_ids: Iterable[int]) -> None:
    """Make the cards that are missing among these members; ids of nobody are passed over.

    Takes two queries for each 500 members. Safe to run twice at once: the card that was there
    first stays.
    """
    ids = iter(member_ids)
    while batch := list(islice(ids, BATCH_SIZE)):
        without = Member.objects.filter(pk__in=batch, card=None).order_by("pk")
        cards = [Card(member_id=pk) for pk in without.values_list("pk", flat=True)]
        Card.objects.bulk_create(cards, ignore_conflicts=True)
