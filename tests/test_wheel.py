"""The wheel holds what the repository holds, and works where it is installed."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOT_SHIPPED: set[str] = set()

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a clean copy of what git tracks, as from a fresh clone."""
    folder = tmp_path_factory.mktemp("wheel")
    clone = folder / "clone"
    clone.mkdir()
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        target = clone / name
        if (ROOT / name).is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, clone]
    subprocess.run(command, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


def test_holds_every_file_of_the_package(wheel):
    tracked = subprocess.run(
        ["git", "ls-files", "wagtail_birthday", "locale"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    expected = {
        f"wagtail_birthday/{name}" if name.startswith("locale/") else name for name in tracked
    }
    expected |= {name.replace(".po", ".mo") for name in expected if name.endswith(".po")}
    shipped = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert shipped == expected - NOT_SHIPPED


def test_speaks_the_languages_where_it_is_installed(wheel, tmp_path):
    """An existing site: pip install, INSTALLED_APPS, include() and the commands of docs/admins.md."""
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    (tmp_path / "host.py").write_text(HOST)
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "DATABASE")
    }
    environment["DJANGO_SETTINGS_MODULE"] = "host"

    def manage(*arguments):
        done = subprocess.run(
            [python, "-m", "django", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "--verbosity", "0")
    assert "Ready." in manage("birthday_setup")
    assert "Everything was there already." in manage("birthday_setup")
    manage("check", "--database", "default")
    assert json.loads(manage("birthday_run", "--json"))["issued"] == 0
    assert manage("makemigrations", "--check", "--dry-run")
    said = manage("shell", "--verbosity", "0", "--command", SAY)
    assert said.split() == ["店员台", "Xodim", "oynasi"]


SAY = """
from django.utils.translation import gettext, override
for language in ("zh-hans", "uz"):
    with override(language):
        print(gettext("Staff desk"))
"""

HOST = """
SECRET_KEY = "for this test only"
ROOT_URLCONF = "host"
INSTALLED_APPS = [
    "wagtail_birthday", "django_q", "wagtail_localize", "wagtail_localize.locales",
    "wagtail.sites", "wagtail.users", "wagtail.snippets", "wagtail.documents", "wagtail.images",
    "wagtail.search", "wagtail.admin", "wagtail", "modelcluster", "taggit",
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions",
    "django.contrib.messages", "django.contrib.staticfiles",
]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.sqlite3", "NAME": "host.sqlite3",
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
Q_CLUSTER = {"name": "host", "orm": "default", "workers": 1, "queue_limit": 1, "bulk": 1,
             "timeout": 60, "retry": 300}
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("zh-hans", "Chinese"), ("uz", "Uzbek")]
WAGTAIL_I18N_ENABLED = True
WAGTAIL_SITE_NAME = "Host"
WAGTAILADMIN_BASE_URL = "https://host.example"
USE_TZ = True
STATIC_URL = "/static/"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
MIDDLEWARE = []


def __getattr__(name):
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.urls import include, path
    return [path("birthday/", include("wagtail_birthday.urls"))]
"""
