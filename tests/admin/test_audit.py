"""Our actions have words in Wagtail's log."""

import pytest
from wagtail.log_actions import log
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry

from tests import factories
from wagtail_birthday.audit import ACTIONS


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_known_and_said_in_words(db, name):
    member = factories.member()
    log(member, f"wagtail_birthday.{name}", data={"reason": "Passport seen"})

    entry = ModelLogEntry.objects.get()

    assert entry.message == f"{ACTIONS[name][1]}: Passport seen"


def test_site_history_can_be_filtered_by_them(db):
    known = {action for action, _label in log_registry.get_choices()}

    assert {f"wagtail_birthday.{name}" for name in ACTIONS} <= known


def test_a_redemption_tells_where(db):
    log(factories.voucher(), "wagtail_birthday.redeem", data={"location": "Tashkent"})

    assert ModelLogEntry.objects.get().message == "Voucher redeemed: Tashkent"


def test_an_action_without_a_reason_is_said_alone(db):
    log(factories.member(), "wagtail_birthday.birthday_change", data={"reason": ""})

    assert ModelLogEntry.objects.get().message == "Birthday changed"
