"""In which language does a promised gift speak to this member?

Pure. A gift is always shown in one language as a whole; where it has none for the member, the next
one of a fixed chain steps in, and the voucher is issued all the same.
"""

from collections.abc import Iterator

from wagtail_birthday import conf
from wagtail_birthday.gifts.models import GiftSnapshot


def text_in(snapshot: GiftSnapshot, language: str) -> tuple[dict[str, str], str]:
    """The texts of `snapshot` for a reader of `language`, and the language that they are in.

    The chain: the language itself, its more general forms (`uz-cyrl`, then `uz`), the site's
    default language, the language that the gift was written in. A language whose title is empty
    is not there. The texts have all of title, description, terms, staff_label and handover.
    """
    if snapshot.texts.get(language, {}).get("title"):
        return {**_EMPTY, **snapshot.texts[language]}, language
    by_code = {code.lower(): code for code in snapshot.texts}
    for wanted in (*chain(language), snapshot.source_language.lower()):
        code = by_code.get(wanted)
        if code is not None and snapshot.texts[code].get("title"):
            return {**_EMPTY, **snapshot.texts[code]}, code
    return {**_EMPTY, **snapshot.texts.get(snapshot.source_language, {})}, snapshot.source_language


def speaks(snapshot: GiftSnapshot, language: str) -> bool:
    """Has the gift texts in `language`, or in a form of the same language?"""
    _texts, used = text_in(snapshot, language)
    return used.lower().partition("-")[0] == language.lower().partition("-")[0]


def chain(language: str) -> Iterator[str]:
    """The languages to try for a reader of `language`, in lower case, the best one first.

    `chain("zh-Hans-SG")`: zh-hans-sg, zh-hans, zh, then the same for the site's default language.
    """
    seen = set()
    for start in (language, conf.default_language()):
        code = start.lower().replace("_", "-")
        while code:
            if code not in seen:
                seen.add(code)
                yield code
            code = code.rpartition("-")[0]


_EMPTY = dict.fromkeys(["title", "description", "terms", "staff_label", "handover"], "")
