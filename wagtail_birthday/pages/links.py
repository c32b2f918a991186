"""Where the button of the page leads: an address typed in, or a page in the reader's language."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_birthday.languages import Language

# What a browser may follow without running anything: a site, a path of ours, a mail, a call.
_ADDRESS = re.compile(r"(https?://|/(?!/)|mailto:|tel:|#)\S+", re.IGNORECASE)


def validate_link(address: str) -> None:
    """Refuse anything but an address that is safe in `href`: no `javascript:`, no `data:`."""
    if not _ADDRESS.fullmatch(address):
        raise ValidationError(
            _("Enter an address that starts with https://, / , mailto: or tel:."),
            code="unsafe_link",
        )


def localized(page: Page | None, language: Language) -> Page | None:
    """`page` in `language` where that translation is live, else `page` itself; None if not live."""
    if page is None:
        return None
    if page.locale.language_code != language.code:
        translation = (
            page.get_translations().live().filter(locale__language_code=language.code).first()
        )
        page = translation or page
    return page if page.live else None
