"""Where staff stand: asked once for each device, before the first scan (oracle G7)."""

import pytest

from tests import factories
from wagtail_birthday.desk.locations import COOKIE
from wagtail_birthday.models import Redemption

pytestmark = pytest.mark.django_db

INDEX = "/admin/birthday/desk/"
CHOOSE = f"{INDEX}location/"


@pytest.fixture
def branches(db):
    return [factories.location("Chilonzor"), factories.location("Yunusobod")]


class TestSeveralLocations:
    def test_must_be_chosen_before_scanning_and_giving(self, staff_client, branches):  # oracle G7
        voucher = factories.voucher()
        attempts = [
            staff_client.get(INDEX),
            staff_client.post(f"{INDEX}look-up/", {"text": voucher.code}),
            staff_client.post(
                f"{INDEX}give/",
                {"voucher": voucher.pk, "nonce": "4f7f4a55-6d4b-4a0e-9d6c-000000000000"},
            ),
        ]
        assert [response.url for response in attempts] == [CHOOSE] * 3
        assert not Redemption.objects.exists()

    def test_are_all_offered_but_the_closed_ones(self, staff_client, branches):
        factories.location("Closed", is_open=False)
        page = staff_client.get(CHOOSE).content.decode()
        assert "Chilonzor" in page
        assert "Yunusobod" in page
        assert "Closed" not in page

    def test_choice_is_kept_on_the_device_past_signing_out(self, staff_client, branches):
        assert staff_client.post(CHOOSE, {"location": branches[1].pk}).url == INDEX
        staff_client.post("/admin/logout/")
        assert staff_client.get(INDEX).url.startswith("/admin/login/")
        staff_client.force_login(factories.staff())
        page = staff_client.get(INDEX).content.decode()
        assert "Yunusobod" in page
        assert CHOOSE in page  # "change"

    def test_choice_is_not_taken_from_a_forged_cookie(self, staff_client, branches):
        staff_client.cookies[COOKIE] = str(branches[0].pk)
        assert staff_client.get(INDEX).url == CHOOSE

    def test_is_asked_again_when_the_branch_has_closed(self, staff_client, branches):
        factories.location("Sergeli")
        staff_client.post(CHOOSE, {"location": branches[0].pk})
        branches[0].is_open = False
        branches[0].save()
        assert staff_client.get(INDEX).url == CHOOSE

    def test_that_closed_meanwhile_is_refused_in_words(self, staff_client, branches):
        branches[0].is_open = False
        branches[0].save()
        response = staff_client.post(CHOOSE, {"location": branches[0].pk})
        assert "That location is closed." in response.content.decode()

    def test_is_where_the_gift_was_given(self, staff_client, branches):
        voucher = factories.voucher()
        staff_client.post(CHOOSE, {"location": branches[1].pk})
        staff_client.post(
            f"{INDEX}give/",
            {"voucher": voucher.pk, "nonce": "4f7f4a55-6d4b-4a0e-9d6c-000000000000"},
        )
        assert Redemption.objects.get().location == branches[1]


class TestOneLocation:
    def test_is_taken_without_asking(self, staff_client, tashkent):
        page = staff_client.get(INDEX).content.decode()
        assert "Tashkent" in page
        assert CHOOSE not in page


class TestNoLocation:
    def test_needs_none(self, staff_client):
        assert staff_client.get(INDEX).status_code == 200
        assert "nothing to choose" in staff_client.get(CHOOSE).content.decode()
