"""Names as they are typed and as they are searched."""

import re
import unicodedata

# What people type for the Uzbek oʻ, gʻ (U+02BB) and for the tutuq belgisi (U+02BC).
_APOSTROPHES = re.compile("['`ʻʼ‘’]")


def fold(name: str) -> str:
    """`name` for comparison: without case, apostrophes of any kind, accents and extra spaces."""
    bare = _APOSTROPHES.sub("", name)
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(letters.casefold().split())
