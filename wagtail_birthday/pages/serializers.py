"""How the page's gift reads in Wagtail's API."""

from typing import Any

from rest_framework.fields import ReadOnlyField

from wagtail_birthday.gifts.models import Gift


class LiveGiftField(ReadOnlyField):
    """What a reader may know of the gift: the words for staff stay inside."""

    def to_representation(self, value: Gift) -> dict[str, Any]:
        return {
            "id": value.pk,
            "kind": value.kind,
            "title": value.title,
            "description": value.description,
            "terms": value.terms,
        }
