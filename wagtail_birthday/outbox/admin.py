"""Deliveries in the Wagtail admin: what was sent, what is stuck, and sending it again."""

from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from wagtail_birthday.outbox.models import Delivery, State
from wagtail_birthday.outbox.send import retry
from wagtail_birthday.partial_viewset import (
    SECONDARY,
    ReadOnlyInspectView,
    ReadOnlyListView,
    ReadOnlyViewSet,
)

# What waits for a person: given up, or perhaps sent.
STUCK = (State.PARKED, State.UNSURE)
# So many at a time, so that one click stays one short request.
MOST_AT_ONCE = 1000


def what_was_wrong(delivery: Delivery) -> str:
    """The reason of a skipped delivery in the reader's language, or the kind of an error."""
    return gettext(delivery.last_error) if delivery.last_error else ""


class DeliveryFilterSet(WagtailFilterSet):
    class Meta:
        model = Delivery
        fields = ["state"]


class DeliveryListView(ReadOnlyListView):
    send_again_url_name = None

    @cached_property
    def columns(self):
        return [
            TitleColumn("event", label=_("Event"), get_url=self.get_inspect_url, sort_key="event"),
            Column("channel", label=_("Channel"), sort_key="channel", classname=SECONDARY),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda delivery: delivery.state not in STUCK,
                sort_key="state",
            ),
            Column("attempts", label=_("Attempts"), sort_key="attempts"),
            Column("last_error", label=_("Last error"), accessor=what_was_wrong),
            DateColumn("due_at", label=_("Due"), sort_key="due_at", classname=SECONDARY),
            DateColumn(
                "created_at", label=_("Written"), sort_key="created_at", classname=SECONDARY
            ),
        ]

    @cached_property
    def header_buttons(self):
        """Sending again all that the chosen filter shows, where it shows what is stuck."""
        state = self.request.GET.get("state")
        if state not in STUCK or not self.user_has_permission("change"):
            return []
        url = f"{reverse(self.send_again_url_name)}?state={state}"
        return [HeaderButton(gettext("Send all again"), url=url, icon_name="rotate")]


class DeliveryInspectView(ReadOnlyInspectView):
    send_again_url_name = None

    @cached_property
    def header_buttons(self):
        if self.object.state not in STUCK or not self.user_has_permission("change"):
            return []
        url = f"{reverse(self.send_again_url_name)}?delivery={self.object.pk}"
        return [HeaderButton(gettext("Send again"), url=url, icon_name="rotate")]


class SendAgainView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Asks, and opens deliveries again on POST: one (?delivery=), or all of a state (?state=)."""

    model = Delivery
    permission_required = "change"
    page_title = _("Send again")
    header_icon = "rotate"
    template_name = "wagtail_birthday/outbox/send_again.html"
    index_url_name = None

    def get_breadcrumbs_items(self):
        deliveries = {"url": reverse(self.index_url_name), "label": _("Deliveries")}
        return [*super().get_breadcrumbs_items(), deliveries, {"url": "", "label": self.page_title}]

    @cached_property
    def chosen(self):
        stuck = Delivery.objects.filter(state__in=STUCK).order_by("pk")
        delivery, state = self.request.GET.get("delivery", ""), self.request.GET.get("state")
        if delivery.isdecimal():
            return stuck.filter(pk=int(delivery))
        return stuck.filter(state=state) if state in STUCK else stuck.none()

    def get_context_data(self, **kwargs):
        count = self.chosen.count()
        unsure = self.chosen.filter(state=State.UNSURE).count()
        return super().get_context_data(
            count=min(count, MOST_AT_ONCE),
            remaining=max(count - MOST_AT_ONCE, 0),
            unsure=unsure,
            action=self.request.get_full_path(),
            index_url=reverse(self.index_url_name),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        ids = self.chosen.values_list("pk", flat=True)[:MOST_AT_ONCE]
        opened = retry(ids, timezone.now())
        messages.success(
            request,
            ngettext(
                "%(count)s delivery will be sent again within minutes.",
                "%(count)s deliveries will be sent again within minutes.",
                opened,
            )
            % {"count": opened},
        )
        return HttpResponseRedirect(reverse(self.index_url_name))


class DeliveryViewSet(ReadOnlyViewSet):
    """`change_delivery` is the permission to send again."""

    model = Delivery
    name = "birthday_deliveries"
    url_prefix = "birthday/deliveries"
    icon = "mail"
    left_out = ReadOnlyViewSet.left_out | {"history"}
    permissions_left_out = frozenset({"add", "delete"})
    index_view_class = DeliveryListView
    inspect_view_class = DeliveryInspectView
    filterset_class = DeliveryFilterSet
    inspect_view_fields = [
        "event",
        "channel",
        "state",
        "attempts",
        "last_error",
        "due_at",
        "created_at",
        "finished_at",
    ]

    def get_common_view_kwargs(self, **kwargs):
        send_again = self.get_url_name("send_again")
        return super().get_common_view_kwargs(**{"send_again_url_name": send_again, **kwargs})

    @property
    def send_again_view(self):
        return self.construct_view(SendAgainView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("send-again/", self.send_again_view, name="send_again"),
        ]
