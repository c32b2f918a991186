"""Who gets the gift, and why not: oracle.md section F, and what concerns one decision of E."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import LONG_AGO, NOW, utc
from wagtail_birthday.calendar import Birthday, plan
from wagtail_birthday.issuing.decide import Facts, Reason, Rules, Verdict, decide

RULES = Rules(time_zone="Asia/Tashkent", min_valid_days=3)
FACTS = Facts(rules=RULES)


def member(**fields):
    return SimpleNamespace(
        **{
            "birth_md": 610,
            "birth_year": None,
            "birthday_changed_at": None,
            "cool_off_waived_at": None,
            "time_zone": "Asia/Tashkent",
            "joined_at": LONG_AGO,
            "has_consented": True,
            "is_blocked": False,
            "visit_count": 0,
            **fields,
        }
    )


def campaign(**fields):
    return SimpleNamespace(
        **{
            "is_live": True,
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
    )


def reason(of=None, run_by=None, now=NOW, facts=FACTS):
    return decide(of or member(), run_by or campaign(), now, facts).reason


class TestTiming:
    def test_due(self):
        found = decide(member(), campaign(), NOW, FACTS)
        assert found.verdict is Verdict.ISSUE
        assert found.plan == plan(Birthday(6, 10), 2027, tz="Asia/Tashkent")

    def test_not_yet(self):
        found = decide(member(), campaign(), utc("2027-06-02T18:59"), FACTS)
        assert found.reason is Reason.NOT_DUE
        assert found.verdict is Verdict.NOTHING
        assert found.plan.issue_on == date(2027, 6, 3)

    def test_missed_while_it_would_still_be_valid(self):
        found = decide(member(), campaign(), utc("2027-06-18T12:00"), FACTS)
        assert found.reason is Reason.MISSED
        assert found.plan.occasion_year == 2027

    def test_afterwards_the_next_year_is_spoken_of(self):
        found = decide(member(), campaign(), utc("2027-06-25T12:00"), FACTS)
        assert found.reason is Reason.NOT_DUE
        assert found.plan.occasion_year == 2028

    def test_already_issued(self):
        assert reason(facts=replace(FACTS, occasions=frozenset({2027}))) is Reason.ALREADY_ISSUED

    def test_only_an_occasion_in_the_window_never_past_years(self):  # E17
        found = decide(member(birth_year=1990, joined_at=LONG_AGO), campaign(), NOW, FACTS)
        assert found.plan.occasion_year == 2027

    def test_a_late_issue_is_valid_for_some_days_at_least(self):  # E8
        short = campaign(days_after=0)
        found = decide(member(), short, utc("2027-06-15T12:00"), FACTS)
        assert found.verdict is Verdict.ISSUE
        assert found.plan.last_day == date(2027, 6, 17)
        assert found.plan.closes_at == utc("2027-06-17T19:00")
        assert found.plan.opens_at == utc("2027-06-02T19:00")

    def test_a_late_issue_keeps_the_planned_end_where_that_is_later(self):  # E8
        found = decide(member(), campaign(), utc("2027-06-15T12:00"), FACTS)
        assert found.plan.last_day == date(2027, 6, 24)


class TestTimeZone:
    @pytest.mark.parametrize(
        ("own", "location", "expected"),
        [
            ("Asia/Shanghai", "Europe/London", "Asia/Shanghai"),
            ("", "Europe/London", "Europe/London"),
            ("Asia/Nowhere", "Europe/London", "Europe/London"),  # B12
            ("", "", "Asia/Tashkent"),
        ],
    )
    def test_is_the_members_then_the_locations_then_the_sites(self, own, location, expected):
        facts = replace(FACTS, location_time_zone=location)
        assert decide(member(time_zone=own), campaign(), NOW, facts).plan.time_zone == expected


class TestStanding:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"birth_md": None}, Reason.NO_BIRTHDAY),
            ({"is_blocked": True}, Reason.BLOCKED),  # F17
            ({"has_consented": False}, Reason.NO_CONSENT),  # F13
        ],
    )
    def test_of_the_member(self, fields, expected):
        found = decide(member(**fields), campaign(), NOW, FACTS)
        assert found.reason is expected
        assert found.verdict is Verdict.SKIP

    def test_a_campaign_that_is_not_live(self):
        assert reason(run_by=campaign(is_live=False)) is Reason.CAMPAIGN_NOT_LIVE

    def test_a_gift_that_is_not_live(self):  # C7
        assert reason(facts=replace(FACTS, gift_is_live=False)) is Reason.NO_LIVE_GIFT

    def test_a_birthday_that_is_no_date_is_an_error(self):  # E7
        with pytest.raises(ValueError, match="day"):
            decide(member(birth_md=230), campaign(), NOW, FACTS)


class TestJoining:
    def test_before_the_issue_day(self):  # F1
        assert reason(member(joined_at=utc("2027-06-01T00:00"))) is Reason.ISSUED

    def test_between_issue_day_and_birthday(self):  # F2
        new = member(joined_at=utc("2027-06-08T00:00"))
        assert reason(new) is Reason.ISSUED
        assert reason(new, campaign(min_membership_days=3)) is Reason.JOINED_TOO_RECENTLY
        later = NOW + timedelta(days=1)
        assert reason(new, campaign(min_membership_days=3), now=later) is Reason.ISSUED

    def test_on_the_birthday(self):  # F3
        new = member(joined_at=NOW - timedelta(hours=1))
        assert reason(new) is Reason.ISSUED
        assert reason(new, campaign(min_membership_days=1)) is Reason.JOINED_TOO_RECENTLY

    def test_after_the_birthday(self):  # F4
        new, now = member(joined_at=utc("2027-06-12T08:00")), utc("2027-06-12T09:00")
        assert reason(new, now=now) is Reason.JOINED_TOO_LATE
        joins_in_window = replace(FACTS, rules=replace(RULES, join_in_window=True))
        assert reason(new, now=now, facts=joins_in_window) is Reason.ISSUED

    def test_the_day_of_joining_is_local(self):
        # 10 June in Tashkent has begun, though not in UTC: still the birthday, not after it.
        new = member(joined_at=utc("2027-06-10T18:59"))
        assert reason(new, now=utc("2027-06-10T18:59")) is Reason.ISSUED

    def test_too_few_visits_are_asked_again_each_day(self):  # F12
        assert reason(run_by=campaign(min_visits=1)) is Reason.TOO_FEW_VISITS
        assert reason(member(visit_count=1), campaign(min_visits=1)) is Reason.ISSUED


class TestAge:
    def test_unknown_is_never_guessed(self):  # A16
        assert reason(run_by=campaign(min_age=18)) is Reason.AGE_UNKNOWN

    def test_is_the_one_reached_on_the_birthday(self):
        assert reason(member(birth_year=2009), campaign(min_age=18)) is Reason.ISSUED
        assert reason(member(birth_year=2010), campaign(min_age=18)) is Reason.TOO_YOUNG


class TestChangedBirthdays:
    def test_to_today(self):  # F5
        changed = member(birthday_changed_at=NOW - timedelta(minutes=1))
        assert reason(changed) is Reason.COOL_OFF
        assert reason(changed, now=NOW + timedelta(days=365)) is Reason.ISSUED

    def test_the_cool_off_ends(self):  # F5
        changed = member(birthday_changed_at=NOW - timedelta(days=30))
        assert reason(changed) is Reason.ISSUED
        assert reason(changed, now=NOW - timedelta(seconds=1)) is Reason.COOL_OFF

    def test_after_this_years_gift(self):  # F6
        got_it = replace(FACTS, occasions=frozenset({2027}), last_opened_at=utc("2027-03-01T00:00"))
        assert reason(facts=got_it) is Reason.ALREADY_ISSUED

    def test_to_a_date_that_was_over(self):  # F7
        changed = member(birthday_changed_at=utc("2027-06-12T09:00"))
        no_cool_off = campaign(cool_off_days=0)
        assert reason(changed, no_cool_off, utc("2027-06-12T10:00")) is Reason.CHANGED_TOO_LATE
        assert reason(changed, no_cool_off, utc("2028-06-10T10:00")) is Reason.ISSUED

    def test_from_december_to_january_after_the_gift(self):  # F8
        had_2026 = replace(
            FACTS, occasions=frozenset({2026}), last_opened_at=utc("2026-12-22T19:00")
        )
        moved = member(birth_md=102, birthday_changed_at=utc("2026-12-31T10:00"))
        now = utc("2027-01-02T09:00")
        for run_by in (campaign(), campaign(cool_off_days=0)):
            assert reason(moved, run_by, now, had_2026) is Reason.GIFT_TOO_RECENT

    def test_a_waiver_by_staff(self):  # F9
        changed = NOW - timedelta(days=1)
        waived = member(birthday_changed_at=changed, cool_off_waived_at=changed)
        assert reason(waived) is Reason.ISSUED
        older = member(birthday_changed_at=changed, cool_off_waived_at=LONG_AGO)
        assert reason(older) is Reason.COOL_OFF

    @pytest.mark.parametrize("lead", [0, 7, 100])
    def test_an_unchanged_birthday_is_never_too_soon_after_the_last(self, lead):
        """Even if the last gift was issued at the end of a long catch-up, and this one is not."""
        wide = campaign(lead_days=lead, catch_up_days=100)
        last_year = decide(member(), wide, utc("2026-09-17T09:00"), FACTS)
        assert last_year.verdict is Verdict.ISSUE
        facts = replace(FACTS, occasions=frozenset({2026}), last_opened_at=last_year.plan.opens_at)
        first_day = utc("2027-06-10T09:00") - timedelta(days=lead)
        assert reason(None, wide, first_day, facts) is Reason.ISSUED


@given(
    now=st.datetimes(
        utc("2027-01-01").replace(tzinfo=None), utc("2029-01-01").replace(tzinfo=None)
    ),
    birth_md=st.none() | st.sampled_from([101, 228, 229, 301, 610, 1231]),
    fields=st.fixed_dictionaries(
        {
            "is_blocked": st.booleans(),
            "has_consented": st.booleans(),
            "visit_count": st.integers(0, 3),
            "time_zone": st.sampled_from(["", "Asia/Shanghai", "Pacific/Kiritimati", "Nowhere"]),
        }
    ),
    occasions=st.frozensets(st.integers(2026, 2029)),
)
def test_every_answer_has_a_reason_and_only_due_members_get_a_voucher(
    now, birth_md, fields, occasions
):
    now = now.replace(tzinfo=UTC)
    facts = replace(FACTS, occasions=occasions)
    found = decide(member(birth_md=birth_md, **fields), campaign(min_visits=1), now, facts)
    assert found.verdict == found.reason.verdict
    assert str(found.reason.label)
    if found.verdict is Verdict.ISSUE:
        assert found.plan.opens_at <= now < found.plan.closes_at
        assert found.plan.occasion_year not in occasions
