"""The panel on the dashboard: did the job run, and is anything stuck?"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from wagtail_birthday.issuing.models import Run
from wagtail_birthday.outbox.models import Delivery
from wagtail_birthday.outbox.models import State as DeliveryState
from wagtail_birthday.vouchers.models import Voucher
from wagtail_birthday.vouchers.standing import Standing

PERMISSION = "wagtail_birthday.view_voucher"


class BirthdayPanel(Component):
    """Four queries, whatever the numbers. Links lead only where the reader may go."""

    name = "birthday"
    template_name = "wagtail_birthday/issuing/panel.html"
    order = 150

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        user = parent_context["request"].user
        run = Run.objects.first()
        waiting = Standing.WAITING
        return {
            "run": run,
            "issued": run.issued if run else 0,
            "run_url": self._link(user, "run", "inspect", run.pk) if run else "",
            "waiting": Voucher.objects.filter(waiting.at(timezone.now())).count(),
            "waiting_url": f"{reverse('birthday_vouchers:index')}?standing={waiting.value}",
            "parked": Delivery.objects.filter(state=DeliveryState.PARKED).count(),
            "parked_url": self._link(user, "delivery", "index", query="?state=parked"),
        }

    def _link(self, user, model: str, view: str, *args, query: str = "") -> str:
        if not user.has_perm(f"wagtail_birthday.view_{model}"):
            return ""
        namespace = {"run": "birthday_runs", "delivery": "birthday_deliveries"}[model]
        return reverse(f"{namespace}:{view}", args=args) + query


def put_on_dashboard(request: HttpRequest, panels: list[Component]) -> None:
    """For `construct_homepage_panels`: shown to those who may see vouchers."""
    if request.user.has_perm(PERMISSION):
        panels.append(BirthdayPanel())
