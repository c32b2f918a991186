"""Prepare a site: schedules, groups and a first campaign. Can be run as often as you like."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.issuing.schedule import ensure_schedules
from wagtail_birthday.roles import ensure_groups


class Command(BaseCommand):
    help = "Create the schedules, the groups and a draft campaign, where they are missing."

    def handle(self, **options):
        changes = [*ensure_schedules(), *ensure_groups(), *ensure_campaign()]
        for change in changes:
            self.stdout.write(f"  {change}")
        self.stdout.write(
            self.style.SUCCESS("Ready." if changes else "Everything was there already.")
        )
        if not Campaign.objects.filter(is_live=True).exists():
            self.stdout.write(
                "No campaign is live yet: publish a gift, choose it in a campaign and make that "
                "live, in the Wagtail admin under “Birthday gifts”."
            )
        self.stdout.write("Vouchers are issued while a cluster runs: manage.py qcluster")


def ensure_campaign() -> list[str]:
    """A campaign that is not live, for the marketers to start from, where there is none at all."""
    if Campaign.objects.exists():
        return []
    campaign = Campaign.objects.create(name=_("Birthday gift"))
    return [f"created: campaign {campaign.name} (not live)"]
