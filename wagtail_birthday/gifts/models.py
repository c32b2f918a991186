"""What is given, in the customer's words, and what it said when it was promised."""

from django.contrib.contenttypes.fields import GenericRelation
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

APP_LABEL = "wagtail_birthday"


class Kind(models.TextChoices):
    """The styles of a gift that bring people back without a heavy discount."""

    DRINK = "drink", _("Free drink")
    DESSERT = "dessert", _("Dessert")
    ADD_ON = "add_on", _("Service add-on")
    DISCOUNT = "discount", _("Small discount")
    STAMPS = "stamps", _("Bonus stamp pack")
    UPGRADE = "upgrade", _("Birthday-only upgrade")


class Gift(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A gift in one language; its translations share a `translation_key`.

    `title`, `description` and `terms` are for the member; `staff_label` and `handover` for staff.
    """

    title = models.CharField(
        _("title"),
        max_length=120,
        help_text=_("What the member gets, in a few words: it has to fit on a card."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("One or two warm sentences for the member.")
    )
    terms = models.TextField(
        _("terms"), blank=True, help_text=_("The conditions, two at most. Empty: none.")
    )
    staff_label = models.CharField(
        _("staff label"),
        max_length=80,
        help_text=_("What staff see at the till, as they would say it."),
    )
    handover = models.CharField(
        _("how to hand it over"),
        max_length=200,
        blank=True,
        help_text=_("One line for staff: what to ring up, what to say."),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.DRINK)
    percent_off = models.DecimalField(
        _("percent off"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Only for a small discount."),
    )
    bonus_stamps = models.PositiveSmallIntegerField(
        _("bonus stamps"),
        default=0,
        help_text=_("Only for a bonus stamp pack: credited to the card when it is handed over."),
    )
    image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        related_query_name="gift",
        for_concrete_model=False,
    )
    _revisions = GenericRelation(
        "wagtailcore.Revision", related_query_name="gift", for_concrete_model=False
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("description"),
                FieldPanel("terms"),
                FieldPanel("image"),
            ],
            heading=_("For the member"),
        ),
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("percent_off"), FieldPanel("bonus_stamps")],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [FieldPanel("staff_label"), FieldPanel("handover")], heading=_("For staff")
        ),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("staff_label"),
        index.FilterField("kind"),
        index.FilterField("locale"),
    ]
    override_translatable_fields = [
        TranslatableField("title"),
        TranslatableField("description"),
        TranslatableField("terms"),
        TranslatableField("staff_label"),
        TranslatableField("handover"),
        SynchronizedField("kind"),
        SynchronizedField("percent_off"),
        SynchronizedField("bonus_stamps"),
        SynchronizedField("image"),
    ]

    class Meta(TranslatableMixin.Meta):
        app_label = APP_LABEL
        ordering = ["title"]
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent_off__isnull=True) | Q(percent_off__range=(1, 100)),
                name="birthday_gift_percent_range",
                violation_error_message=_("A discount is between 1 and 100 percent."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def revisions(self):
        return self._revisions

    def get_preview_template(self, request, mode_name):
        return "wagtail_birthday/gifts/preview.html"


class GiftSnapshot(models.Model):
    """What a gift said, in every language, at the time of a promise. Immutable, shared by vouchers.

    `texts` is {language: {title, description, terms, staff_label, handover}}. A language that goes
    live later may be added while the source text is still the same; none is ever changed.
    """

    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="snapshots")
    digest = models.CharField(max_length=64, unique=True)
    source_digest = models.CharField(max_length=64)
    source_language = models.CharField(max_length=100)
    kind = models.CharField(max_length=16, choices=Kind)
    percent_off = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    bonus_stamps = models.PositiveSmallIntegerField(default=0)
    texts = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta:
        app_label = APP_LABEL
        ordering = ["-taken_at"]
        verbose_name = _("gift snapshot")
        verbose_name_plural = _("gift snapshots")

    def __str__(self):
        return self.texts[self.source_language]["title"]
