"""`birthday_explain`: the job's own decision, in words."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests import factories

pytestmark = pytest.mark.django_db


def explain(capsys, *arguments):
    call_command("birthday_explain", *arguments)
    return capsys.readouterr().out


def test_says_when_and_why(capsys):
    factories.campaign()
    member = factories.member(consented_at=None)
    shown = explain(capsys, str(member.pk), "--on", "2027-06-10")
    assert "skip (no_consent)" in shown
    assert "The member has not given consent." in shown
    assert "observed on    2027-06-10" in shown


def test_takes_an_address_and_prints_json(capsys):
    factories.campaign()
    member = factories.member(email="dilnoza@example.com")
    report = json.loads(explain(capsys, "Dilnoza@example.com", "--on", "2027-06-10", "--json"))
    assert report["member"] == member.pk
    assert report["now"] == "2027-06-10T12:00:00+05:00"
    [answer] = report["campaigns"]
    assert (answer["verdict"], answer["reason"]) == ("issue", "issued")
    assert answer["plan"]["closes_at"] == "2027-06-24T19:00:00+00:00"


def test_speaks_of_campaigns_that_are_not_live(capsys):
    factories.campaign(is_live=False)
    shown = explain(capsys, str(factories.member().pk))
    assert "campaign_not_live" in shown


def test_says_what_to_do_where_there_is_no_campaign(capsys):
    assert "birthday_setup" in explain(capsys, str(factories.member().pk))


@pytest.mark.parametrize("name", ["404", "nobody@example.com"])
def test_an_unknown_member(name):
    with pytest.raises(CommandError, match="no member has"):
        call_command("birthday_explain", name)


def test_two_members_with_one_address():
    first, second = (factories.member(email="us@example.com") for _ in range(2))
    with pytest.raises(CommandError, match=f"name one of {first.pk}, {second.pk}"):
        call_command("birthday_explain", "us@example.com")


def test_a_bad_date():
    with pytest.raises(CommandError, match="is not a date"):
        call_command("birthday_explain", str(factories.member().pk), on="10.06.2027")
