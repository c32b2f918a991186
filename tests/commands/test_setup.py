"""`birthday_setup`: everything a new site needs, as often as one likes."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django_q.models import Schedule

from tests import factories
from wagtail_birthday.models import Campaign

pytestmark = pytest.mark.django_db


def setup(capsys):
    call_command("birthday_setup")
    return capsys.readouterr().out


def allowed(name):
    group = Group.objects.get(name=name)
    return set(group.permissions.values_list("codename", flat=True))


def test_makes_schedules_groups_and_a_draft_campaign(capsys):
    shown = setup(capsys)
    assert Schedule.objects.count() == 2
    assert Campaign.objects.get().is_live is False
    assert "No campaign is live yet" in shown


def test_a_second_time_changes_nothing(capsys):
    setup(capsys)
    before = [
        set(model.objects.values_list("pk", flat=True)) for model in (Schedule, Group, Campaign)
    ]
    assert "Everything was there already." in setup(capsys)
    after = [
        set(model.objects.values_list("pk", flat=True)) for model in (Schedule, Group, Campaign)
    ]
    assert before == after


def test_staff_may_open_the_desk_and_nothing_else(capsys):
    setup(capsys)
    assert allowed("Birthday staff") == {"access_admin", "redeem_voucher"}


def test_marketers_may_not_redeem_and_do_not_see_members(capsys):
    setup(capsys)
    rights = allowed("Birthday marketers")
    assert {"add_gift", "publish_gift", "change_campaign"} <= rights
    assert not {"redeem_voucher", "view_member", "change_voucher"} & rights


def test_what_an_admin_has_granted_stays(capsys):
    setup(capsys)
    group = Group.objects.get(name="Birthday staff")
    extra = Group.objects.get(name="Birthday managers").permissions.get(codename="view_member")
    group.permissions.add(extra)
    setup(capsys)
    assert "view_member" in allowed("Birthday staff")


def test_a_campaign_that_is_there_is_left_alone(capsys):
    factories.campaign(name="Ours")
    assert "No campaign is live yet" not in setup(capsys)
    assert Campaign.objects.get().name == "Ours"
