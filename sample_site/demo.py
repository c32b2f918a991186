"""`make demo`: set the café up, let a real cluster issue its birthday vouchers, and serve it.

    python sample_site/demo.py [--no-serve]

PORT chooses the port (8000). Everything made stands in sample_site/var; delete it to start anew.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PORT = int(os.environ.get("PORT", "8000"))
# The scheduler of django-q2 looks about twice a minute, and never at the very start.
SCHEDULE_SECONDS = 120
STOP_SECONDS = 15


def main() -> int:
    serve = "--no-serve" not in sys.argv[1:]
    if serve and is_taken(PORT):
        print(f"Port {PORT} is taken, perhaps by another demo. Choose one: make demo PORT=8001")
        return 1
    sys.path.insert(0, str(HERE))
    sys.path.insert(0, str(HERE.parent))
    os.environ["DJANGO_SETTINGS_MODULE"] = "cafe.settings"
    # A terminal's closing or `kill` stops what we started, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        prepare()
        with started("qcluster", log="cluster.log") as cluster:
            work(cluster)
            if serve:
                keep_serving(cluster)
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    step("Preparing the database")
    call_command("migrate", verbosity=0)
    step("Loading pages and gifts in three languages, and the members")
    from cafe.demo.seed import seed

    made = seed()
    print(f"  {made} members made" if made else "  everything was there already")


def work(cluster: subprocess.Popen) -> None:
    """Let the schedule run in the cluster, and print what came of it."""
    from cafe.demo import report

    step("Issuing vouchers: the hourly schedule, in a django-q2 cluster (up to half a minute)")
    run = wait_for_run(cluster)
    seconds = (run.finished_at - run.started_at).total_seconds()
    wait_for_mail(cluster)
    show(report.of_run(run, seconds))
    step("One signed pass for each language")
    show(report.of_passes())
    step("Where to look")
    show(report.of_site())


def wait_for_run(cluster: subprocess.Popen):
    """Make the schedule due, and wait until the cluster has carried out a whole run."""
    from django.utils import timezone
    from django_q.models import Schedule

    from wagtail_birthday.issuing.models import Run, RunState

    last = Run.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    Schedule.objects.filter(func="wagtail_birthday.issuing.tasks.sweep").update(
        next_run=timezone.now()
    )
    for run in waiting(cluster, "the schedule"):
        run = Run.objects.filter(pk__gt=last, state=RunState.DONE).first()
        if run is not None:
            return run
    raise AssertionError("unreachable")


def wait_for_mail(cluster: subprocess.Popen) -> None:
    from django.utils import timezone

    from wagtail_birthday.models import Delivery

    for _ in waiting(cluster, "the e-mails"):
        open_ones = Delivery.objects.filter(state__in=["pending", "sending"])
        if not open_ones.filter(due_at__lte=timezone.now()).exists():
            return


def waiting(cluster: subprocess.Popen, what: str) -> Iterator[None]:
    """Yield twice a second, with a sign of life, until time is up or the cluster is gone."""
    end = time.monotonic() + SCHEDULE_SECONDS
    while time.monotonic() < end:
        if cluster.poll() is not None:
            sys.exit(f"\nThe cluster has stopped. Its last words:\n{last_words('cluster.log')}")
        yield None
        print(".", end="", flush=True)
        time.sleep(0.5)
    sys.exit(f"\n{what.capitalize()} took too long. The cluster says:\n{last_words('cluster.log')}")


def keep_serving(cluster: subprocess.Popen) -> None:
    address = f"127.0.0.1:{PORT}"
    with started("runserver", "--noreload", address, log="server.log") as server:
        step(f"Serving on http://localhost:{PORT}/en/ (Ctrl-C stops everything)")
        while server.poll() is None and cluster.poll() is None:
            time.sleep(0.5)
        log = "server.log" if server.poll() is not None else "cluster.log"
        sys.exit(f"Something has stopped by itself. Its last words:\n{last_words(log)}")


@contextlib.contextmanager
def started(*command: str, log: str) -> Iterator[subprocess.Popen]:
    """A management command in a process group of its own, stopped at the end with all its children."""
    with (var() / log).open("w") as out:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "manage.py"), *command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(HERE.parent), "PYTHONUNBUFFERED": "1"},
        )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def var() -> Path:
    from django.conf import settings

    return settings.VAR


def last_words(log: str) -> str:
    return "\n".join((var() / log).read_text().splitlines()[-15:])


def step(text: str) -> None:
    print(f"\n▸ {text}", flush=True)


def show(lines) -> None:
    print()
    for line in lines:
        print(f"  {line}")


if __name__ == "__main__":
    sys.exit(main())
