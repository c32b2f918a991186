"""What a gift said when it was promised: oracle.md C6, C7, D4."""

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from wagtail_birthday.gifts.snapshots import is_live, take_snapshot
from wagtail_birthday.models import GiftSnapshot

pytestmark = pytest.mark.django_db


class TestTaking:
    def test_holds_every_live_language(self):
        gift = factories.gift(bonus_stamps=2)
        factories.translated(gift, "uz", "Bepul kapuchino", terms="Bir marta")
        snapshot = take_snapshot(gift, NOW)
        assert set(snapshot.texts) == {"en", "uz"}
        assert snapshot.texts["uz"]["terms"] == "Bir marta"
        assert (snapshot.source_language, snapshot.bonus_stamps) == ("en", 2)

    def test_the_same_words_are_one_row(self):
        gift = factories.gift()
        assert take_snapshot(gift, NOW) == take_snapshot(gift, NOW + timedelta(days=1))
        assert GiftSnapshot.objects.count() == 1

    def test_other_words_are_another(self):  # C6
        gift = factories.gift()
        first = take_snapshot(gift, NOW)
        gift.terms = "On weekdays"
        gift.save()
        second = take_snapshot(gift, NOW)
        first.refresh_from_db()
        assert first.texts["en"]["terms"] == ""
        assert second.texts["en"]["terms"] == "On weekdays"

    def test_a_draft_translation_is_not_promised(self):  # D2
        gift = factories.gift()
        draft = factories.translated(gift, "uz", "Bepul kapuchino")
        draft.live = False
        draft.save()
        assert set(take_snapshot(gift, NOW).texts) == {"en"}


class TestLaterTranslations:
    def test_are_added_to_earlier_promises(self):  # D4
        gift = factories.gift()
        first = take_snapshot(gift, NOW)
        factories.translated(gift, "uz", "Bepul kapuchino")
        take_snapshot(gift, NOW)
        first.refresh_from_db()
        assert first.texts["uz"]["title"] == "Bepul kapuchino"

    def test_are_not_added_where_the_source_says_something_else_now(self):  # D4
        gift = factories.gift()
        first = take_snapshot(gift, NOW)
        gift.title = "Free tea"
        gift.save()
        factories.translated(gift, "uz", "Bepul choy")
        take_snapshot(gift, NOW)
        first.refresh_from_db()
        assert set(first.texts) == {"en"}

    def test_change_no_promise_that_is_there(self):  # D4
        gift = factories.gift()
        uzbek = factories.translated(gift, "uz", "Bepul kapuchino")
        first = take_snapshot(gift, NOW)
        uzbek.title = "Bepul choy"
        uzbek.save()
        second = take_snapshot(gift, NOW)
        first.refresh_from_db()
        assert first.texts["uz"]["title"] == "Bepul kapuchino"
        assert second.texts["uz"]["title"] == "Bepul choy"

    def test_that_were_taken_back_are_not_promised_again(self):  # D2, D4
        gift = factories.gift()
        first = take_snapshot(gift, NOW)
        uzbek = factories.translated(gift, "uz", "Bepul kapuchino")
        take_snapshot(gift, NOW)
        uzbek.live = False
        uzbek.save()
        now_promised = take_snapshot(gift, NOW)
        assert set(now_promised.texts) == {"en"}
        first.refresh_from_db()
        assert set(first.texts) == {"en", "uz"}

    def test_are_promised_though_the_source_has_changed_since(self):  # D3
        gift = factories.gift()
        factories.translated(gift, "uz", "Bepul kapuchino")
        gift.description = "Now with oat milk, too."
        gift.save()
        assert take_snapshot(gift, NOW).texts["uz"]["title"] == "Bepul kapuchino"


class TestLiveness:
    def test_of_a_gift_that_is_not_published(self):  # C7
        gift = factories.gift()
        gift.live = False
        assert take_snapshot(gift, NOW) is None

    def test_a_scheduled_end_counts_though_no_job_has_carried_it_out(self):
        gift = factories.gift()
        gift.expire_at = NOW
        assert not is_live(gift, NOW)
        assert is_live(gift, NOW - timedelta(seconds=1))
