"""The card in a browser, for members with or without a phone wallet.

Whoever has the link sees the card: the token is the key. Nothing here changes anything.
"""

import logging
import re
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import get_resolver
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from wagtail_birthday.codes import grouped
from wagtail_birthday.join.qr import qr_svg
from wagtail_birthday.languages import Language
from wagtail_birthday.members.models import Card
from wagtail_birthday.wallets.apple.build import MEDIA_TYPE, build_pass
from wagtail_birthday.wallets.apple.errors import SigningError
from wagtail_birthday.wallets.apple.signer import is_able_to_sign
from wagtail_birthday.wallets.content import CardContent, card_content
from wagtail_birthday.wallets.languages import reading_language, site_languages
from wagtail_birthday.wallets.links import card_pass_path, web_card_path

logger = logging.getLogger(__name__)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,48}")
# More stamps than this are told by their number only.
MOST_STAMP_PLACES = 20


def private(view):
    """Keep the answer out of caches and search engines, and its address out of other sites' logs."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:
            response = _not_found(request, error)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@require_safe
@private
def web_card(request: HttpRequest, token: str) -> HttpResponse:
    """The member's card, in the member's language, whatever that of the browser is."""
    card = _card(token)
    now = timezone.now()
    language = reading_language(card.member.language, site_languages())
    content = card_content(card, now, [language])
    with translation.override(language):
        response = render(
            request,
            "wagtail_birthday/join/web_card.html",
            {
                "content": content,
                "text": content.text,
                "words": content.text.words,
                "language_tag": Language(language).tag,
                "direction": Language(language).direction,
                "gift_language_tag": _gift_language_tag(content),
                "stamp_places": _stamp_places(content),
                "qr": qr_svg(content.code),
                "card_code": grouped(content.code),
                "pass_path": card_pass_path(card) if _offers_pass(content, now) else "",
            },
        )
    response["Content-Language"] = Language(language).tag
    return response


@require_safe
@private
def card_pass(request: HttpRequest, token: str) -> HttpResponse:
    """The signed pass of the card; where none can be signed, the way back to the web card."""
    card = _card(token)
    try:
        signed = build_pass(card, timezone.now())
    except SigningError as error:
        logger.error("no pass for card %s: %s", card.pk, error.code)
        return HttpResponseRedirect(web_card_path(card))
    return HttpResponse(
        signed,
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'inline; filename="card.pkpass"'},
    )


def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """The site's own page for what is not there."""
    response = get_resolver().resolve_error_handler(404)(request, exception=error)
    # LocaleMiddleware would send the browser on to /en/..., as the pages of the site have such
    # addresses. It looks for them in the request's urlconf, and ours has none.
    request.urlconf = "wagtail_birthday.urls"
    return response


def _card(token: str) -> Card:
    """The card with this token. Any other text, whatever it looks like, is the same 404."""
    if not _TOKEN.fullmatch(token):
        raise Http404
    return get_object_or_404(Card.objects.select_related("member"), web_token=token)


def _offers_pass(content: CardContent, now) -> bool:
    return content.is_valid and is_able_to_sign(now)


def _gift_language_tag(content: CardContent) -> str:
    """The language of the gift's texts where it is not that of the page."""
    gift = content.text.gift
    if gift is None or gift.language == content.language:
        return ""
    return Language(gift.language).tag


def _stamp_places(content: CardContent) -> list[bool]:
    """One place for each stamp of the goal, filled or not; none where there are too many to draw."""
    if content.stamp_goal > MOST_STAMP_PLACES:
        return []
    return [place < content.stamps for place in range(content.stamp_goal)]
