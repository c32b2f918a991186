"""The start page of the sample site."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from wagtail_birthday.pages.alternates import layout_context
from wagtail_birthday.pages.models import BirthdayRewardPage


class HomePage(Page):
    """A welcome, and the way to the pages below and to the admin."""

    template = "cafe/home_page.html"

    heading = models.CharField(_("heading"), max_length=120)
    intro = models.TextField(_("introduction"), blank=True)
    note = models.TextField(
        _("note"), blank=True, help_text=_("For those who try out the sample site.")
    )
    admin_label = models.CharField(
        _("words of the link to the admin"),
        max_length=60,
        blank=True,
        help_text=_("Empty: no link."),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("heading", classname="title"),
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("note"), FieldPanel("admin_label")], heading=_("Sample site")),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("heading"),
        index.SearchField("intro"),
    ]
    override_translatable_fields = [SynchronizedField("slug")]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        pages = BirthdayRewardPage.objects.child_of(self).live()
        return {
            **super().get_context(request, *args, **kwargs),
            **layout_context(self, request),
            "birthday_pages": [(page, page.get_url(request)) for page in pages],
        }
