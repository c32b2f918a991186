"""What django-q2 calls, and the schedules that make it call."""

from unittest import mock

import pytest
import time_machine
from django_q.models import OrmQ, Schedule

from tests import factories
from tests.factories import NOW
from wagtail_birthday.issuing import tasks
from wagtail_birthday.issuing.models import Heartbeat, Run, RunState
from wagtail_birthday.issuing.schedule import WANTED, ensure_schedules, missing_schedules
from wagtail_birthday.models import Delivery, Voucher
from wagtail_birthday.vouchers.redeem import redeem

pytestmark = pytest.mark.django_db


class TestTheWayThroughTheQueue:
    """The test settings carry tasks out at once, through django-q2's own code."""

    def test_a_sweep_issues_and_tells(self, mailoutbox):
        factories.campaign()
        factories.member()
        with time_machine.travel(NOW, tick=False):
            run = Run.objects.get(pk=tasks.sweep())
        assert (run.state, run.issued) == (RunState.DONE, 1)
        assert Voucher.objects.count() == len(mailoutbox) == 1
        assert Delivery.objects.get().state == "sent"

    def test_a_gift_can_be_given_while_its_mail_cannot_be_sent(self, staff, monkeypatch):  # E6
        factories.campaign()
        factories.member()
        monkeypatch.setattr(
            "wagtail_birthday.messages.email._mailer", mock.Mock(side_effect=ConnectionRefusedError)
        )
        with time_machine.travel(NOW, tick=False):
            tasks.sweep()
            voucher = Voucher.objects.get()
            outcome = redeem(voucher.pk, nonce="n", by=staff, location=None)
        assert Delivery.objects.get().state == "pending"
        assert outcome.is_accepted

    def test_a_second_sweep_finds_nothing_to_do(self, mailoutbox):
        factories.campaign()
        factories.member()
        with time_machine.travel(NOW, tick=False):
            tasks.sweep()
            run = Run.objects.get(pk=tasks.sweep())
        assert (run.issued, run.chunks.count(), len(mailoutbox)) == (0, 0, 1)

    def test_a_chunk_that_is_delivered_twice_tells_once(self, mailoutbox):  # E3
        factories.campaign()
        factories.member()
        with time_machine.travel(NOW, tick=False):
            run = Run.objects.get(pk=tasks.sweep())
            assert tasks.issue_one_chunk(run.chunks.get().pk) == 0
        assert len(mailoutbox) == 1

    def test_a_chunk_of_a_run_that_was_pruned(self):
        assert tasks.issue_one_chunk(404) == 0

    def test_tasks_get_integers_only(self):
        factories.campaign()
        factories.member()
        with (
            time_machine.travel(NOW, tick=False),
            mock.patch("wagtail_birthday.issuing.tasks.async_task") as enqueue,
        ):
            tasks.sweep()
        [call] = enqueue.call_args_list
        name, chunk_id = call.args
        assert name == "wagtail_birthday.issuing.tasks.issue_one_chunk"
        assert type(chunk_id) is int

    def test_leaves_a_sign_of_life(self):
        with time_machine.travel(NOW, tick=False):
            tasks.sweep()
            tasks.send_deliveries()
        assert dict(Heartbeat.objects.values_list("name", "at")) == {
            "sweep": NOW,
            "deliveries": NOW,
        }
        assert not OrmQ.objects.exists()


class TestSchedules:
    def test_are_made_once(self):
        assert len(ensure_schedules()) == len(WANTED)
        assert ensure_schedules() == []
        assert Schedule.objects.count() == len(WANTED)
        assert missing_schedules() == []

    def test_are_put_right(self):
        ensure_schedules()
        Schedule.objects.filter(schedule_type=Schedule.HOURLY).update(
            schedule_type=Schedule.YEARLY, repeats=0
        )
        assert missing_schedules() == ["Birthday gifts: issue"]
        assert ensure_schedules() == ["corrected (repeats, schedule_type): Birthday gifts: issue"]
        assert missing_schedules() == []

    def test_doubles_are_removed(self):
        ensure_schedules()
        Schedule.objects.create(func=WANTED[0].func, schedule_type=Schedule.DAILY)
        assert ensure_schedules() == ["deleted a double: Birthday gifts: issue"]
        assert Schedule.objects.count() == len(WANTED)

    def test_can_have_a_cluster_of_their_own(self, settings):
        settings.WAGTAIL_BIRTHDAY = {"CLUSTER": "birthday"}
        ensure_schedules()
        assert set(Schedule.objects.values_list("cluster", flat=True)) == {"birthday"}

    @pytest.mark.parametrize("wanted", WANTED)
    def test_call_what_is_there(self, wanted):
        module, _dot, name = wanted.func.rpartition(".")
        assert module == tasks.__name__
        assert callable(getattr(tasks, name))
