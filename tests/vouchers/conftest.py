"""One way to redeem, with all that a test is not about filled in."""

import pytest

from tests.factories import NOW
from wagtail_birthday.vouchers.redeem import redeem


@pytest.fixture
def attempt(tashkent, staff):
    """attempt(voucher, nonce=..., location=..., now=...): the outcome of handing it over."""

    def attempt(voucher, nonce="nonce", *, location=tashkent, by=staff, now=NOW):
        return redeem(voucher.pk, nonce=nonce, by=by, location=location, clock=lambda: now)

    return attempt
