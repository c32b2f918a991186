"""The job: oracle.md section E, as far as one process can show."""

from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.factories import NOW, utc
from wagtail_birthday import codes
from wagtail_birthday.calendar import Birthday
from wagtail_birthday.issuing.decide import Reason, Rules, Verdict
from wagtail_birthday.issuing.issue import issue
from wagtail_birthday.issuing.models import Chunk, Run, RunState
from wagtail_birthday.issuing.run import dry_run, issue_chunk, run_here, start_run
from wagtail_birthday.members.birthdays import set_birthday
from wagtail_birthday.models import Delivery, GiftSnapshot, Voucher
from wagtail_birthday.vouchers.void import void

pytestmark = pytest.mark.django_db


def occasions():
    return list(Voucher.objects.order_by("occasion").values_list("occasion", flat=True))


class TestOneRun:
    def test_writes_a_voucher_as_planned(self):
        campaign, member = factories.campaign(), factories.member(language="uz")
        run = run_here(NOW)
        voucher = Voucher.objects.get()
        assert (voucher.member, voucher.campaign, voucher.occasion) == (member, campaign, 2027)
        assert voucher.opens_at == utc("2027-06-02T19:00")
        assert voucher.closes_at == utc("2027-06-24T19:00")
        assert (voucher.time_zone, voucher.language) == ("Asia/Tashkent", "uz")
        assert (voucher.issued_at, voucher.run, voucher.mode) == (NOW, run, "voucher")
        assert codes.is_right(voucher.code)

    def test_counts_everyone_it_considered(self):
        factories.campaign()
        factories.member()
        factories.member(consented_at=None)
        factories.member(birthday="--12-24")
        run = run_here(NOW)
        assert run.state == RunState.DONE
        assert run.considered == 2
        assert +run.reasons == {"issued": 1, "no_consent": 1}

    def test_takes_the_time_zone_of_the_home_location(self, tashkent):
        factories.campaign()
        shanghai = factories.location("Shanghai", time_zone="Asia/Shanghai")
        factories.member(time_zone="", home_location=shanghai)
        run_here(NOW)
        assert Voucher.objects.get().time_zone == "Asia/Shanghai"

    def test_an_unknown_time_zone_is_logged_and_does_not_stop_it(self, caplog):  # B12
        factories.campaign()
        odd = factories.member(time_zone="Asia/Nowhere")
        assert run_here(NOW).issued == 1
        assert Voucher.objects.get().time_zone == "Asia/Tashkent"
        assert f"unknown time zone, using the location's: member={odd.pk}" in caplog.text

    def test_runs_no_campaign_that_is_not_live(self):
        factories.campaign(is_live=False)
        factories.member()
        run = run_here(NOW)
        assert (run.considered, run.state) == (0, RunState.DONE)

    @pytest.mark.parametrize("mode", ["voucher", "card_state", "staff_signal", "stamps"])
    def test_issues_in_every_mode(self, mode):
        factories.campaign(mode=mode)
        factories.member()
        run_here(NOW)
        assert Voucher.objects.get().mode == mode
        is_told = Delivery.objects.exists()
        assert is_told == (mode != "staff_signal")

    def test_costs_no_query_for_each_member(self):
        factories.campaign()

        def queries(members):
            for _ in range(members):
                factories.member()
            with CaptureQueriesContext(connection) as captured:
                run_here(NOW)
            return len(captured)

        queries(1)  # the first run also takes the gift's snapshot
        assert queries(3) == queries(30)

    def test_a_named_campaign_only(self):
        vip = factories.campaign(name="VIP", scope="vip")
        factories.campaign()
        factories.member()
        run_here(NOW, "VIP")
        assert [voucher.campaign for voucher in Voucher.objects.all()] == [vip]
        with pytest.raises(LookupError, match="VIP"):
            run_here(NOW, "Vip2")


class TestRepeating:
    def test_at_once_issues_nothing(self):  # E1, E10
        factories.campaign()
        factories.member()
        assert run_here(NOW).issued == 1
        for _ in range(3):
            again = run_here(NOW)
            assert again.issued == 0
            assert again.reasons["already_issued"] == again.considered == 1

    def test_a_slow_task_that_comes_twice(self):  # E3
        factories.campaign()
        factories.member()
        run = start_run(NOW)
        chunk_id = run.chunks.get().pk
        assert issue_chunk(chunk_id).reasons == {"issued": 1}
        assert issue_chunk(chunk_id) is None
        assert Voucher.objects.count() == Delivery.objects.count() == 1

    def test_two_workers_with_the_same_members(self):  # E2
        """The second has decided before the first has committed: the database settles it."""
        campaign, member = factories.campaign(), factories.member()
        snapshot = factories.snapshot(campaign.gift)
        rules = Rules.of_site()
        with mock.patch("wagtail_birthday.issuing.issue._history", return_value=({}, {})):
            first, second = (
                issue(campaign, [member.pk], now=NOW, rules=rules, snapshot=snapshot)
                for _ in range(2)
            )
        assert first.reasons == {"issued": 1}
        assert second.reasons == {"already_issued": 1}
        assert Voucher.objects.count() == Delivery.objects.count() == 1

    def test_a_run_takes_over_what_an_earlier_one_left(self):
        factories.campaign()
        factories.member()
        left = start_run(NOW)
        assert run_here(NOW + timedelta(hours=1)).issued == 1
        left.refresh_from_db()
        assert left.state == RunState.SUPERSEDED
        assert issue_chunk(left.chunks.get().pk) is None

    def test_a_run_of_one_campaign_takes_nothing_from_the_others(self):
        factories.campaign(name="VIP", scope="vip")
        factories.campaign()
        factories.member()
        hourly = start_run(NOW)
        run_here(NOW, "VIP")
        run_here(NOW - timedelta(days=400))
        for chunk in hourly.chunks.all():
            issue_chunk(chunk.pk)
        hourly.refresh_from_db()
        assert hourly.state == RunState.DONE
        assert Voucher.objects.count() == 2

    def test_a_worker_that_died_before_it_could_close_the_run(self):
        factories.campaign()
        factories.member()
        run = start_run(NOW)
        chunk_id = run.chunks.get().pk
        with mock.patch("wagtail_birthday.issuing.run.finish_if_done"):
            issue_chunk(chunk_id)
        assert issue_chunk(chunk_id) is None
        run.refresh_from_db()
        assert run.state == RunState.DONE

    def test_killed_between_two_chunks(self, settings):  # E5
        settings.WAGTAIL_BIRTHDAY = {"CHUNK_SIZE": 2}
        factories.campaign()
        members = [factories.member() for _ in range(5)]
        run = start_run(NOW)
        first, *_others = run.chunks.all()
        issue_chunk(first.pk)
        assert set(Voucher.objects.values_list("member_id", flat=True)) == {
            member.pk for member in members[:2]
        }
        assert run_here(NOW).issued == 3
        assert Voucher.objects.count() == Delivery.objects.count() == 5

    def test_killed_inside_a_chunk_leaves_nothing_of_it(self):  # E4, E5, E22
        factories.campaign()
        factories.member()
        with (
            mock.patch("wagtail_birthday.issuing.issue.write_deliveries", side_effect=SystemExit),
            pytest.raises(SystemExit),
            transaction.atomic(),
        ):
            issue_chunk(start_run(NOW).chunks.get().pk)
        assert not Voucher.objects.exists()
        assert run_here(NOW).issued == 1
        assert Delivery.objects.count() == 1


class TestDownForDays:
    @pytest.mark.parametrize("days", [1, 5, 14])
    def test_within_the_catch_up_all_are_issued_once(self, days):  # E8, E11
        factories.campaign()
        factories.member()
        back = utc("2027-06-03T00:00") + timedelta(days=days)
        assert run_here(back).issued == 1
        voucher = Voucher.objects.get()
        assert voucher.issued_at == back
        assert voucher.closes_at == utc("2027-06-24T19:00")

    def test_beyond_it_none_is(self):
        factories.campaign()
        factories.member()
        run = run_here(utc("2027-06-17T19:00"))
        assert (run.issued, run.considered) == (0, 0)

    def test_the_clock_goes_back_a_day(self):  # E12
        factories.campaign()
        factories.member()
        run_here(NOW)
        again = run_here(NOW - timedelta(days=1))
        assert again.issued == 0
        assert again.warnings == ["clock_moved_back"]
        assert occasions() == [2027]

    def test_the_clock_goes_forward_a_year_and_back(self, admin_user):  # E13
        factories.campaign()
        factories.member()
        wrong = run_here(NOW + timedelta(days=366))
        assert occasions() == [2028]
        assert void(wrong.vouchers.all(), reason="wrong clock", by=admin_user) == 1
        assert run_here(NOW).issued == 1
        assert occasions() == [2027, 2028]

    def test_one_frozen_now(self):  # E14
        """A chunk that is issued after midnight decides as of the start of its run."""
        factories.campaign(lead_days=0, catch_up_days=0)
        today = factories.member(birthday="--06-10")
        tomorrow = factories.member(birthday="--06-11")
        late = utc("2027-06-10T18:59:50")
        run = start_run(late)
        chunk = run.chunks.get()
        assert chunk.member_ids == [today.pk]
        with mock.patch("django.utils.timezone.now", return_value=late + timedelta(seconds=20)):
            issue_chunk(chunk.pk)
        assert Voucher.objects.get().issued_at == late
        assert run_here(late + timedelta(seconds=20)).issued == 1
        assert Voucher.objects.filter(member=tomorrow).exists()


class TestLeapDay:
    def test_one_occasion_however_the_setting_is_switched(self, settings):  # A4
        factories.campaign()
        factories.member(birthday="--02-29")
        day = utc("2027-02-01T12:00")
        while day < utc("2027-04-01T12:00"):
            rule = "feb28" if day < utc("2027-02-25T00:00") else "mar1"
            settings.WAGTAIL_BIRTHDAY = {"LEAP_DAY": rule}
            run_here(day)
            day += timedelta(days=1)
        assert occasions() == [2027]

    def test_the_next_year_too(self):  # A15
        factories.campaign()
        factories.member(birthday="--02-29")
        run_here(utc("2027-02-28T12:00"))
        run_here(utc("2028-02-29T12:00"))
        assert occasions() == [2027, 2028]


class TestAnniversaries:
    def test_last_years_gift_is_no_obstacle(self):  # A14
        factories.campaign(lead_days=0)
        factories.member(time_zone="UTC")
        run_here(utc("2026-06-10T01:00"))
        run_here(utc("2027-06-10T00:30"))
        assert occasions() == [2026, 2027]

    def test_both_ends_of_a_calendar_year(self):  # A10
        factories.campaign()
        factories.member(birthday="--01-03", time_zone="Asia/Shanghai")
        run_here(utc("2026-12-27T12:00"))
        run_here(utc("2027-12-27T12:00"))
        assert occasions() == [2027, 2028]

    def test_a_birthday_moved_over_new_year(self):  # F8
        factories.campaign(cool_off_days=0)
        member = factories.member(birthday="--12-30")
        run_here(utc("2026-12-30T12:00"))
        set_birthday(member, Birthday(1, 2), by=None, at=utc("2026-12-31T12:00"))
        run = run_here(utc("2027-01-02T12:00"))
        assert run.reasons["gift_too_recent"] == 1
        assert occasions() == [2026]


class TestDryRun:
    def test_says_who_would_get_one_and_writes_nothing(self):  # E17
        factories.campaign()
        member = factories.member()
        skipped = factories.member(consented_at=None)
        found = {of.pk: decision.verdict for _campaign, of, decision in dry_run(NOW)}
        assert found == {member.pk: Verdict.ISSUE, skipped.pk: Verdict.SKIP}
        assert not Voucher.objects.exists()
        assert not Run.objects.exists()
        assert not GiftSnapshot.objects.exists()

    def test_of_a_campaign_that_is_not_live_yet(self):  # E17
        factories.campaign(name="Draft", is_live=False)
        factories.member()
        [(_campaign, _member, decision)] = dry_run(NOW, "Draft")
        assert decision.verdict is Verdict.ISSUE
        assert list(dry_run(NOW)) == []

    def test_decides_as_the_run_does(self):
        factories.campaign(min_visits=1)
        factories.member()
        factories.member(visit_count=2)
        reasons = [decision.reason for _campaign, _member, decision in dry_run(NOW)]
        assert sorted(reasons) == [Reason.ISSUED, Reason.TOO_FEW_VISITS]
        assert +run_here(NOW).reasons == {"issued": 1, "too_few_visits": 1}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    days=st.lists(st.integers(-20, 30), min_size=1, max_size=12),
    leave_undone=st.sets(st.integers(0, 11)),
)
def test_whatever_the_days_and_crashes_there_is_one_voucher_per_occasion(days, leave_undone):
    """Runs on any days, in any order, some of them dying before their chunks are issued."""
    with transaction.atomic():
        factories.campaign()
        factories.member()
        was_due = False
        for number, day in enumerate(days):
            now = NOW + timedelta(days=day)
            if number in leave_undone:
                start_run(now)
                continue
            run_here(now)
            was_due = was_due or -7 <= day <= 7
        assert occasions() == ([2027] if was_due else [])
        transaction.set_rollback(True)


def test_chunks_are_cut_to_size_in_order(settings):
    settings.WAGTAIL_BIRTHDAY = {"CHUNK_SIZE": 3}
    factories.campaign()
    ids = [factories.member(birthday=f"--06-{day:02}").pk for day in (10, 5, 12, 8, 3, 17, 10)]
    run = start_run(NOW)
    assert [chunk.member_ids for chunk in Chunk.objects.filter(run=run)] == [
        ids[:3],
        ids[3:6],
        ids[6:],
    ]
