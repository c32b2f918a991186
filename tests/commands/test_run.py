"""`birthday_run`, as an administrator and as a program call it."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from wagtail_birthday.models import Voucher

pytestmark = pytest.mark.django_db
AT = "2027-06-10T14:00+05:00"


def run(capsys, *arguments):
    call_command("birthday_run", *arguments)
    return capsys.readouterr().out


class TestIssuing:
    def test_issues_and_tells_what_it_did(self, capsys, mailoutbox):
        factories.campaign()
        factories.member()
        factories.member(consented_at=None)
        shown = run(capsys, "--at", AT)
        assert "considered 2" in shown
        assert "issued 1" in shown
        assert "no_consent: The member has not given consent." in shown
        assert Voucher.objects.count() == 1

    def test_again_issues_nothing(self, capsys):
        factories.campaign()
        factories.member()
        run(capsys, "--at", AT)
        assert "issued 0" in run(capsys, "--at", AT)

    def test_sends_what_it_issued(self, capsys, mailoutbox):
        factories.campaign()
        factories.member(birthday="--01-01")
        report = json.loads(run(capsys, "--json"))
        assert report["deliveries"].get("sent", 0) == report["issued"] == len(mailoutbox)

    def test_json_is_all_there_is(self, capsys):
        factories.campaign()
        factories.member()
        report = json.loads(run(capsys, "--at", AT, "--json"))
        assert report["issued"] == report["considered"] == 1
        assert report["dry_run"] is False
        assert report["now"] == "2027-06-10T14:00:00+05:00"

    def test_members_that_failed_make_it_fail_though_others_were_issued(self, capsys):
        factories.campaign()
        factories.member(birthday="--02-28")
        broken = factories.member(birthday="--02-28", birth_year=2001)
        broken.birth_md = 229
        broken.save()
        with pytest.raises(CommandError, match="1 members failed") as failure:
            run(capsys, "--at", "2027-02-28T14:00Z")
        assert failure.value.returncode == 2
        assert Voucher.objects.count() == 1


class TestDryRun:
    def test_writes_nothing(self, capsys):
        factories.campaign()
        member = factories.member()
        shown = run(capsys, "--at", AT, "--dry-run")
        assert "would be issued 1" in shown
        assert f"members: {member.pk}" in shown
        assert not Voucher.objects.exists()


class TestBadInput:
    @pytest.mark.parametrize("at", ["tomorrow", "2027-13-01T00:00Z"])
    def test_of_a_time(self, at):
        with pytest.raises(CommandError, match="is not an ISO date and time"):
            call_command("birthday_run", at=at)

    def test_of_a_time_without_an_offset(self):
        with pytest.raises(CommandError, match="offset"):
            call_command("birthday_run", at="2027-06-10T09:00")

    def test_of_a_campaign(self):
        factories.campaign()
        with pytest.raises(CommandError, match="no live campaign is called 'Easter'"):
            call_command("birthday_run", campaign="Easter")
