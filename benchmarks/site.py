"""A throw-away database for the benchmarks: SQLite in a temporary file, or the local PostgreSQL."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def scratch_database(kind: str) -> Iterator[None]:
    """Set Django up on an empty database of the `kind` "sqlite" or "postgres"; drop it afterwards.

    Import models only inside: one process measures one database.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["DATABASE"] = kind
    with tempfile.TemporaryDirectory() as folder:
        import django
        from django.conf import settings

        django.setup()
        database = settings.DATABASES["default"]
        database.setdefault("TEST", {})
        if kind == "sqlite":
            database["TEST"]["NAME"] = str(Path(folder) / "benchmark.sqlite3")
        else:
            database["TEST"]["NAME"] = f"benchmark_{os.getpid()}"
        database["TEST"]["MIGRATE"] = False
        from django.test.utils import setup_databases, teardown_databases

        databases = setup_databases(verbosity=0, interactive=False)
        try:
            yield
        finally:
            teardown_databases(databases, verbosity=0)


def in_own_process(module: str, *arguments: str) -> dict:
    """What `python -m module arguments` prints last, as JSON: its memory and caches are its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def reachable(kind: str) -> bool:
    """Can the benchmark run on this kind of database here?"""
    if kind == "sqlite":
        return True
    try:
        import psycopg

        psycopg.connect(
            host=os.environ.get("PGHOST", "127.0.0.1"),
            user=os.environ.get("PGUSER", "postgres"),
            dbname=os.environ.get("PGDATABASE", "test"),
            connect_timeout=3,
        ).close()
    except Exception:
        return False
    return True
