"""Runs of the issuing job in the Wagtail admin: what each one did, and why not more."""

from collections import Counter

import django_filters
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.widgets import BooleanRadioSelect

from wagtail_birthday.issuing.decide import Reason, Verdict
from wagtail_birthday.issuing.models import WARNINGS, Chunk, Run, RunState
from wagtail_birthday.members.forms import language_name
from wagtail_birthday.partial_viewset import (
    SECONDARY,
    ReadOnlyInspectView,
    ReadOnlyListView,
    ReadOnlyViewSet,
    in_words,
)


def with_tallies(runs):
    """Runs with what their chunks have counted, in one query more, without the lists of members."""
    tallied = Chunk.objects.only("run", "reasons").order_by("number")
    return runs.annotate(
        pieces=Count("chunks"), pieces_done=Count("chunks", filter=Q(chunks__done_at__isnull=False))
    ).prefetch_related(Prefetch("chunks", tallied, to_attr="tallied"))


def tally(run: Run) -> Counter:
    """What came of a run that came from `with_tallies()`."""
    return run.tally(run.tallied)


def reason_in_words(code: str) -> str:
    """What came of it, as a sentence; the code itself where a later version has written it."""
    if code == Reason.ISSUED:
        return _("A voucher was issued.")
    return Reason(code).label if code in Reason.values else code


def skipped(reasons: Counter) -> int:
    return sum(
        count
        for code, count in reasons.items()
        if code not in Reason.values or Reason(code).verdict is Verdict.SKIP
    )


def progress(run: Run) -> str:
    # Translators: how many of the pieces of work of a run are done.
    return _("%(done)s of %(all)s") % {"done": run.pieces_done, "all": run.pieces}


class RunFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=RunState.choices)
    started_at = django_filters.DateFromToRangeFilter(
        label=_("Started"), widget=DateRangePickerWidget
    )
    had_work = django_filters.BooleanFilter(
        label=_("Had work to do"), method="filter_had_work", widget=BooleanRadioSelect
    )

    class Meta:
        model = Run
        fields = ["state", "started_at", "had_work"]

    def filter_had_work(self, queryset, _name, value):
        return queryset.filter(pieces__gt=0) if value else queryset.filter(pieces=0)


class RunListView(ReadOnlyListView):
    queryset = with_tallies(Run.objects.all())

    @cached_property
    def columns(self):
        return [
            TitleColumn("number", label=_("Run"), accessor=str, get_url=self.get_inspect_url),
            DateColumn("started_at", label=_("Started"), sort_key="started_at"),
            Column(
                "now",
                label=_("Decided for the time"),
                accessor=lambda run: in_words(run.now),
                classname=SECONDARY,
            ),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda run: run.state == RunState.RUNNING,
                sort_key="state",
            ),
            Column("progress", label=_("Progress"), accessor=progress, classname=SECONDARY),
            Column("issued", label=_("Issued"), accessor=lambda run: tally(run)["issued"]),
            Column("skipped", label=_("Skipped"), accessor=lambda run: skipped(tally(run))),
            Column("failed", label=_("Failed"), accessor=lambda run: tally(run)["failed"]),
        ]


class RunInspectView(ReadOnlyInspectView):
    template_name = "wagtail_birthday/issuing/run.html"

    def get_field_label(self, field_name, field):
        if field_name == "now":
            return _("Decided for the time")
        return super().get_field_label(field_name, field)

    def get_warnings_display_value(self):
        return " ".join(str(WARNINGS.get(code, code)) for code in self.object.warnings)

    def get_context_data(self, **kwargs):
        chunks = list(self.object.chunks.select_related("campaign"))
        reasons, fallbacks, failures = self.object.tally(chunks), Counter(), []
        for chunk in chunks:
            fallbacks.update(chunk.fallbacks)
            failures += chunk.failures
        return super().get_context_data(
            reasons=[
                (reason_in_words(code), count) for code, count in reasons.most_common() if count
            ],
            fallbacks=[(language_name(code), count) for code, count in fallbacks.most_common()],
            failures=[{**failure, "url": self._member_url(failure)} for failure in failures],
            chunks=[self._row(chunk) for chunk in chunks],
            vouchers_url=self._vouchers_url(),
            **kwargs,
        )

    def _row(self, chunk: Chunk) -> dict:
        return {
            "number": chunk.number,
            "campaign": chunk.campaign,
            "members": len(chunk.member_ids),
            "issued": chunk.reasons.get(Reason.ISSUED.value, 0),
            "done_at": chunk.done_at,
        }

    def _member_url(self, failure: dict) -> str:
        if not self.request.user.has_perm("wagtail_birthday.change_member"):
            return ""
        return reverse("birthday_members:edit", args=[failure["member"]])

    def _vouchers_url(self) -> str:
        """The list of what this run has issued, for those who may see it."""
        if not self.request.user.has_perm("wagtail_birthday.view_voucher"):
            return ""
        return f"{reverse('birthday_vouchers:index')}?run={self.object.pk}"


class RunViewSet(ReadOnlyViewSet):
    model = Run
    name = "birthday_runs"
    url_prefix = "birthday/runs"
    icon = "history"
    left_out = ReadOnlyViewSet.left_out | {"history"}
    index_view_class = RunListView
    inspect_view_class = RunInspectView
    inspect_template_name = RunInspectView.template_name
    filterset_class = RunFilterSet
    inspect_view_fields = ["now", "started_at", "finished_at", "state", "considered", "warnings"]
