"""Our schedules in django-q2: there once each, whoever runs the set-up, however often."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django_q.models import Schedule

from wagtail_birthday import conf
from wagtail_birthday.issuing.models import Heartbeat


@dataclass(frozen=True, slots=True)
class Wanted:
    """A schedule that has to be there. `func` is what tells it from others: names are not unique."""

    name: str
    func: str
    schedule_type: str
    minutes: int | None = None


WANTED = (
    Wanted("Birthday gifts: issue", "wagtail_birthday.issuing.tasks.sweep", Schedule.HOURLY),
    Wanted(
        "Birthday gifts: send",
        "wagtail_birthday.issuing.tasks.send_deliveries",
        Schedule.MINUTES,
        minutes=5,
    ),
)


def ensure_schedules() -> list[str]:
    """Create what is missing and put right what differs; one line for each change made.

    Under a lock, since two machines are often deployed at the same moment. The time of the next run
    is left as it is.
    """
    changes = []
    with transaction.atomic():
        Heartbeat.objects.get_or_create(name="schedule-lock", defaults={"at": timezone.now()})
        Heartbeat.objects.select_for_update().get(name="schedule-lock")
        for wanted in WANTED:
            changes += _ensure(wanted)
    return changes


def missing_schedules() -> list[str]:
    """The names of our schedules that are not there, or not as they should be."""
    return [
        wanted.name
        for wanted in WANTED
        if not Schedule.objects.filter(func=wanted.func, **_fields(wanted)).exists()
    ]


def _fields(wanted: Wanted) -> dict:
    return {
        "schedule_type": wanted.schedule_type,
        "minutes": wanted.minutes,
        "repeats": -1,
        "cluster": conf.get("CLUSTER") or None,
    }


def _ensure(wanted: Wanted) -> list[str]:
    first, *others = Schedule.objects.filter(func=wanted.func).order_by("pk") or [None]
    if first is None:
        Schedule.objects.create(func=wanted.func, name=wanted.name, **_fields(wanted))
        return [f"created: {wanted.name}"]
    changes = []
    for double in others:
        double.delete()
        changes.append(f"deleted a double: {wanted.name}")
    wrong = {name for name, value in _fields(wanted).items() if getattr(first, name) != value}
    if wrong:
        Schedule.objects.filter(pk=first.pk).update(**_fields(wanted))
        changes.append(f"corrected ({', '.join(sorted(wrong))}): {wanted.name}")
    return changes
