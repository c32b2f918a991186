"""Issuing a chunk: its gift and languages, and what goes wrong. oracle.md sections C, D and E."""

import logging
from datetime import timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from tests import factories
from tests.factories import NOW, utc
from wagtail_birthday import codes
from wagtail_birthday.issuing import issue as issuing
from wagtail_birthday.issuing.decide import Rules
from wagtail_birthday.issuing.issue import issue
from wagtail_birthday.issuing.run import issue_chunk, run_here, start_run
from wagtail_birthday.models import Voucher

pytestmark = pytest.mark.django_db


class TestGifts:
    def test_what_was_promised_stays(self):  # C6
        campaign = factories.campaign()
        factories.member()
        run_here(NOW)
        gift = campaign.gift
        gift.title = "Free tea"
        gift.save()
        campaign.days_after = 3
        campaign.save()
        second = factories.member()
        run_here(NOW)
        old, new = Voucher.objects.exclude(member=second).get(), second.vouchers.get()
        assert str(old.snapshot) == "Free cappuccino"
        assert old.closes_at == utc("2027-06-24T19:00")
        assert str(new.snapshot) == "Free tea"
        assert new.closes_at == utc("2027-06-13T19:00")

    def test_no_live_gift_issues_nothing_and_says_so(self):  # C7
        campaign = factories.campaign()
        factories.member()
        campaign.gift.live = False
        campaign.gift.save()
        assert run_here(NOW).reasons["no_live_gift"] == 1
        assert not Voucher.objects.exists()
        campaign.gift.live = True
        campaign.gift.save()
        assert run_here(NOW + timedelta(days=1)).issued == 1

    def test_a_live_campaign_has_a_gift(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.campaign(gift=None)

    def test_one_gift_for_the_whole_run(self, settings):  # C10
        settings.WAGTAIL_BIRTHDAY = {"CHUNK_SIZE": 1}
        campaign = factories.campaign()
        factories.member()
        factories.member()
        run = start_run(NOW)
        first, second = run.chunks.all()
        issue_chunk(first.pk)
        campaign.gift.title = "Free tea"
        campaign.gift.save()
        issue_chunk(second.pk)
        assert {str(voucher.snapshot) for voucher in Voucher.objects.all()} == {"Free cappuccino"}

    def test_another_campaign_of_the_scope_gives_no_second_one(self):
        first = factories.campaign()
        factories.member()
        run_here(NOW)
        first.is_live = False
        first.save()
        factories.campaign(name="The new one", gift=factories.gift("Free tea"))
        assert run_here(NOW + timedelta(days=1)).issued == 0
        assert Voucher.objects.count() == 1


class TestLanguages:
    def test_a_live_translation_is_promised(self):  # D1
        campaign = factories.campaign()
        factories.translated(campaign.gift, "uz", "Bepul kapuchino")
        factories.member(language="uz")
        run = run_here(NOW)
        voucher = Voucher.objects.get()
        assert not voucher.is_fallback
        assert voucher.snapshot.texts["uz"]["title"] == "Bepul kapuchino"
        assert run.chunks.get().fallbacks == {}

    def test_without_one_the_voucher_is_issued_and_counted(self):  # D2
        campaign = factories.campaign()
        draft = factories.translated(campaign.gift, "uz", "Bepul kapuchino")
        draft.live = False
        draft.save()
        factories.member(language="uz")
        factories.member(language="en")
        run = run_here(NOW)
        flags = dict(Voucher.objects.values_list("language", "is_fallback"))
        assert flags == {"uz": True, "en": False}
        assert run.chunks.get().fallbacks == {"uz": 1}


class TestTrouble:
    def test_one_bad_member_does_not_spoil_the_batch(self):  # E7
        factories.campaign()
        broken = factories.member(birthday="--02-28", birth_year=2001)
        broken.birth_md = 229
        broken.save()
        good = factories.member(birthday="--02-28")
        run = run_here(utc("2027-02-28T09:00"))
        assert +run.reasons == {"issued": 1, "failed": 1}
        assert run.chunks.get().failures == [{"member": broken.pk, "error": "ValueError"}]
        assert good.vouchers.exists()

    def test_a_row_that_the_database_refuses(self):  # E7
        factories.campaign()
        good = [factories.member(), factories.member()]
        refused = factories.member()
        real = issuing._insert_vouchers

        def picky(campaign, due, *rest):
            if any(member.pk == refused.pk for member, _plan in due):
                raise IntegrityError("CHECK constraint failed")
            return real(campaign, due, *rest)

        with mock.patch.object(issuing, "_insert_vouchers", picky):
            run = run_here(NOW)
        assert +run.reasons == {"issued": 2, "failed": 1}
        assert run.chunks.get().failures == [{"member": refused.pk, "error": "IntegrityError"}]
        assert set(Voucher.objects.values_list("member", flat=True)) == {m.pk for m in good}

    def test_a_code_that_is_taken_is_drawn_again(self, caplog):  # E18
        factories.campaign()
        members = [factories.member() for _ in range(3)]
        taken = factories.voucher(factories.member(birthday="--01-01"), occasion=1).code
        fresh = [codes.new_code() for _ in range(3)]
        draws = iter([codes.new_code(), taken, codes.new_code(), *fresh])
        with mock.patch("wagtail_birthday.codes.new_code", side_effect=draws):
            run = run_here(NOW)
        assert run.issued == 3
        assert [m.vouchers.get().code for m in members] == fresh
        assert "drawing again" in caplog.text

    def test_drawing_again_has_an_end_and_is_an_error(self, caplog):  # E18, E7
        factories.campaign()
        member = factories.member()
        taken = factories.voucher(factories.member(birthday="--01-01"), occasion=1).code
        with mock.patch("wagtail_birthday.codes.new_code", return_value=taken):
            run = run_here(NOW)
        assert run.reasons["failed"] == 1
        assert not member.vouchers.exists()
        assert [entry.levelname for entry in caplog.records if "no free code" in entry.message]
        assert run_here(NOW).issued == 1

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
    def test_a_member_who_is_deleted_meanwhile_takes_nobody_along(self):
        campaign, member, gone = factories.campaign(), factories.member(), factories.member()
        real = issuing.decisions

        def decide_then_delete(*arguments):
            judged = list(real(*arguments))
            type(gone).objects.filter(pk=gone.pk).delete()
            return judged

        snapshot = factories.snapshot(campaign.gift)
        with mock.patch.object(issuing, "decisions", decide_then_delete):
            result = issue(
                campaign,
                [member.pk, gone.pk],
                now=NOW,
                rules=Rules.of_site(),
                snapshot=snapshot,
            )
        assert result.reasons == {"issued": 1, "failed": 1}
        assert [voucher.member for voucher in Voucher.objects.all()] == [member]

    def test_of_the_database_itself_is_not_put_down_to_members(self):
        factories.campaign()
        factories.member()
        with (
            mock.patch.object(issuing, "_insert_vouchers", side_effect=OperationalError),
            pytest.raises(OperationalError),
        ):
            run_here(NOW)

    def test_nothing_secret_is_logged(self, caplog):
        caplog.set_level(logging.DEBUG, logger="wagtail_birthday")
        factories.campaign()
        member = factories.member("Dilnoza Karimova")
        run_here(NOW)
        voucher = Voucher.objects.get()
        for secret in (voucher.code, member.name, member.email, "06-10", "610"):
            assert secret not in caplog.text
