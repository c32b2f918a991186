"""100 threads on one voucher: one is accepted, 99 are told that it was given (oracle G1).

SQLite needs a file for this, since every connection to :memory: is a database of its own: the
race runs in a process of its own, on a file, or on PostgreSQL where one is reachable.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
THREADS = 100

pytestmark = pytest.mark.slow


def race(database: str) -> dict[str, int]:
    """{verdict or name of an exception: how many threads got it} of one race in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.vouchers.race", database, str(THREADS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_one_of_100_threads_is_accepted(database):
    from benchmarks.site import reachable

    if not reachable(database):
        pytest.skip(f"no {database} server is reachable")
    found = race(database)
    assert found == {
        "other nonces": {"give": 1, "already_given": THREADS - 1},
        "one nonce": {"give": THREADS},
        "redemptions": 2,
        "visits": 2,
    }
