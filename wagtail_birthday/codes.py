"""Codes that people read aloud, type and scan: unguessable, without look-alikes, self-checking.

A code is 18 random symbols of an alphabet of 23 (81 bits from `secrets`) and 2 check symbols.
The check symbols are those of a Reed-Solomon code over the integers modulo 23, so that any one or
two wrong symbols and any two that changed places are noticed. docs/decisions/0004-codes.md argues
the alphabet and the length.
"""

import re
import secrets
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter

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

# What a code must not spell, read as people read it: with digits for letters. Stems of English,
# Russian, Uzbek (Latin) and pinyin, kept to those that the alphabet can write.
_READS_AS = str.maketrans("23456789V", "ZEASGTBGU")
OFFENSIVE_STEMS = (
    *("ANUS", "ARSE", "ASS", "BUTT", "CACA", "CRAP", "CUCK", "CUM", "CUNT", "FAG", "FART"),
    *("FCK", "FUC", "FUK", "GAY", "HATE", "JAP", "JERK", "KKK", "NAZ", "NEGR", "PAK", "PEE"),
    *("PEN", "PUTA", "RAPE", "SEX", "SHAT", "SS", "TAT", "TEAT", "TETS", "XXX"),
    *("CUKA", "CYKA", "EBAN", "EBAT", "HUE", "HUY", "XER", "XUE", "XUY", "YEB"),
    *("AHMAK", "AXMAK", "HEZ", "KAHBA", "KAXBA", "KUT", "TEZAK"),
    *("CAN", "CNM", "FEYTA", "GUNE", "SHAB", "TAMA"),
)
# By their first letters, so that most places of a code are done with after one look.
_OFFENSIVE = re.compile(
    "|".join(
        f"{first}(?:{'|'.join(stem[1:] for stem in stems)})"
        for first, stems in groupby(sorted(OFFENSIVE_STEMS), key=itemgetter(0))
    )
)


# Two symbols at a time, since the daily run makes codes by the thousand: (the pair, the sum of its
# values, its sum weighted 1 and 2).
_PAIRS = [
    (ALPHABET[first] + ALPHABET[second], first + second, first + 2 * second)
    for first in range(PRIME)
    for second in range(PRIME)
]
# The 16-bit numbers from here on would make the first pairs a little more likely than the others.
_FAIR_NUMBERS = 2**16 - 2**16 % len(_PAIRS)


def new_code(token_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A fresh code of 20 symbols, not grouped. It spells nothing offensive.

    `token_bytes(n)` gives n random bytes: two for each pair of symbols.
    """
    while True:
        numbers = memoryview(token_bytes(RANDOM_SYMBOLS)).cast("H")
        if max(numbers) >= _FAIR_NUMBERS:
            continue
        pairs = [_PAIRS[number % len(_PAIRS)] for number in numbers]
        plain = sum([pair[1] for pair in pairs])
        weighted = sum([2 * place * pair[1] + pair[2] for place, pair in enumerate(pairs)])
        code = "".join([pair[0] for pair in pairs]) + _check_symbols(plain, weighted)
        if not is_offensive(code):
            return code


def _check_symbols(plain: int, weighted: int) -> str:
    """The last two symbols, which make both sums of `is_right()` 0 modulo 23.

    Of the values a and b that are sought, at the places 19 and 20 (counted from 1):
    a + b = -plain and 19 a + 20 b = -weighted, hence b = 19 plain - weighted.
    """
    last = ((LENGTH - 1) * plain - weighted) % PRIME
    return ALPHABET[(-plain - last) % PRIME] + ALPHABET[last]


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
