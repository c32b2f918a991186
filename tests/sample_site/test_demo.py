"""`make demo`, as a newcomer runs it: twice, and stopped with Ctrl-C."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def environment(var: Path, port: int) -> dict[str, str]:
    return {**os.environ, "DEMO_VAR": str(var), "PORT": str(port)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def demo(var, *arguments, port=8000):
    return subprocess.run(
        [sys.executable, "-W", "ignore", "sample_site/demo.py", *arguments],
        cwd=ROOT,
        env=environment(var, port),
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def first(var):
    done = demo(var, "--no-serve")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def number(label: str, text: str) -> int:
    return int(re.search(rf"^\s*{label} (\d+)$", text, re.MULTILINE)[1])


class TestTheJob:
    def test_issues_vouchers(self, first):
        assert number("considered", first) >= number("issued", first) > 0
        assert "The member has not given consent." in first

    def test_signs_a_pass_for_each_language(self, first, var):
        passes = {path.name for path in (var / "passes").iterdir()}
        assert passes == {"en.pkpass", "zh-hans.pkpass", "uz.pkpass"}

    def test_sends_its_mail_into_a_folder(self, first, var):
        assert any((var / "mail").iterdir())

    def test_a_second_time_issues_nothing_twice(self, first, var):
        again = demo(var, "--no-serve")
        assert again.returncode == 0, again.stderr
        assert number("issued", again.stdout) == 0
        assert "everything was there already" in again.stdout
        sign_ins = re.findall(r"sign in as .*", first)
        assert len(sign_ins) == 4
        assert re.findall(r"sign in as .*", again.stdout) == sign_ins

    def test_keeps_its_secrets_to_itself(self, first, var):
        for name in ("secret-key", "sign-ins.json", "stand-in-ca/pass.key"):
            assert (var / name).stat().st_mode & 0o077 == 0, name


class TestServing:
    def test_serves_until_ctrl_c_and_leaves_nothing_running(self, first, var):
        port = free_port()
        serving = subprocess.Popen(
            [sys.executable, "-W", "ignore", "sample_site/demo.py"],
            cwd=ROOT,
            env=environment(var, port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            for language, tag in (("en", "en"), ("zh-hans", "zh-Hans"), ("uz", "uz")):
                page = wait_for(f"http://127.0.0.1:{port}/{language}/birthday-rewards/")
                assert f'<html lang="{tag}"' in page
        finally:
            serving.send_signal(signal.SIGINT)
            shown, _errors = serving.communicate(timeout=60)
        assert serving.returncode == 0, shown
        assert "Stopped." in shown
        assert not of_this_demo(var)

    def test_a_port_that_is_taken_gets_a_clear_sentence(self, var):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            done = demo(var, port=port)
        assert done.returncode == 1
        assert done.stdout.startswith(f"Port {port} is taken")


def wait_for(url: str) -> str:
    end = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(url, timeout=20) as response:
                return response.read().decode()
        except OSError:
            assert time.monotonic() < end, f"{url} did not answer"
            time.sleep(0.3)


def of_this_demo(var: Path) -> list[int]:
    """The processes whose environment names this demo's folder (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            holds = f"DEMO_VAR={var}".encode() in (process / "environ").read_bytes()
        except OSError:
            continue
        if holds and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found
