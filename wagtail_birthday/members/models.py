"""People, the branches they go to, and the card each of them keeps."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.search import index

from wagtail_birthday import codes
from wagtail_birthday.calendar import Birthday, is_time_zone
from wagtail_birthday.members.names import fold

APP_LABEL = "wagtail_birthday"


def default_language() -> str:
    return settings.LANGUAGE_CODE


def new_serial() -> str:
    return secrets.token_hex(16)


def new_token() -> str:
    """192 random bits, in the alphabet of URLs."""
    return secrets.token_urlsafe(24)


def new_code() -> str:
    return codes.new_code()


def validate_time_zone(name: str) -> None:
    from django.core.exceptions import ValidationError

    if name and not is_time_zone(name):
        raise ValidationError(
            _("“%(name)s” is not a time zone. Give an IANA name such as Asia/Tashkent."),
            params={"name": name},
        )


class Location(models.Model):
    """A branch of the business, with its own time zone."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        validators=[validate_time_zone],
        help_text=_("An IANA name, such as Asia/Tashkent."),
    )
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        app_label = APP_LABEL
        ordering = ["name"]
        verbose_name = _("location")
        verbose_name_plural = _("locations")

    def __str__(self):
        return self.name


class Member(index.Indexed, models.Model):
    """A customer in the loyalty programme.

    The birthday is kept as `birth_md` (month x 100 + day), which the issuing job looks up by index,
    and `birth_year` where it is known. Set it with `members.birthdays`, which keeps the history.
    """

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    greeting_name = models.CharField(
        _("greeting name"),
        max_length=100,
        blank=True,
        help_text=_("How to address the member; empty: the name."),
    )
    name_folded = models.CharField(max_length=200, editable=False, db_index=True)
    birth_md = models.PositiveSmallIntegerField(
        _("day and month of birth"), null=True, blank=True, editable=False
    )
    birth_year = models.PositiveSmallIntegerField(
        _("year of birth"), null=True, blank=True, editable=False
    )
    birthday_changed_at = models.DateTimeField(null=True, editable=False)
    cool_off_waived_at = models.DateTimeField(null=True, editable=False)
    language = models.CharField(_("language"), max_length=100, default=default_language)
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    home_location = models.ForeignKey(
        Location,
        verbose_name=_("home location"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone number"), max_length=32, blank=True)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    consented_at = models.DateTimeField(
        _("consent given"),
        null=True,
        blank=True,
        help_text=_("Empty: no consent. Such a member gets no gift and no message."),
    )
    is_blocked = models.BooleanField(_("blocked"), default=False)
    visit_count = models.PositiveIntegerField(_("visits"), default=0, editable=False)
    last_visit_at = models.DateTimeField(_("last visit"), null=True, editable=False)

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("name_folded"),
        index.FilterField("language"),
    ]

    class Meta:
        app_label = APP_LABEL
        ordering = ["name", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [models.Index(fields=["birth_md", "id"], name="birthday_member_birth_md")]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_md__isnull=True) | Q(birth_md__range=(101, 1231)),
                name="birthday_member_birth_md_range",
                violation_error_message=_("A birthday is between 1 January and 31 December."),
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def birthday(self) -> Birthday | None:
        return Birthday.from_number(self.birth_md, self.birth_year) if self.birth_md else None

    @property
    def has_consented(self) -> bool:
        return self.consented_at is not None

    @property
    def addressed_as(self) -> str:
        return self.greeting_name or self.name


class BirthdayChange(models.Model):
    """That a birthday was set, changed or cleared: when, by whom and why. Append-only.

    The old birthday itself is not kept, only a keyed fingerprint of it, enough to show that a
    birthday went back to what it had been.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="birthday_changes")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    waives_cool_off = models.BooleanField(default=False)
    old_fingerprint = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = APP_LABEL
        ordering = ["at", "pk"]
        verbose_name = _("birthday change")
        verbose_name_plural = _("birthday changes")

    def __str__(self):
        return f"{self.member_id} {self.at:%Y-%m-%d}"


class Card(models.Model):
    """The member's loyalty card, in a phone's wallet or only on the web.

    `code` is what its QR holds. `serial` and `authentication_token` name it to Apple's phones and
    never change. `web_token` makes the private link.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="card")
    serial = models.CharField(max_length=32, unique=True, default=new_serial)
    code = models.CharField(max_length=codes.LENGTH, unique=True, default=new_code)
    authentication_token = models.CharField(max_length=48, default=new_token)
    web_token = models.CharField(max_length=48, unique=True, default=new_token)
    stamps = models.PositiveIntegerField(_("stamps"), default=0)

    class Meta:
        app_label = APP_LABEL
        verbose_name = _("card")
        verbose_name_plural = _("cards")

    def __str__(self):
        return self.serial


class StampEntry(models.Model):
    """A line of the ledger behind `Card.stamps`. Append-only; `key` makes each event count once."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="stamp_entries")
    key = models.CharField(max_length=80, unique=True)
    stamps = models.IntegerField(_("stamps"))
    at = models.DateTimeField()

    class Meta:
        app_label = APP_LABEL
        ordering = ["at", "pk"]
        verbose_name = _("stamp entry")
        verbose_name_plural = _("stamp entries")

    def __str__(self):
        return f"{self.card_id} {self.stamps:+}"


class Visit(models.Model):
    """A member came to a location."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="visits")
    location = models.ForeignKey(
        Location, null=True, on_delete=models.SET_NULL, related_name="visits"
    )
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        app_label = APP_LABEL
        ordering = ["-at", "-pk"]
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [models.Index(fields=["member", "-at"], name="birthday_visit_member_at")]

    def __str__(self):
        return f"{self.member_id} {self.at:%Y-%m-%d}"
