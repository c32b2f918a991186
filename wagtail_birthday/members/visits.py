"""Members come to a location: the visit and what it counts for."""

from datetime import datetime

from django.db.models import F

from wagtail_birthday.members.models import Location, Member, Visit


def record_visit(member: Member, *, at: datetime, location: Location | None, by) -> Visit:
    """Book a visit of `member` at the instant `at`. `by` is the user who saw it, or None.

    Call it in the transaction of the event that it belongs to.
    """
    visit = Visit.objects.create(member=member, at=at, location=location, recorded_by=by)
    Member.objects.filter(pk=member.pk).update(visit_count=F("visit_count") + 1, last_visit_at=at)
    return visit
