"""The outbox: oracle.md E4, E6 and E22, and the promise that nothing is sent twice."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories import NOW
from wagtail_birthday.models import Delivery
from wagtail_birthday.outbox import channels
from wagtail_birthday.outbox.channels import Channel, Skip, UnsureError, channel_named
from wagtail_birthday.outbox.models import State
from wagtail_birthday.outbox.send import (
    BATCH_LASTS,
    LEASE,
    LONGEST_WAIT,
    _send_one,
    retry,
    send_due,
    wait_after,
)
from wagtail_birthday.outbox.write import write_deliveries

pytestmark = pytest.mark.django_db


class Recorder:
    """A channel's far side: it remembers what arrived, and fails when told to."""

    def __init__(self):
        self.arrived = []
        self.error = None

    def send(self, event, subject_id, key):
        if self.error is not None:
            raise self.error
        self.arrived.append(subject_id)


@pytest.fixture
def far_side(monkeypatch):
    monkeypatch.setattr(channels, "_channels", {})
    recorder = Recorder()
    channels.register(Channel("pigeon", recorder.send))
    channels.register(Channel("push", recorder.send, is_repeatable=True))
    return recorder


def write(*subjects, channel="pigeon", at=NOW):
    return write_deliveries(channel, "issued", subjects, due_at=at, now=at)


def send(at=NOW, **kwargs):
    return send_due(clock=lambda: at, **kwargs)


class TestWriting:
    def test_one_row_for_each_subject(self, far_side):
        assert write(1, 2) == 2
        assert write(2, 3) == 1
        assert list(Delivery.objects.order_by("pk").values_list("key", flat=True)) == [
            "pigeon:issued:1",
            "pigeon:issued:2",
            "pigeon:issued:3",
        ]

    def test_nothing_is_sent_by_writing(self, far_side):
        write(1)
        assert far_side.arrived == []

    def test_rolls_back_with_its_event(self, far_side):  # E22
        with transaction.atomic():
            write(1)
            transaction.set_rollback(True)
        assert send() == {}
        assert far_side.arrived == []


class TestSending:
    def test_sends_what_is_due_once(self, far_side):
        write(1)
        write(2, at=NOW + timedelta(minutes=1))
        assert send() == {"sent": 1}
        assert send() == {}
        assert far_side.arrived == [1]
        assert send(NOW + timedelta(minutes=1)) == {"sent": 1}
        assert far_side.arrived == [1, 2]

    def test_an_event_that_is_told_again_is_not_sent_again(self, far_side):
        write(1)
        send()
        write(1)
        assert send() == {}
        assert far_side.arrived == [1]

    def test_goes_on_after_a_kill_before_the_attempt(self, far_side):  # E4
        """The process died after the commit of the event: the next one finds the row."""
        write(1)
        assert send(NOW + timedelta(days=1)) == {"sent": 1}

    def test_a_batch_at_a_time(self, far_side):
        write(*range(5))
        assert send(limit=2) == {"sent": 2}
        assert send(limit=10) == {"sent": 3}

    def test_counts_the_attempt_before_it_tries(self, far_side):
        seen = []
        channels.register(
            Channel("pigeon", lambda *_: seen.append(Delivery.objects.get().attempts))
        )
        write(1)
        send()
        assert seen == [1]

    def test_skips_what_has_no_use_any_more(self, far_side):
        write(1)
        far_side.error = Skip("the member has no address")
        assert send() == {"skipped": 1}
        delivery = Delivery.objects.get()
        assert (delivery.last_error, delivery.finished_at) == ("the member has no address", NOW)


class TestFailing:
    def test_waits_longer_each_time(self, far_side):  # E6
        write(1)
        far_side.error = ConnectionRefusedError("busy")
        assert send() == {"pending": 1}
        assert send() == {}
        assert send(NOW + timedelta(minutes=1)) == {"pending": 1}
        assert send(NOW + timedelta(minutes=2)) == {}
        far_side.error = None
        assert send(NOW + timedelta(minutes=3)) == {"sent": 1}
        assert Delivery.objects.get().attempts == 3

    def test_the_wait_has_a_limit(self):
        waits = [wait_after(attempts) for attempts in range(1, 60)]
        assert waits[:3] == [timedelta(minutes=minutes) for minutes in (1, 2, 4)]
        assert waits == sorted(waits)
        assert waits[-1] == LONGEST_WAIT

    def test_is_parked_in_the_end_and_can_be_tried_again(self, far_side, settings):
        settings.WAGTAIL_BIRTHDAY = {"DELIVERY_MAX_ATTEMPTS": 2}
        write(1)
        far_side.error = OSError("secret@example.com is unreachable")
        send()
        assert send(NOW + timedelta(hours=1)) == {"parked": 1}
        delivery = Delivery.objects.get()
        assert (delivery.state, delivery.last_error) == (State.PARKED, "OSError")
        assert send(NOW + timedelta(days=9)) == {}
        far_side.error = None
        assert retry([delivery.pk], NOW) == 1
        assert send() == {"sent": 1}
        assert retry([delivery.pk], NOW) == 0

    def test_one_failure_does_not_stop_the_others(self, far_side):
        channels.register(Channel("broken", lambda *_: 1 / 0))
        write(1, channel="broken")
        write(2)
        assert send() == {"pending": 1, "sent": 1}

    def test_nothing_secret_is_kept_or_logged(self, far_side, caplog):
        write(1)
        far_side.error = OSError("550 dilnoza@example.com rejected")
        send()
        assert "dilnoza" not in caplog.text + Delivery.objects.get().last_error

    @pytest.mark.parametrize(("channel", "state"), [("pigeon", "unsure"), ("push", "pending")])
    def test_that_leaves_open_whether_it_arrived(self, far_side, channel, state):
        write(1, channel=channel)
        far_side.error = UnsureError("the line broke")
        assert send() == {state: 1}
        far_side.error = None
        again = send(NOW + timedelta(days=1))
        assert again == ({"sent": 1} if channel == "push" else {})

    def test_puts_off_other_workers_with_the_same_list_too(self, far_side, monkeypatch):
        """Both have read that the delivery is due; one has tried and failed before the other."""
        write(1)
        far_side.error = OSError()
        pk = Delivery.objects.get().pk
        assert _send_one(pk, lambda: NOW) == State.PENDING
        assert _send_one(pk, lambda: NOW) is None
        assert Delivery.objects.get().attempts == 1

    def test_slowly_ends_the_batch(self, far_side, monkeypatch):
        times = iter([0, 1, BATCH_LASTS.total_seconds() + 1])
        monkeypatch.setattr("wagtail_birthday.outbox.send.monotonic", lambda: next(times))
        write(1, 2, 3)
        assert send() == {"sent": 1}

    def test_an_unknown_channel_is_retried_and_visible(self, far_side):
        write(1, channel="fax")
        assert send() == {"pending": 1}
        assert Delivery.objects.get().last_error == "LookupError"
        with pytest.raises(LookupError, match="fax"):
            channel_named("fax")


class TestDyingOnTheWay:
    """The sender is killed between handing the message over and saying so."""

    @pytest.fixture
    def killed(self, far_side):
        def die(*_):
            raise SystemExit

        def kill(name):
            channel = channel_named(name)
            write(1, channel=name)
            channels.register(Channel(name, die, channel.is_repeatable))
            with pytest.raises(SystemExit):
                send()
            channels.register(channel)

        return kill

    def test_what_may_not_be_repeated_is_left_to_a_person(self, killed, far_side):
        killed("pigeon")
        assert send(NOW + LEASE - timedelta(seconds=1)) == {}
        assert send(NOW + LEASE) == {}
        assert Delivery.objects.get().state == State.UNSURE
        assert far_side.arrived == []

    def test_what_may_be_repeated_is_sent(self, killed, far_side):
        killed("push")
        assert send(NOW + LEASE) == {"sent": 1}
        assert Delivery.objects.get().attempts == 2

    def test_a_message_that_kills_its_sender_is_parked(self, killed, far_side, settings):
        settings.WAGTAIL_BIRTHDAY = {"DELIVERY_MAX_ATTEMPTS": 1}
        killed("push")
        assert send(NOW + LEASE) == {}
        assert Delivery.objects.get().state == State.PARKED

    def test_a_lease_is_not_taken_twice(self, killed, far_side):
        killed("push")
        Delivery.objects.update(state=State.SENDING)
        assert send(NOW + timedelta(minutes=1)) == {}
        assert far_side.arrived == []

    def test_an_outcome_that_comes_too_late_changes_nothing(self, far_side):
        """The sender was slow, its lease was judged and the delivery sent by another."""

        def slow(*_):
            Delivery.objects.update(state=State.SENT, attempts=2, finished_at=NOW)
            raise OSError

        channels.register(Channel("push", slow, is_repeatable=True))
        write(1, channel="push")
        send()
        assert Delivery.objects.get().state == State.SENT
