"""The system checks: each says what is wrong and what to do."""

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import connection

from tests import factories
from wagtail_birthday import checks as ours
from wagtail_birthday.issuing.schedule import ensure_schedules


def ids(check, **kwargs):
    return [message.id for message in check(None, **kwargs)]


def test_the_test_site_is_sound():
    assert ids(ours.check_settings) == ids(ours.check_apps) == ids(ours.check_cluster) == []


class TestSettings:
    def test_an_unknown_name_gets_the_nearest_right_one(self, settings):
        settings.WAGTAIL_BIRTHDAY = {"LEAPDAY": "mar1", "APPLE": {"CERTIFCATE": "x"}, "Q": 1}
        messages = ours.check_settings(None)
        assert [message.id for message in messages] == ["wagtail_birthday.E001"] * 3
        assert [message.hint for message in messages] == [
            "Did you mean LEAP_DAY?",
            "docs/admins.md lists the settings.",
            "Did you mean APPLE.CERTIFICATE?",
        ]

    def test_a_leap_day_that_is_none(self, settings):
        settings.WAGTAIL_BIRTHDAY = {"LEAP_DAY": "feb29"}
        assert ids(ours.check_settings) == ["wagtail_birthday.E002"]

    def test_a_time_zone_that_is_none(self, settings):
        settings.WAGTAIL_BIRTHDAY = {"TIME_ZONE": "Asia/Nowhere"}
        assert ids(ours.check_settings) == ["wagtail_birthday.E003"]

    def test_no_address_for_links(self, settings):
        settings.WAGTAILADMIN_BASE_URL = ""
        assert ids(ours.check_settings) == ["wagtail_birthday.W001"]

    @pytest.mark.parametrize(
        "values",
        [{"CHUNK_SIZE": 0}, {"CHUNK_SIZE": "500"}, {"CHUNK_SIZE": 40_000}, {"JOIN_IN_WINDOW": 1}],
    )
    def test_values_that_cannot_be(self, settings, values):
        settings.WAGTAIL_BIRTHDAY = {"ORGANISATION_NAME": "Café", **values}
        [message] = ours.check_settings(None)
        assert message.id == "wagtail_birthday.E008"
        assert next(iter(values)) in message.msg

    def test_naive_times(self, settings):
        settings.USE_TZ = False
        assert "wagtail_birthday.E009" in ids(ours.check_settings)

    def test_a_business_without_a_name(self, settings):
        settings.WAGTAIL_BIRTHDAY, settings.WAGTAIL_SITE_NAME = {}, ""
        assert ids(ours.check_settings) == ["wagtail_birthday.W010"]


class TestApps:
    def test_what_we_build_on_is_missing(self, monkeypatch):
        monkeypatch.setattr("django.apps.apps.is_installed", lambda name: False)
        assert ids(ours.check_apps) == ["wagtail_birthday.E004"] * 2

    def test_a_content_language_that_the_site_does_not_know(self, settings):
        settings.LANGUAGES = [("en", "English"), ("uz", "Uzbek")]
        assert ids(ours.check_apps) == ["wagtail_birthday.E005"]

    def test_one_language_only(self, settings):
        settings.WAGTAIL_I18N_ENABLED = False
        assert ids(ours.check_apps) == ["wagtail_birthday.W002"]

    def test_addresses_that_are_not_included(self, settings):
        settings.ROOT_URLCONF = "tests.empty_urls"
        assert ids(ours.check_apps) == ["wagtail_birthday.E010"]

    def test_translations_that_would_go_live_untranslated(self, settings):
        settings.WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = True
        assert ids(ours.check_apps) == ["wagtail_birthday.W011"]


class TestDatabases:
    @pytest.fixture
    def database(self, settings, monkeypatch):
        return lambda **changes: [
            monkeypatch.setitem(settings.DATABASES["default"], name, value)
            for name, value in changes.items()
        ]

    def test_psycopgs_pool(self, database):
        database(OPTIONS={"pool": True, "transaction_mode": "IMMEDIATE"})
        assert "wagtail_birthday.E007" in ids(ours.check_databases)

    @pytest.mark.skipif(connection.vendor != "sqlite", reason="is about SQLite")
    def test_sqlite_without_the_write_lock(self, database):
        database(OPTIONS={})
        assert ids(ours.check_databases) == ["wagtail_birthday.W003"]


class TestCluster:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"retry": 60, "timeout": 60}, "W006"),
            ({"retry": 130, "timeout": 60, "workers": 1, "queue_limit": 5}, "W006"),
            ({"timeout": None}, "W006"),
            ({"guard_cycle": 0.3}, "W007"),
            ({"save_limit": 250}, "W012"),
        ],
    )
    def test_settings_that_bite(self, settings, changes, expected):
        settings.Q_CLUSTER = {**settings.Q_CLUSTER, **changes}
        assert ids(ours.check_cluster) == [f"wagtail_birthday.{expected}"]

    def test_a_cluster_of_our_own_that_is_not_there(self, settings):
        settings.WAGTAIL_BIRTHDAY = {"CLUSTER": "birthday"}
        assert ids(ours.check_cluster) == ["wagtail_birthday.W013"]
        settings.Q_CLUSTER = {**settings.Q_CLUSTER, "ALT_CLUSTERS": {"birthday": {}}}
        assert ids(ours.check_cluster) == []

    def test_none(self, settings):
        settings.Q_CLUSTER = {}
        assert ids(ours.check_cluster) == ["wagtail_birthday.W005"]


@pytest.mark.django_db
class TestSchedules:
    def test_missing(self):
        found = ours.check_schedules(None, databases=["default"])
        assert [message.hint for message in found] == ["Run: manage.py birthday_setup"] * 2

    def test_there(self):
        ensure_schedules()
        assert ids(ours.check_schedules, databases=["default"]) == []

    def test_are_not_looked_for_where_no_database_is_asked(self):
        assert ids(ours.check_schedules) == []


@pytest.mark.django_db
def test_a_language_without_a_locale():
    factories.locale("en")
    factories.locale("uz")
    [message] = ours.check_locales(None, databases=["default"])
    assert (message.id, "'zh-hans'" in message.msg) == ("wagtail_birthday.W014", True)


@pytest.mark.django_db
def test_no_certificate_is_a_warning_with_a_way_out():
    [message] = ours.check_certificate(None)
    assert (message.id, message.level) == ("wagtail_birthday.W008", checks.WARNING)
    assert "docs/admins.md" in message.hint


@pytest.mark.django_db
def test_manage_check_passes():
    call_command("check")
