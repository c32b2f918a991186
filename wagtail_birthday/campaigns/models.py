"""Who gets which gift, when, and in which way."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail_birthday import calendar
from wagtail_birthday.calendar import check_window
from wagtail_birthday.gifts.models import Gift
from wagtail_birthday.members.models import Location

APP_LABEL = "wagtail_birthday"

# Bounds that no business means to pass; SQLite has none of its own for a small integer.
MOST_DAYS = 3650
MOST_VISITS = 10_000
MOST_YEARS = 150


class Mode(models.TextChoices):
    """How the gift reaches people. In every mode the promise is a voucher row."""

    VOUCHER = "voucher", _("Voucher: a code on the card")
    CARD_STATE = "card_state", _("Card state: the card turns into a birthday card")
    STAFF_SIGNAL = "staff_signal", _("Staff signal: only staff see it")
    STAMPS = "stamps", _("Stamps: bonus stamps are credited")

    @property
    def is_seen_by_member(self) -> bool:
        """May card and messages tell the member of the gift?"""
        return self is not Mode.STAFF_SIGNAL

    @property
    def shows_code(self) -> bool:
        return self is Mode.VOUCHER


class ValidFrom(models.TextChoices):
    """The calendar's choices, with their words."""

    ISSUE_DAY = calendar.ValidFrom.ISSUE_DAY.value, _("the day it is issued")
    OBSERVED_DAY = calendar.ValidFrom.OBSERVED_DAY.value, _("the birthday")


class Campaign(models.Model):
    """One live campaign for each scope: make another scope only for another set of people."""

    name = models.CharField(_("name"), max_length=120)
    scope = models.SlugField(
        _("scope"),
        default="birthday",
        help_text=_("Of the campaigns with the same scope only one can be live."),
    )
    is_live = models.BooleanField(pgettext_lazy("of a campaign", "live"), default=False)
    gift = models.ForeignKey(
        Gift,
        verbose_name=_("gift"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
    )
    mode = models.CharField(_("mode"), max_length=16, choices=Mode, default=Mode.VOUCHER)
    lead_days = models.PositiveSmallIntegerField(
        _("lead days"), default=7, help_text=_("How many days before the birthday it is issued.")
    )
    days_after = models.PositiveSmallIntegerField(
        _("days valid after"),
        default=14,
        help_text=_("How many days after the birthday it can still be used."),
    )
    catch_up_days = models.PositiveSmallIntegerField(
        _("catch-up days"),
        default=7,
        help_text=_("How many days after the birthday a missed gift is still issued."),
    )
    valid_from = models.CharField(
        _("valid from"), max_length=16, choices=ValidFrom, default=ValidFrom.ISSUE_DAY
    )
    locations = models.ManyToManyField(
        Location,
        verbose_name=_("locations"),
        blank=True,
        related_name="campaigns",
        help_text=_("Where it can be redeemed. None chosen: everywhere."),
    )
    min_membership_days = models.PositiveSmallIntegerField(
        _("minimum days of membership"), default=0, validators=[MaxValueValidator(MOST_DAYS)]
    )
    min_visits = models.PositiveSmallIntegerField(
        _("minimum visits"), default=0, validators=[MaxValueValidator(MOST_VISITS)]
    )
    min_age = models.PositiveSmallIntegerField(
        _("minimum age"),
        default=0,
        validators=[MaxValueValidator(MOST_YEARS)],
        help_text=_("Members whose year of birth is not known do not meet it. 0: any age."),
    )
    cool_off_days = models.PositiveSmallIntegerField(
        _("cool-off days"),
        default=30,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("For so long after a birthday was changed no gift is issued."),
    )
    min_days_between = models.PositiveSmallIntegerField(
        _("minimum days between two gifts"), default=300, validators=[MaxValueValidator(MOST_DAYS)]
    )
    sends_email = models.BooleanField(_("e-mail the member"), default=True)

    class Meta:
        app_label = APP_LABEL
        ordering = ["name"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["scope"],
                condition=Q(is_live=True),
                name="birthday_campaign_one_live_per_scope",
                violation_error_message=_("Another campaign of this scope is live already."),
            ),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(gift__isnull=False),
                name="birthday_campaign_live_has_gift",
                violation_error_message=_("A live campaign needs a gift."),
            ),
            models.CheckConstraint(
                condition=Q(lead_days__lt=365 - models.F("days_after") - models.F("catch_up_days")),
                name="birthday_campaign_window_under_a_year",
                violation_error_message=_(
                    "Lead days, days valid after and catch-up days must be less than 365 together."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        window = (self.lead_days, self.days_after, self.catch_up_days)
        try:
            # A field that could not be read has its own error already.
            if None not in window:
                check_window(*window)
        except ValueError:
            # At the field, so that the constraint does not say the same once more.
            raise ValidationError(
                {
                    "lead_days": _(
                        "Lead days, days valid after and catch-up days must be less than 365 "
                        "together."
                    )
                }
            ) from None
        if self.is_live and self.gift is None:
            raise ValidationError({"gift": _("A live campaign needs a gift.")})
        if self.mode == Mode.STAMPS and self.gift is not None and not self.gift.bonus_stamps:
            raise ValidationError({"gift": _("This gift has no bonus stamps to credit.")})
