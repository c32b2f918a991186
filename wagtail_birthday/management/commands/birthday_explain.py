"""Say why a member gets, has or does not get the birthday gift."""

import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.gifts.snapshots import is_live
from wagtail_birthday.issuing.decide import Decision, Facts, Rules, time_zone_of
from wagtail_birthday.issuing.issue import decisions
from wagtail_birthday.members.find import MemberNotFoundError, find_member
from wagtail_birthday.members.models import Member

NOON = time(12)


class Command(BaseCommand):
    help = "Explain what the job decides on one member, campaign by campaign."

    def add_arguments(self, parser):
        parser.add_argument("member", metavar="MEMBER", help="number or e-mail address")
        parser.add_argument("--on", metavar="DATE", help="at noon of that day, the member's time")
        parser.add_argument("--json", action="store_true", help="print JSON, and nothing else")

    def handle(self, *, member, on, **options):
        try:
            member = find_member(member)
        except MemberNotFoundError as error:
            raise CommandError(str(error)) from None
        rules = Rules.of_site()
        now = noon_of(on, member, rules) if on else timezone.now()
        answers = [explain(member, campaign, now, rules) for campaign in Campaign.objects.all()]
        if options["json"]:
            report = {"member": member.pk, "now": now.isoformat(), "campaigns": answers}
            self.stdout.write(json.dumps(report))
            return
        self.stdout.write(f"{member} (#{member.pk}) at {now.isoformat(timespec='minutes')}")
        if not answers:
            self.stdout.write("There is no campaign: run manage.py birthday_setup")
        for answer in answers:
            self.stdout.write(f"\n{answer['campaign']}: {answer['verdict']} ({answer['reason']})")
            self.stdout.write(f"  {answer['words']}")
            for name, value in answer.get("plan", {}).items():
                self.stdout.write(f"  {name.replace('_', ' '):<14} {value}")


def explain(member: Member, campaign: Campaign, now: datetime, rules: Rules) -> dict:
    """The decision on `member` for `campaign` at `now`, with its reason in words, for printing."""
    gift_is_live = campaign.gift is not None and is_live(campaign.gift, now)
    [(_member, decision)] = decisions(campaign, [member.pk], now, rules, gift_is_live)
    return {
        "campaign": campaign.name,
        "verdict": decision.verdict.value,
        "reason": decision.reason.value,
        "words": str(decision.reason.label),
        **_plan(decision),
    }


def _plan(decision: Decision) -> dict:
    plan = decision.plan
    if plan is None:
        return {}
    return {
        "plan": {
            "occasion": plan.occasion_year,
            "observed_on": plan.observed_on.isoformat(),
            "issue_on": plan.issue_on.isoformat(),
            "last_day": plan.last_day.isoformat(),
            "opens_at": plan.opens_at.isoformat(),
            "closes_at": plan.closes_at.isoformat(),
            "time_zone": plan.time_zone,
        }
    }


def noon_of(text: str, member: Member, rules: Rules) -> datetime:
    """Noon of the day `text` where the member is, or CommandError."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--on: {text!r} is not a date: write it as 2027-06-10") from None
    if not 1970 <= day.year <= 9000:
        raise CommandError("--on: the year is not between 1970 and 9000")
    location = member.home_location.time_zone if member.home_location else ""
    zone = time_zone_of(member, Facts(rules=rules, location_time_zone=location))
    return datetime.combine(day, NOON, tzinfo=ZoneInfo(zone))
