"""Dates as members read them (oracle D6)."""

from datetime import date

import pytest

from wagtail_birthday.wallets.dates import day_in


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "February 8, 2027"),
        ("en-gb", "8 February 2027"),
        ("zh-hans", "2027年2月8日"),
        ("uz", "2027-yil 8-fevral"),
        ("ru", "8 февраля 2027\u202fг."),
        ("zh-xx", "2027年2月8日"),
        ("tlh", "February 8, 2027"),
    ],
)
def test_in_the_order_and_words_of_the_language(language, text):
    assert day_in(date(2027, 2, 8), language) == text
