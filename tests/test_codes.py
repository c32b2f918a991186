"""Codes: E18 and E19 of the oracle, and what the check symbols promise."""

import inspect
import secrets
import sys
from collections import Counter
from itertools import combinations
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wagtail_birthday import codes
from wagtail_birthday.codes import ALPHABET, LENGTH, PRIME, RANDOM_SYMBOLS, grouped, new_code, parse

places = st.integers(0, LENGTH - 1)
symbols = st.sampled_from(ALPHABET)
fresh = st.builds(new_code)


class TestShape:
    def test_has_80_random_bits_or_more(self):  # E19
        assert PRIME**RANDOM_SYMBOLS >= 2**80

    def test_has_no_look_alikes(self):  # E19
        assert not set("01ILODQUBGSZW") & set(ALPHABET)
        assert len(set(ALPHABET)) == PRIME

    @given(fresh)
    def test_is_twenty_symbols_of_the_alphabet(self, code):
        assert len(code) == LENGTH
        assert set(code) <= set(ALPHABET)
        assert parse(code) == code

    def test_comes_from_the_system_source_of_secrets(self):
        assert inspect.signature(new_code).parameters["token_bytes"].default is secrets.token_bytes
        bits = bytes(range(RANDOM_SYMBOLS))
        assert new_code(lambda count: bits[:count]) == new_code(lambda count: bits[:count])

    def test_draws_each_pair_of_symbols_with_the_same_chance(self):
        """Numbers that would favour some are drawn again: of the others each pair has as many."""
        counts = Counter()
        for number in range(2**16):
            draws = iter([number.to_bytes(2, sys.byteorder) * 9, b"\1\0" * 9])
            with mock.patch.object(codes, "is_offensive", return_value=False):
                code = new_code(lambda count, draws=draws: next(draws))
            if next(draws, None) is not None:
                counts[code[:2]] += 1
        assert len(counts) == PRIME**2
        assert len(set(counts.values())) == 1

    def test_are_all_different(self):
        assert len({new_code() for _ in range(2000)}) == 2000

    def test_is_shown_in_groups(self):
        assert grouped("23456789ACEFHJKMNPRT") == "2345-6789-ACEF-HJKM-NPRT"


class TestCheckSymbols:
    @given(fresh, places, symbols)
    def test_one_wrong_symbol_is_noticed(self, code, place, symbol):
        wrong = code[:place] + symbol + code[place + 1 :]
        assert codes.is_right(wrong) == (wrong == code)

    @given(fresh, places, places, symbols, symbols)
    def test_two_wrong_symbols_are_noticed(self, code, one, other, first, second):
        wrong = list(code)
        wrong[one], wrong[other] = first, second
        assert codes.is_right("".join(wrong)) == ("".join(wrong) == code)

    @given(fresh)
    def test_two_symbols_that_changed_places_are_noticed(self, code):
        for one, other in combinations(range(LENGTH), 2):
            wrong = list(code)
            wrong[one], wrong[other] = wrong[other], wrong[one]
            assert codes.is_right("".join(wrong)) == (code[one] == code[other])


class TestParsing:
    @given(fresh)
    def test_forgives_case_spaces_and_hyphens(self, code):
        assert parse(f" {grouped(code).lower()} \n") == code
        assert parse(" ".join(code)) == code
        assert parse(grouped(code).replace("-", "–")) == code

    @given(fresh)
    def test_forgives_look_alikes(self, code):  # E19
        typed = code.translate(str.maketrans("258V", "ZSBU"))
        assert parse(typed) == parse(typed.replace("6", "G")) == code

    @pytest.mark.parametrize(
        "text", ["", "2345", "Dilnoza", "https://cafe.example/", "2" * 19, "0" * 20, "½" * 20]
    )
    def test_refuses_what_cannot_be_a_code(self, text):
        assert parse(text) is None

    @given(st.text())
    def test_never_fails(self, text):
        found = parse(text)
        assert found is None or codes.is_right(found)


class TestOffence:
    @pytest.mark.parametrize("stem", codes.OFFENSIVE_STEMS)
    def test_each_stem_can_occur_and_is_found(self, stem):
        written = stem.translate(str.maketrans("ZSGBU", "2568V"))
        assert set(written) <= set(ALPHABET), "a stem that no code can spell is dead weight"
        assert codes.is_offensive(f"K{written}K")

    def test_digits_are_read_as_letters(self):
        assert codes.is_offensive("22245522")

    def test_an_offensive_code_is_drawn_again(self):
        # 55 reads as SS.
        pair = ALPHABET.index("5") * PRIME + ALPHABET.index("5")
        draws = iter([pair.to_bytes(2, sys.byteorder) * 9, bytes(RANDOM_SYMBOLS)])
        code = new_code(lambda count: next(draws))
        assert next(draws, None) is None
        assert not codes.is_offensive(code)
