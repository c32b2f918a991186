"""Who may use the desk, what else they see, and what a scanned address can never do."""

import logging

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.admin.menu import admin_menu

from tests import factories
from wagtail_birthday.desk.menu import MENU_NAME, is_desk_only
from wagtail_birthday.models import Redemption

pytestmark = pytest.mark.django_db

HOME = "/admin/"
DESK = "/admin/birthday/desk/"
NONCE = "4f7f4a55-6d4b-4a0e-9d6c-000000000000"


def editor():
    """May sign in to the admin, but not hand over gifts."""
    person = factories.user()
    person.user_permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    return person


class TestWithoutThePermission:  # oracle G17
    @pytest.mark.parametrize("path", ["", "look-up/", "give/", "given/1/", "location/"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_every_address_is_refused(self, client, tashkent, path, method):
        client.force_login(editor())
        assert getattr(client, method)(DESK + path).url == HOME

    def test_giving_is_refused(self, client, tashkent):
        voucher = factories.voucher()
        data = {"voucher": voucher.pk, "nonce": NONCE}
        client.force_login(editor())
        assert client.post(f"{DESK}give/", data).url == HOME
        client.logout()
        assert client.post(f"{DESK}give/", data).url.startswith("/admin/login/")
        assert not Redemption.objects.exists()


class TestScannedAddress:  # oracle G17
    def test_never_redeems_by_get(self, desk):
        voucher = factories.voucher()
        query = {"voucher": voucher.pk, "nonce": NONCE, "text": voucher.code}
        for path in ("", "look-up/", "give/"):
            response = desk.client.get(DESK + path, query)
            assert response.status_code in (200, 302)
        assert not Redemption.objects.exists()

    def test_never_redeems_without_csrf(self, staff, tashkent):
        client = Client(enforce_csrf_checks=True)
        client.force_login(staff)
        voucher = factories.voucher()
        response = client.post(f"{DESK}give/", {"voucher": voucher.pk, "nonce": NONCE})
        assert response.status_code == 403
        assert not Redemption.objects.exists()


class TestCode:
    def test_is_in_no_address_and_in_no_log(self, desk, caplog):
        caplog.set_level(logging.DEBUG)
        voucher = factories.voucher()
        screen = desk.scan(voucher.code)
        given = desk.give(screen.context["answers"][0], follow=True)
        desk.scan("12345")
        addresses = [screen.request["PATH_INFO"], *[url for url, _status in given.redirect_chain]]
        assert all(voucher.code not in address for address in addresses)
        assert voucher.code not in caplog.text
        assert "Dilnoza" not in caplog.text
        assert "nothing found" in caplog.text

    def test_is_not_on_the_screen(self, desk):
        voucher = factories.voucher()
        page = desk.scan(voucher.code).content.decode()
        assert voucher.code not in page
        assert voucher.grouped_code not in page


class TestCashier:
    """Staff with only that permission see nothing else."""

    def menu(self, rf, user):
        request = rf.get(HOME)
        request.user = user
        return [item.name for item in admin_menu.menu_items_for_request(request)]

    def test_has_one_menu_entry(self, rf, staff):
        assert self.menu(rf, staff) == [MENU_NAME]

    def test_others_have_the_entry_only_with_the_permission(self, rf, admin_user):
        assert MENU_NAME in self.menu(rf, admin_user)
        assert "help" in self.menu(rf, admin_user)
        assert MENU_NAME not in self.menu(rf, editor())

    def test_has_a_dashboard_with_the_way_to_the_desk(self, staff_client):
        response = staff_client.get(HOME)
        assert [panel.name for panel in response.context["panels"]] == ["birthday_desk"]
        page = response.content.decode()
        assert f'href="{DESK}"' in page
        assert "desk_dashboard.css" in page

    def test_dashboard_of_others_keeps_its_panels(self, admin_client, root_page):
        response = admin_client.get(HOME)
        names = [panel.name for panel in response.context["panels"] if hasattr(panel, "name")]
        assert "birthday_desk" in names
        assert "recent_edits" in names
        assert "desk_dashboard.css" not in response.content.decode()

    def test_is_one_through_a_group_too(self):
        group = Group.objects.create(name="Cashiers")
        group.permissions.set(
            [
                Permission.objects.get(codename="redeem_voucher"),
                Permission.objects.get(
                    content_type__app_label="wagtailadmin", codename="access_admin"
                ),
            ]
        )
        person = factories.user()
        person.groups.add(group)
        assert is_desk_only(person)

    def test_is_none_with_rights_over_pages(self, staff, root_page):
        from wagtail.models import GroupPagePermission

        group = Group.objects.create(name="Editors")
        GroupPagePermission.objects.create(
            group=group,
            page=root_page,
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore", codename="change_page"
            ),
        )
        staff.groups.add(group)
        assert not is_desk_only(staff)

    def test_is_none_with_any_other_permission(self, staff):
        staff.user_permissions.add(Permission.objects.get(codename="view_member"))
        assert not is_desk_only(staff)
