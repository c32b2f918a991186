"""The private addresses of a card: whoever has one sees the card, so they are as good as a key."""

from django.urls import reverse

from wagtail_birthday import conf
from wagtail_birthday.members.models import Card


def web_card_path(card: Card) -> str:
    return reverse("wagtail_birthday:web_card", args=[card.web_token])


def web_card_url(card: Card) -> str:
    """The address to put into a message: absolute where the site has a base URL.

    Never log it.
    """
    return conf.base_url() + web_card_path(card)


def card_pass_path(card: Card) -> str:
    """Where the signed pass for Apple Wallet is fetched."""
    return reverse("wagtail_birthday:card_pass", args=[card.web_token])
