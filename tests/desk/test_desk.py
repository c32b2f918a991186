"""The desk from scan to green: the verdicts on the screen, giving, and the next in the queue."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError
from django.urls import reverse

from tests import factories
from tests.factories import NOW, utc
from wagtail_birthday import codes
from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.models import Redemption, Visit, Voucher
from wagtail_birthday.vouchers.models import State
from wagtail_birthday.vouchers.redeem import redeem
from wagtail_birthday.vouchers.verdicts import Verdict
from wagtail_birthday.vouchers.void import void

pytestmark = pytest.mark.django_db


def on_screen(response) -> str:
    """The words of the page's own part, without markup."""
    page = response.content.decode()
    assert response.status_code == 200, response.status_code
    main = page[page.index('class="birthday-desk"') : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def answer(response):
    (only,) = response.context["answers"]
    return only


class TestEmptyDesk:
    def test_has_one_input_with_the_focus_and_says_where_it_is(self, desk):
        page = desk.open().content.decode()
        assert re.findall(r'<input[^>]*name="text"[^>]*autofocus', page, re.DOTALL)
        assert "Tashkent" in page

    def test_asks_for_something_when_nothing_was_typed(self, desk):
        assert "Scan or type something first." in on_screen(desk.scan(" "))


class TestVerdict:
    def test_give_shows_gift_member_handover_and_one_button(self, desk):
        gift = factories.gift("Free cappuccino", handover="Ring it up as BDAY.")
        voucher = factories.voucher(campaign=factories.campaign(gift=gift))
        response = desk.scan(voucher.code)
        shown = on_screen(response)
        for words in (
            "Give the gift",
            "Free cappuccino",
            "Dilnoza Karimova",
            "Ring it up as BDAY.",
        ):
            assert words in shown
        assert shown.count("Give it now") == 1
        assert "The last day is Thursday, June 24, 2027." in shown

    def test_not_yet_says_from_when(self, desk):
        voucher = factories.voucher(
            opens_at=utc("2027-06-12T19:00"), closes_at=utc("2027-06-20T19:00")
        )
        shown = on_screen(desk.scan(voucher.code))
        assert "Not yet" in shown
        assert "It can be given from Sunday, June 13, 2027." in shown
        assert "Give it now" not in shown

    def test_already_given_says_when_where_and_by_whom(self, desk):
        voucher = factories.voucher()
        other = factories.location("Chilonzor", time_zone="Asia/Tashkent")
        by = factories.user(first_name="Aziza", last_name="Umarova")
        redeem(voucher.pk, nonce="n", by=by, location=other, clock=lambda: NOW - timedelta(hours=1))
        desk.client.post(reverse("wagtail_birthday_desk:location"), {"location": other.pk})
        shown = on_screen(desk.scan(voucher.code))
        assert "Already given" in shown
        # 08:00 UTC is 13:00 in Tashkent.
        for words in ("Today at 1:00 PM", "Chilonzor", "Aziza Umarova"):
            assert words in shown.replace("\u202f", " ")
        assert "Give it now" not in shown

    def test_ended_says_the_last_day_and_not_the_day_after(self, desk):  # oracle C2
        voucher = factories.voucher(
            opens_at=utc("2027-02-20T19:00"), closes_at=utc("2027-03-14T19:00")
        )
        with time_machine.travel(utc("2027-03-14T19:00"), tick=False):
            shown = on_screen(desk.scan(voucher.code))
        assert "Ended" in shown
        assert "The last day was Sunday, March 14, 2027." in shown
        assert "March 15" not in shown

    def test_void_gives_no_reason_away(self, desk):
        voucher = factories.voucher(state=State.VOID, void_reason="suspected fraud")
        shown = on_screen(desk.scan(voucher.code))
        assert "Void" in shown
        assert "fraud" not in shown

    def test_unknown_and_malformed_are_told_alike(self, desk):
        unknown, malformed = on_screen(desk.scan(codes.new_code())), on_screen(desk.scan("12345"))
        assert unknown == malformed
        assert "Unknown code" in unknown

    def test_wrong_location_names_the_right_ones(self, desk):  # oracle G5
        voucher = factories.voucher()
        voucher.campaign.locations.set(
            [factories.location("Chilonzor"), factories.location("Yunusobod")]
        )
        desk.client.post(
            reverse("wagtail_birthday_desk:location"),
            {"location": factories.location("Sergeli").pk},
        )
        shown = on_screen(desk.scan(voucher.code))
        assert "Not at this location" in shown
        assert "It can be given at: Chilonzor or Yunusobod." in shown

    def test_of_a_blocked_member_without_a_gift_is_blocked(self, desk):
        card = factories.card(factories.member(is_blocked=True))
        assert answer(desk.scan(card.code)).verdict is Verdict.BLOCKED

    @pytest.mark.parametrize("verdict", list(Verdict))
    def test_has_a_word_an_icon_and_a_colour_of_its_kind(self, verdict):
        assert verdict.label
        assert verdict.severity in ("success", "warning", "critical")
        assert len({each.icon for each in Verdict}) == len(Verdict)

    def test_never_shows_a_birthday(self, desk):
        member = factories.member(birthday="1990-06-10")
        voucher = factories.voucher(member, closes_at=utc("2027-06-24T19:00"))
        card = factories.card(member)
        for response in (desk.scan(voucher.code), desk.scan(card.code), desk.scan("Dilnoza")):
            shown = on_screen(response)
            assert "June 10" not in shown
            assert "1990" not in shown


class TestTwoTimeZones:
    """oracle C4: stored instants decide; where the dates differ, staff see both times."""

    @pytest.fixture
    def shanghai(self, staff_client):
        factories.location("Shanghai", time_zone="Asia/Shanghai")
        return staff_client

    def scan_at(self, client, now):
        voucher = factories.voucher(
            opens_at=utc("2027-02-20T19:00"), closes_at=utc("2027-03-14T19:00")
        )
        with time_machine.travel(now, tick=False):
            response = client.post(reverse("wagtail_birthday_desk:look_up"), {"text": voucher.code})
        return on_screen(response).replace("\u202f", " ")

    def test_shows_both_where_the_last_day_ends_on_another_date_here(self, shanghai):
        shown = self.scan_at(shanghai, utc("2027-03-15T00:00"))
        assert "The last day was Sunday, March 14, 2027." in shown
        assert (
            "By the clock here it ended on Monday, March 15, 2027 at 3:00 AM: "
            "the day is counted in Tashkent." in shown
        )

    def test_shows_both_while_it_can_still_be_given(self, shanghai):
        shown = self.scan_at(shanghai, utc("2027-03-14T17:00"))
        assert "The last day is Sunday, March 14, 2027." in shown
        assert "By the clock here it ends on Monday, March 15, 2027 at 3:00 AM" in shown

    def test_shows_one_where_the_dates_agree(self, desk):
        assert "By the clock here" not in self.scan_at(desk.client, utc("2027-03-15T00:00"))


class TestGive:
    def test_redeems_records_the_visit_and_is_ready_for_the_next(self, desk, tashkent, staff):
        voucher = factories.voucher()
        response = desk.give(answer(desk.scan(voucher.code)), follow=True)
        redemption = Redemption.objects.get()
        assert (redemption.voucher, redemption.by, redemption.location) == (
            voucher,
            staff,
            tashkent,
        )
        visit = Visit.objects.get()
        assert (visit.member, visit.location, redemption.visit) == (
            voucher.member,
            tashkent,
            visit,
        )
        shown = on_screen(response)
        assert "Given" in shown
        assert "Free cappuccino to Dilnoza Karimova" in shown
        assert re.search(r'name="text"[^>]*autofocus', response.content.decode(), re.DOTALL)

    def test_takes_one_tap_after_the_scan_of_a_card(self, desk):
        voucher = factories.voucher(mode=Mode.STAFF_SIGNAL)
        desk.give(answer(desk.scan(factories.card(voucher.member).code)))
        assert Voucher.objects.get().state == State.REDEEMED

    def test_takes_two_taps_after_the_name_of_one_of_two(self, desk):
        voucher = factories.voucher()
        factories.member("Dilnoza Rahimova")
        listed = desk.scan("dilnoza")
        assert len(listed.context["choices"]) == 2
        desk.give(answer(desk.choose(voucher.member)))
        assert Voucher.objects.get().state == State.REDEEMED

    def test_offers_what_can_be_given_first(self, desk):
        member = factories.member()
        factories.voucher(
            member, occasion=1, opens_at=NOW + timedelta(days=1), closes_at=NOW + timedelta(days=9)
        )
        factories.voucher(member, occasion=2, opens_at=NOW - timedelta(hours=1))
        answers = desk.scan(factories.card(member).code).context["answers"]
        assert [each.verdict for each in answers] == [Verdict.GIVE, Verdict.NOT_YET]

    def test_twice_with_the_same_screen_is_one_redemption_and_the_same_green(self, desk):
        # oracle G2 (retry after a time-out) and G3 (double tap)
        screen = answer(desk.scan(factories.voucher().code))
        first, second = desk.give(screen), desk.give(screen)
        assert first.url == second.url
        assert "Given" in on_screen(desk.client.get(second.url))
        assert Redemption.objects.count() == 1
        assert Visit.objects.count() == 1

    def test_from_two_screens_is_given_once(self, desk):  # oracle G1
        code = factories.voucher().code
        one, other = answer(desk.scan(code)), answer(desk.scan(code))
        assert one.nonce != other.nonce
        assert desk.give(one).status_code == 302
        refused = desk.give(other)
        assert answer(refused).verdict is Verdict.ALREADY_GIVEN
        assert "Tashkent" in on_screen(refused)
        assert Redemption.objects.count() == 1

    def test_of_a_screenshot_works_once_like_any(self, desk):  # oracle G16
        code = factories.voucher().code
        desk.give(answer(desk.scan(code)))
        assert answer(desk.scan(code)).verdict is Verdict.ALREADY_GIVEN

    def test_checks_again(self, desk, staff):  # oracle G21
        voucher = factories.voucher()
        screen = answer(desk.scan(voucher.code))
        void(Voucher.objects.all(), reason="issued by mistake", by=staff)
        response = desk.give(screen)
        assert answer(response).verdict is Verdict.VOID
        assert "Void" in on_screen(response)
        assert not Redemption.objects.exists()

    def test_after_the_last_day_is_refused_though_the_screen_said_give(self, desk):  # oracle C3
        voucher = factories.voucher(closes_at=NOW + timedelta(minutes=1))
        screen = answer(desk.scan(voucher.code))
        with time_machine.travel(voucher.closes_at, tick=False):
            assert answer(desk.give(screen)).verdict is Verdict.ENDED
        assert not Redemption.objects.exists()

    def test_with_the_nonce_of_another_voucher_redeems_nothing(self, desk):
        screen = answer(desk.scan(factories.voucher().code))
        desk.give(screen)
        other = factories.voucher()
        response = desk.client.post(
            reverse("wagtail_birthday_desk:give"), {"voucher": other.pk, "nonce": screen.nonce}
        )
        assert response.url == reverse("wagtail_birthday_desk:index")
        other.refresh_from_db()
        assert other.state == State.ISSUED

    @pytest.mark.parametrize(
        "data", [{}, {"voucher": "x", "nonce": "y"}, {"voucher": "1"}, {"voucher": "9" * 30}]
    )
    def test_of_nonsense_starts_again(self, desk, data):
        response = desk.client.post(reverse("wagtail_birthday_desk:give"), data)
        assert response.url == reverse("wagtail_birthday_desk:index")

    def test_of_a_voucher_that_is_gone_is_unknown(self, desk):
        response = desk.client.post(
            reverse("wagtail_birthday_desk:give"),
            {"voucher": 999, "nonce": "4f7f4a55-6d4b-4a0e-9d6c-000000000000"},
        )
        assert answer(response).verdict is Verdict.UNKNOWN


class TestGivenScreen:
    def test_survives_a_reload_and_says_when(self, desk):
        url = desk.give(answer(desk.scan(factories.voucher().code))).url
        with time_machine.travel(NOW + timedelta(days=1), tick=False):
            shown = on_screen(desk.client.get(url)).replace("\u202f", " ")
        assert "Thursday, June 10, 2027 at 2:00 PM" in shown

    def test_is_for_the_one_who_gave(self, desk, client):
        url = desk.give(answer(desk.scan(factories.voucher().code))).url
        client.force_login(factories.staff())
        assert client.get(url).url == reverse("wagtail_birthday_desk:index")


class TestBusyDatabase:
    def test_offers_the_same_attempt_again(self, desk, monkeypatch):
        screen = answer(desk.scan(factories.voucher().code))

        def locked(*args, **kwargs):
            raise OperationalError("database is locked")

        with monkeypatch.context() as patch:
            patch.setattr("wagtail_birthday.desk.views.redeem", locked)
            busy = desk.give(screen)
        page = busy.content.decode()
        assert busy.status_code == 503
        assert "Please try again" in page
        assert f'name="nonce" value="{screen.nonce}"' in page
        assert f'name="voucher" value="{screen.voucher.pk}"' in page
        assert desk.give(screen).status_code == 302

    def test_offers_the_same_look_up_again(self, desk, monkeypatch):
        def locked(*args, **kwargs):
            raise OperationalError("database is locked")

        monkeypatch.setattr("wagtail_birthday.desk.views.look_up", locked)
        busy = desk.scan("Dilnoza")
        assert busy.status_code == 503
        assert 'name="text" value="Dilnoza"' in busy.content.decode()


class TestNamesakes:
    def test_are_told_apart_without_a_birthday(self, desk):
        factories.member(
            birthday="1990-06-10",
            phone="+998 90 123 45 67",
            last_visit_at=utc("2027-06-01T20:00"),
            home_location=factories.location("Chilonzor"),
        )
        factories.member(birthday="1984-02-03", phone="12345")
        desk.client.post(
            reverse("wagtail_birthday_desk:location"), {"location": factories.location().pk}
        )
        shown = on_screen(desk.scan("dilnoza"))
        for words in ("Chilonzor", "last visit: June 2, 2027", "phone ending in 4567", "no visit"):
            assert words in shown
        for secret in ("1990", "1984", "June 10", "12345"):
            assert secret not in shown


class TestNoGift:
    def test_is_said_in_plain_words(self, desk):
        assert "No gift is waiting" in on_screen(desk.scan(factories.card().code))

    def test_a_member_who_is_gone_meanwhile_is_unknown(self, desk):
        member = factories.member()
        member_id = member.pk
        member.delete()
        member.pk = member_id
        assert answer(desk.choose(member)).verdict is Verdict.UNKNOWN


class TestLanguage:
    """oracle D5: the screen is in the staff member's language, whatever the member's."""

    def test_gift_and_dates_are_in_the_language_of_staff(self, desk, staff):
        from wagtail.users.models import UserProfile

        profile = UserProfile.get_for_user(staff)
        profile.preferred_language = "zh-hans"
        profile.save()
        voucher = factories.voucher(factories.member(language="uz"))
        voucher.snapshot.texts["zh-hans"] = {"title": "免费咖啡", "staff_label": "免费卡布奇诺"}
        voucher.snapshot.save()
        response = desk.scan(voucher.code)
        shown = on_screen(response)
        assert "免费卡布奇诺" in shown
        assert "2027年6月24日" in shown
        assert '<html lang="zh-hans"' in response.content.decode()

    def test_text_in_another_language_is_marked_as_such(self, desk, staff):
        from wagtail.users.models import UserProfile

        profile = UserProfile.get_for_user(staff)
        profile.preferred_language = "zh-hans"
        profile.save()
        page = desk.scan(factories.voucher().code).content.decode()
        assert re.search(r'birthday-verdict__gift"><bdi lang="en">Free cappuccino', page)


class TestQueries:
    def test_do_not_grow_with_gifts_and_namesakes(self, desk, django_assert_max_num_queries):
        card = factories.card()
        for occasion in range(8):
            factories.voucher(card.member, occasion=occasion)
        desk.scan(card.code)
        with django_assert_max_num_queries(LOOK_UP_QUERIES):
            desk.scan(card.code)
        for number in range(20):
            factories.member(f"Karim {chr(65 + number)}")
        with django_assert_max_num_queries(LOOK_UP_QUERIES):
            desk.scan("karim")


# Session, user, profile, permissions and menu of Wagtail's admin, the locations, and ours.
LOOK_UP_QUERIES = 20
