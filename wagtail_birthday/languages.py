"""Languages as their readers know them: tag, direction, own name, and how a day is written.

Pure: takes Django's language codes ("zh-hans"), gives what HTML and readers expect.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.conf import settings
from django.utils.translation import get_language_info

# Where the way to write a date in a text differs from the long format of CLDR.
LONG_DATES = {"uz": "y-'yil' d-MMMM"}


@dataclass(frozen=True)
class Language:
    """A language by its Django code, as a page shows it."""

    code: str

    @property
    def tag(self) -> str:
        """For `lang` and `hreflang` (BCP 47): zh-Hans, uz, pt-BR."""
        primary, *subtags = self.code.split("-")
        return "-".join([primary.lower(), *(_subtag(subtag) for subtag in subtags)])

    @property
    def direction(self) -> str:
        """For `dir`: "rtl" or "ltr"."""
        return "rtl" if self.code.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"

    @property
    def name(self) -> str:
        """What its speakers call it, as a label of its own: 简体中文, Oʻzbek tili."""
        try:
            own_name = get_language_info(self.code)["name_local"]
        except KeyError:
            own_name = dict(settings.LANGUAGES).get(self.code, self.code)
        return str(own_name)[:1].upper() + str(own_name)[1:]

    @property
    def babel(self) -> Locale:
        """For Babel; the nearest that it has: a more general form, else the site's language."""
        return _babel(self.code)

    def long_date(self, day: date) -> str:
        """`day` as a reader of this language writes it: 2026年11月21日, 2026-yil 21-noyabr."""
        return _long_date(day, self.code)


@lru_cache(maxsize=256)
def _babel(code: str) -> Locale:
    for candidate in (*_general_forms(code), *_general_forms(settings.LANGUAGE_CODE)):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def _general_forms(code: str) -> list[str]:
    """zh-hans-sg, zh-hans, zh."""
    subtags = code.split("-")
    return ["-".join(subtags[:length]) for length in range(len(subtags), 0, -1)]


@lru_cache(maxsize=4096)
def _long_date(day: date, code: str) -> str:
    return format_date(day, format=LONG_DATES.get(code, "long"), locale=_babel(code))


def _subtag(subtag: str) -> str:
    """A script is written Hans, a region CN; anything else small."""
    match len(subtag):
        case 4:
            return subtag.capitalize()
        case 2:
            return subtag.upper()
        case _:
            return subtag.lower()
