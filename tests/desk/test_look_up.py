"""What is found behind a scanned code, a card and a name."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from wagtail_birthday import codes
from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.desk.lookup import MOST_NAMESAKES, look_up
from wagtail_birthday.vouchers.models import State

pytestmark = pytest.mark.django_db


def found(text):
    return look_up(text, now=NOW)


class TestCode:
    def test_finds_its_voucher(self):
        voucher = factories.voucher()
        assert found(voucher.code).vouchers == [voucher]

    @pytest.mark.parametrize(
        "typed",
        [
            str.lower,
            codes.grouped,
            lambda code: f"  {code}\n",
            # Full-width letters and digits, as from a Chinese keyboard.
            lambda code: code.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}),
            # A scanner on a till that is set to a Russian keyboard.
            lambda code: code.translate(
                str.maketrans("QWERTYUIOPASDFGHJKLZXCVBNM", "йцукенгшщзфывапролдячсмить")
            ),
        ],
    )
    def test_is_read_as_it_comes(self, typed):
        voucher = factories.voucher()
        assert found(typed(voucher.code)).vouchers == [voucher]

    def test_that_is_not_ours_and_one_that_is_mistyped_find_nothing_alike(
        self, django_assert_num_queries
    ):
        ours = factories.voucher().code
        mistyped = ("3" if ours[0] == "2" else "2") + ours[1:]
        for text in (codes.new_code(), mistyped, "1234"):
            with django_assert_num_queries(2):
                nothing = found(text)
            assert (nothing.vouchers, nothing.member, nothing.namesakes) == ([], None, [])


class TestCard:
    @pytest.mark.parametrize("mode", Mode.values)
    def test_shows_a_waiting_gift_in_every_mode(self, mode):
        voucher = factories.voucher(mode=mode)
        card = factories.card(voucher.member)
        assert found(card.code).vouchers == [voucher]
        assert found(card.code).member == voucher.member

    def test_shows_all_waiting_gifts_and_none_that_is_over(self):
        member = factories.member()
        later = factories.voucher(
            member, occasion=1, opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=9)
        )
        open_now = factories.voucher(member, occasion=2)
        factories.voucher(member, occasion=3, state=State.VOID)
        factories.voucher(member, occasion=4, closes_at=NOW - timedelta(seconds=1))
        assert found(factories.card(member).code).vouchers == [open_now, later]

    def test_without_a_waiting_gift_shows_the_latest_that_was_given(self):
        member = factories.member()
        factories.voucher(
            member, occasion=1, opens_at=NOW - timedelta(days=20), closes_at=NOW - timedelta(days=9)
        )
        given = factories.voucher(member, occasion=2, state=State.REDEEMED, redeemed_at=NOW)
        assert found(factories.card(member).code).vouchers == [given]

    def test_forgets_gifts_of_long_ago(self):
        card = factories.card()
        factories.voucher(
            card.member, opens_at=NOW - timedelta(days=300), closes_at=NOW - timedelta(days=200)
        )
        assert found(card.code).vouchers == []
        assert found(card.code).member == card.member

    def test_takes_as_many_queries_for_many_gifts_as_for_one(self, django_assert_num_queries):
        card = factories.card()
        for occasion in range(6):
            factories.voucher(card.member, occasion=occasion)
        with django_assert_num_queries(5):
            assert len(found(card.code).vouchers) == 6


class TestName:
    @pytest.mark.parametrize("apostrophe", ["'", "‘", "’", "ʻ", "ʼ", "`"])
    def test_is_found_with_any_apostrophe(self, apostrophe):
        member = factories.member("Oʻgʻiloy Yoʻldosheva")
        assert found(f"o{apostrophe}g{apostrophe}iloy").member == member

    @pytest.mark.parametrize("typed", ["DILNOZA", "karimova dilnoza", "noza kar", " Dilnoza  "])
    def test_is_found_by_parts_in_any_case_and_order(self, typed):
        member = factories.member("Dilnoza Karimova")
        factories.member("Dilshod Rahimov")
        assert found(typed).member == member

    def test_is_found_inside_a_chinese_name(self):
        member = factories.member("王小明")
        factories.member("李小红")
        assert found("小明").member == member

    def test_of_several_lists_them_with_those_that_begin_so_first(self):
        other = factories.member("Nodira Dilnozova")
        begins = factories.member("Dilnoza Karimova")
        assert found("dilnoz").namesakes == [begins, other]
        assert found("dilnoz").vouchers == []

    def test_lists_no_more_than_20_and_says_so(self):
        for number in range(MOST_NAMESAKES):
            factories.member(f"Dilnoza {chr(65 + number)}")
        assert not found("Dilnoza").is_cut
        factories.member("Dilnoza Z")
        assert found("Dilnoza").is_cut
        assert len(found("Dilnoza").namesakes) == MOST_NAMESAKES

    def test_takes_as_many_queries_for_20_namesakes_as_for_two(self, django_assert_num_queries):
        home = factories.location()
        for number in range(20):
            factories.member(f"Dilnoza {chr(65 + number)}", home_location=home)
        with django_assert_num_queries(3):
            assert [member.home_location for member in found("Dilnoza").namesakes] == [home] * 20

    @pytest.mark.parametrize("text", ["%", "_", "'", "Dilnoza%"])
    def test_has_no_wildcards(self, text):
        factories.member("Dilnoza Karimova")
        assert found(text).member is None


def test_a_voucher_comes_with_all_that_its_words_need(django_assert_num_queries):
    code = factories.voucher().code
    voucher = found(code).vouchers[0]
    with django_assert_num_queries(0):
        assert voucher.member.name == "Dilnoza Karimova"
        assert "en" in voucher.snapshot.texts
        assert voucher.live_redemptions == []
        assert list(voucher.campaign.locations.all()) == []
