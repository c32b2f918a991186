"""System checks: what is missing or wrong in the host site, and how to put it right."""

import os

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError, connections, router
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale

from wagtail_birthday import conf
from wagtail_birthday.calendar import LeapDay, is_time_zone
from wagtail_birthday.issuing.models import Run
from wagtail_birthday.issuing.schedule import missing_schedules
from wagtail_birthday.wallets.apple.checks import certificate_problems

SUPPORTED_DATABASES = ("sqlite", "postgresql")


def check_settings(app_configs, **kwargs) -> list[CheckMessage]:
    """Names and values in WAGTAIL_BIRTHDAY."""
    problems: list[CheckMessage] = []
    for name, nearest in conf.unknown_names():
        hint = f"Did you mean {nearest}?" if nearest else "docs/admins.md lists the settings."
        problems.append(
            Error(f"{conf.NAMESPACE} has no setting {name}.", hint=hint, id="wagtail_birthday.E001")
        )
    if conf.get("LEAP_DAY") not in list(LeapDay):
        problems.append(
            Error(
                f"{conf.NAMESPACE}['LEAP_DAY'] is {conf.get('LEAP_DAY')!r}.",
                hint=f"It is one of: {', '.join(LeapDay)}.",
                id="wagtail_birthday.E002",
            )
        )
    if not is_time_zone(conf.time_zone()):
        problems.append(
            Error(
                f"{conf.time_zone()!r} is not a time zone.",
                hint="Give an IANA name, such as Asia/Tashkent.",
                id="wagtail_birthday.E003",
            )
        )
    problems += [
        Error(f"{conf.NAMESPACE}: {sentence}", id="wagtail_birthday.E008")
        for sentence in conf.wrong_values()
    ]
    if not settings.USE_TZ:
        problems.append(
            Error(
                "USE_TZ is off: a birthday begins at midnight somewhere, and nobody could say when.",
                hint="Set USE_TZ = True.",
                id="wagtail_birthday.E009",
            )
        )
    if not conf.organisation_name():
        problems.append(
            Warning(
                "Cards and messages come from nobody: the business has no name.",
                hint=f"Set {conf.NAMESPACE}['ORGANISATION_NAME'] or WAGTAIL_SITE_NAME.",
                id="wagtail_birthday.W010",
            )
        )
    if not conf.base_url():
        problems.append(
            Warning(
                "Links in messages have no address: the site's own is not known.",
                hint=f"Set {conf.NAMESPACE}['BASE_URL'] or WAGTAILADMIN_BASE_URL.",
                id="wagtail_birthday.W001",
            )
        )
    return problems


def check_apps(app_configs, **kwargs) -> list[CheckMessage]:
    """The apps that we build on, and the languages of the site."""
    problems: list[CheckMessage] = [
        Error(
            f"{name} is not in INSTALLED_APPS.",
            hint=f"Add {name!r} to INSTALLED_APPS.",
            id="wagtail_birthday.E004",
        )
        for name in ("django_q", "wagtail_localize")
        if not apps.is_installed(name)
    ]
    try:
        reverse("wagtail_birthday:web_card", args=["token"])
    except NoReverseMatch:
        problems.append(
            Error(
                "The plugin's addresses are missing: cards and messages have nothing to link to.",
                hint='Add path("birthday/", include("wagtail_birthday.urls")) to your urls, outside '
                "of i18n_patterns().",
                id="wagtail_birthday.E010",
            )
        )
    offered = dict(settings.LANGUAGES)
    problems += [
        Error(
            f"WAGTAIL_CONTENT_LANGUAGES has {code!r}, but LANGUAGES has not.",
            hint="Add the language to LANGUAGES too.",
            id="wagtail_birthday.E005",
        )
        for code, _name in getattr(settings, "WAGTAIL_CONTENT_LANGUAGES", [])
        if code not in offered
    ]
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        problems.append(
            Warning(
                "WAGTAIL_I18N_ENABLED is off: gifts and pages have one language.",
                hint="Set WAGTAIL_I18N_ENABLED = True and WAGTAIL_CONTENT_LANGUAGES.",
                id="wagtail_birthday.W002",
            )
        )
    if getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True):
        problems.append(
            Warning(
                "A published gift that is submitted for translation goes live in the other language "
                "at once, with its text still in the source language.",
                hint="Set WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False.",
                id="wagtail_birthday.W011",
            )
        )
    return problems


def check_databases(app_configs, **kwargs) -> list[CheckMessage]:
    """Settings of our database with which the job fails or crawls (docs/decisions/0003)."""
    alias = router.db_for_write(Run)
    database, vendor = settings.DATABASES[alias], connections[alias].vendor
    options = database.get("OPTIONS", {})
    problems: list[CheckMessage] = []
    if vendor not in SUPPORTED_DATABASES:
        problems.append(
            Error(
                f"The database {alias!r} is {vendor}.",
                hint="Vouchers are issued on SQLite or PostgreSQL.",
                id="wagtail_birthday.E006",
            )
        )
    if options.get("pool"):
        problems.append(
            Error(
                f"DATABASES[{alias!r}] uses psycopg's pool.",
                hint="Workers of django-q2 are forks and would share its sockets: remove "
                "OPTIONS['pool'] and set CONN_MAX_AGE = 600.",
                id="wagtail_birthday.E007",
            )
        )
    if vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        problems.append(
            Warning(
                f"DATABASES[{alias!r}] begins its transactions without the write lock.",
                hint='Several workers would meet "database is locked": set '
                'OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20}.',
                id="wagtail_birthday.W003",
            )
        )
    if database.get("CONN_MAX_AGE") == 0 and vendor == "postgresql":
        problems.append(
            Warning(
                f"DATABASES[{alias!r}] opens a connection for each task.",
                hint="Set CONN_MAX_AGE = 600 and CONN_HEALTH_CHECKS = True.",
                id="wagtail_birthday.W004",
            )
        )
    return problems


def check_cluster(app_configs, **kwargs) -> list[CheckMessage]:
    """Settings of Q_CLUSTER under which tasks run twice, stall or slow down."""
    cluster = getattr(settings, "Q_CLUSTER", None)
    if not cluster:
        return [
            Warning(
                "Q_CLUSTER is not set: no cluster can issue vouchers.",
                hint="docs/admins.md has one to copy.",
                id="wagtail_birthday.W005",
            )
        ]
    problems: list[CheckMessage] = []
    timeout, retry = cluster.get("timeout"), cluster.get("retry", 60)
    if timeout is None or retry <= timeout * (1 + _prefetched_per_worker(cluster)):
        problems.append(
            Warning(
                f"Q_CLUSTER['retry'] is {retry} and 'timeout' {timeout}: tasks may run twice.",
                hint="A task counts as lost from the moment it is fetched: make retry greater than "
                "timeout x (1 + (queue_limit + bulk) / workers). No voucher is doubled by it.",
                id="wagtail_birthday.W006",
            )
        )
    if cluster.get("save_limit", 250) >= 100:
        problems.append(
            Warning(
                "Q_CLUSTER['save_limit'] makes each task count the tasks kept before it.",
                hint="Set save_limit = -1: runs and deliveries keep their own record.",
                id="wagtail_birthday.W012",
            )
        )
    wanted = conf.get("CLUSTER")
    if wanted and wanted not in {cluster.get("name"), *cluster.get("ALT_CLUSTERS", {})}:
        problems.append(
            Warning(
                f"{conf.NAMESPACE}['CLUSTER'] is {wanted!r}, which Q_CLUSTER does not know.",
                hint=f"Add it to Q_CLUSTER['ALT_CLUSTERS'] and start: manage.py qcluster -n {wanted}",
                id="wagtail_birthday.W013",
            )
        )
    if not _is_binary_fraction(cluster.get("guard_cycle", 0.5)):
        problems.append(
            Warning(
                "Q_CLUSTER['guard_cycle'] is not a binary fraction: the scheduler may never run.",
                hint="Use 0.5, 0.25 or 1.",
                id="wagtail_birthday.W007",
            )
        )
    return problems


def _prefetched_per_worker(cluster: dict) -> int:
    # django-q2's own defaults where nothing is set.
    workers = cluster.get("workers") or os.cpu_count() or 4
    waiting = cluster.get("queue_limit", workers**2) + cluster.get("bulk", 1)
    return -(-waiting // workers)


def _is_binary_fraction(seconds: float) -> bool:
    """Does a sum of such steps hit a whole number of seconds exactly?"""
    return float(seconds).as_integer_ratio()[1] <= 1024


def check_certificate(app_configs, **kwargs) -> list[CheckMessage]:
    """Apple's pass certificate. Vouchers are issued without one; passes are not built."""
    return [
        Warning(problem.message, hint=problem.hint, id="wagtail_birthday.W008")
        for problem in certificate_problems(timezone.now())
    ]


def check_schedules(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Are our schedules in the database? Asked with `check --database default`, and by migrate."""
    if not databases or "default" not in databases:
        return []
    try:
        missing = missing_schedules()
    except DatabaseError:
        return []  # before the first migrate there are no tables to look into
    return [
        Warning(
            f"The schedule “{name}” is missing: nothing is issued by itself.",
            hint="Run: manage.py birthday_setup",
            id="wagtail_birthday.W009",
        )
        for name in missing
    ]


def check_locales(app_configs, databases=None, **kwargs) -> list[CheckMessage]:
    """Has each language of the content its locale? Asked as check_schedules is."""
    if not databases or "default" not in databases:
        return []
    try:
        known = set(Locale.all_objects.values_list("language_code", flat=True))
    except DatabaseError:
        return []
    return [
        Warning(
            f"The language {code!r} has no locale: nothing can be translated into it.",
            hint="Add it in the Wagtail admin under Settings, Locales.",
            id="wagtail_birthday.W014",
        )
        for code in get_content_languages()
        if code not in known
    ]


OF_SETTINGS = (check_settings, check_apps, check_databases, check_cluster, check_certificate)
OF_DATABASE = (check_schedules, check_locales)
