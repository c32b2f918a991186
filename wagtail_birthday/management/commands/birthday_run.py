"""Issue what is due, here and now, without the queue."""

import json
from collections import Counter
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wagtail_birthday.issuing.decide import Reason, Verdict
from wagtail_birthday.issuing.models import WARNINGS, RunState
from wagtail_birthday.issuing.run import dry_run, run_here
from wagtail_birthday.outbox.send import send_due

BAR = 30
# Beyond these the arithmetic of dates and time zones has no room left.
FIRST_YEAR, LAST_YEAR = 1970, 9000
LISTED = 20


class Command(BaseCommand):
    help = "Issue the vouchers that are due. Running it again issues nothing twice."

    def add_arguments(self, parser):
        parser.add_argument(
            "--at",
            metavar="ISO",
            help="the instant to run at, with its offset: 2027-06-10T09:00+05:00; default: now",
        )
        parser.add_argument("--dry-run", action="store_true", help="decide, but write nothing")
        parser.add_argument("--campaign", metavar="X", help="only this one: its name or number")
        parser.add_argument("--json", action="store_true", help="print JSON, and nothing else")

    def handle(self, *, at, dry_run, campaign, **options):
        now = read_instant(at) if at else timezone.now()
        try:
            report = (self.decide if dry_run else self.issue)(now, campaign, options)
        except LookupError as error:
            raise CommandError(error.args[0]) from None
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.show(report)
        if report["reasons"].get(Reason.FAILED):
            # Told to whoever runs this from cron; the others have their vouchers all the same.
            raise CommandError(f"{report['reasons'][Reason.FAILED]} members failed", returncode=2)

    def issue(self, now, campaign, options) -> dict:
        started = timezone.now()
        run = run_here(now, campaign, self.progress(options))
        deliveries = Counter()
        while outcomes := send_due():
            deliveries += outcomes
        return {
            "dry_run": False,
            "run": run.pk,
            "now": now.isoformat(),
            "considered": run.considered,
            "issued": run.issued,
            "reasons": dict(run.reasons),
            "state": run.state,
            "warnings": run.warnings,
            "deliveries": dict(deliveries),
            "seconds": round((timezone.now() - started).total_seconds(), 3),
        }

    def decide(self, now, campaign, options) -> dict:
        started = timezone.now()
        reasons, would_get, counts = Counter(), [], Counter()
        for _campaign, member, decision in dry_run(now, campaign, counts):
            reasons[decision.reason.value] += 1
            if decision.verdict is Verdict.ISSUE and len(would_get) < LISTED:
                would_get.append(member.pk)
        reasons[Reason.ALREADY_ISSUED.value] += counts["already_issued"]
        return {
            "dry_run": True,
            "now": now.isoformat(),
            "considered": counts["considered"],
            "issued": reasons[Reason.ISSUED],
            "reasons": dict(reasons),
            "members": would_get,
            "seconds": round((timezone.now() - started).total_seconds(), 3),
        }

    def show(self, report: dict) -> None:
        would = "would be " if report["dry_run"] else ""
        self.stdout.write(f"considered {report['considered']}")
        self.stdout.write(self.style.SUCCESS(f"{would}issued {report['issued']}"))
        for code, count in sorted(report["reasons"].items()):
            if code != Reason.ISSUED and count:
                self.stdout.write(f"  {count:>6}  {code}: {Reason(code).label}")
        if report["dry_run"] and report["members"]:
            members = ", ".join(map(str, report["members"]))
            more = " ..." if report["issued"] > len(report["members"]) else ""
            self.stdout.write(f"members: {members}{more}")
        for state, count in sorted(report.get("deliveries", {}).items()):
            self.stdout.write(f"e-mails {state}: {count}")
        for warning in report.get("warnings", ()):
            self.stderr.write(self.style.WARNING(f"warning: {WARNINGS[warning]}"))
        if report.get("state") == RunState.SUPERSEDED:
            self.stderr.write(self.style.WARNING("Another run has taken over what was left."))
        self.stdout.write(f"in {report['seconds']:.2f} s")

    def progress(self, options):
        """Draws a bar on a terminal; elsewhere, and with --json, nothing."""
        if options["json"] or not self.stdout.isatty():
            return lambda done, total: None

        def draw(done: int, total: int) -> None:
            filled = BAR * done // total if total else BAR
            bar = "█" * filled + "░" * (BAR - filled)
            self.stdout.write(f"\r{bar} {done}/{total}", ending="" if done < total else "\n")
            self.stdout.flush()

        return draw


def read_instant(text: str) -> datetime:
    """An aware datetime, or CommandError. Without an offset nobody could tell which one is meant."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--at: {text!r} is not an ISO date and time") from None
    if instant.tzinfo is None:
        raise CommandError("--at: give the offset too, as in 2027-06-10T09:00+05:00 or ...Z")
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise CommandError(f"--at: the year is not between {FIRST_YEAR} and {LAST_YEAR}")
    return instant
