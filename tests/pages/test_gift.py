"""The gift on the page: only while it is live, only in the language of the page."""

import pytest

from tests import factories
from wagtail_birthday.pages.serializers import LiveGiftField


@pytest.fixture
def gift(locales):
    return factories.gift("Free cappuccino", terms="One per member.")


class TestLiveGift:
    def test_is_shown_with_its_words_for_members(self, client, make_page, gift):
        content = client.get(make_page(gift=gift).get_url()).content.decode()
        assert "Free cappuccino" in content
        assert "One per member." in content

    def test_the_words_for_staff_stay_inside(self, client, make_page, gift):
        gift.handover = "Ring it up at no charge"
        gift.save()
        content = client.get(make_page(gift=gift).get_url()).content.decode()
        assert "Ring it up" not in content

    def test_a_draft_is_not_shown(self, client, make_page, gift):
        page = make_page(gift=gift)
        gift.live = False
        gift.save()
        content = client.get(page.get_url()).content.decode()
        assert "Free cappuccino" not in content
        assert 'id="gift"' not in content

    def test_is_shown_in_the_language_of_the_page(self, make_page, translated, gift):
        uzbek = factories.translated(gift, "uz", "Bepul kapuchino")
        # The translated page may still point to the gift in the source language.
        page = translated(make_page(gift=gift), "uz")
        assert page.live_gift == uzbek

    def test_is_left_out_where_it_is_not_translated(self, make_page, translated, gift):
        assert translated(make_page(gift=gift), "uz").live_gift is None

    def test_is_left_out_where_its_translation_is_a_draft(self, make_page, translated, gift):
        uzbek = factories.translated(gift, "uz", "Bepul kapuchino")
        uzbek.live = False
        uzbek.save()
        assert translated(make_page(gift=gift), "uz").live_gift is None

    def test_deleting_the_gift_leaves_the_page(self, make_page, gift):
        page = make_page(gift=gift)
        gift.delete()
        page.refresh_from_db()
        assert page.gift is None
        assert page.live_gift is None


class TestApi:
    def test_the_gift_is_given_without_the_words_for_staff(self, gift):
        assert LiveGiftField().to_representation(gift) == {
            "id": gift.pk,
            "kind": "drink",
            "title": "Free cappuccino",
            "description": "Free cappuccino, on the house.",
            "terms": "One per member.",
        }

    def test_names_only_fields_that_the_page_has(self, make_page):
        page = make_page()
        assert page.api_fields
        assert all(hasattr(page, field.name) for field in page.api_fields)
