"""The questions of the page for search engines: schema.org's FAQPage as JSON-LD."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import get_text_for_indexing

from wagtail_birthday.languages import Language

# The only characters that can end or confuse a <script> element, written as JSON escapes.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def faq_page(questions: Iterable[tuple[str, str]], language: Language) -> dict[str, Any] | None:
    """The FAQPage of (question, answer in rich text), or None if there are no questions.

    Answers are given as plain text: what is read here must be what stands on the page.
    """
    entities = [
        {
            "@type": "Question",
            "name": question,
            "acceptedAnswer": {"@type": "Answer", "text": _plain(answer)},
        }
        for question, answer in questions
    ]
    if not entities:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "inLanguage": language.tag,
        "mainEntity": entities,
    }


def json_ld(data: dict[str, Any] | None) -> SafeString:
    """`data` as a block for the <head>; nothing for None. Editors' text cannot break out of it."""
    if data is None:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


def _plain(answer: str) -> str:
    return " ".join(get_text_for_indexing(answer).split())
