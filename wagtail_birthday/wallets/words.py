"""The words on a card that do not depend on whose card it is, in any language of the site.

A pass is written in all languages at once, so that each language's words are looked up once per
process and kept.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db import models
from django.utils import translation
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _


class RewardState(models.TextChoices):
    """What the card says about the gift. Codes are never translated; words are."""

    NONE = "none", _("No gift at the moment")
    WAITING = "waiting", _("Your gift opens soon")
    READY = "ready", _("Your gift is ready")
    GIVEN = "given", _("You have had this gift")
    ENDED = "ended", _("This gift has ended")
    VOID = "void", _("This gift was cancelled")

    @property
    def is_to_come(self) -> bool:
        """Can the member still have it?"""
        return self in (RewardState.WAITING, RewardState.READY)


@dataclass(frozen=True, slots=True)
class Words:
    """Labels and set phrases, in one language."""

    states: dict[str, str]
    loyalty_card: str
    member: str
    stamps: str
    stamps_of_goal: str  # with %(stamps)s and %(goal)s
    gift: str
    state: str
    valid_from: str
    valid_until: str
    your_birthday: str
    voucher_code: str
    card_code: str
    about_the_gift: str
    terms: str
    how: str
    how_to: str
    not_valid: str


@lru_cache(maxsize=128)
def words_in(language: str) -> Words:
    """The words in `language`, a code of Django's."""
    with translation.override(language):
        return Words(
            states={state.value: str(state.label) for state in RewardState},
            # Translators: %(organisation)s is the name of the business. Read out by phones.
            loyalty_card=gettext("Loyalty card of %(organisation)s"),
            member=gettext("Member"),
            stamps=gettext("Stamps"),
            # Translators: how many stamps there are and how many are needed, as in "3 of 10".
            stamps_of_goal=gettext("%(stamps)s of %(goal)s"),
            gift=gettext("Gift"),
            # Translators: the label above the state of the gift, such as "Your gift is ready".
            state=pgettext("of a gift", "State"),
            valid_from=gettext("Valid from"),
            valid_until=gettext("Valid until"),
            # Translators: stands for the date of the birthday, after the label "Valid from".
            your_birthday=gettext("your birthday"),
            voucher_code=gettext("Voucher code"),
            card_code=gettext("Card code"),
            about_the_gift=gettext("About your gift"),
            terms=gettext("Conditions"),
            how=gettext("How to use it"),
            how_to=gettext("Show this card at the till: staff scan its code."),
            not_valid=gettext("This card is not valid at the moment. Please ask our staff."),
        )
