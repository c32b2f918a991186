"""What a card says, laid out as Apple's storeCard: pass.json, and pass.strings for each language.

The texts in pass.json are those in the member's language. A phone in another language of the site
finds them as keys in its own pass.strings; one in a language that the site does not have shows
them as they are.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from wagtail_birthday.codes import grouped
from wagtail_birthday.languages import Language
from wagtail_birthday.wallets.content import CardContent, CardTexts
from wagtail_birthday.wallets.words import words_in

FORMAT_VERSION = 1

CREAM = "rgb(255,244,220)"
PALE = "rgb(243,217,204)"
EVERYDAY = {"backgroundColor": "rgb(122,46,31)", "foregroundColor": CREAM, "labelColor": PALE}
BIRTHDAY = {**EVERYDAY, "backgroundColor": "rgb(87,30,19)"}
NOT_VALID = {
    "backgroundColor": "rgb(84,92,90)",
    "foregroundColor": "rgb(255,255,255)",
    "labelColor": "rgb(232,232,232)",
}

HEADER, PRIMARY, SECONDARY, AUXILIARY, BACK = SECTIONS = (
    *("headerFields", "primaryFields", "secondaryFields"),
    *("auxiliaryFields", "backFields"),
)

# Made once: `json.dumps()` makes one for each call that wants it compact.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_PLAIN = re.compile(r'[^"\\\n]*')


class Field(NamedTuple):
    """A label with a value somewhere on the card."""

    section: str
    key: str
    label: str
    value: str
    tells_changes: bool = False


def pass_json(content: CardContent, pass_type_identifier: str, team_identifier: str) -> bytes:
    """The pass of `content`, as compact JSON in UTF-8.

    `voided` is for a card that is not honoured. A gift that has ended or was cancelled says so in
    its field: the card outlives its gifts, and a phone files a voided or expired pass away.
    """
    text = content.text
    sections: dict[str, list[dict]] = {section: [] for section in SECTIONS}
    for entry in fields(content, text):
        if entry.value:
            sections[entry.section].append(_field_json(entry))
    document = {
        "formatVersion": FORMAT_VERSION,
        "passTypeIdentifier": pass_type_identifier,
        "teamIdentifier": team_identifier,
        "serialNumber": content.serial,
        "organizationName": content.organisation,
        "description": _description(content, text),
        "logoText": content.organisation,
        **_colours(content),
        "sharingProhibited": True,
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": content.code,
                "messageEncoding": "iso-8859-1",
                "altText": content.voucher_code or grouped(content.code),
            }
        ],
        "storeCard": {section: entries for section, entries in sections.items() if entries},
    }
    if not content.is_valid:
        document["voided"] = True
    return to_json(document).encode()


def pass_strings(content: CardContent) -> dict[str, bytes]:
    """{path in the pass: pass.strings} for every language of `content`, the member's included.

    Where two texts are the same in the member's language but not in another, one of them counts
    for both: ours rather than a gift's.
    """
    own = content.text
    files = {}
    for language, text in content.texts.items():
        fixed = _fixed(own.language, language, content.organisation)
        stamps = _lines_of_pairs((own.stamps,), (text.stamps,), fixed.keys)
        gift = _lines_of_pairs(_of_gift(own), _of_gift(text), fixed.keys)
        files[f"{Language(language).tag}.lproj/pass.strings"] = stamps + gift + fixed.lines
    return files


def fields(content: CardContent, text: CardTexts) -> Iterator[Field]:
    """All fields of the card, in the language of `text`. Those without a value are left out."""
    words = text.words
    stamps_at = HEADER if text.gift else PRIMARY
    yield Field(stamps_at, "stamps", words.stamps, text.stamps, tells_changes=True)
    if text.gift:
        yield Field(PRIMARY, "gift", words.gift, text.gift.title)
    yield Field(SECONDARY, "state", words.state, text.state, tells_changes=True)
    if content.state.is_to_come:
        yield Field(SECONDARY, "until", words.valid_until, text.valid_until)
    yield Field(AUXILIARY, "member", words.member, content.member_name)
    if text.gift:
        yield Field(BACK, "about", words.about_the_gift, _about(text))
        yield Field(BACK, "terms", words.terms, text.gift.terms)
        yield Field(BACK, "code", words.voucher_code, content.voucher_code)
        yield Field(BACK, "from", words.valid_from, text.valid_from)
        yield Field(BACK, "last_day", words.valid_until, text.valid_until)
    yield Field(BACK, "how", words.how, words.how_to)
    yield Field(BACK, "card_code", words.card_code, grouped(content.code))


def _description(content: CardContent, text: CardTexts) -> str:
    return text.words.loyalty_card % {"organisation": content.organisation}


def _colours(content: CardContent) -> dict[str, str]:
    if not content.is_valid:
        return NOT_VALID
    return BIRTHDAY if content.state.is_to_come else EVERYDAY


def _field_json(entry: Field) -> dict[str, str]:
    parts = {"key": entry.key, "label": entry.label, "value": entry.value}
    if entry.tells_changes:
        # The phone's notification when the value changes: the new value itself.
        parts["changeMessage"] = "%@"
    return parts


def _about(text: CardTexts) -> str:
    return f"{text.gift.title}\n{text.gift.description}".strip()


def _of_gift(text: CardTexts) -> tuple[str, ...]:
    """The texts that come with a gift, in a fixed order."""
    if text.gift is None:
        return ()
    return (
        *(text.gift.title, _about(text), text.gift.terms),
        *(text.valid_from, text.valid_until),
    )


# Members share gifts, days and numbers of stamps: most lines have been written before.
@lru_cache(maxsize=2048)
def _lines_of_pairs(keys: tuple[str, ...], values: tuple[str, ...], taken: frozenset[str]) -> bytes:
    return _lines(_pairs(keys, values, taken))


class _Fixed(NamedTuple):
    """The part of a pass.strings that is the same on all cards with the same two languages."""

    keys: frozenset[str]
    lines: bytes


@lru_cache(maxsize=512)
def _fixed(own_language: str, language: str, organisation: str) -> _Fixed:
    keys, values = (_set_phrases(code, organisation) for code in (own_language, language))
    pairs = _pairs(keys, values)
    return _Fixed(frozenset(pairs), _lines(pairs))


def _set_phrases(language: str, organisation: str) -> list[str]:
    words = words_in(language)
    return [
        words.loyalty_card % {"organisation": organisation},
        *words.states.values(),
        *(words.not_valid, words.your_birthday, words.how_to),
        *(words.stamps, words.gift, words.state, words.valid_from, words.valid_until),
        *(words.member, words.about_the_gift, words.terms, words.voucher_code),
        *(words.how, words.card_code),
    ]


def _pairs(
    keys: Sequence[str], values: Sequence[str], taken: frozenset[str] = frozenset()
) -> dict[str, str]:
    """{text in the member's language: the same in another}, each key once and none of `taken`.

    A text that the other language does not have is left out: the member's own stands in for it.
    """
    pairs: dict[str, str] = {}
    for key, value in zip(keys, values, strict=True):
        if key and value and key not in taken:
            pairs.setdefault(key, value)
    return pairs


def _lines(pairs: dict[str, str]) -> bytes:
    lines = [f'"{_escaped(key)}" = "{_escaped(value)}";\n' for key, value in pairs.items()]
    return "".join(lines).encode()


def _escaped(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
