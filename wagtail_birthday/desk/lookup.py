"""Whose gift is it? From what was scanned or typed to vouchers, a member, or several namesakes.

`now` is passed in. The number of queries depends neither on how many members there are nor on how
many gifts they have.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, Value, When

from wagtail_birthday import codes
from wagtail_birthday.members.models import Card, Member
from wagtail_birthday.members.names import fold
from wagtail_birthday.vouchers.models import State, Voucher
from wagtail_birthday.vouchers.verdicts import for_the_till

MOST_NAMESAKES = 20
# How long after its end a card still shows the last gift, for "but I had a gift here!".
RECENTLY = timedelta(days=60)

# A hand scanner is a keyboard: where the till is set to Russian or Uzbek Cyrillic, the code arrives
# in the letters that share its keys.
_CYRILLIC_KEYS = str.maketrans("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM")


@dataclass(frozen=True, slots=True)
class Found:
    """What stands behind a scan. All empty: nothing does.

    `vouchers` are ready for a verdict (see `for_the_till`). `member` is set where a person was
    found and not a voucher. `namesakes` are the members to choose from; `is_cut` tells that there
    are more of them.
    """

    vouchers: list[Voucher] = field(default_factory=list)
    member: Member | None = None
    namesakes: list[Member] = field(default_factory=list)
    is_cut: bool = False


def look_up(text: str, *, now: datetime) -> Found:
    """A voucher's code, else a card's, else a member's name.

    A code that is not ours and a text that cannot be a code take the same way, with the same
    queries, to the same empty answer.
    """
    # Readers and Chinese keyboards also send full-width letters and digits.
    text = unicodedata.normalize("NFKC", text).strip()
    code = codes.parse(text) or codes.parse(text.upper().translate(_CYRILLIC_KEYS)) or ""
    vouchers = list(for_the_till(Voucher.objects.filter(code=code)))
    if vouchers:
        return Found(vouchers=vouchers)
    card = Card.objects.select_related("member__home_location").filter(code=code).first()
    if card is not None:
        return of_member(card.member, now=now)
    if any(char.isdigit() for char in text):
        return Found()
    return _by_name(text, now=now)


def of_member(member: Member, *, now: datetime) -> Found:
    """The gifts that wait for `member`, in every mode; else the latest one that has ended or gone."""
    vouchers = list(
        for_the_till(
            Voucher.objects.filter(member=member, closes_at__gt=now - RECENTLY).order_by(
                "opens_at", "pk"
            )
        )
    )
    waiting = [
        voucher for voucher in vouchers if voucher.state == State.ISSUED and now < voucher.closes_at
    ]
    return Found(vouchers=waiting or vouchers[-1:], member=member)


def _by_name(text: str, *, now: datetime) -> Found:
    """Members whose name has every word of `text`, in any order: the one, or those to choose from."""
    words = fold(text).split()
    if not words:
        return Found()
    has_all = Q()
    for word in words:
        has_all &= Q(name_folded__contains=word)
    begins = Case(
        When(name_folded__startswith=" ".join(words), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    members = list(
        Member.objects.filter(has_all)
        .select_related("home_location")
        .order_by(begins, "name_folded", "pk")[: MOST_NAMESAKES + 1]
    )
    if len(members) == 1:
        return of_member(members[0], now=now)
    return Found(namesakes=members[:MOST_NAMESAKES], is_cut=len(members) > MOST_NAMESAKES)
