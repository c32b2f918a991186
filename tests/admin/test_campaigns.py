"""Campaigns: what is wrong is said in words, and what was promised cannot be deleted."""

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests import factories
from wagtail_birthday.models import Campaign

ADD = reverse("birthday_campaigns:add")
LIST = reverse("birthday_campaigns:index")


def filled(**fields) -> dict:
    """What the form posts for a campaign that is off."""
    return {
        "name": "Birthday coffee",
        "scope": "birthday",
        "gift": "",
        "mode": "voucher",
        "lead_days": 7,
        "days_after": 14,
        "catch_up_days": 7,
        "valid_from": "issue_day",
        "min_membership_days": 0,
        "min_visits": 0,
        "min_age": 0,
        "cool_off_days": 30,
        "min_days_between": 300,
        **fields,
    }


def errors_of(response) -> list[str]:
    errors = response.context["form"].errors
    return [message for messages in errors.values() for message in messages]


class TestSaving:
    def test_adds_a_campaign_and_logs_it(self, admin, tashkent):
        gift = factories.gift()

        admin.post(ADD, filled(gift=gift.pk, is_live="on", locations=[tashkent.pk]))

        campaign = Campaign.objects.get()
        assert (campaign.gift, campaign.is_live) == (gift, True)
        assert list(campaign.locations.all()) == [tashkent]
        assert ModelLogEntry.objects.get(action="wagtail.create").user.username == "admin"

    def test_refuses_a_second_live_one_and_names_the_first(self, admin):
        factories.campaign(name="Old")

        response = admin.post(ADD, filled(gift=factories.gift().pk, is_live="on"))

        assert errors_of(response) == [
            "“Old” is live already, and members get one gift from each scope. Take that one off "
            "first, or give this one another scope."
        ]

    def test_allows_a_second_live_one_of_another_scope(self, admin):
        factories.campaign(name="Old")

        admin.post(ADD, filled(gift=factories.gift().pk, is_live="on", scope="vip"))

        assert Campaign.objects.filter(is_live=True).count() == 2

    def test_lets_the_live_one_be_edited(self, admin):
        campaign = factories.campaign()

        response = admin.post(
            reverse("birthday_campaigns:edit", args=[campaign.pk]),
            filled(gift=campaign.gift.pk, is_live="on", name="New name"),
        )

        assert response.status_code == 302
        campaign.refresh_from_db()
        assert campaign.name == "New name"

    def test_wants_a_gift_before_it_goes_live(self, admin):
        response = admin.post(ADD, filled(is_live="on"))

        assert errors_of(response) == ["A live campaign needs a gift."]

    def test_refuses_windows_that_would_overlap(self, admin):  # oracle A13
        response = admin.post(ADD, filled(lead_days=366))

        assert errors_of(response) == [
            "Lead days, days valid after and catch-up days must be less than 365 together."
        ]

    def test_says_once_that_a_number_is_missing(self, admin):
        response = admin.post(ADD, filled(lead_days=""))

        assert errors_of(response) == ["This field is required."]


class TestList:
    @pytest.mark.parametrize(
        ("is_live", "gift_is_live", "words"),
        [
            (False, True, "off"),
            (True, True, "live"),
            (True, False, "live, but its gift is a draft"),
        ],
    )
    def test_says_whether_anything_is_issued(self, admin, is_live, gift_is_live, words):
        gift = factories.gift()
        gift.live = gift_is_live
        gift.save()
        factories.campaign(is_live=is_live, gift=gift)

        table = admin.get(LIST).context["table"]

        row = next(iter(table.rows))
        assert row.columns["status"].get_value(row.instance) == words

    def test_survives_a_campaign_without_a_gift(self, admin):
        factories.campaign(is_live=False, gift=None)

        assert admin.get(LIST).status_code == 200

    def test_takes_as_many_queries_for_many_as_for_few(self, admin, django_assert_max_num_queries):
        def queries() -> int:
            with django_assert_max_num_queries(60) as counted:
                admin.get(LIST)
            return len(counted)

        factories.campaign(scope="first")
        queries()
        few = queries()
        for number in range(8):
            factories.campaign(scope=f"other-{number}")

        assert queries() == few


class TestDeleting:
    def test_removes_one_that_issued_nothing(self, admin):
        campaign = factories.campaign()

        admin.post(reverse("birthday_campaigns:delete", args=[campaign.pk]))

        assert not Campaign.objects.exists()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_is_refused_with_the_number_of_vouchers(self, admin, method):
        voucher = factories.voucher()

        url = reverse("birthday_campaigns:delete", args=[voucher.campaign.pk])
        response = getattr(admin, method)(url)

        assert response.status_code == 409
        assert "1 voucher was issued by this campaign." in response.content.decode()
        assert Campaign.objects.filter(pk=voucher.campaign.pk).exists()
