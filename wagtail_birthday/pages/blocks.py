"""The repeated pieces of the feature page: chips, rows, cards, steps, comparison, questions.

None of them carries a number: it comes from the position on the page.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.blocks import (
    BlockGroup,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StructBlock,
    TextBlock,
)
from wagtail.images.blocks import ImageChooserBlock

ICONS = [
    ("cup", _("Cup")),
    ("plate", _("Plate")),
    ("scissors", _("Scissors")),
    ("cake", _("Cake")),
    ("bag", _("Shopping bag")),
    ("heart", _("Heart")),
]


class FactBlock(StructBlock):
    """One row of the overview: what, and how it is."""

    label = CharBlock(label=_("label"), max_length=60)
    value = TextBlock(label=_("value"), rows=2)

    class Meta:
        icon = "list-ul"
        label = _("fact")
        label_format = "{label}"


class CardBlock(StructBlock):
    """A way to use the gift: a short title and a sentence or two."""

    title = CharBlock(label=_("title"), max_length=80)
    text = TextBlock(label=_("text"), rows=3)

    class Meta:
        icon = "doc-full"
        label = pgettext_lazy("a block of the page", "card")
        label_format = "{title}"


class StepBlock(StructBlock):
    """A step from joining to the gift in hand, with what each side does."""

    title = CharBlock(label=_("title"), max_length=80)
    text = TextBlock(label=_("text"), rows=3)
    customer_side = TextBlock(
        label=_("customer side"),
        required=False,
        rows=2,
        help_text=_("What the customer does or sees. Empty: not shown."),
    )
    business_side = TextBlock(
        label=_("business side"),
        required=False,
        rows=2,
        help_text=_("What the business does or sees. Empty: not shown."),
    )
    image = ImageChooserBlock(label=_("image"), required=False)
    image_alt = CharBlock(
        label=_("image description"),
        required=False,
        max_length=200,
        help_text=_(
            "What the image shows, for those who cannot see it. Empty: it is only decoration."
        ),
    )

    class Meta:
        icon = "arrow-right"
        label = _("step")
        label_format = "{title}"
        form_layout = BlockGroup(
            [
                "title",
                "text",
                BlockGroup(["customer_side", "business_side"], heading=_("Both sides")),
                BlockGroup(["image", "image_alt"], heading=_("Image"), icon="image"),
            ]
        )


class AudienceBlock(StructBlock):
    """A kind of business that the gift suits."""

    icon = ChoiceBlock(label=_("icon"), choices=ICONS, default="cup")
    title = CharBlock(label=_("title"), max_length=80)
    text = TextBlock(label=_("text"), rows=3)

    class Meta:
        icon = "group"
        label = _("kind of business")
        label_format = "{title}"


class ComparisonRowBlock(StructBlock):
    """One aspect, done by the system and done by hand."""

    aspect = CharBlock(label=_("aspect"), max_length=80)
    automated = TextBlock(label=_("automated"), rows=2)
    manual = TextBlock(label=_("by hand"), rows=2)

    class Meta:
        icon = "list-ul"
        label = _("aspect")
        label_format = "{aspect}"


class ComparisonBlock(StructBlock):
    """The two columns and their rows. Not a TableBlock: its cells could not be translated."""

    automated_label = CharBlock(label=_("heading of the first column"), max_length=60)
    manual_label = CharBlock(label=_("heading of the second column"), max_length=60)
    rows = ListBlock(ComparisonRowBlock(), label=_("rows"))

    class Meta:
        icon = "table"
        label = _("comparison")


class QuestionBlock(StructBlock):
    """A question as a reader would ask it, and the answer."""

    question = CharBlock(label=_("question"), max_length=200)
    answer = RichTextBlock(label=_("answer"), features=["bold", "italic", "link"])

    class Meta:
        icon = "help"
        label = _("question")
        label_format = "{question}"
