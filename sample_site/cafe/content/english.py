"""What the sample site says, in English. Data only: no models, so that it can be read anywhere.

Every text is a msgid of the catalogues zh_Hans.po and uz.po. The keys in `NOT_TEXTS` hold codes,
names of files and numbers, which no one translates.
"""

from collections.abc import Iterator
from typing import Any

NOT_TEXTS = {"slug", "kind", "bonus_stamps", "image", "icon", "closing_button_url"}

HOME = {
    "slug": "home",
    "title": "Café Navroʻz",
    "search_description": "Coffee, warm bread and a small gift for your birthday.",
    "heading": "Welcome to Café Navroʻz",
    "intro": "Coffee, warm bread and a small gift for your birthday.",
    "note": (
        "This is the sample site of wagtail_birthday. The admin is open to you: change a gift,"
        " and see the page follow."
    ),
    "admin_label": "Open the admin",
}

GIFTS = {
    "drink": {
        "title": "A free drink of your choice",
        "description": "Happy birthday! Your next coffee, tea or lemonade is on us.",
        "terms": "One drink of any size, in store. One per member.",
        "staff_label": "Free birthday drink",
        "handover": "Ring up one drink at no charge, and wish them a happy birthday.",
        "kind": "drink",
        "image": "gift-drink.png",
    },
    "stamps": {
        "title": "Three bonus stamps",
        "description": "Happy birthday! Three bonus stamps bring your next free coffee closer.",
        "staff_label": "Birthday stamp pack: three stamps",
        "handover": "The stamps are added when you confirm. Wish them a happy birthday.",
        "kind": "stamps",
        "bonus_stamps": 3,
        "image": "gift-stamps.png",
    },
}

PAGE = {
    "slug": "birthday-rewards",
    "title": "Birthday rewards",
    "search_description": (
        "One small gift for every member’s birthday: issued by the system, seen by staff,"
        " redeemed with one scan."
    ),
    "eyebrow": "Automated birthday rewards",
    "heading": "A small birthday gift. A good reason to come back.",
    "lead": (
        "Give every member one clear gift in the days around their birthday. The system issues it"
        " on time, staff see it at the counter, and a familiar face walks in again."
    ),
    "intro": (
        "For each birthday the system can issue a voucher, change the reward state of the member’s"
        " card, or simply signal staff that a gift is waiting. You choose once; nobody has to keep"
        " a list."
    ),
    "chips": [
        "Issued automatically",
        "On the wallet card",
        "Visible to staff",
        "One small gift",
    ],
    "facts_heading": "At a glance",
    "facts": [
        {
            "label": "What it does",
            "value": (
                "Issues a birthday voucher, changes the card’s reward state, or signals staff"
            ),
        },
        {
            "label": "Gift styles",
            "value": (
                "Free drink, dessert, service add-on, small discount, bonus stamp pack,"
                " birthday-only upgrade"
            ),
        },
        {
            "label": "Best fit",
            "value": (
                "Cafés, bakeries, restaurants, salons, spas, beauty and other repeat-visit"
                " businesses"
            ),
        },
        {
            "label": "How it is redeemed",
            "value": "At the counter, with one scan of the card",
        },
    ],
    "uses_heading": "How businesses use it",
    "uses_intro": (
        "The gift is small on purpose. What counts is that it arrives in time, and that the person"
        " at the counter knows about it."
    ),
    "uses": [
        {
            "title": "Issue it before the visit",
            "text": (
                "The voucher reaches the card days before the birthday, while the member is still"
                " deciding where to go."
            ),
        },
        {
            "title": "Show staff that a gift is waiting",
            "text": (
                "When the card is scanned, staff see the gift and how to hand it over. The date of"
                " birth stays private."
            ),
        },
        {
            "title": "Give a small gift, not a heavy discount",
            "text": (
                "A coffee or a dessert feels personal and costs you little. Your prices stay what"
                " they are."
            ),
        },
        {
            "title": "Reconnect with quiet customers",
            "text": (
                "Someone who has not been in for a while gets a reason to return that is about"
                " them, not about a sale."
            ),
        },
    ],
    "steps_heading": "How it works",
    "steps_intro": "You set it up once. After that it runs for every member, every year.",
    "steps": [
        {
            "title": "The customer joins",
            "text": (
                "A name and the day and month of birth are enough. The year can stay out of it."
            ),
            "customer_side": (
                "Scans the QR code at the counter and saves the card to Apple Wallet or Google"
                " Wallet."
            ),
            "business_side": "Puts up one QR code. There is no list to keep.",
            "image": "step-join.png",
            "image_alt": "A phone scans a QR code on a stand at the counter.",
        },
        {
            "title": "You define one clear gift",
            "text": (
                "Choose something that staff can explain in one sentence: a free drink, a dessert,"
                " a bonus stamp pack."
            ),
            "customer_side": "Sees one gift, with conditions in plain words.",
            "business_side": (
                "Decides how many days before the birthday it is issued and how long it stays"
                " valid."
            ),
            "image": "step-gift.png",
            "image_alt": "A gift box with a ribbon beside a cup of coffee.",
        },
        {
            "title": "The system issues it",
            "text": (
                "When the day comes, the gift is issued by itself: one for each member, once for"
                " each birthday."
            ),
            "customer_side": "Finds the gift on the wallet card before the birthday.",
            "business_side": (
                "Has nothing to do. The report shows what was issued, and gives the reason for"
                " whatever was not."
            ),
            "image": "step-issue.png",
            "image_alt": "A wallet card with a birthday gift on the screen of a phone.",
        },
        {
            "title": "Redeemed in the normal flow",
            "text": (
                "Staff scan the card as on any other visit, see that a gift is waiting and hand it"
                " over."
            ),
            "customer_side": "Shows the card and enjoys the gift. No paper, no code to remember.",
            "business_side": (
                "Confirms with one tap. A gift that has been used cannot be used again."
            ),
            "image": "step-redeem.png",
            "image_alt": "A drink with a birthday candle is handed across the counter.",
        },
    ],
    "gift_heading": "This is what a gift looks like",
    "audiences_heading": "Which businesses it suits",
    "audiences_intro": (
        "It works wherever customers return several times a year: from the café on the corner to"
        " any other business built on repeat visits."
    ),
    "audiences": [
        {
            "icon": "cup",
            "title": "Cafés and bakeries",
            "text": ("A free drink or a dessert is quick to hand over, even in the morning rush."),
        },
        {
            "icon": "plate",
            "title": "Restaurants",
            "text": (
                "Hardly anyone celebrates alone. A dessert on the house is remembered by the whole"
                " table."
            ),
        },
        {
            "icon": "scissors",
            "title": "Salons, spas and beauty",
            "text": (
                "A service add-on or a birthday-only upgrade makes the next appointment feel like"
                " a treat."
            ),
        },
    ],
    "comparison_heading": "Automated or by hand?",
    "comparison_intro": (
        "A notebook will do for the first few birthdays. The difference shows when the shop is"
        " full."
    ),
    "comparison": {
        "automated_label": "Automated",
        "manual_label": "By hand",
        "rows": [
            {
                "aspect": "Consistency",
                "automated": "Every eligible member gets the same gift, on time.",
                "manual": "Depends on who remembers and how busy the day is.",
            },
            {
                "aspect": "Customer experience",
                "automated": "The gift is on the card before the customer comes in.",
                "manual": "The customer has to ask, and staff may not know the answer.",
            },
            {
                "aspect": "Operational clarity",
                "automated": (
                    "Staff see at once whether to give the gift now. Every gift is on record."
                ),
                "manual": "Notes and guesses. It is hard to say later what was given.",
            },
            {
                "aspect": "Long-term use",
                "automated": "Keeps working at the same pace as membership grows.",
                "manual": "Takes more effort with every new member, until it is quietly dropped.",
            },
        ],
    },
    "faq_heading": "Frequently asked questions",
    "faq": [
        {
            "question": "What can a birthday reward do?",
            "answer": (
                "It can issue a birthday voucher, change the reward state of the member’s card, or"
                " signal staff that a gift is waiting. Choose the way that suits your counter."
            ),
        },
        {
            "question": "Which gifts work best?",
            "answer": (
                "Small ones that are easy to explain: a free drink, a dessert, a service add-on, a"
                " small discount, a bonus stamp pack or a birthday-only upgrade. One gift that"
                " everybody understands is usually better than three to choose from."
            ),
        },
        {
            "question": "Can staff see that a gift is waiting?",
            "answer": (
                "Yes. When they scan the card, they see what the gift is and whether it can be"
                " given now. The birthday itself is not shown."
            ),
        },
        {
            "question": "Who should start with it?",
            "answer": (
                "Businesses whose customers come back: cafés, bakeries, restaurants, salons, spas,"
                " beauty and others like them. Start with one gift, and look after a few months at"
                " how many have been redeemed."
            ),
        },
    ],
    "closing_heading": "Start with one gift",
    "closing_text": (
        "Choose something small that you would be glad to hand over yourself. The system remembers"
        " the dates."
    ),
    "closing_button_label": "Set up your first gift",
    "closing_button_url": "/admin/",
}


def messages() -> list[str]:
    """Every text, once, in the order of the site."""
    return list(dict.fromkeys(_texts([HOME, *GIFTS.values(), PAGE])))


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, child in value.items():
                if key not in NOT_TEXTS:
                    yield from _texts(child)
        case list():
            for child in value:
                yield from _texts(child)
