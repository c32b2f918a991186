"""Everything the demo needs in its database: made once, left alone afterwards."""

import json
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Locale

from cafe import stand_in_ca
from cafe.content.load import load
from cafe.demo.people import ensure_locations, ensure_members
from cafe.models import HomePage
from wagtail_birthday.models import Campaign, Gift

SIGN_INS = "sign-ins.json"
# user name, first and last name, group (None: may do everything)
USERS = (
    ("marketer", "Malika", "Karimova", "Birthday marketers"),
    ("staff", "Jasur", "Rahimov", "Birthday staff"),
    ("manager", "Grace", "Okafor", "Birthday managers"),
    ("admin", "Aziz", "Umarov", None),
)


def seed() -> int:
    """Pages, gifts, campaign, people and sign-ins; how many members were made now."""
    stand_in_ca.make(settings.VAR / "stand-in-ca")
    load()
    call_command("birthday_setup", verbosity=0, stdout=_Silence())
    _ensure_live_campaign()
    ensure_locations()
    _ensure_users()
    _let_marketers_edit_pages()
    return ensure_members()


class _Silence:
    def write(self, _text):
        """The set-up's own words would stand in the middle of the demo's."""


def _ensure_live_campaign() -> None:
    if Campaign.objects.filter(is_live=True).exists():
        return
    gift = Gift.objects.filter(locale=Locale.get_default(), live=True).order_by("pk").first()
    campaign = Campaign.objects.order_by("pk").first()
    campaign.gift, campaign.is_live = gift, True
    campaign.full_clean()
    campaign.save()


def _ensure_users() -> None:
    """Users with passwords of their own on each machine, kept where only its owner can read them."""
    path: Path = settings.VAR / SIGN_INS
    known = json.loads(path.read_text()) if path.exists() else {}
    users = get_user_model()
    for name, first_name, last_name, group in USERS:
        if users.objects.filter(username=name).exists() and name in known:
            continue
        known[name] = secrets.token_urlsafe(9)
        user, _is_new = users.objects.get_or_create(
            username=name,
            defaults={
                "email": f"{name}@cafe.example",
                "first_name": first_name,
                "last_name": last_name,
            },
        )
        user.set_password(known[name])
        user.is_superuser = user.is_staff = group is None
        user.save()
        if group is not None:
            user.groups.set([Group.objects.get(name=group)])
    path.touch(mode=0o600)
    path.write_text(json.dumps(known, indent=1))


def _let_marketers_edit_pages() -> None:
    """Which pages and images a group may edit is each site's own affair: here, all of the café's."""
    marketers = Group.objects.get(name="Birthday marketers")
    pages = Permission.objects.filter(
        content_type__app_label="wagtailcore",
        codename__in=["add_page", "change_page", "publish_page"],
    )
    for home in HomePage.objects.all():
        for permission in pages:
            GroupPagePermission.objects.get_or_create(
                group=marketers, page=home, permission=permission
            )
    images = Permission.objects.filter(
        content_type__app_label="wagtailimages",
        codename__in=["add_image", "change_image", "choose_image"],
    )
    for permission in images:
        GroupCollectionPermission.objects.get_or_create(
            group=marketers, collection=Collection.get_first_root_node(), permission=permission
        )


def sign_ins() -> dict[str, str]:
    """{user name: password} of the demo."""
    return json.loads((settings.VAR / SIGN_INS).read_text())
