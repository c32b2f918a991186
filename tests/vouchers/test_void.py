"""Taking promises back."""

import pytest
from wagtail.models import ModelLogEntry

from tests import factories
from wagtail_birthday.models import Voucher
from wagtail_birthday.vouchers.models import State
from wagtail_birthday.vouchers.verdicts import Verdict
from wagtail_birthday.vouchers.void import void

pytestmark = pytest.mark.django_db


def test_keeps_the_reason_with_each_voucher_and_in_the_log(admin_user):
    vouchers = [factories.voucher(), factories.voucher()]
    assert void(Voucher.objects.all(), reason="wrong year", by=admin_user) == 2
    kept = Voucher.objects.values_list("state", "void_reason")
    assert list(kept) == [(State.VOID, "wrong year")] * 2
    entries = ModelLogEntry.objects.filter(action="wagtail_birthday.void", user=admin_user)
    assert {entry.object_id for entry in entries} == {str(voucher.pk) for voucher in vouchers}
    assert {entry.data["reason"] for entry in entries} == {"wrong year"}


def test_leaves_what_was_given_and_what_was_void_before(attempt, admin_user):
    given, void_before = factories.voucher(), factories.voucher()
    attempt(given)
    void(Voucher.objects.filter(pk=void_before.pk), reason="first", by=admin_user)
    assert void(Voucher.objects.all(), reason="second", by=admin_user) == 0
    assert attempt(given, "n2").verdict is Verdict.ALREADY_GIVEN
    void_before.refresh_from_db()
    assert void_before.void_reason == "first"


def test_needs_a_reason(admin_user):
    factories.voucher()
    with pytest.raises(ValueError, match="reason"):
        void(Voucher.objects.all(), reason="", by=admin_user)
    assert Voucher.objects.get().state == State.ISSUED


def test_touches_only_those_it_is_given(admin_user):
    taken_back, other = factories.voucher(), factories.voucher()
    void(Voucher.objects.filter(pk=taken_back.pk), reason="mistake", by=admin_user)
    other.refresh_from_db()
    assert other.state == State.ISSUED
