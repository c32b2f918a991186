"""The promise made for one occasion, and what became of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from wagtail_birthday import codes
from wagtail_birthday.campaigns.models import Campaign, Mode
from wagtail_birthday.gifts.models import GiftSnapshot
from wagtail_birthday.members.models import Location, Member, Visit

APP_LABEL = "wagtail_birthday"


class State(models.TextChoices):
    """What is stored. Expired is not stored: it is issued and past `closes_at`."""

    ISSUED = "issued", _("issued")
    REDEEMED = "redeemed", _("redeemed")
    VOID = "void", _("void")


class VoucherQuerySet(models.QuerySet):
    def outstanding(self, now: datetime):
        """Issued and not yet past their last day, whether open already or not."""
        return self.filter(state=State.ISSUED, closes_at__gt=now)


class Voucher(models.Model):
    """One gift for one member for one occasion, in every mode.

    `opens_at` and `closes_at` are UTC instants, decided once in `time_zone`; it can be used while
    opens_at <= now < closes_at. Later edits of member, gift or campaign do not move them.
    """

    # Every index costs each insert of the daily run. The member begins the index of the constraint
    # below; campaign, snapshot and run are searched by rare reports, which can read the table.
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="vouchers", db_index=False
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="vouchers", db_index=False
    )
    occasion = models.PositiveIntegerField(
        _("occasion"), help_text=_("For a birthday: the year in which it is kept.")
    )
    mode = models.CharField(_("mode"), max_length=16, choices=Mode)
    # Its rows are never deleted, so that the database need not look for one at each insert.
    snapshot = models.ForeignKey(
        GiftSnapshot,
        on_delete=models.PROTECT,
        related_name="vouchers",
        db_index=False,
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=codes.LENGTH)
    language = models.CharField(_("language"), max_length=100)
    is_fallback = models.BooleanField(
        _("fallback"),
        default=False,
        help_text=_("The gift was not available in the member's language."),
    )
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.ISSUED)
    issued_at = models.DateTimeField(_("issued"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    redeemed_at = models.DateTimeField(_("redeemed"), null=True)
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)
    # By name, and without a foreign key in the database: the job stands above this room.
    run = models.ForeignKey(
        "wagtail_birthday.Run",
        null=True,
        on_delete=models.SET_NULL,
        related_name="vouchers",
        db_index=False,
        db_constraint=False,
    )

    objects = VoucherQuerySet.as_manager()

    class Meta:
        app_label = APP_LABEL
        ordering = ["-issued_at", "-pk"]
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        permissions = [("redeem_voucher", _("Can hand over gifts at the staff desk"))]
        constraints = [
            models.UniqueConstraint(
                # The member first: this index also answers "which vouchers has this member?".
                fields=["member", "campaign", "occasion"],
                name="birthday_voucher_one_per_occasion",
            ),
            # Not unique=True, for which Django adds a second index on PostgreSQL, for LIKE.
            models.UniqueConstraint(fields=["code"], name="birthday_voucher_code"),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="birthday_voucher_state"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=State.REDEEMED, redeemed_at__isnull=False)
                    | (~Q(state=State.REDEEMED) & Q(redeemed_at__isnull=True))
                ),
                name="birthday_voucher_redeemed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="birthday_voucher_closes_after_opens"
            ),
        ]

    def __str__(self):
        return f"{self.snapshot} ({self.occasion})"

    @property
    def grouped_code(self) -> str:
        return codes.grouped(self.code)

    @property
    def opens_on(self):
        """The local date on which it opens."""
        return self.opens_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def last_day(self):
        """The last local date on which it can be used."""
        last_moment = self.closes_at - timedelta(microseconds=1)
        return last_moment.astimezone(ZoneInfo(self.time_zone)).date()


class RedemptionKind(models.TextChoices):
    REDEEM = "redeem", _("redeemed")
    ANNUL = "annul", _("annulled")


class Redemption(models.Model):
    """An event on a voucher: who, where, when and why, with the client's nonce. Append-only.

    A redemption is live until an annulment points at it; the database allows one live one.
    """

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="redemptions")
    kind = models.CharField(max_length=8, choices=RedemptionKind, default=RedemptionKind.REDEEM)
    nonce = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    location = models.ForeignKey(
        Location, null=True, on_delete=models.SET_NULL, related_name="redemptions"
    )
    visit = models.ForeignKey(Visit, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    annulled_by = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="annuls"
    )

    class Meta:
        app_label = APP_LABEL
        ordering = ["at", "pk"]
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        constraints = [
            models.UniqueConstraint(
                fields=["voucher"],
                condition=Q(kind=RedemptionKind.REDEEM, annulled_by__isnull=True),
                name="birthday_redemption_one_live",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.voucher_id}"
