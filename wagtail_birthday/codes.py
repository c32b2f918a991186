"""Codes that people read aloud, type and scan: unguessable, without look-alikes, self-checking.

A code is 18 random symbols of an alphabet of 23 (81 bits from `secrets`) and 2 check symbols.
The check symbols are those of a Reed-Solomon code over the integers modulo 23, so that any one or
two wrong symbols and any two that changed places are noticed. docs/decisions/0004-codes.md argues
the alphabet and the length.
"""

import re
import secrets
from collections.abc import Iterator

# Of each set of look-alikes one symbol is left at the most: no 0 O D Q, no 1 I L, no B (8), G (6),
# S (5), Z (2), U (V), W (VV).
ALPHABET = "23456789ACEFHJKMNPRTVXY"
LOOK_ALIKES = str.maketrans({"Z": "2", "S": "5", "G": "6", "B": "8", "U": "V"})

PRIME = len(ALPHABET)
RANDOM_SYMBOLS = 18
CHECK_SYMBOLS = 2
LENGTH = RANDOM_SYMBOLS + CHECK_SYMBOLS
GROUP = 4

_VALUES = {symbol: value for value, symbol in enumerate(ALPHABET)}
# Position i weighs 1 in the first sum and (i + 1) in the second; both are 0 in a right code.
_LAST = LENGTH - 1

# What a code must not spell, read as people read it: with digits for letters. Stems of English,
# Russian, Uzbek (Latin) and pinyin, kept to those that the alphabet can write.
_READS_AS = str.maketrans("23456789V", "ZEASGTBGU")
OFFENSIVE_STEMS = (
    *("ANAL", "ANUS", "ARSE", "ASS", "BUTT", "CACA", "CRAP", "CUCK", "CUM", "CUNT", "FAG", "FART"),
    *("FCK", "FUC", "FUK", "GAY", "HATE", "JAP", "JERK", "JEW", "KKK", "NAZ", "NEGR", "PAK", "PEE"),
    *("PEN", "PUTA", "RAPE", "SEX", "SHAT", "SS", "TAT", "TEAT", "TETS", "XXX"),
    *("CUKA", "CYKA", "EBAN", "EBAT", "HUE", "HUY", "XER", "XUE", "XUY", "YEB"),
    *("AHMAK", "AXMAK", "HEZ", "KAHBA", "KAXBA", "KUT", "TEZAK"),
    *("CAN", "CNM", "FEYTA", "GUNE", "SHAB", "TAMA"),
)
_OFFENSIVE = re.compile("|".join(OFFENSIVE_STEMS))


def new_code(randbelow=secrets.randbelow) -> str:
    """A fresh code of 20 symbols, not grouped. It spells nothing offensive."""
    while True:
        number = randbelow(PRIME**RANDOM_SYMBOLS)
        values = []
        for _ in range(RANDOM_SYMBOLS):
            number, value = divmod(number, PRIME)
            values.append(value)
        code = "".join([ALPHABET[value] for value in values + _check_values(values)])
        if not is_offensive(code):
            return code


def _check_values(values: list[int]) -> list[int]:
    """The last two values, which make sum(v) and sum((i + 1) * v) both 0 modulo 23."""
    plain = sum(values)
    weighted = sum([(place + 1) * value for place, value in enumerate(values)])
    # a + b = -plain and 19 a + 20 b = -weighted, hence b = 19 plain - weighted.
    last = (_LAST * plain - weighted) % PRIME
    return [(-plain - last) % PRIME, last]


def is_right(code: str) -> bool:
    """Do the check symbols of the 20 symbols agree with the rest?"""
    values = [_VALUES.get(symbol) for symbol in code]
    if len(values) != LENGTH or None in values:
        return False
    weighted = sum((place + 1) * value for place, value in enumerate(values))
    return sum(values) % PRIME == 0 and weighted % PRIME == 0


def parse(text: str) -> str | None:
    """The code that a person or a reader typed, or None where it cannot be one.

    Case, spaces, hyphens and look-alikes are forgiven; a wrong check symbol is not.
    """
    code = re.sub(r"[\s\-‐-―_.·]+", "", text).upper().translate(LOOK_ALIKES)
    return code if is_right(code) else None


def grouped(code: str) -> str:
    """The code as people see it: ABCD-EFGH-JKLM-NPQR-STVX."""
    return "-".join(_groups(code))


def _groups(code: str) -> Iterator[str]:
    for start in range(0, len(code), GROUP):
        yield code[start : start + GROUP]


def is_offensive(code: str) -> bool:
    return _OFFENSIVE.search(code.translate(_READS_AS)) is not None
