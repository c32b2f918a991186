"""The private link of a card."""

import pytest

from tests import factories
from wagtail_birthday.wallets.links import web_card_url

pytestmark = pytest.mark.django_db


def test_it_is_absolute_with_the_sites_address(settings):
    settings.WAGTAIL_BIRTHDAY = {"BASE_URL": "https://kafe.example/"}
    card = factories.card()
    assert web_card_url(card) == f"https://kafe.example/birthday/card/{card.web_token}/"


def test_it_falls_back_to_wagtails_address():
    assert web_card_url(factories.card()).startswith("https://cafe.example/birthday/card/")
