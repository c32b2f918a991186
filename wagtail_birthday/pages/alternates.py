"""Where a page lives in the other languages of the site: for hreflang and the language switcher.

Works for any Wagtail page, so that a site's own pages can use the same layout.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.coreutils import get_content_languages
from wagtail.models import Page, Site

from wagtail_birthday import conf
from wagtail_birthday.languages import Language
from wagtail_birthday.pages.links import localized


@dataclass(frozen=True)
class Alternate:
    """A live translation: its language, its address, and whether it is the page being read."""

    language: Language
    url: str
    is_current: bool


def language_of(page: Page) -> Language:
    """The language that `page` is written in.

    An alias stands in the tree of one language and shows the text of another: its source's.
    """
    source = page.alias_of if page.alias_of_id else page
    return Language(source.locale.language_code)


def alternates(page: Page, request: HttpRequest | None = None) -> list[Alternate]:
    """The live translations of `page`, itself included, in the order of the site's languages.

    Drafts and aliases are left out: neither is a translation that a reader can open.
    """
    order = list(get_content_languages())
    translations = (
        page.get_translations(inclusive=True)
        .live()
        .filter(alias_of__isnull=True)
        .select_related("locale")
    )
    found = [
        Alternate(Language(translation.locale.language_code), url, translation.pk == page.pk)
        for translation in translations
        if (url := translation.get_full_url(request))
    ]
    return sorted(
        found,
        key=lambda alternate: (
            order.index(alternate.language.code) if alternate.language.code in order else len(order)
        ),
    )


def x_default(found: list[Alternate]) -> str | None:
    """The address for readers of any other language: the site's own language, where it is live."""
    return next(
        (
            alternate.url
            for alternate in found
            if alternate.language.code == conf.default_language()
        ),
        None,
    )


def canonical_url(page: Page, request: HttpRequest | None = None) -> str | None:
    """The one address of this text: an alias points to its source."""
    source = page.alias_of if page.alias_of_id else page
    return source.get_full_url(request)


def home_url(page: Page, request: HttpRequest | None = None) -> str | None:
    """The start page of the site, in the language of `page` where that is live."""
    site = Site.find_for_request(request) if request else page.get_site()
    start = localized(site.root_page, language_of(page)) if site else None
    return start.get_url(request) if start else None


def layout_context(page: Page, request: HttpRequest | None = None) -> dict[str, Any]:
    """What `wagtail_birthday/pages/layout.html` needs to know; add it to a page's context."""
    found = alternates(page, request)
    return {
        "organisation": conf.organisation_name(),
        "home_url": home_url(page, request),
        "page_language": language_of(page),
        "alternates": found,
        "x_default_url": x_default(found),
        "canonical_url": canonical_url(page, request),
    }
