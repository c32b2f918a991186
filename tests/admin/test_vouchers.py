"""Vouchers: what has become of each, and a code for those who hand gifts over."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.factories import NOW
from wagtail_birthday.models import Run, Voucher
from wagtail_birthday.vouchers.redeem import redeem
from wagtail_birthday.vouchers.standing import Standing, standing_of

LIST = reverse("birthday_vouchers:index")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def one_of_each(root_page):
    """{standing: voucher}"""
    return {
        Standing.WAITING: factories.voucher(),
        Standing.EXPIRED: factories.voucher(opens_at=NOW - 9 * DAY, closes_at=NOW),
        Standing.VOID: factories.voucher(state="void", void_reason="By mistake"),
        Standing.REDEEMED: factories.voucher(state="redeemed", redeemed_at=NOW - DAY),
    }


def found(response) -> list[Voucher]:
    return list(response.context["object_list"])


class TestStanding:
    @pytest.mark.parametrize("standing", Standing)
    def test_is_the_same_for_the_filter_and_for_the_row(self, admin, one_of_each, standing):
        vouchers = found(admin.get(LIST, {"standing": standing.value}))

        assert vouchers == [one_of_each[standing]]
        assert standing_of(vouchers[0], NOW) is standing

    def test_adds_up_to_all(self, one_of_each):  # oracle I1
        counts = [Voucher.objects.filter(each.at(NOW)).count() for each in Standing]

        assert sum(counts) == Voucher.objects.count()

    def test_shows_as_a_tag(self, admin, one_of_each):
        text = admin.get(LIST).content.decode()

        for standing in Standing:
            assert str(standing.label) in text

    def test_before_it_opens_is_waiting(self, root_page):
        voucher = factories.voucher(opens_at=NOW + DAY)

        assert standing_of(voucher, NOW) is Standing.WAITING


class TestFilters:
    def test_by_campaign(self, admin):
        first = factories.voucher()
        factories.voucher(campaign=factories.campaign(scope="vip"))

        assert found(admin.get(LIST, {"campaign": first.campaign.pk})) == [first]

    def test_by_run(self, admin):
        run = Run.objects.create(now=NOW, started_at=NOW)
        first = factories.voucher(run=run)
        factories.voucher()

        assert found(admin.get(LIST, {"run": run.pk})) == [first]

    def test_by_language(self, admin):
        first = factories.voucher(language="uz")
        factories.voucher(language="en")

        assert found(admin.get(LIST, {"language": "uz"})) == [first]

    def test_by_fallback(self, admin):
        first = factories.voucher(is_fallback=True)
        factories.voucher()

        assert found(admin.get(LIST, {"is_fallback": "true"})) == [first]

    def test_by_the_day_of_issue(self, admin):
        first = factories.voucher(issued_at=NOW - DAY)
        factories.voucher(issued_at=NOW - 9 * DAY)

        assert found(admin.get(LIST, {"issued_at_from": "2027-06-08"})) == [first]

    def test_search_finds_a_member_however_the_name_is_typed(self, admin):
        first = factories.voucher(factories.member("Oʻktam Gʻaniyev"))
        factories.voucher()

        assert found(admin.get(LIST, {"q": "o'ktam"})) == [first]


class TestCode:
    @pytest.fixture
    def voucher(self, root_page):
        return factories.voucher()

    def inspect(self, client, voucher) -> str:
        url = reverse("birthday_vouchers:inspect", args=[voucher.pk])
        return client.get(url).content.decode()

    def test_is_grouped_for_those_who_hand_gifts_over(self, client_of, voucher):
        client = client_of("view_voucher", "redeem_voucher")

        assert voucher.grouped_code in self.inspect(client, voucher)

    def test_is_hidden_from_those_who_only_look(self, client_of, voucher):
        text = self.inspect(client_of("view_voucher"), voucher)

        assert voucher.member.name in text
        assert voucher.code not in text
        assert voucher.grouped_code not in text

    @pytest.mark.parametrize("query", [{}, {"export": "csv"}])
    def test_is_in_no_list(self, admin, voucher, query):
        response = admin.get(LIST, query)

        text = (response.getvalue() if response.streaming else response.content).decode()
        assert voucher.member.name in text
        assert voucher.code not in text
        assert voucher.grouped_code not in text


class TestInspectView:
    def test_tells_the_history(self, admin, admin_user, tashkent):
        voucher = factories.voucher()
        redeem(voucher.pk, nonce="first", by=admin_user, location=tashkent)

        response = admin.get(reverse("birthday_vouchers:inspect", args=[voucher.pk]))

        (event,) = response.context["events"]
        assert (event["kind"], event["by"], event["at"]) == ("redeemed", "admin", NOW)
        assert event["location"] == tashkent

    def test_tells_the_log(self, admin, admin_user, tashkent):
        voucher = factories.voucher()
        redeem(voucher.pk, nonce="first", by=admin_user, location=tashkent)

        response = admin.get(reverse("birthday_vouchers:history", args=[voucher.pk]))

        assert "Voucher redeemed" in response.content.decode()

    def test_never_tells_a_birthday(self, client_of):
        voucher = factories.voucher(factories.member("Anna", "1987-10-23"))

        url = reverse("birthday_vouchers:inspect", args=[voucher.pk])
        text = client_of("view_voucher", "redeem_voucher").get(url).content.decode()

        assert "Anna" in text
        assert "1987" not in text

    def test_survives_an_erased_member(self, admin):  # oracle F18
        voucher = factories.voucher()
        voucher.member.delete()

        url = reverse("birthday_vouchers:inspect", args=[voucher.pk])

        assert "(erased)" in admin.get(url).content.decode()
        assert "(erased)" in admin.get(LIST).content.decode()


class TestLanguageOfTheGift:
    def test_is_the_readers_where_the_gift_has_it(self, admin):
        voucher = factories.voucher()
        voucher.snapshot.texts["zh-hans"] = {"title": "免费卡布奇诺"}
        voucher.snapshot.save()

        text = admin.get(LIST, headers={"accept-language": "zh-hans"}).content.decode()

        assert "免费卡布奇诺" in text


def test_the_export_tells_states_as_codes(admin, one_of_each):
    text = admin.get(LIST, {"export": "csv"}).getvalue().decode()

    lines = text.splitlines()
    assert lines[0].startswith("Member,Gift,State,Opens,Last day")
    assert sorted(line.split(",")[2] for line in lines[1:]) == sorted(Standing.values)


def test_the_list_takes_as_many_queries_for_many_as_for_few(admin, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(60) as counted:
            admin.get(LIST)
        return len(counted)

    factories.voucher()
    queries()
    few = queries()
    for number in range(12):
        factories.voucher(campaign=factories.campaign(scope=f"scope-{number}"))

    assert queries() == few
