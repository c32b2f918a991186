"""Real processes on real databases, started at once and killed half-way: oracle.md E2, E4, E5.

Each test fills a database of its own, lets processes loose on it, and counts: one voucher and one
e-mail for each occasion, whatever happened.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MEMBERS = 2000
PATIENCE_SECONDS = 120

pytestmark = pytest.mark.slow


class Scene:
    """A database, and the processes that work on it."""

    def __init__(self, environment: dict[str, str], connect):
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "CHUNK_SIZE": "20",
            "Q_SYNC": "0",
            **environment,
        }
        self.connect = connect

    def start(self, *command: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *command: str) -> None:
        process = self.start(*command)
        _out, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0, errors

    def count(self, what: str) -> int:
        with closing(self.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(COUNTS[what])
            return cursor.fetchone()[0]

    def wait_until(self, what: str, *, is_over: int) -> int:
        end = time.monotonic() + PATIENCE_SECONDS
        while (found := self.count(what)) <= is_over:
            assert time.monotonic() < end, f"{found} {what} after {PATIENCE_SECONDS} s"
            time.sleep(0.01)
        return found


COUNTS = {
    "vouchers": "SELECT count(*) FROM wagtail_birthday_voucher",
    "occasions": "SELECT count(DISTINCT member_id) FROM wagtail_birthday_voucher",
    "deliveries": "SELECT count(*) FROM wagtail_birthday_delivery",
    "sent": "SELECT count(*) FROM wagtail_birthday_delivery WHERE state = 'sent'",
    "finished runs": "SELECT count(*) FROM wagtail_birthday_run WHERE state = 'done'",
}


def kill_group(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture(params=["sqlite", "postgres"])
def scene(request, tmp_path):
    if request.param == "sqlite":
        file = tmp_path / "crash.sqlite3"
        found = Scene(
            {"DATABASE": "sqlite", "SQLITE_FILE": str(file)}, lambda: sqlite3.connect(file)
        )
        yield _filled(found)
        return
    psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
    server = {
        "host": os.environ.get("PGHOST", "127.0.0.1"),
        "user": os.environ.get("PGUSER", "postgres"),
    }
    try:
        admin = psycopg.connect(**server, dbname="postgres", autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL server is reachable")
    name = f"birthday_crash_{uuid4().hex[:12]}"
    with closing(admin):
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield _filled(
                Scene(
                    {"DATABASE": "postgres", "PGDATABASE": name},
                    lambda: psycopg.connect(**server, dbname=name),
                )
            )
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _filled(scene: Scene) -> Scene:
    scene.run("django", "migrate", "--verbosity", "0")
    scene.run("tests.issuing.fill", str(MEMBERS))
    return scene


def test_two_runs_at_the_same_moment(scene):  # E2
    runs = [scene.start("django", "birthday_run", "--json") for _ in range(2)]
    for run in runs:
        _out, errors = run.communicate(timeout=PATIENCE_SECONDS)
        assert run.returncode == 0, errors
    # One of the two closes the other's run as superseded, wherever that was; the next finds no more.
    scene.run("django", "birthday_run", "--json")
    assert scene.count("vouchers") == scene.count("occasions") == MEMBERS
    assert scene.count("deliveries") == scene.count("sent") == MEMBERS


def test_a_run_that_is_killed_half_way(scene):  # E4, E5
    killed = scene.start("django", "birthday_run", "--json")
    issued = scene.wait_until("vouchers", is_over=0)
    kill_group(killed)
    assert 0 < issued <= scene.count("vouchers") < MEMBERS
    assert scene.count("deliveries") == scene.count("vouchers")
    scene.run("django", "birthday_run", "--json")
    assert scene.count("vouchers") == scene.count("occasions") == MEMBERS
    assert scene.count("deliveries") == scene.count("sent") == MEMBERS


def test_a_cluster_that_is_killed_half_way(scene):
    """With the ORM broker the tasks that died come back; a sweep asks for what is missing anyway."""
    scene.run("tests.issuing.ask_for_sweep")
    cluster = scene.start("django", "qcluster")
    scene.wait_until("vouchers", is_over=0)
    kill_group(cluster)
    assert scene.count("vouchers") < MEMBERS
    _carry_on(scene)


def test_a_cluster_on_redis_that_is_killed_half_way(scene):
    """Redis loses what was fetched: only the sweep can bring it back."""
    redis = pytest.importorskip("redis", reason="redis is not installed")
    url = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/9")
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except redis.exceptions.ConnectionError:
        pytest.skip("no Redis server is reachable")
    scene.environment |= {"Q_BROKER": "redis", "Q_NAME": f"crash-{uuid4().hex[:12]}"}
    scene.run("tests.issuing.ask_for_sweep")
    cluster = scene.start("django", "qcluster")
    scene.wait_until("vouchers", is_over=0)
    kill_group(cluster)
    _carry_on(scene)


def _carry_on(scene: Scene) -> None:
    scene.run("tests.issuing.ask_for_sweep")
    cluster = scene.start("django", "qcluster")
    try:
        scene.wait_until("vouchers", is_over=MEMBERS - 1)
        scene.wait_until("finished runs", is_over=0)
    finally:
        kill_group(cluster)
    assert scene.count("vouchers") == scene.count("occasions") == MEMBERS
    assert scene.count("deliveries") == MEMBERS
