"""The editor of the feature page: one panel a section, in the order of the page."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

birthday_panels = [
    MultiFieldPanel(
        [
            FieldPanel("eyebrow"),
            FieldPanel("heading", classname="title"),
            FieldPanel("lead"),
            FieldPanel("intro"),
            FieldPanel("chips"),
        ],
        heading=_("Opening"),
    ),
    MultiFieldPanel(
        [FieldPanel("facts_heading"), FieldPanel("facts")],
        heading=_("At a glance"),
        help_text=_("The date of the last update is added by itself."),
    ),
    MultiFieldPanel(
        [FieldPanel("uses_heading"), FieldPanel("uses_intro"), FieldPanel("uses")],
        heading=_("How businesses use it"),
        help_text=_("Cards are numbered by their position."),
    ),
    MultiFieldPanel(
        [FieldPanel("steps_heading"), FieldPanel("steps_intro"), FieldPanel("steps")],
        heading=_("How it works"),
        help_text=_("Steps are numbered by their position."),
    ),
    MultiFieldPanel(
        [FieldPanel("gift_heading"), FieldPanel("gift")],
        heading=_("A gift to show"),
    ),
    MultiFieldPanel(
        [FieldPanel("audiences_heading"), FieldPanel("audiences_intro"), FieldPanel("audiences")],
        heading=_("Which businesses"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("comparison_heading"),
            FieldPanel("comparison_intro"),
            FieldPanel("comparison"),
        ],
        heading=_("Automated or by hand"),
    ),
    MultiFieldPanel(
        [FieldPanel("faq_heading"), FieldPanel("faq")],
        heading=_("Questions and answers"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("closing_heading"),
            FieldPanel("closing_text"),
            FieldPanel("closing_button_label"),
            FieldRowPanel([FieldPanel("closing_button_page"), FieldPanel("closing_button_url")]),
        ],
        heading=_("Closing call"),
    ),
]
