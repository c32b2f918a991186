"""Gifts in the Wagtail admin: a snippet with drafts, workflow, preview and translations."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, InspectView, SnippetViewSet

from wagtail_birthday.gifts.models import Gift
from wagtail_birthday.partial_viewset import SECONDARY, FitsPhonesMixin, WordedFieldsMixin
from wagtail_birthday.refusal import WayOut, refuse_deletion

MENU_HOOK = "register_birthday_menu_item"


class GiftListView(FitsPhonesMixin, IndexView):
    pass


class GiftInspectView(WordedFieldsMixin, InspectView):
    pass


class GiftViewSet(SnippetViewSet):
    model = Gift
    icon = "birthday-gift"
    menu_hook = MENU_HOOK
    menu_name = "birthday-gifts"
    url_prefix = "birthday/gifts"
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "title",
        "description",
        "terms",
        "image",
        "kind",
        "percent_off",
        "bonus_stamps",
        "staff_label",
        "handover",
    ]
    index_view_class = GiftListView
    inspect_view_class = GiftInspectView
    list_display = [
        "title",
        Column(
            "kind",
            label=gettext_lazy("Kind"),
            accessor="get_kind_display",
            sort_key="kind",
            classname=SECONDARY,
        ),
        LiveStatusTagColumn(),
        LocaleColumn(),
        UpdatedAtColumn(classname=SECONDARY),
    ]
    list_filter = ["kind", "live"]


def refuse_to_delete_promised(request: HttpRequest, gifts: list) -> HttpResponse | None:
    """For `before_delete_snippet`: a page that says why, where one of `gifts` was promised.

    The database would refuse too (PROTECT), but without words. None where all may be deleted, or
    where the snippets are no gifts.
    """
    kept = [gift for gift in gifts if isinstance(gift, Gift) and _hold_on(gift)]
    if not kept:
        return None
    first = kept[0]
    return refuse_deletion(
        request,
        what=str(first),
        reasons=_hold_on(first),
        advice=_(
            "Unpublish it instead: it is given to nobody any more, and what was promised with it "
            "can still be redeemed."
        ),
        ways_out=_ways_out(request, first),
    )


def _hold_on(gift: Gift) -> list[str]:
    """What keeps the gift from being deleted, in sentences; empty where nothing does."""
    campaigns = gift.campaigns.count()
    vouchers = gift.snapshots.aggregate(count=Count("vouchers"))["count"]
    reasons = []
    if vouchers:
        reasons.append(
            ngettext(
                "%(count)s voucher was issued for this gift.",
                "%(count)s vouchers were issued for this gift.",
                vouchers,
            )
            % {"count": vouchers}
        )
    elif gift.snapshots.exists():
        reasons.append(_("A run of the issuing job has worked with it."))
    if campaigns:
        reasons.append(
            ngettext("%(count)s campaign gives it.", "%(count)s campaigns give it.", campaigns)
            % {"count": campaigns}
        )
    return reasons


def _ways_out(request: HttpRequest, gift: Gift) -> list[WayOut]:
    viewset = Gift.snippet_viewset
    ways = [WayOut(reverse(viewset.get_url_name("list")), _("Back to the gifts"))]
    if gift.live and request.user.has_perm("wagtail_birthday.publish_gift"):
        url = reverse(viewset.get_url_name("unpublish"), args=[gift.pk])
        ways.insert(0, WayOut(url, _("Unpublish"), is_main=True))
    return ways
