"""The race that test_race.py runs in a process of its own: python -m tests.vouchers.race sqlite 100"""

import json
import sys
from collections import Counter
from threading import Barrier, BoundedSemaphore, Thread

from benchmarks.site import scratch_database

# A server of PostgreSQL takes 100 connections by default, and not all of them are ours.
CONNECTIONS = 40


def main(database: str, threads: int) -> None:
    with scratch_database(database):
        from tests import factories
        from wagtail_birthday.models import Redemption, Visit

        here, by = factories.location(), factories.user()
        first, second = factories.voucher(), factories.voucher()
        found = {
            "other nonces": race(first, [f"nonce {n}" for n in range(threads)], here, by),
            "one nonce": race(second, ["the same nonce"] * threads, here, by),
            "redemptions": Redemption.objects.count(),
            "visits": Visit.objects.count(),
        }
    print(json.dumps(found))


def race(voucher, nonces, here, by) -> Counter:
    """How many of the threads, one for each nonce, got which answer."""
    from django.db import connection

    from tests.factories import NOW
    from wagtail_birthday.vouchers.redeem import redeem

    start, slots, answers = Barrier(len(nonces)), BoundedSemaphore(CONNECTIONS), []

    def attempt(nonce):
        start.wait(timeout=60)
        with slots:
            try:
                outcome = redeem(voucher.pk, nonce=nonce, by=by, location=here, clock=lambda: NOW)
                answers.append(outcome.verdict.value)
            except Exception as error:
                answers.append(f"{type(error).__name__}: {error}")
            finally:
                connection.close()

    racers = [Thread(target=attempt, args=[nonce]) for nonce in nonces]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return Counter(answers)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
