"""In which languages a card is written, and which of them is its member's."""

from collections.abc import Sequence

from wagtail.coreutils import get_content_languages

from wagtail_birthday import conf
from wagtail_birthday.gifts.texts import chain


def site_languages() -> tuple[str, ...]:
    """The languages that the site's content is in, as Django's codes."""
    return tuple(get_content_languages())


def reading_language(language: str, offered: Sequence[str]) -> str:
    """The best of the `offered` languages for a member of `language`; else the site's default."""
    if language in offered:
        return language
    return next((code for code in chain(language) if code in offered), conf.default_language())
