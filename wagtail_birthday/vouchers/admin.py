"""Vouchers in the Wagtail admin: to look at. They are issued by the job and redeemed at the desk."""

import django_filters
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.widgets import BooleanRadioSelect

from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.gifts.texts import text_in
from wagtail_birthday.members.forms import language_choices, language_name
from wagtail_birthday.members.names import fold
from wagtail_birthday.partial_viewset import (
    SECONDARY,
    ReadOnlyInspectView,
    ReadOnlyListView,
    ReadOnlyViewSet,
)
from wagtail_birthday.vouchers.models import Voucher
from wagtail_birthday.vouchers.standing import Standing, standing_of


def member_name(voucher: Voucher) -> str:
    # Translators: stands for the name of a member whose data were erased.
    return voucher.member.name if voucher.member else gettext("(erased)")


def gift_title(voucher: Voucher) -> str:
    """The gift as it was promised, in the reader's language where it has one."""
    texts, _language = text_in(voucher.snapshot, get_language() or "")
    return texts["title"]


class VoucherFilterSet(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label=_("State"), choices=Standing.choices, method="filter_standing"
    )
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"), queryset=Campaign.objects.all()
    )
    language = django_filters.ChoiceFilter(label=_("Language"), choices=language_choices)
    is_fallback = django_filters.BooleanFilter(
        label=_("Not in the member’s language"), widget=BooleanRadioSelect
    )
    issued_at = django_filters.DateFromToRangeFilter(
        label=_("Issued"), widget=DateRangePickerWidget
    )
    run = django_filters.NumberFilter(label=_("Number of the run"), field_name="run_id")

    class Meta:
        model = Voucher
        fields = ["standing", "campaign", "language", "is_fallback", "issued_at", "run"]

    def filter_standing(self, queryset, _name, value):
        return queryset.filter(Standing(value).at(timezone.now()))


class VoucherListView(ReadOnlyListView):
    queryset = Voucher.objects.select_related("member", "snapshot", "campaign")
    is_searchable = True
    list_export = [
        "member",
        "gift",
        "state",
        "opens_on",
        "last_day",
        "issued_at",
        "redeemed_at",
        "campaign",
        "occasion",
        "language",
        "is_fallback",
        "void_reason",
    ]

    @cached_property
    def now(self):
        """One instant for the whole list: a voucher that expires meanwhile is not told both ways."""
        return timezone.now()

    @cached_property
    def columns(self):
        return [
            TitleColumn(
                "member",
                label=_("Member"),
                accessor=member_name,
                get_url=self.get_inspect_url,
                sort_key="member__name_folded",
            ),
            Column("gift", label=_("Gift"), accessor=gift_title),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=lambda voucher: standing_of(voucher, self.now).label,
                primary=lambda voucher: standing_of(voucher, self.now) is Standing.WAITING,
                sort_key="state",
            ),
            Column("opens_on", label=_("Opens"), sort_key="opens_at", classname=SECONDARY),
            Column("last_day", label=_("Last day"), sort_key="closes_at"),
            Column("campaign", label=_("Campaign"), sort_key="campaign__name", classname=SECONDARY),
            DateColumn("issued_at", label=_("Issued"), sort_key="issued_at", classname=SECONDARY),
        ]

    def search_queryset(self, queryset):
        """By the member's name, however its apostrophes and accents are typed."""
        for word in fold(self.search_query).split():
            queryset = queryset.filter(member__name_folded__contains=word)
        return queryset

    def to_row_dict(self, voucher):
        derived = {
            "member": member_name(voucher),
            "gift": gift_title(voucher),
            "state": standing_of(voucher, self.now).value,
        }
        return {
            field: derived[field] if field in derived else getattr(voucher, field)
            for field in self.list_export
        }


class VoucherInspectView(ReadOnlyInspectView):
    """One voucher with its history. The code is for those who hand gifts over."""

    template_name = "wagtail_birthday/vouchers/inspect.html"
    code_permission = "wagtail_birthday.redeem_voucher"

    def get_fields(self):
        hidden = set() if self.request.user.has_perm(self.code_permission) else {"grouped_code"}
        return [field for field in super().get_fields() if field not in hidden]

    def get_field_label(self, field_name, field):
        labels = {
            "grouped_code": _("Code"),
            "snapshot": _("Gift"),
            "opens_on": _("Opens"),
            "last_day": _("Last day"),
        }
        return labels.get(field_name) or super().get_field_label(field_name, field)

    def get_member_display_value(self):
        return member_name(self.object)

    def get_snapshot_display_value(self):
        return gift_title(self.object)

    def get_state_display_value(self):
        return standing_of(self.object, timezone.now()).label

    def get_language_display_value(self):
        return language_name(self.object.language)

    def get_run_display_value(self):
        return self.object.run_id and f"#{self.object.run_id}"

    def get_context_data(self, **kwargs):
        events = self.object.redemptions.select_related("by", "location")
        return super().get_context_data(
            events=[
                {
                    "kind": event.get_kind_display(),
                    "at": event.at,
                    "by": get_user_display_name(event.by) if event.by else "",
                    "location": event.location or "",
                    "reason": event.reason,
                }
                for event in events
            ],
            **kwargs,
        )


class VoucherViewSet(ReadOnlyViewSet):
    """`add_voucher` and `change_voucher` are kept for issuing by hand and voiding, at the desk."""

    model = Voucher
    name = "birthday_vouchers"
    url_prefix = "birthday/vouchers"
    icon = "tag"
    permissions_left_out = frozenset({"delete"})
    index_view_class = VoucherListView
    inspect_view_class = VoucherInspectView
    inspect_template_name = VoucherInspectView.template_name
    filterset_class = VoucherFilterSet
    list_export = VoucherListView.list_export
    export_headings = {
        "member": _("Member"),
        "gift": _("Gift"),
        "state": _("State"),
        "opens_on": _("Opens"),
        "last_day": _("Last day"),
    }
    export_filename = "vouchers"
    inspect_view_fields = [
        "member",
        "snapshot",
        "state",
        "grouped_code",
        "opens_on",
        "last_day",
        "time_zone",
        "campaign",
        "mode",
        "occasion",
        "language",
        "is_fallback",
        "issued_at",
        "run",
        "redeemed_at",
        "void_reason",
    ]
