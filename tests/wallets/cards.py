"""A member's card with a voucher in any state, in three languages, for one call."""

from datetime import timedelta

from tests import factories
from tests.factories import NOW

TEXTS = {
    "en": {
        "title": "Free cappuccino",
        "description": "On the house, with our best wishes.",
        "terms": "One for each member.",
        "staff_label": "STAFF cappuccino",
        "handover": "STAFF rings up key 7",
    },
    "zh-hans": {
        "title": "免费卡布奇诺一杯",
        "description": "祝您生日快乐！",
        "terms": "每位会员限一份。",
        "staff_label": "STAFF 卡布奇诺",
        "handover": "",
    },
    "uz": {
        "title": "Bepul kappuchino",
        "description": "Bizdan sovgʻa, eng yaxshi tilaklar bilan.",
        "terms": "Har bir aʼzoga bittadan.",
        "staff_label": "STAFF kappuchino",
        "handover": "",
    },
}

STATES = {
    "waiting": {"opens_at": NOW + timedelta(days=3)},
    "ready": {},
    "given": {"state": "redeemed", "redeemed_at": NOW},
    "ended": {"opens_at": NOW - timedelta(days=20), "closes_at": NOW - timedelta(days=2)},
    "void": {"state": "void"},
}


def card_with_gift(state="ready", *, member=None, texts=TEXTS, source="en", stamps=3, **voucher):
    """A card whose voucher is in `state` at NOW. The member is born on 29 February."""
    member = member or factories.member(birthday="1988-02-29")
    card = factories.card(member, stamps=stamps)
    if state != "none":
        voucher = {**STATES[state], **voucher}
        voucher.setdefault("snapshot", factories.snapshot(texts=texts, source_language=source))
        factories.voucher(member, **voucher)
    return card
