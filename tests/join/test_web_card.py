"""The card in a browser, and the pass behind its button."""

import re
from datetime import timedelta

import pytest
import time_machine

from tests import factories
from tests.factories import NOW
from tests.wallets.authority import MADE
from tests.wallets.cards import STATES, TEXTS, card_with_gift
from tests.wallets.pass_reader import read
from wagtail_birthday.codes import grouped
from wagtail_birthday.join.qr import qr_svg
from wagtail_birthday.models import Card, Voucher
from wagtail_birthday.wallets.links import card_pass_path, web_card_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(client, at_now):
    """`page(card)`: the text of its page at NOW."""
    return lambda card: client.get(web_card_path(card)).content.decode()


def today(**voucher):
    """A card whose gift is ready at the real time."""
    return card_with_gift(
        opens_at=MADE - timedelta(days=1), closes_at=MADE + timedelta(days=9), **voucher
    )


class TestThePage:
    @pytest.mark.parametrize(
        ("language", "tag"), [("en", "en"), ("zh-hans", "zh-Hans"), ("uz", "uz")]
    )
    def test_is_in_the_members_language_whatever_the_browsers(self, client, at_now, language, tag):
        card = card_with_gift(member=factories.member(language=language))
        response = client.get(web_card_path(card), headers={"accept-language": "ru,en;q=0.5"})
        assert f'<html lang="{tag}" dir="ltr">' in response.content.decode()
        assert response["Content-Language"] == tag
        assert TEXTS[language]["title"] in response.content.decode()

    def test_a_gift_in_another_language_is_marked_as_such(self, page):
        card = card_with_gift(member=factories.member(language="uz"), texts={"en": TEXTS["en"]})
        assert '<h2 class="gift__title" lang="en" dir="auto">Free cappuccino</h2>' in page(card)

    def test_right_to_left_where_the_language_is(self, client, settings):
        settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("ar", "A")]
        card = factories.card(factories.member(language="ar"))
        assert '<html lang="ar" dir="rtl">' in client.get(web_card_path(card)).content.decode()

    @pytest.mark.parametrize("state", list(STATES))
    def test_tells_the_state(self, page, state):
        text = page(card_with_gift(state))
        assert f"card--{state}" in text
        assert "Free cappuccino" in text

    def test_tells_stamps_name_dates_and_code(self, page):
        card = card_with_gift(member=factories.member("Dilnoza Oʻtkirova"))
        text = page(card)
        for part in (
            *("3 of 10", "Dilnoza Oʻtkirova", "June 24, 2027"),
            *("One for each member.", grouped(Voucher.objects.get().code)),
        ):
            assert part in text
        assert text.count("stamps__place--filled") == 3

    def test_of_a_gift_that_is_not_open_yet_tells_both_days(self, page):
        text = page(card_with_gift("waiting"))
        assert "June 13, 2027" in text
        assert "June 24, 2027" in text

    def test_the_code_of_a_gift_that_is_over_is_not_shown(self, page):
        card = card_with_gift("void")
        text = page(card)
        assert grouped(Voucher.objects.get().code) not in text
        assert grouped(card.code) in text

    def test_the_qr_holds_the_cards_code(self, page):
        card = card_with_gift()
        assert qr_svg(card.code) in page(card)

    def test_what_only_staff_may_see_is_not_there(self, page):
        text = page(card_with_gift(mode="staff_signal"))
        assert "cappuccino" not in text
        assert "No gift at the moment" in text

    def test_no_birth_date(self, page):
        text = page(card_with_gift(member=factories.member(birthday="1988-02-29")))
        assert not re.search(r"1988|0229|02-29|29 Feb|February 29", text)

    def test_a_blocked_members_card_says_so(self, page):
        text = page(card_with_gift(member=factories.member(is_blocked=True)))
        assert "This card is not valid at the moment." in text
        assert "cappuccino" not in text

    def test_markup_in_texts_is_shown_not_obeyed(self, page):
        texts = {"en": {**TEXTS["en"], "title": "<script>1</script>", "terms": "<b>x</b>"}}
        text = page(card_with_gift(member=factories.member("<i>Ann</i>"), texts=texts))
        assert "<script>" not in text
        assert "<b>x</b>" not in text
        assert "<i>Ann</i>" not in text

    def test_needs_no_script_and_no_inline_style(self, page):
        text = page(card_with_gift())
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", text)

    def test_takes_two_queries(self, client, at_now, django_assert_num_queries):
        card = card_with_gift()
        with django_assert_num_queries(2):
            client.get(web_card_path(card))


class TestPrivacy:
    @pytest.mark.parametrize("path", [web_card_path, card_pass_path])
    @pytest.mark.parametrize(
        "token", ["A" * 32, "short", "x" * 500, "%00" * 20, "ʻʻʻʻʻʻʻʻʻʻʻʻʻʻʻʻʻʻ"]
    )
    def test_any_wrong_token_is_the_same_404(self, client, path, token):
        card = factories.card()
        address = path(card)
        unknown = client.get(address.replace(card.web_token, "B" * 32))
        wrong = client.get(address.replace(card.web_token, token))
        assert wrong.status_code == unknown.status_code == 404
        assert wrong.content == unknown.content
        assert wrong["Cache-Control"] == "private, no-store"

    def test_tokens_are_not_mistaken_for_their_case(self, client):
        card = factories.card(web_token="abcdefghijklmnopqrstuvwxyz012345")
        address = web_card_path(card)
        assert client.get(address).status_code == 200
        assert client.get(address.replace("abc", "ABC")).status_code == 404

    @pytest.mark.parametrize("path", [web_card_path, card_pass_path])
    def test_nothing_keeps_it(self, client, path, signing_site):
        response = client.get(path(today()))
        assert response.status_code == 200
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"

    @pytest.mark.parametrize("path", [web_card_path, card_pass_path])
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_it_can_only_be_read(self, client, path, method):
        assert getattr(client, method)(path(factories.card())).status_code == 405

    @pytest.mark.parametrize("path", [web_card_path, card_pass_path])
    def test_reading_changes_nothing(self, client, path, signing_site):
        card = today()
        before = list(Voucher.objects.values()), list(Card.objects.values())
        client.get(path(card))
        client.head(path(card))
        assert (list(Voucher.objects.values()), list(Card.objects.values())) == before


class TestThePass:
    def test_is_served_as_wallet_expects_it(self, client, signing_site):
        card = today()
        response = client.get(card_pass_path(card))
        assert response["Content-Type"] == "application/vnd.apple.pkpass"
        assert read(response.content).document["serialNumber"] == card.serial

    def test_is_offered_where_it_can_be_signed(self, client, signing_site):
        card = today()
        text = client.get(web_card_path(card)).content.decode()
        assert f'href="{card_pass_path(card)}"' in text
        assert "Add to Apple Wallet" in text

    def test_not_to_those_whose_card_is_not_valid(self, client, signing_site):
        card = today(member=factories.member(is_blocked=True))
        assert "Apple Wallet" not in client.get(web_card_path(card)).content.decode()


class TestWithoutACertificate:
    """Vouchers are kept and shown; only the wallet is not offered (H1, H9)."""

    def test_the_card_shows_the_gift_and_no_button(self, client):
        card = today()
        text = client.get(web_card_path(card)).content.decode()
        assert "Free cappuccino" in text
        assert grouped(Voucher.objects.get().code) in text
        assert "Apple Wallet" not in text

    def test_the_link_of_the_pass_leads_back_to_the_card(self, client):
        card = today()
        response = client.get(card_pass_path(card))
        assert (response.status_code, response["Location"]) == (302, web_card_path(card))

    def test_the_same_once_it_has_expired(self, client, signing_site, caplog):
        card = today()
        with time_machine.travel(MADE + timedelta(days=400)):
            assert "Apple Wallet" not in client.get(web_card_path(card)).content.decode()
            assert client.get(card_pass_path(card)).status_code == 302
        assert "not_in_force" in caplog.text
        assert card.web_token not in caplog.text
