"""The admin's form of a member: the birthday in three fields, and the reason for a correction."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import get_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldRowPanel
from wagtail.coreutils import get_content_languages

from wagtail_birthday.calendar import EARLIEST_YEAR, Birthday
from wagtail_birthday.members.birthdays import set_birthday, waive_cool_off

# What stands for day, month and year in Django's date formats.
_FIELD_OF_FORMAT = {
    **dict.fromkeys("djz", "birthday_day"),
    **dict.fromkeys("mnFMNbE", "birthday_month"),
    **dict.fromkeys("yYo", "birthday_year"),
}


def language_choices() -> list[tuple[str, str]]:
    return list(get_content_languages().items())


def language_name(code: str) -> str:
    """The name of a language of the site; of another one, its code."""
    return get_content_languages().get(code, code)


@cache
def time_zone_choices() -> list[tuple[str, str]]:
    """The time zones of the IANA database that are named after a place, and UTC."""
    names = [name for name in available_timezones() if "/" in name and not name.startswith("Etc/")]
    return [(name, name.replace("_", " ")) for name in ["UTC", *sorted(names)]]


def birthday_order() -> list[str]:
    """The three fields of a birthday in the order in which the current language writes a date."""
    order, is_literal = [], False
    for char in get_format("DATE_FORMAT"):
        field = None if is_literal else _FIELD_OF_FORMAT.get(char)
        is_literal = char == "\\" and not is_literal
        if field and field not in order:
            order.append(field)
    return order if len(order) == 3 else ["birthday_year", "birthday_month", "birthday_day"]


class BirthdayRow(FieldRowPanel):
    """Day, month and year side by side, in the order of the reader's language."""

    class BoundPanel(FieldRowPanel.BoundPanel):
        @cached_property
        def children(self):
            order = birthday_order()
            return sorted(super().children, key=lambda child: order.index(child.field_name))


def with_current(choices: list[tuple[str, str]], current: str) -> list[tuple[str, str]]:
    """The choices and, where it is not among them, what is stored now."""
    is_known = not current or current in dict(choices)
    return choices if is_known else [*choices, (current, current)]


class LocationForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget = forms.Select(
            choices=with_current([("", "---------"), *time_zone_choices()], self.instance.time_zone)
        )


class MemberForm(WagtailAdminModelForm):
    """Saves the member, then the birthday through `members.birthdays`, which keeps the history."""

    birthday_day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31, required=False)
    birthday_month = forms.TypedChoiceField(
        label=_("Month"), choices=[], coerce=int, empty_value=None, required=False
    )
    birthday_year = forms.IntegerField(label=_("Year"), min_value=EARLIEST_YEAR, required=False)
    is_correction = forms.BooleanField(
        label=_("This corrects a typo: do not wait for the cool-off"), required=False
    )
    birthday_reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("It is kept in the member’s history. Do not write the birthday into it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["birthday_month"].choices = [("", "---------"), *MONTHS.items()]
        self.fields["language"].widget = forms.Select(
            choices=with_current(language_choices(), self.instance.language)
        )
        self.fields["time_zone"].widget = forms.Select(
            choices=with_current(
                [("", _("As in the home location")), *time_zone_choices()], self.instance.time_zone
            )
        )
        birthday = self.instance.birthday
        if birthday:
            self.initial |= {
                "birthday_day": birthday.day,
                "birthday_month": birthday.month,
                "birthday_year": birthday.year,
            }
        if self.instance.pk is None:
            del self.fields["is_correction"], self.fields["birthday_reason"]

    def clean(self):
        cleaned = super().clean()
        self.birthday = None
        if not {"birthday_day", "birthday_month", "birthday_year"} & self.errors.keys():
            try:
                self.birthday = _birthday_from(cleaned)
            except ValidationError as error:
                self.add_error(None, error)
        if cleaned.get("is_correction") and not cleaned.get("birthday_reason"):
            self.add_error(
                "birthday_reason", _("Say why the cool-off does not apply: it is kept for review.")
            )
        return cleaned

    def save(self, commit=True):
        member = super().save(commit)
        if commit:
            self._save_birthday(member)
        return member

    def _save_birthday(self, member) -> None:
        at, by = timezone.now(), self.for_user
        reason = self.cleaned_data.get("birthday_reason", "")
        set_birthday(member, self.birthday, by=by, at=at, reason=reason)
        if self.cleaned_data.get("is_correction"):
            waive_cool_off(member, by=by, reason=reason, at=at)


def _birthday_from(cleaned: dict) -> Birthday | None:
    """The birthday in the three fields, None where all are empty; ValidationError by field."""
    day, month, year = (
        cleaned[name] for name in ("birthday_day", "birthday_month", "birthday_year")
    )
    if not (day or month or year):
        return None
    missing = {"birthday_day": day, "birthday_month": month}
    if not all(missing.values()):
        raise ValidationError(
            {
                name: _("Give day and month, or leave the birthday empty.")
                for name, value in missing.items()
                if not value
            }
        )
    try:
        birthday = Birthday(month, day, year)
    except ValueError:
        raise ValidationError({"birthday_day": _("There is no such day in this month.")}) from None
    today = timezone.localdate()
    if year and (year, month, day) > (today.year, today.month, today.day):
        raise ValidationError({"birthday_year": _("This date has not come yet.")})
    return birthday
