"""The feature page that presents birthday gifts, and the mixin for sites with their own.

    class OurBirthdayPage(BirthdayRewardMixin, OurBasePage):
        template = BirthdayRewardMixin.birthday_template
        content_panels = OurBasePage.content_panels + BirthdayRewardMixin.birthday_panels
        search_fields = OurBasePage.search_fields + BirthdayRewardMixin.birthday_search_fields

What is empty is not shown. A section's heading may stay empty: the template has the usual one.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.api import APIField
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from wagtail_birthday import conf
from wagtail_birthday.gifts.models import APP_LABEL, Gift
from wagtail_birthday.pages.alternates import language_of, layout_context
from wagtail_birthday.pages.blocks import (
    AudienceBlock,
    CardBlock,
    ComparisonBlock,
    FactBlock,
    QuestionBlock,
    StepBlock,
)
from wagtail_birthday.pages.links import localized, validate_link
from wagtail_birthday.pages.panels import birthday_panels
from wagtail_birthday.pages.serializers import LiveGiftField
from wagtail_birthday.pages.structured_data import faq_page, json_ld

TEXTS = [
    "eyebrow",
    "heading",
    "lead",
    "intro",
    "facts_heading",
    "uses_heading",
    "uses_intro",
    "steps_heading",
    "steps_intro",
    "gift_heading",
    "audiences_heading",
    "audiences_intro",
    "comparison_heading",
    "comparison_intro",
    "faq_heading",
    "closing_heading",
    "closing_text",
    "closing_button_label",
]
SECTIONS = ["chips", "facts", "uses", "steps", "audiences", "comparison", "faq"]


def _section_heading() -> models.CharField:
    return models.CharField(
        _("heading"),
        max_length=120,
        blank=True,
        help_text=_("Empty: the usual heading of this section."),
    )


class BirthdayRewardMixin(models.Model):
    """The content of the page. Mix it in before a subclass of Page."""

    birthday_template = "wagtail_birthday/pages/birthday_reward_page.html"

    eyebrow = models.CharField(_("line above the heading"), max_length=80, blank=True)
    heading = models.CharField(
        _("heading"), max_length=160, help_text=_("The promise of the page, in one short line.")
    )
    lead = models.TextField(
        _("lead"), blank=True, help_text=_("What it does, in one or two sentences.")
    )
    intro = models.TextField(
        _("introduction"), blank=True, help_text=_("A little more, for those who read on.")
    )
    chips = StreamField(
        [("chip", CharBlock(label=_("chip"), max_length=40, icon="tag"))],
        verbose_name=_("chips"),
        blank=True,
        help_text=_("Two or three words each: what a reader should remember."),
    )

    facts_heading = _section_heading()
    facts = StreamField([("fact", FactBlock())], verbose_name=_("rows"), blank=True)

    uses_heading = _section_heading()
    uses_intro = models.TextField(_("introduction"), blank=True)
    uses = StreamField([("card", CardBlock())], verbose_name=_("cards"), blank=True)

    steps_heading = _section_heading()
    steps_intro = models.TextField(_("introduction"), blank=True)
    steps = StreamField([("step", StepBlock())], verbose_name=_("steps"), blank=True)

    gift_heading = _section_heading()
    gift = models.ForeignKey(
        Gift,
        verbose_name=_("gift"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown while it is live in the language of the page. A gift that is not translated"
            " is left out of the translated page, not shown in a foreign language."
        ),
    )

    audiences_heading = _section_heading()
    audiences_intro = models.TextField(_("introduction"), blank=True)
    audiences = StreamField([("audience", AudienceBlock())], verbose_name=_("cards"), blank=True)

    comparison_heading = _section_heading()
    comparison_intro = models.TextField(_("introduction"), blank=True)
    comparison = StreamField(
        [("comparison", ComparisonBlock())], verbose_name=_("comparison"), blank=True, max_num=1
    )

    faq_heading = _section_heading()
    faq = StreamField(
        [("question", QuestionBlock())],
        verbose_name=_("questions"),
        blank=True,
        help_text=_("Search engines get them too."),
    )

    closing_heading = models.CharField(_("heading"), max_length=120, blank=True)
    closing_text = models.TextField(_("text"), blank=True)
    closing_button_label = models.CharField(
        _("words on the button"), max_length=60, blank=True, help_text=_("Empty: no button.")
    )
    closing_button_page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("page that the button opens"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Readers get its translation where that is live."),
    )
    closing_button_url = models.CharField(
        _("or another address"),
        max_length=255,
        blank=True,
        validators=[validate_link],
        help_text=_("Used where no page is chosen."),
    )

    birthday_panels = birthday_panels
    birthday_search_fields = [index.SearchField(name) for name in [*TEXTS, *SECTIONS]]
    api_fields = [
        *(APIField(name) for name in [*TEXTS, *SECTIONS]),
        APIField("live_gift", serializer=LiveGiftField()),
    ]
    override_translatable_fields = [
        SynchronizedField("slug"),
        *(TranslatableField(name) for name in [*TEXTS, *SECTIONS]),
        TranslatableField("gift"),
        SynchronizedField("closing_button_page"),
        SynchronizedField("closing_button_url"),
    ]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the template shows; it asks for nothing else."""
        questions = [(item.value["question"], item.value["answer"].source) for item in self.faq]
        self._prefetch_images_of_steps()
        return {
            **super().get_context(request, *args, **kwargs),
            **layout_context(self, request),
            "updated_on": self.updated_on,
            "live_gift": self.live_gift,
            "button_url": self.button_url(request),
            "faq_structured_data": json_ld(faq_page(questions, language_of(self))),
        }

    @property
    def live_gift(self) -> Gift | None:
        """The gift in the language of the page, if it is live in it."""
        if self.gift_id is None:
            return None
        return (
            Gift.objects.filter(
                translation_key__in=Gift.objects.filter(pk=self.gift_id).values("translation_key"),
                locale__language_code=language_of(self).code,
                live=True,
            )
            .select_related("image")
            .prefetch_related("image__renditions")
            .first()
        )

    @property
    def updated_on(self) -> str:
        """The day of the last publication, in words; empty for a page never published."""
        if self.last_published_at is None:
            return ""
        return language_of(self).long_date(self._local_day(self.last_published_at))

    def button_url(self, request: HttpRequest | None = None) -> str:
        """Where the button leads; empty without a button."""
        if not self.closing_button_label:
            return ""
        page = localized(self.closing_button_page, language_of(self))
        return (page.get_url(request) if page else "") or self.closing_button_url

    @staticmethod
    def _local_day(moment) -> date:
        return timezone.localtime(moment, ZoneInfo(conf.time_zone())).date()

    def _prefetch_images_of_steps(self) -> None:
        """One query for the renditions of all steps, however many there are."""
        images = [step.value["image"] for step in self.steps if step.value["image"]]
        prefetch_related_objects(images, "renditions")


class BirthdayRewardPage(BirthdayRewardMixin, Page):
    """The page as it comes with the plugin."""

    template = BirthdayRewardMixin.birthday_template
    content_panels = Page.content_panels + BirthdayRewardMixin.birthday_panels
    search_fields = Page.search_fields + BirthdayRewardMixin.birthday_search_fields
    page_description = _("Presents birthday gifts: what they do, how they work, whom they suit.")

    class Meta:
        app_label = APP_LABEL
        verbose_name = _("birthday reward page")
        verbose_name_plural = _("birthday reward pages")
