"""The staff desk: scan, read the verdict, give, and be ready for the next in the queue.

A code comes only in the body of a POST, so that it is in no address and in no log; a GET never
changes anything. Giving checks everything again inside `redeem()`.
"""

import logging

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wagtail_birthday.desk import locations, words
from wagtail_birthday.desk.answers import Answer, answer_of, answers_on, gift_words
from wagtail_birthday.desk.forms import GiveForm, LocationForm, LookUpForm, MemberForm
from wagtail_birthday.desk.lookup import Found, look_up, of_member
from wagtail_birthday.desk.menu import ICON, PERMISSION
from wagtail_birthday.members.models import Location
from wagtail_birthday.vouchers.models import Redemption
from wagtail_birthday.vouchers.redeem import NonceReusedError, redeem
from wagtail_birthday.vouchers.verdicts import Verdict

logger = logging.getLogger(__name__)


class DeskView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """The empty desk; and what its other screens share: the permission, the place, the input."""

    template_name = "wagtail_birthday/desk/index.html"
    page_title = _("Staff desk")
    header_icon = ICON
    permission_required = PERMISSION
    needs_location = True

    def dispatch(self, request, *args, **kwargs):
        if self.has_permission() and self.needs_location and self.must_choose_location:
            return redirect("wagtail_birthday_desk:location")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def open_locations(self) -> list[Location]:
        return locations.open_locations()

    @cached_property
    def location(self) -> Location | None:
        """Where staff stand; None where the business has no open location."""
        return locations.chosen(self.request, self.open_locations)

    @property
    def must_choose_location(self) -> bool:
        return bool(self.open_locations) and self.location is None

    def get_breadcrumbs_items(self):
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtail_birthday_desk:index"), "label": self.page_title},
        ]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **{
                "look_up_form": LookUpForm(),
                "location": self.location,
                "can_change_location": len(self.open_locations) > 1,
                **kwargs,
            }
        )

    def answer(self, template: str, *, status: int = 200, **context) -> HttpResponse:
        self.template_name = f"wagtail_birthday/desk/{template}.html"
        return self.render_to_response(self.get_context_data(**context), status=status)

    def try_again(self, kept: dict[str, str], action: str) -> HttpResponse:
        """The database did not answer in time: the same attempt again, with the same nonce."""
        logger.warning("staff desk: the database is busy", exc_info=True)
        self.page_subtitle = gettext("Please try again")
        return self.answer("busy", status=503, kept=kept, action=action)


class PostView(DeskView):
    """A screen that is reached by POST alone; a GET, as after signing in again, starts afresh."""

    http_method_names = ["get", "post", "head", "options"]

    def get(self, request, *args, **kwargs):
        return redirect("wagtail_birthday_desk:index")


@method_decorator(sensitive_post_parameters("text"), name="dispatch")
class LookUpView(PostView):
    """The answer to a scan, to a name, or to the choice among several members."""

    def post(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        chosen, typed = MemberForm(request.POST), LookUpForm(request.POST)
        try:
            if "member" in request.POST:
                if not chosen.is_valid():
                    return self.show(Found(), now=now)
                return self.show(of_member(chosen.cleaned_data["member"], now=now), now=now)
            if not typed.is_valid():
                return self.answer("index", look_up_form=typed)
            return self.show(look_up(typed.cleaned_data["text"], now=now), now=now)
        except OperationalError:
            kept = {name: request.POST[name] for name in ("text", "member") if name in request.POST}
            return self.try_again(kept, reverse("wagtail_birthday_desk:look_up"))

    def show(self, found: Found, *, now) -> HttpResponse:
        if found.namesakes:
            choices = [
                (member, words.what_distinguishes(member, now=now)) for member in found.namesakes
            ]
            return self.answer("namesakes", choices=choices, is_cut=found.is_cut)
        answers = answers_on(found.vouchers, location=self.location, now=now)
        if not answers and (found.member is None or found.member.is_blocked):
            verdict = Verdict.UNKNOWN if found.member is None else Verdict.BLOCKED
            answers = [answer_of(verdict, None, None, location=self.location, now=now)]
        if found.member is None and not found.vouchers:
            logger.info("staff desk: nothing found: user=%s", self.request.user.pk)
        return show_answers(self, answers, found.member)


# Not inside a transaction of the whole request: the lock on a voucher is kept as short as can be.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class GiveView(PostView):
    """Hand over the gift: redeem, then redirect, so that a reload gives nothing twice."""

    def post(self, request: HttpRequest) -> HttpResponse:
        form = GiveForm(request.POST)
        if not form.is_valid():
            return self.scan_again()
        nonce = str(form.cleaned_data["nonce"])
        voucher_id = form.cleaned_data["voucher"]
        try:
            outcome = redeem(voucher_id, nonce=nonce, by=request.user, location=self.location)
        except NonceReusedError:
            return self.scan_again()
        except OperationalError:
            kept = {"voucher": str(voucher_id), "nonce": nonce}
            return self.try_again(kept, reverse("wagtail_birthday_desk:give"))
        if outcome.is_accepted:
            return redirect("wagtail_birthday_desk:given", redemption_id=outcome.redemption.pk)
        refusal = answer_of(
            outcome.verdict,
            outcome.voucher,
            outcome.redemption,
            location=self.location,
            now=timezone.now(),
        )
        return show_answers(self, [refusal], refusal.member)

    def scan_again(self) -> HttpResponse:
        messages.error(self.request, gettext("That did not work. Please scan the card again."))
        return redirect("wagtail_birthday_desk:index")


def show_answers(view: DeskView, answers: list[Answer], member) -> HttpResponse:
    """The verdict screen. Its title says the first verdict, for the tab and for screen readers."""
    if answers:
        view.page_subtitle = answers[0].verdict.label
        member = member or answers[0].member
    return view.answer("answers", answers=answers, member=member)


class GivenView(DeskView):
    """The green answer, and the desk ready for the next one.

    It is kept at an address of its own, with the number of the redemption and no code, and says
    when it was given, so that an old screen is not taken for a new one.
    """

    def get(self, request: HttpRequest, redemption_id: int) -> HttpResponse:
        redemption = (
            Redemption.objects.filter(pk=redemption_id, by=request.user)
            .select_related("voucher__member", "voucher__snapshot", "location", "annulled_by")
            .first()
        )
        if redemption is None:
            return redirect("wagtail_birthday_desk:index")
        self.page_subtitle = gettext("Given")
        now = timezone.now()
        tz = words.zone_of(redemption.location)
        return self.answer(
            "index",
            given={
                "gift": gift_words(redemption.voucher),
                "member": redemption.voucher.member,
                "when": words.when(redemption.at, tz=tz, now=now),
                "is_annulled": redemption.annulled_by is not None,
            },
        )


class LocationView(DeskView):
    """Where are you? Asked once on each device, before the first scan."""

    template_name = "wagtail_birthday/desk/location.html"
    page_subtitle = _("Location")
    needs_location = False

    def get_context_data(self, **kwargs):
        return super().get_context_data(open_locations=self.open_locations, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LocationForm(request.POST)
        if not form.is_valid():
            return self.answer("location", is_closed=True)
        response = redirect("wagtail_birthday_desk:index")
        locations.remember(response, request, form.cleaned_data["location"])
        return response
