"""Fills the database of the crash tests: python -m tests.issuing.fill 3000"""

import sys

import django


def main(members: int) -> None:
    django.setup()
    from django.utils import timezone

    from tests import factories
    from wagtail_birthday.issuing.schedule import ensure_schedules
    from wagtail_birthday.models import Member

    today = timezone.now()
    factories.locale("en")
    factories.campaign()
    Member.objects.bulk_create(
        Member(
            name=f"Member {number}",
            name_folded=f"member {number}",
            birth_md=today.month * 100 + min(today.day, 28),
            time_zone="Asia/Tashkent",
            email=f"member{number}@example.com",
            joined_at=factories.LONG_AGO,
            consented_at=factories.LONG_AGO,
        )
        for number in range(members)
    )
    ensure_schedules()


if __name__ == "__main__":
    main(int(sys.argv[1]))
