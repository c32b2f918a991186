"""What the staff desk is told: a code or a name, a member that was chosen, a gift to hand over."""

from django import forms
from django.utils.translation import gettext_lazy as _

from wagtail_birthday.members.models import Location, Member


class LookUpForm(forms.Form):
    """One input for all: a scanned or typed code, or a member's name."""

    text = forms.CharField(
        label=_("Scan a card or voucher, or type a name"),
        max_length=200,
        error_messages={"required": _("Scan or type something first.")},
    )


class MemberForm(forms.Form):
    """One of several members of the same name, chosen from a list."""

    member = forms.ModelChoiceField(Member.objects.select_related("home_location"))


class GiveForm(forms.Form):
    """The gift on the screen, and the nonce that was made with that screen."""

    voucher = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    nonce = forms.UUIDField()


class LocationForm(forms.Form):
    location = forms.ModelChoiceField(Location.objects.filter(is_open=True))
