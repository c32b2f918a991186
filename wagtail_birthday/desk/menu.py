"""The desk's place in Wagtail's admin: its menu entry, and an admin of nothing else for cashiers.

Functions for wagtail_hooks.py to register; nothing here registers itself.
"""

from collections.abc import Mapping
from typing import Any

from django.forms import Media
from django.urls import include, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.ui.components import Component
from wagtail.models import GroupCollectionPermission

PERMISSION = "wagtail_birthday.redeem_voucher"
ICON = "birthday-gift"
MENU_NAME = "birthday-desk"
_ENOUGH_FOR_THE_DESK = {"wagtailadmin.access_admin", PERMISSION}


class DeskMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(PERMISSION)


class DeskPanel(Component):
    """The way to the desk on the dashboard; for those who have only the desk, all that is on it."""

    name = "birthday_desk"
    template_name = "wagtail_birthday/desk/dashboard_panel.html"
    order = 10

    def __init__(self, *, is_alone: bool):
        self.is_alone = is_alone

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None):
        return {
            "url": reverse("wagtail_birthday_desk:index"),
            "icon": ICON,
            "is_alone": self.is_alone,
        }

    @cached_property
    def media(self):
        sheets = ["wagtail_birthday/desk.css"]
        if self.is_alone:
            sheets.append("wagtail_birthday/desk_dashboard.css")
        return Media(css={"all": [versioned_static(sheet) for sheet in sheets]})


def urls():
    """For `register_admin_urls`."""
    return [path("birthday/desk/", include("wagtail_birthday.desk.urls"))]


def menu_item() -> MenuItem:
    """For `register_admin_menu_item`."""
    return DeskMenuItem(
        _("Staff desk"),
        reverse("wagtail_birthday_desk:index"),
        name=MENU_NAME,
        icon_name=ICON,
        order=50,
    )


def leave_only_the_desk(request, menu_items: list[MenuItem]) -> None:
    """For `construct_main_menu`: a cashier's menu has the desk and nothing else."""
    if is_desk_only(request.user):
        menu_items[:] = [item for item in menu_items if item.name == MENU_NAME]


def put_desk_on_dashboard(request, panels: list[Component]) -> None:
    """For `construct_homepage_panels`."""
    if not request.user.has_perm(PERMISSION):
        return
    is_alone = is_desk_only(request.user)
    if is_alone:
        panels.clear()
    panels.append(DeskPanel(is_alone=is_alone))


def is_desk_only(user) -> bool:
    """May this user do nothing in the admin but hand over gifts?"""
    if user.is_superuser or not user.has_perm(PERMISSION):
        return False
    # Rights over pages and collections are kept apart from a user's permissions.
    return (
        user.get_all_permissions() <= _ENOUGH_FOR_THE_DESK
        and not user_has_any_page_permission(user)
        and not GroupCollectionPermission.objects.filter(group__in=user.groups.all()).exists()
    )
