"""What plugs into Wagtail. Registers, decides nothing."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSetGroup
from wagtail.snippets.models import register_snippet

from wagtail_birthday import audit
from wagtail_birthday.campaigns.admin import CampaignViewSet
from wagtail_birthday.desk import menu as desk
from wagtail_birthday.gifts.admin import MENU_HOOK, GiftViewSet, refuse_to_delete_promised
from wagtail_birthday.issuing.admin import RunViewSet
from wagtail_birthday.issuing.panel import put_on_dashboard
from wagtail_birthday.members.admin import LocationViewSet, MemberViewSet
from wagtail_birthday.outbox.admin import DeliveryViewSet
from wagtail_birthday.vouchers.admin import VoucherViewSet

# Lists and forms. Each entry of the menu is shown to those who have a permission on its model.


class BirthdayGroup(ModelViewSetGroup):
    menu_label = _("Birthday gifts")
    menu_name = "birthday"
    menu_icon = "birthday-gift"
    menu_order = 250
    submenu_hook = MENU_HOOK
    items = (
        CampaignViewSet(menu_order=10),
        MemberViewSet(menu_order=30),
        VoucherViewSet(menu_order=40),
        LocationViewSet(menu_order=50),
        RunViewSet(menu_order=60),
        DeliveryViewSet(menu_order=70),
    )


hooks.register("register_admin_viewset", BirthdayGroup)
register_snippet(GiftViewSet(menu_order=20))


# Icons.


@hooks.register("register_icons")
def register_icons(icons):
    return [*icons, "wagtail_birthday/icons/birthday-gift.svg"]


# The staff desk.

hooks.register("register_admin_urls", desk.urls)
hooks.register("register_admin_menu_item", desk.menu_item)
# Last, since cashiers keep nothing else.
hooks.register("construct_main_menu", desk.leave_only_the_desk, order=1000)


# The dashboard.

hooks.register("construct_homepage_panels", put_on_dashboard)
hooks.register("construct_homepage_panels", desk.put_desk_on_dashboard, order=1000)


# What was promised stays.

hooks.register("before_delete_snippet", refuse_to_delete_promised)


# The audit log.

hooks.register("register_log_actions", audit.register_actions)
