"""Dates as members read them, each in their own language (oracle D6)."""

from datetime import date
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from django.utils.translation import to_locale

# Where the formal order of the language differs from CLDR's.
_PATTERNS = {"uz": "y'-yil' d-MMMM"}
_LONG = "long"


@lru_cache(maxsize=4096)
def day_in(day: date, language: str) -> str:
    """`day` with its year: June 24, 2027; 2027年6月24日; 2027-yil 24-iyun."""
    return format_date(day, _PATTERNS.get(language, _LONG), locale=babel_locale(language))


@lru_cache(maxsize=128)
def babel_locale(language: str) -> Locale:
    """Babel's locale of a Django language code; of its more general form where Babel has none."""
    code = language
    while code:
        try:
            return Locale.parse(to_locale(code))
        except (UnknownLocaleError, ValueError):
            code = code.rpartition("-")[0]
    return Locale("en")
