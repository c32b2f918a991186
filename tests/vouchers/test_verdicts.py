"""The rules of the till and their order."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW, utc
from wagtail_birthday.models import Voucher
from wagtail_birthday.vouchers.models import State
from wagtail_birthday.vouchers.verdicts import (
    Verdict,
    allowed_locations,
    for_the_till,
    verdict_on,
)

pytestmark = pytest.mark.django_db


def verdict(voucher, *, now=NOW, location=None):
    return verdict_on(voucher, now=now, location=location)


class TestValidity:
    @pytest.fixture
    def voucher(self):
        return factories.voucher(
            opens_at=utc("2027-02-20T19:00"), closes_at=utc("2027-03-14T19:00")
        )

    def test_holds_to_the_last_millisecond(self, voucher):  # oracle C1
        assert verdict(voucher, now=utc("2027-03-14T18:59:59.999")) is Verdict.GIVE

    def test_ends_at_midnight_after_the_last_local_day(self, voucher):  # oracle C2
        assert verdict(voucher, now=utc("2027-03-14T19:00")) is Verdict.ENDED
        assert voucher.last_day.isoformat() == "2027-03-14"

    def test_begins_with_its_first_instant(self, voucher):  # oracle C5
        assert verdict(voucher, now=utc("2027-02-20T18:59:59.999")) is Verdict.NOT_YET
        assert verdict(voucher, now=utc("2027-02-20T19:00")) is Verdict.GIVE
        assert voucher.opens_on.isoformat() == "2027-02-21"

    def test_is_that_of_the_stored_instants_wherever_the_till_is(self, voucher):  # oracle C4
        shanghai = factories.location("Shanghai", time_zone="Asia/Shanghai")
        # 15 March already on the till's calendar.
        now = utc("2027-03-14T18:00")
        assert verdict(voucher, now=now, location=shanghai) is Verdict.GIVE

    def test_does_not_move_when_member_gift_or_campaign_change(self, voucher):  # oracle B10, C6
        voucher.member.time_zone = "America/New_York"
        voucher.member.save()
        campaign = voucher.campaign
        campaign.days_after = 3
        campaign.save()
        campaign.gift.title = "Free tea"
        campaign.gift.save()
        voucher = for_the_till(Voucher.objects.all()).get()
        assert verdict(voucher, now=utc("2027-03-14T18:59:59")) is Verdict.GIVE
        assert verdict(voucher, now=utc("2027-03-14T19:00")) is Verdict.ENDED
        assert voucher.snapshot.texts["en"]["title"] == "Free cappuccino"


def test_a_gift_that_is_no_longer_published_is_still_given():  # oracle C8
    voucher = factories.voucher()
    voucher.campaign.gift.unpublish()
    assert verdict(for_the_till(Voucher.objects.all()).get()) is Verdict.GIVE


class TestLocation:
    def test_of_the_campaign_is_the_only_right_one(self):  # oracle G5
        voucher, right = factories.voucher(), factories.location()
        voucher.campaign.locations.add(right)
        assert verdict(voucher, location=right) is Verdict.GIVE
        assert verdict(voucher, location=factories.location()) is Verdict.WRONG_LOCATION
        assert allowed_locations(voucher) == [right]

    def test_is_free_where_the_campaign_names_none(self):
        assert verdict(factories.voucher(), location=factories.location()) is Verdict.GIVE

    def test_that_closed_leaves_the_others_of_the_campaign(self):  # oracle G6
        voucher, still_open = factories.voucher(), factories.location()
        voucher.campaign.locations.set([still_open, factories.location(is_open=False)])
        assert verdict(voucher, location=still_open) is Verdict.GIVE
        assert verdict(voucher, location=factories.location()) is Verdict.WRONG_LOCATION

    def test_is_any_once_all_of_the_campaign_have_closed_or_gone(self):  # oracle G6
        voucher, closed, gone = factories.voucher(), factories.location(), factories.location()
        voucher.campaign.locations.set([closed, gone])
        closed.is_open = False
        closed.save()
        gone.delete()
        assert verdict(voucher, location=factories.location()) is Verdict.GIVE


class TestOrder:
    """oracle G13: what is wrong with a voucher is said before what has become of it."""

    @pytest.fixture
    def wrong_place(self):
        return factories.location("Elsewhere")

    @pytest.fixture
    def voucher(self):
        """With everything wrong that a test does not mend, in the order of the rules."""
        voucher = factories.voucher(
            factories.member(is_blocked=True), state=State.VOID, closes_at=NOW - timedelta(hours=1)
        )
        voucher.campaign.locations.add(factories.location("Here"))
        return voucher

    def test_no_voucher_is_unknown(self):
        assert verdict(None) is Verdict.UNKNOWN

    def test_blocked_comes_first(self, voucher, wrong_place):  # oracle F17
        assert verdict(voucher, location=wrong_place) is Verdict.BLOCKED

    def test_then_void(self, voucher, wrong_place):
        voucher.member.is_blocked = False
        assert verdict(voucher, location=wrong_place) is Verdict.VOID

    def test_then_the_wrong_place(self, voucher, wrong_place):
        voucher.member.is_blocked = False
        for state in (State.ISSUED, State.REDEEMED):
            voucher.state = state
            assert verdict(voucher, location=wrong_place) is Verdict.WRONG_LOCATION

    def test_then_not_yet(self, voucher):
        voucher.member.is_blocked = False
        voucher.state = State.ISSUED
        earlier = voucher.opens_at - timedelta(days=1)
        assert verdict(voucher, now=earlier) is Verdict.NOT_YET

    def test_then_ended(self, voucher):
        voucher.member.is_blocked = False
        voucher.state = State.ISSUED
        assert verdict(voucher) is Verdict.ENDED

    def test_a_gift_that_was_given_has_not_ended(self, voucher):
        voucher.member.is_blocked = False
        voucher.state = State.REDEEMED
        assert verdict(voucher) is Verdict.ALREADY_GIVEN
