"""Every list and form opens for those who may see it, and for nobody else."""

import pytest
from django.urls import NoReverseMatch, reverse

from tests import factories
from wagtail_birthday.models import Delivery, Run

ADMIN_HOME = "/admin/"
READ_ONLY = ["birthday_vouchers", "birthday_runs", "birthday_deliveries"]
PERMISSION_OF = {
    "birthday_members": "member",
    "birthday_locations": "location",
    "birthday_campaigns": "campaign",
    "birthday_vouchers": "voucher",
    "birthday_runs": "run",
    "birthday_deliveries": "delivery",
}


@pytest.fixture
def objects(root_page):
    """One object of each model, by the name of its viewset."""
    voucher = factories.voucher()
    return {
        "birthday_members": voucher.member,
        "birthday_locations": factories.location(),
        "birthday_campaigns": voucher.campaign,
        "birthday_vouchers": voucher,
        "birthday_runs": Run.objects.create(now=factories.NOW, started_at=factories.NOW),
        "birthday_deliveries": Delivery.objects.create(
            key="email:issued:1",
            channel="email",
            event="issued",
            subject_id=1,
            due_at=factories.NOW,
            created_at=factories.NOW,
        ),
    }


def addresses(objects) -> list[str]:
    """All addresses that a GET can open."""
    lists = [reverse(f"{name}:index") for name in objects]
    results = [reverse(f"{name}:index_results") for name in objects]
    inspects = [
        reverse(f"{name}:inspect", args=[objects[name].pk])
        for name in ["birthday_members", *READ_ONLY]
    ]
    forms = [
        reverse(f"{name}:{view}", args=args(objects[name]))
        for name in ["birthday_members", "birthday_locations", "birthday_campaigns"]
        for view, args in [("add", lambda _: []), ("edit", lambda item: [item.pk])]
    ]
    histories = [
        reverse(f"{name}:history", args=[objects[name].pk])
        for name in ["birthday_members", "birthday_campaigns", "birthday_vouchers"]
    ]
    return [*lists, *results, *inspects, *forms, *histories]


def test_an_admin_opens_all(admin, objects):
    for address in addresses(objects):
        assert admin.get(address).status_code == 200, address


def test_a_cashier_opens_none(client_of, objects):
    cashier = client_of("redeem_voucher")

    for address in addresses(objects):
        response = cashier.get(address)
        assert (response.status_code, response.url) == (302, ADMIN_HOME), address


@pytest.mark.parametrize("name", PERMISSION_OF)
def test_to_view_is_enough_for_a_list(client_of, objects, name):
    looker = client_of(f"view_{PERMISSION_OF[name]}")

    assert looker.get(reverse(f"{name}:index")).status_code == 200


@pytest.mark.parametrize("name", ["birthday_members", "birthday_locations", "birthday_campaigns"])
def test_to_view_is_not_enough_for_a_form(client_of, objects, name):
    looker = client_of(f"view_{PERMISSION_OF[name]}")

    response = looker.get(reverse(f"{name}:edit", args=[objects[name].pk]))

    assert (response.status_code, response.url) == (302, ADMIN_HOME)


@pytest.mark.parametrize("name", READ_ONLY)
@pytest.mark.parametrize("view", ["add", "edit", "delete", "copy"])
def test_what_the_engine_writes_has_no_address_to_change_it(name, view):
    with pytest.raises(NoReverseMatch):
        reverse(f"{name}:{view}", args=[] if view == "add" else [1])


def test_a_member_has_no_address_to_be_deleted():
    with pytest.raises(NoReverseMatch):
        reverse("birthday_members:delete", args=[1])


class TestMenu:
    def labels(self, client) -> list[str]:
        """The entries under "Birthday gifts", in order."""
        from wagtail.admin.menu import admin_menu

        response = client.get(ADMIN_HOME)
        request = response.wsgi_request
        groups = [
            item for item in admin_menu.menu_items_for_request(request) if item.name == "birthday"
        ]
        if not groups:
            return []
        items = groups[0].menu.menu_items_for_request(request)
        return [str(item.label) for item in sorted(items, key=lambda item: item.order)]

    def test_has_all_in_order_for_an_admin(self, admin):
        assert self.labels(admin) == [
            "Campaigns",
            "Gifts",
            "Members",
            "Vouchers",
            "Locations",
            "Runs",
            "Deliveries",
        ]

    def test_has_only_what_the_user_may_see(self, client_of):
        assert self.labels(client_of("view_voucher", "view_gift")) == ["Gifts", "Vouchers"]

    def test_is_not_there_for_a_cashier(self, client_of):
        assert self.labels(client_of("redeem_voucher")) == []

    def test_lists_gifts_once(self, admin):
        # Else Wagtail would show them under "Snippets" too.
        from wagtail.snippets.views.snippets import get_snippet_models_for_index_view

        from wagtail_birthday.models import Gift

        assert Gift not in get_snippet_models_for_index_view()


class TestGroupsOfWagtail:
    """What a group can be given in Wagtail's own screen."""

    @pytest.fixture
    def offered(self, admin):
        form = admin.get(reverse("wagtailusers_groups:add")).context["form"]
        ours = form.fields["permissions"].queryset.filter(
            content_type__app_label="wagtail_birthday"
        )
        return set(ours.values_list("codename", flat=True))

    def test_offer_the_desk(self, offered):
        assert "redeem_voucher" in offered

    def test_offer_to_view_each_list(self, offered):
        models = ["member", "location", "campaign", "gift", "voucher", "run", "delivery"]
        assert {f"view_{model}" for model in models} <= offered

    def test_offer_to_edit_what_people_write(self, offered):
        models = ["member", "location", "campaign", "gift"]
        assert {f"{action}_{model}" for action in ("add", "change") for model in models} <= offered

    def test_do_not_offer_what_nobody_can_do(self, offered):
        nothing = {"delete_voucher", "delete_member", "add_run", "change_run", "delete_delivery"}
        assert not nothing & offered
