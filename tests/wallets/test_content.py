"""What a card says: which gift, in which state, in whose language, and what it never says."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW, utc
from tests.wallets.cards import STATES, TEXTS, card_with_gift
from wagtail_birthday.codes import grouped
from wagtail_birthday.models import Voucher
from wagtail_birthday.wallets.content import LINGERS, card_content
from wagtail_birthday.wallets.words import RewardState

pytestmark = pytest.mark.django_db


class TestWhichGift:
    @pytest.mark.parametrize("state", ["none", *STATES])
    def test_its_state_is_told(self, state):
        assert card_content(card_with_gift(state), NOW).state == state

    def test_the_first_to_close_of_those_that_are_open(self):
        card = card_with_gift(closes_at=NOW + timedelta(days=9))
        early = factories.voucher(card.member, occasion=1, closes_at=NOW + timedelta(days=2))
        assert card_content(card, NOW).voucher_code == early.grouped_code

    def test_an_open_one_before_one_that_is_not_open_yet(self):
        card = card_with_gift(closes_at=NOW + timedelta(days=9))
        factories.voucher(
            card.member,
            occasion=1,
            opens_at=NOW + timedelta(hours=1),
            closes_at=NOW + timedelta(days=1),
        )
        assert card_content(card, NOW).state == RewardState.READY

    def test_one_to_come_before_one_that_is_over(self):
        card = card_with_gift("waiting")
        factories.voucher(card.member, occasion=1, state="redeemed", redeemed_at=NOW, issued_at=NOW)
        assert card_content(card, NOW).state == RewardState.WAITING

    def test_the_latest_of_those_that_are_over(self):
        card = card_with_gift("void", issued_at=NOW - timedelta(days=9))
        factories.voucher(card.member, occasion=1, state="redeemed", redeemed_at=NOW, issued_at=NOW)
        assert card_content(card, NOW).state == RewardState.GIVEN

    @pytest.mark.parametrize("state", ["given", "ended", "void"])
    def test_one_that_is_over_is_forgotten_after_a_while(self, state):
        card = card_with_gift(state)
        end = Voucher.objects.get().closes_at + LINGERS
        assert card_content(card, end - timedelta(seconds=1)).state == state
        assert card_content(card, end).state == RewardState.NONE

    def test_the_states_change_at_the_instants_of_the_voucher(self):
        card = card_with_gift()
        voucher = Voucher.objects.get()
        moment = timedelta(microseconds=1)
        told = [
            card_content(card, at).state
            for at in (
                voucher.opens_at - moment,
                voucher.opens_at,
                voucher.closes_at - moment,
                voucher.closes_at,
            )
        ]
        assert told == ["waiting", "ready", "ready", "ended"]

    def test_what_only_staff_may_see_is_not_there_at_all(self):
        content = card_content(card_with_gift(mode="staff_signal"), NOW)
        assert content.state == RewardState.NONE
        assert content.text.gift is None
        assert content.voucher_code == ""

    def test_another_members_gift_is_not_there(self):
        card_with_gift()
        assert card_content(factories.card(), NOW).state == RewardState.NONE

    def test_a_blocked_members_card_is_not_valid_and_speaks_of_no_gift(self):  # F17
        content = card_content(card_with_gift(member=factories.member(is_blocked=True)), NOW)
        assert not content.is_valid
        assert content.text.gift is None
        assert content.text.state == content.text.words.not_valid

    def test_takes_one_query(self, django_assert_num_queries):
        card = card_with_gift()
        factories.voucher(card.member, occasion=1)
        with django_assert_num_queries(1):
            card_content(card, NOW)


class TestTheCode:
    def test_the_qr_holds_the_cards_own_code(self):
        card = card_with_gift()
        assert card_content(card, NOW).code == card.code

    def test_the_vouchers_code_is_there_for_reading_out(self):
        content = card_content(card_with_gift(), NOW)
        assert content.voucher_code == grouped(Voucher.objects.get().code)

    @pytest.mark.parametrize("mode", ["card_state", "stamps"])
    def test_not_in_modes_without_a_code(self, mode):
        content = card_content(card_with_gift(mode=mode), NOW)
        assert content.state == RewardState.READY
        assert content.voucher_code == ""

    @pytest.mark.parametrize("state", ["given", "ended", "void"])
    def test_not_once_the_gift_is_over(self, state):
        assert card_content(card_with_gift(state), NOW).voucher_code == ""


class TestLanguages:
    def test_every_language_of_the_site_is_there(self):
        content = card_content(card_with_gift(), NOW)
        titles = {code: text.gift.title for code, text in content.texts.items()}
        assert titles == {code: texts["title"] for code, texts in TEXTS.items()}

    @pytest.mark.parametrize(
        ("asked", "read"),
        [("uz", "uz"), ("zh-hans", "zh-hans"), ("uz-cyrl", "uz"), ("ko", "en"), ("", "en")],
    )
    def test_the_members_own_is_the_default(self, asked, read):  # H11
        content = card_content(card_with_gift(member=factories.member(language=asked)), NOW)
        assert content.language == read
        assert content.text.gift.title == TEXTS[read]["title"]

    def test_a_gift_without_it_falls_back_and_says_in_which_language(self):  # D2
        texts = {"en": TEXTS["en"]}
        card = card_with_gift(member=factories.member(language="uz"), texts=texts)
        content = card_content(card, NOW)
        assert content.language == "uz"
        assert (content.text.gift.title, content.text.gift.language) == ("Free cappuccino", "en")

    def test_dates_are_in_the_readers_order(self):  # D6
        content = card_content(card_with_gift(), NOW)
        assert {code: text.valid_until for code, text in content.texts.items()} == {
            "en": "June 24, 2027",
            "zh-hans": "2027年6月24日",
            "uz": "2027-yil 24-iyun",
        }

    def test_the_last_day_is_that_of_the_vouchers_time_zone(self):  # C2
        card = card_with_gift(
            closes_at=utc("2027-06-19T19:00"), time_zone="Asia/Tashkent", opens_at=NOW
        )
        assert card_content(card, NOW).text.valid_until == "June 19, 2027"

    def test_only_the_languages_asked_for(self):
        content = card_content(card_with_gift(), NOW, ["uz"])
        assert set(content.texts) == {"en", "uz"}  # English is the member's


class TestWhatIsNotThere:
    @pytest.mark.parametrize("rule_day", ["2027-02-28T00:00", "2027-03-01T00:00"])
    def test_a_first_day_that_is_the_birthday_is_told_in_words(self, rule_day):
        """A campaign may open its vouchers on the birthday itself."""
        now = utc("2027-02-20T09:00")
        card = card_with_gift(
            opens_at=utc(rule_day), closes_at=utc("2027-03-15T00:00"), time_zone="UTC"
        )
        text = card_content(card, now).text
        assert text.valid_from == text.words.your_birthday
        assert text.valid_until == "March 14, 2027"

    def test_a_last_day_that_is_the_birthday_too(self):
        card = card_with_gift(
            member=factories.member(birthday="--06-12"),
            opens_at=NOW - timedelta(days=1),
            closes_at=utc("2027-06-13T00:00"),
            time_zone="UTC",
        )
        text = card_content(card, NOW).text
        assert text.valid_until == text.words.your_birthday

    @pytest.mark.parametrize("state", ["given", "void"])
    def test_the_dates_of_a_gift_that_is_gone(self, state):
        text = card_content(card_with_gift(state), NOW).text
        assert (text.valid_from, text.valid_until) == ("", "")


def test_the_member_is_addressed_as_they_wish():
    card = factories.card(factories.member("Karimova Dilnoza", greeting_name="Dilnoza opa"))
    assert card_content(card, NOW).member_name == "Dilnoza opa"


def test_stamps_and_goal_are_told(settings):
    settings.WAGTAIL_BIRTHDAY = {**settings.WAGTAIL_BIRTHDAY, "STAMP_GOAL": 8}
    content = card_content(factories.card(stamps=5), NOW)
    assert (content.stamps, content.stamp_goal, content.text.stamps) == (5, 8, "5 of 8")
