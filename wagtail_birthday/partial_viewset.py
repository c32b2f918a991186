"""Viewsets of the admin with some of their views left out: no address, and no link to it.

Generic: knows Wagtail and none of our rooms.
"""

import re
from datetime import date, datetime

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.forms import Media
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.views.generic import IndexView, InspectView
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

NOTHING = "–"
# The class of columns that give way on a phone; all they tell is in the inspect view or the form.
SECONDARY = "birthday-secondary"
# What makes a spreadsheet take the text of a cell for a formula; a phone number does no harm.
_FORMULA = re.compile(r"[=+\-@\t\r](?![\d\s().-]*$)")


def in_words(value) -> object:
    """A value as a person reads it: local dates, yes and no, and a dash for nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return value


def without_formula(value):
    """A text that came from outside, safe to open in a spreadsheet."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return value


class FitsPhonesMixin:
    """A list that leaves out its SECONDARY columns on a narrow screen."""

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        sheet = versioned_static("wagtail_birthday/admin-lists.css")
        context["media"] += Media(css={"all": [sheet]})
        return context


class ListView(FitsPhonesMixin, IndexView):
    """A list whose CSV is as safe to open as Wagtail's XLSX, with times as they are on the wall."""

    def write_csv_row(self, writer, row_dict):
        return super().write_csv_row(
            writer, {field: without_formula(value) for field, value in row_dict.items()}
        )

    def preprocess_field_value(self, field, value, export_format):
        if isinstance(value, datetime):
            # In the site's time zone, since a spreadsheet knows none.
            local = timezone.make_naive(value)
            return local if export_format == self.FORMAT_XLSX else f"{local:%Y-%m-%d %H:%M}"
        return super().preprocess_field_value(field, value, export_format)


class WordedFieldsMixin:
    """An inspect view that shows its fields as people read them."""

    def get_field_display_value(self, field_name, field):
        has_own_words = hasattr(self, f"get_{field_name}_display_value")
        if not has_own_words and getattr(self.object, field_name) is None:
            return NOTHING
        return in_words(super().get_field_display_value(field_name, field))


class WordedInspectView(WordedFieldsMixin, InspectView):
    pass


class ReadOnlyListView(ListView):
    any_permission_required = ["view"]


class ReadOnlyInspectView(WordedInspectView):
    any_permission_required = ["view"]
    history_url_name = None

    @cached_property
    def header_buttons(self):
        if self.history_url_name is None:
            return []
        url = reverse(self.history_url_name, args=[self.object.pk])
        return [HeaderButton(gettext("History"), url=url, icon_name="history")]


class ReadOnlyHistoryView(HistoryView):
    any_permission_required = ["view"]

    @cached_property
    def header_buttons(self):
        return []


class PartialViewSet(ModelViewSet):
    """A viewset without the views named in `left_out` (add, edit, copy, delete, history, usage).

    `permissions_left_out` are actions that nobody can be given: they would mean nothing.
    """

    left_out: frozenset[str] = frozenset()
    permissions_left_out: frozenset[str] = frozenset()
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = ListView
    inspect_view_class = WordedInspectView

    def get_common_view_kwargs(self, **kwargs):
        hidden = {f"{name}_url_name": None for name in self.left_out}
        return super().get_common_view_kwargs(**{**hidden, **kwargs})

    def get_urlpatterns(self):
        left_out = self.left_out | {f"{name}_results" for name in self.left_out}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in left_out]

    def get_form_class(self, for_update=False):
        return None if "edit" in self.left_out else super().get_form_class(for_update)

    def register_admin_url_finder(self):
        if "edit" not in self.left_out:
            super().register_admin_url_finder()

    def get_permissions_to_register(self):
        codenames = [f"{action}_{self.model_name}" for action in self.permissions_left_out]
        return Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(self.model)
        ).exclude(codename__in=codenames)


class ReadOnlyViewSet(PartialViewSet):
    """Looking only: for what the engine writes. Whoever may "view" it sees list and inspect view."""

    left_out = frozenset({"add", "edit", "copy", "delete", "usage"})
    permissions_left_out = frozenset({"add", "change", "delete"})
    inspect_view_enabled = True
    index_view_class = ReadOnlyListView
    inspect_view_class = ReadOnlyInspectView
    history_view_class = ReadOnlyHistoryView
