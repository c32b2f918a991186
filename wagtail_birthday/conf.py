"""The plugin's settings: one dict in the host site, with defaults for all of it.

    WAGTAIL_BIRTHDAY = {"ORGANISATION_NAME": "Café Navroʻz", "LEAP_DAY": "mar1"}

Read them as `conf.get("LEAP_DAY")`. An unknown name is refused by a system check, with the
nearest right one. docs/admins.md describes each.
"""

from difflib import get_close_matches
from typing import Any

from django.conf import settings

NAMESPACE = "WAGTAIL_BIRTHDAY"

DEFAULTS: dict[str, Any] = {
    # Who is giving.
    "ORGANISATION_NAME": "",  # shown on cards; falls back to WAGTAIL_SITE_NAME
    "BASE_URL": "",  # https://..., for links in messages; falls back to WAGTAILADMIN_BASE_URL
    "TIME_ZONE": "",  # IANA name; falls back to TIME_ZONE
    # When.
    "LEAP_DAY": "feb28",  # in common years 29 February is kept on "feb28" or "mar1"
    "MIN_VALID_DAYS": 3,  # a voucher issued late is good for at least so many days, today included
    "JOIN_IN_WINDOW": False,  # may those who join after their birthday still get this year's gift?
    # The card.
    "STAMP_GOAL": 10,
    # The job.
    "CLUSTER": "",  # name of the django-q2 cluster for our schedule; empty: the default one
    "CHUNK_SIZE": 500,
    # The outbox.
    "DELIVERY_BATCH": 100,
    "DELIVERY_MAX_ATTEMPTS": 8,
    "FROM_EMAIL": "",  # falls back to DEFAULT_FROM_EMAIL
    # Apple Wallet. Paths to PEM files, or a .p12; see docs/admins.md.
    "APPLE": {},
}

APPLE_DEFAULTS: dict[str, Any] = {
    "CERTIFICATE": "",  # path of the pass certificate: PEM, or PKCS #12 with its key
    "KEY": "",  # path of its private key (PEM); empty with a PKCS #12
    "PASSWORD": "",  # of the key or the PKCS #12
    "WWDR": "",  # path of Apple's intermediate certificate (G4 for current certificates)
    "PASS_TYPE_IDENTIFIER": "",  # pass.com.example.loyalty
    "TEAM_IDENTIFIER": "",
    "IMAGES": "",  # folder with icon.png, icon@2x.png, logo.png, ...; empty: ours
}


def given() -> dict[str, Any]:
    """What the host site has set, as it stands."""
    return getattr(settings, NAMESPACE, {})


def get(name: str) -> Any:
    """The value of the setting `name`, or its default. KeyError for a name that is not ours."""
    if name == "APPLE":
        return {**APPLE_DEFAULTS, **given().get("APPLE", {})}
    return given().get(name, DEFAULTS[name])


def unknown_names() -> list[tuple[str, str | None]]:
    """Names in the host's settings that are not ours, each with the nearest right one or None."""
    unknown = [(name, _nearest(name, DEFAULTS)) for name in given() if name not in DEFAULTS]
    for name in given().get("APPLE", {}):
        if name not in APPLE_DEFAULTS:
            unknown.append((f"APPLE.{name}", _nearest(name, APPLE_DEFAULTS, prefix="APPLE.")))
    return unknown


AT_LEAST = {
    "MIN_VALID_DAYS": 0,
    "STAMP_GOAL": 1,
    "CHUNK_SIZE": 1,
    "DELIVERY_BATCH": 1,
    "DELIVERY_MAX_ATTEMPTS": 1,
}
# More rows in one statement than SQLite takes parameters for.
AT_MOST = {"CHUNK_SIZE": 2000}


def wrong_values() -> list[str]:
    """A sentence for each value of another type than its default's, or out of bounds."""
    wrong = []
    for name, value in given().items():
        default = DEFAULTS.get(name)
        if default is None:
            continue
        if type(value) is not type(default):
            wrong.append(f"{name} is {value!r}, which is no {type(default).__name__}.")
        elif name in AT_LEAST and value < AT_LEAST[name]:
            wrong.append(f"{name} is {value}; it has to be {AT_LEAST[name]} at least.")
        elif name in AT_MOST and value > AT_MOST[name]:
            wrong.append(f"{name} is {value}; it can be {AT_MOST[name]} at the most.")
    return wrong


def _nearest(name: str, known: dict[str, Any], prefix: str = "") -> str | None:
    matches = get_close_matches(name.upper(), known, n=1, cutoff=0.6)
    return prefix + matches[0] if matches else None


def organisation_name() -> str:
    return get("ORGANISATION_NAME") or getattr(settings, "WAGTAIL_SITE_NAME", "")


def time_zone() -> str:
    return get("TIME_ZONE") or settings.TIME_ZONE


def base_url() -> str:
    """The site's address without a slash at the end, or an empty text."""
    return (get("BASE_URL") or getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")


def from_email() -> str:
    return get("FROM_EMAIL") or settings.DEFAULT_FROM_EMAIL


def default_language() -> str:
    """The language that texts fall back to: the site's own."""
    return settings.LANGUAGE_CODE
