"""What every test can ask for: the languages and the root of a small site."""

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Locale, Page, Site

from tests import factories


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database as pytest-django makes it without migrations, with the table that records them.

    wagtail-localize reads it when it takes the texts of a page.
    """
    with django_db_blocker.unblock():
        MigrationRecorder(connection).ensure_schema()


@pytest.fixture
def locales(db):
    """{language code: Locale}, the source language first."""
    return {
        code: Locale.objects.get_or_create(language_code=code)[0]
        for code, _name in django_settings.LANGUAGES
    }


@pytest.fixture
def root_page(locales):
    """The root of the tree with one site on a plain page under it, as Wagtail's migrations make it.

    The tests run without migrations, so that it has to be made here.
    """
    root = Page.get_first_root_node()
    if root is None:
        root = Page.add_root(title="Root", slug="root", locale=locales["en"])
    home = Page(title="Home", slug="home", locale=locales["en"])
    root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def tashkent(db):
    return factories.location("Tashkent", time_zone="Asia/Tashkent")


@pytest.fixture
def staff(db):
    """A user with the right to the staff desk, and nothing else."""
    return factories.staff()


@pytest.fixture
def admin_user(db):
    return factories.user("admin", is_superuser=True, is_staff=True)


@pytest.fixture
def admin_client(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def staff_client(client, staff):
    client.force_login(staff)
    return client
