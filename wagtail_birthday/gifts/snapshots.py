"""What a gift says now, kept for the vouchers that promise it."""

import hashlib
import json
from datetime import datetime

from django.db import transaction
from wagtail.coreutils import get_content_languages

from wagtail_birthday.gifts.models import Gift, GiftSnapshot

TEXT_FIELDS = ("title", "description", "terms", "staff_label", "handover")


def is_live(gift: Gift, now: datetime) -> bool:
    """Is the gift published at `now`? A scheduled end counts even if no job has carried it out."""
    return gift.live and not gift.expired and (gift.expire_at is None or gift.expire_at > now)


def take_snapshot(gift: Gift, now: datetime) -> GiftSnapshot | None:
    """The snapshot of `gift` and its live translations; None where the gift itself is not live.

    The same words give the same row, so that vouchers share it. A language that has gone live since
    is added to the earlier snapshots with the same source text: what they promise stays as it is.
    """
    if not is_live(gift, now):
        return None
    texts = _live_texts(gift, now)
    source = gift.locale.language_code
    facts = {
        "gift": str(gift.translation_key),
        "kind": gift.kind,
        "percent_off": str(gift.percent_off),
        "bonus_stamps": gift.bonus_stamps,
        "source": source,
    }
    source_digest = _digest({**facts, "texts": {source: texts[source]}})
    with transaction.atomic():
        snapshot, is_new = GiftSnapshot.objects.get_or_create(
            digest=_digest({**facts, "texts": texts}),
            defaults={
                "gift": gift,
                "source_digest": source_digest,
                "source_language": source,
                "kind": gift.kind,
                "percent_off": gift.percent_off,
                "bonus_stamps": gift.bonus_stamps,
                "texts": texts,
                "taken_at": now,
            },
        )
        if is_new:
            _add_languages(source_digest, texts)
    return snapshot


def _live_texts(gift: Gift, now: datetime) -> dict[str, dict[str, str]]:
    languages = get_content_languages()
    translations = gift.get_translations(inclusive=True).select_related("locale")
    return {
        translation.locale.language_code: {
            field: getattr(translation, field) for field in TEXT_FIELDS
        }
        for translation in translations
        if is_live(translation, now)
        and (translation.pk == gift.pk or translation.locale.language_code in languages)
    }


def _add_languages(source_digest: str, texts: dict) -> None:
    for earlier in GiftSnapshot.objects.select_for_update().filter(source_digest=source_digest):
        missing = {code: words for code, words in texts.items() if code not in earlier.texts}
        if missing:
            earlier.texts |= missing
            # No gift says what this row says now: a new promise is never made of it.
            earlier.digest = _digest({"completed": earlier.pk, "texts": earlier.texts})
            earlier.save(update_fields=["texts", "digest"])


def _digest(content: dict) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
