"""Members and locations in the Wagtail admin.

A birthday is seen in one place: the edit form, by those who may change members. Lists, exports and
inspect views never hold it.
"""

import re

import django_filters
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import (
    BooleanColumn,
    Column,
    DateColumn,
    StatusFlagColumn,
    StatusTagColumn,
)
from wagtail.admin.views.generic import DeleteView
from wagtail.admin.widgets import BooleanRadioSelect

from wagtail_birthday.members.forms import (
    BirthdayRow,
    LocationForm,
    MemberForm,
    language_choices,
    language_name,
)
from wagtail_birthday.members.models import Location, Member
from wagtail_birthday.members.names import fold
from wagtail_birthday.partial_viewset import SECONDARY, ListView, PartialViewSet, WordedInspectView


class MemberFilterSet(WagtailFilterSet):
    language = django_filters.ChoiceFilter(label=_("Language"), choices=language_choices)
    home_location = django_filters.ModelChoiceFilter(
        label=_("Home location"), queryset=Location.objects.all()
    )
    has_consented = django_filters.BooleanFilter(
        label=_("Consent given"),
        field_name="consented_at",
        lookup_expr="isnull",
        exclude=True,
        widget=BooleanRadioSelect,
    )

    class Meta:
        model = Member
        fields = ["language", "home_location", "has_consented", "is_blocked"]


class MemberListView(ListView):
    queryset = Member.objects.select_related("home_location")

    def search_queryset(self, queryset):
        """By name, however its apostrophes and accents are typed, by e-mail or by phone number."""
        if not self.is_searching:
            return queryset
        by_name = Q()
        for word in fold(self.search_query).split():
            by_name &= Q(name_folded__contains=word)
        matches = by_name | Q(email__icontains=self.search_query.strip())
        if digits := re.sub(r"\D", "", self.search_query):
            matches |= Q(phone__contains=digits)
        return queryset.filter(matches)


class MemberInspectView(WordedInspectView):
    def get_language_display_value(self):
        return language_name(self.object.language)


class MemberViewSet(PartialViewSet):
    """Deleting is left out: a member is erased, so that card and pass go too."""

    model = Member
    name = "birthday_members"
    url_prefix = "birthday/members"
    icon = "group"
    left_out = frozenset({"delete", "usage"})
    permissions_left_out = frozenset({"delete"})
    index_view_class = MemberListView
    inspect_view_class = MemberInspectView
    inspect_view_enabled = True
    ordering = ["name_folded", "pk"]
    list_display = [
        "name",
        Column(
            "home_location",
            label=_("Home location"),
            sort_key="home_location__name",
            classname=SECONDARY,
        ),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda member: language_name(member.language),
            sort_key="language",
            classname=SECONDARY,
        ),
        DateColumn("last_visit_at", label=_("Last visit"), sort_key="last_visit_at"),
        BooleanColumn(
            "consent", label=_("Consent"), accessor=lambda member: bool(member.consented_at)
        ),
        StatusFlagColumn("is_blocked", label=_("Blocked"), true_label=_("blocked")),
    ]
    filterset_class = MemberFilterSet
    inspect_view_fields = [
        "name",
        "greeting_name",
        "language",
        "time_zone",
        "home_location",
        "email",
        "phone",
        "joined_at",
        "consented_at",
        "is_blocked",
        "visit_count",
        "last_visit_at",
    ]
    list_export = inspect_view_fields
    export_filename = "members"
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("name"),
                    FieldPanel("greeting_name"),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
                    FieldRowPanel([FieldPanel("language"), FieldPanel("time_zone")]),
                    FieldPanel("home_location"),
                ],
                heading=_("Member"),
            ),
            MultiFieldPanel(
                [
                    BirthdayRow(
                        [
                            FieldPanel("birthday_day"),
                            FieldPanel("birthday_month"),
                            FieldPanel("birthday_year"),
                        ]
                    ),
                    FieldPanel("is_correction"),
                    FieldPanel("birthday_reason"),
                ],
                heading=_("Birthday"),
                help_text=_(
                    "The year may be left empty. After a change no gift is issued for a while, so "
                    "that none comes twice."
                ),
            ),
            MultiFieldPanel(
                [FieldPanel("consented_at"), FieldPanel("joined_at"), FieldPanel("is_blocked")],
                heading=_("Loyalty programme"),
            ),
        ],
        base_form_class=MemberForm,
    )


class LocationDeleteView(DeleteView):
    @cached_property
    def confirmation_message(self):
        at_home = Member.objects.filter(home_location=self.object).count()
        return ngettext(
            "%(count)s member has it as home location, and visits and redemptions will no longer "
            "say where they were. To keep that, leave it and untick “open” instead.",
            "%(count)s members have it as home location, and visits and redemptions will no longer "
            "say where they were. To keep that, leave it and untick “open” instead.",
            at_home,
        ) % {"count": at_home}


class LocationViewSet(PartialViewSet):
    model = Location
    name = "birthday_locations"
    url_prefix = "birthday/locations"
    icon = "site"
    left_out = frozenset({"usage"})
    delete_view_class = LocationDeleteView
    search_fields = ["name"]
    list_display = [
        "name",
        "time_zone",
        StatusTagColumn(
            "is_open",
            label=_("State"),
            accessor=lambda location: _("open") if location.is_open else _("closed"),
            primary=lambda location: location.is_open,
            sort_key="is_open",
        ),
    ]
    list_filter = ["is_open"]
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("time_zone"), FieldPanel("is_open")],
        base_form_class=LocationForm,
    )
