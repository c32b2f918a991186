"""Campaigns in the Wagtail admin: who gets which gift, when."""

from django.db.models import Count
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.admin.views.generic import DeleteView

from wagtail_birthday.campaigns.models import Campaign
from wagtail_birthday.partial_viewset import SECONDARY, ListView, PartialViewSet
from wagtail_birthday.refusal import WayOut, refuse_deletion


def status(campaign: Campaign) -> str:
    if not campaign.is_live:
        return _("off")
    if not campaign.gift.live:
        return _("live, but its gift is a draft")
    return pgettext("of a campaign", "live")


def window(campaign: Campaign) -> str:
    """From when to when the gift can be had, around the birthday."""
    before = ngettext("%(count)s day before", "%(count)s days before", campaign.lead_days) % {
        "count": campaign.lead_days
    }
    after = ngettext("%(count)s day after", "%(count)s days after", campaign.days_after) % {
        "count": campaign.days_after
    }
    # Translators: a span of time around a birthday, such as "7 days before to 14 days after".
    return _("%(before)s to %(after)s") % {"before": before, "after": after}


class CampaignForm(WagtailAdminModelForm):
    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_live") and cleaned.get("scope"):
            self._refuse_second_live(cleaned["scope"])
        return cleaned

    def _refuse_second_live(self, scope: str) -> None:
        """The constraint says the same, but cannot say which campaign it is."""
        other = Campaign.objects.filter(scope=scope, is_live=True).exclude(pk=self.instance.pk)
        if rival := other.first():
            self.add_error(
                "is_live",
                _(
                    "“%(name)s” is live already, and members get one gift from each scope. Take "
                    "that one off first, or give this one another scope."
                )
                % {"name": rival.name},
            )


class CampaignListView(ListView):
    queryset = Campaign.objects.select_related("gift").annotate(issued=Count("vouchers"))


class CampaignDeleteView(DeleteView):
    """A campaign with vouchers stays: the vouchers are its history."""

    def run_before_hook(self):
        vouchers = self.object.vouchers.count()
        if not vouchers:
            return super().run_before_hook()
        return refuse_deletion(
            self.request,
            what=str(self.object),
            reasons=[
                ngettext(
                    "%(count)s voucher was issued by this campaign.",
                    "%(count)s vouchers were issued by this campaign.",
                    vouchers,
                )
                % {"count": vouchers}
            ],
            advice=_(
                "Untick “live” instead: it issues nothing any more, and what was promised can "
                "still be redeemed."
            ),
            ways_out=self._ways_out(),
        )

    def _ways_out(self) -> list[WayOut]:
        ways = [WayOut(self.get_success_url(), _("Back to the campaigns"))]
        if self.user_has_permission("change"):
            url = reverse(self.edit_url_name, args=[self.object.pk])
            ways.insert(0, WayOut(url, _("Edit the campaign"), is_main=True))
        return ways


class CampaignViewSet(PartialViewSet):
    model = Campaign
    name = "birthday_campaigns"
    url_prefix = "birthday/campaigns"
    icon = "calendar-check"
    add_to_reference_index = True
    left_out = frozenset({"usage"})
    index_view_class = CampaignListView
    delete_view_class = CampaignDeleteView
    search_fields = ["name"]
    list_display = [
        "name",
        StatusTagColumn(
            "status",
            label=gettext_lazy("Status"),
            accessor=status,
            primary=lambda campaign: campaign.is_live and campaign.gift.live,
            sort_key="is_live",
        ),
        Column("gift", label=gettext_lazy("Gift"), sort_key="gift__title"),
        Column("window", label=gettext_lazy("Time"), accessor=window, classname=SECONDARY),
        Column("issued", label=gettext_lazy("Issued"), sort_key="issued", classname=SECONDARY),
        UpdatedAtColumn(classname=SECONDARY),
    ]
    list_filter = ["is_live", "mode"]
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("name"), FieldPanel("is_live"), FieldPanel("scope")],
                heading=gettext_lazy("Campaign"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel(
                        "gift",
                        help_text=gettext_lazy(
                            "Choose it in the language it was written in: each member gets it in "
                            "their own, as far as it is translated and published."
                        ),
                    ),
                    FieldPanel("mode"),
                    FieldPanel("sends_email"),
                ],
                heading=gettext_lazy("What members get, and how"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("lead_days"), FieldPanel("days_after")]),
                    FieldPanel("valid_from"),
                    FieldPanel("catch_up_days"),
                ],
                heading=gettext_lazy("When"),
                help_text=gettext_lazy(
                    "Vouchers that are issued already keep the days they were promised."
                ),
            ),
            MultiFieldPanel(
                [FieldPanel("locations", widget=CheckboxSelectMultiple)],
                heading=gettext_lazy("Where"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("min_membership_days"), FieldPanel("min_visits")]),
                    FieldPanel("min_age"),
                ],
                heading=gettext_lazy("Who"),
                help_text=gettext_lazy(
                    "Only members who have given consent and are not blocked; of these, those who "
                    "meet all of the following. 0: no condition."
                ),
            ),
            MultiFieldPanel(
                [FieldPanel("cool_off_days"), FieldPanel("min_days_between")],
                heading=gettext_lazy("Against birthdays that move"),
            ),
        ],
        base_form_class=CampaignForm,
    )
