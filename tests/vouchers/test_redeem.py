"""One voucher, one redemption, in one transaction with the visit and the stamps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW, utc
from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.members.cards import card_of
from wagtail_birthday.models import Redemption, StampEntry, Visit, Voucher
from wagtail_birthday.vouchers.models import State
from wagtail_birthday.vouchers.redeem import NonceReusedError, redeem
from wagtail_birthday.vouchers.verdicts import Verdict
from wagtail_birthday.vouchers.void import void

pytestmark = pytest.mark.django_db


class TestAcceptance:
    def test_redeems_and_tells_who_where_and_when(self, attempt, staff, tashkent):
        outcome = attempt(factories.voucher(), "n1")
        voucher, redemption = Voucher.objects.get(), Redemption.objects.get()
        assert outcome.is_accepted
        assert (voucher.state, voucher.redeemed_at) == (State.REDEEMED, NOW)
        assert (outcome.voucher.state, outcome.redemption) == (State.REDEEMED, redemption)
        assert (redemption.voucher, redemption.nonce) == (voucher, "n1")
        assert (redemption.by, redemption.location, redemption.at) == (staff, tashkent, NOW)

    def test_records_the_visit(self, attempt, tashkent, staff):
        member = factories.member()
        attempt(factories.voucher(member))
        member.refresh_from_db()
        visit = Visit.objects.get()
        assert (visit.member, visit.at, visit.location) == (member, NOW, tashkent)
        assert (member.visit_count, member.last_visit_at) == (1, NOW)
        assert Redemption.objects.get().visit == visit

    def test_is_in_the_audit_log(self, attempt, staff):
        voucher = factories.voucher()
        attempt(voucher)
        entry = ModelLogEntry.objects.get(action="wagtail_birthday.redeem")
        assert (entry.user, entry.object_id) == (staff, str(voucher.pk))
        assert voucher.code not in str(entry.data) + entry.label

    @pytest.mark.parametrize("mode", Mode.values)
    def test_is_guarded_by_the_same_row_in_every_mode(self, attempt, mode):  # oracle G15
        voucher = factories.voucher(mode=mode)
        assert attempt(voucher, "n1").verdict is Verdict.GIVE
        assert attempt(voucher, "n2").verdict is Verdict.ALREADY_GIVEN

    def test_credits_bonus_stamps_once_in_stamps_mode(self, attempt):
        voucher = factories.voucher(
            mode=Mode.STAMPS,
            snapshot=factories.snapshot(factories.gift(bonus_stamps=3)),
        )
        attempt(voucher, "n1")
        attempt(voucher, "n1")
        attempt(voucher, "n2")
        assert card_of(voucher.member).stamps == 3
        assert StampEntry.objects.count() == 1

    def test_works_for_an_erased_member_without_a_visit(self, attempt):  # oracle G22
        voucher = factories.voucher()
        voucher.member.delete()
        assert attempt(voucher).is_accepted
        assert not Visit.objects.exists()


class TestNonce:
    def test_repeated_gets_the_same_acceptance_and_no_second_row(self, attempt):  # oracle G2, G3
        voucher = factories.voucher()
        first, again = attempt(voucher, "n1"), attempt(voucher, "n1", now=NOW + timedelta(days=40))
        assert again.is_accepted
        assert again.redemption == first.redemption
        assert Redemption.objects.count() == 1
        assert Visit.objects.count() == 1

    def test_of_another_voucher_is_a_fault_of_the_client(self, attempt):
        attempt(factories.voucher(), "n1")
        other = factories.voucher()
        with pytest.raises(NonceReusedError):
            attempt(other, "n1")
        other.refresh_from_db()
        assert other.state == State.ISSUED

    def test_of_a_refused_attempt_can_be_used_again(self, attempt):
        voucher = factories.voucher(opens_at=NOW + timedelta(hours=1))
        assert attempt(voucher, "n1").verdict is Verdict.NOT_YET
        assert attempt(voucher, "n1", now=NOW + timedelta(hours=1)).is_accepted


class TestRefusal:
    def test_of_a_second_one_names_the_first(self, attempt, staff, tashkent):  # oracle G1
        voucher = factories.voucher()
        attempt(voucher, "n1")
        refused = attempt(voucher, "n2", by=factories.user(), location=factories.location())
        assert refused.verdict is Verdict.ALREADY_GIVEN
        assert (refused.redemption.by, refused.redemption.location) == (staff, tashkent)
        assert refused.redemption.at == NOW
        assert Redemption.objects.count() == 1

    def test_consumes_nothing(self, attempt):  # oracle C5
        voucher = factories.voucher(opens_at=NOW + timedelta(days=3))
        assert attempt(voucher).verdict is Verdict.NOT_YET
        voucher.refresh_from_db()
        assert (voucher.state, voucher.redeemed_at) == (State.ISSUED, None)
        assert not Redemption.objects.exists()
        assert not Visit.objects.exists()

    def test_of_a_voucher_that_is_not_there_is_unknown(self, tashkent, staff):
        outcome = redeem(999, nonce="n1", by=staff, location=tashkent)
        assert (outcome.verdict, outcome.voucher) == (Verdict.UNKNOWN, None)

    def test_of_a_void_one_says_so_and_not_already_given(self, attempt, staff):  # oracle G13, G21
        voucher = factories.voucher()
        void(Voucher.objects.all(), reason="issued by mistake", by=staff)
        assert attempt(voucher).verdict is Verdict.VOID

    def test_for_a_blocked_member(self, attempt):  # oracle F17
        assert attempt(factories.voucher(factories.member(is_blocked=True))).verdict is (
            Verdict.BLOCKED
        )

    def test_at_the_wrong_location(self, attempt):  # oracle G5
        voucher = factories.voucher()
        voucher.campaign.locations.add(factories.location())
        assert attempt(voucher).verdict is Verdict.WRONG_LOCATION


class TestClock:
    def test_is_read_when_the_row_is_locked(self, tashkent, staff, django_assert_num_queries):
        # oracle C3: asked for before midnight, locked after it
        voucher = factories.voucher(closes_at=utc("2027-06-24T19:00"))
        statements = []

        def clock():
            statements.extend(query["sql"] for query in captured.captured_queries)
            return utc("2027-06-24T19:00:01")

        with django_assert_num_queries(8) as captured:
            outcome = redeem(voucher.pk, nonce="n", by=staff, location=tashkent, clock=clock)
        assert outcome.verdict is Verdict.ENDED
        assert statements[-1].startswith("UPDATE")

    def test_of_the_server_decides(self, attempt):  # oracle G20, C1, C2
        voucher = factories.voucher(closes_at=utc("2027-06-24T19:00"))
        assert attempt(voucher, now=utc("2027-06-24T19:00")).verdict is Verdict.ENDED
        assert attempt(voucher, now=utc("2027-06-24T18:59:59.999")).verdict is Verdict.GIVE


class TestTransaction:
    def test_is_one_for_voucher_redemption_visit_and_stamps(self, attempt, monkeypatch):
        voucher = factories.voucher(
            mode=Mode.STAMPS,
            snapshot=factories.snapshot(factories.gift(bonus_stamps=3)),
        )

        def broken(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr("wagtail_birthday.vouchers.redeem.log", broken)
        with pytest.raises(RuntimeError):
            attempt(voucher)
        voucher.refresh_from_db()
        assert voucher.state == State.ISSUED
        assert card_of(voucher.member).stamps == 0
        for model in (Redemption, Visit, StampEntry):
            assert not model.objects.exists()

    def test_allows_one_live_redemption_in_the_database_itself(self, attempt):
        voucher = factories.voucher()
        attempt(voucher, "n1")
        with pytest.raises(IntegrityError), transaction.atomic():
            Redemption.objects.create(voucher=voucher, nonce="n2", at=NOW)


@pytest.mark.parametrize("vouchers", [1, 30])
def test_takes_as_many_queries_however_many_vouchers_there_are(
    attempt, vouchers, django_assert_max_num_queries
):
    for _ in range(vouchers):
        voucher = factories.voucher()
    with django_assert_max_num_queries(CONFIRM_QUERIES):
        assert attempt(voucher).is_accepted


# Begin, lock, voucher with locations and redemptions, nonce, the conditional UPDATE, visit (2),
# redemption, audit log, commit.
CONFIRM_QUERIES = 16
