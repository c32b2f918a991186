"""The page that says why something cannot be deleted, and what to do instead.

Generic: knows Wagtail and none of our rooms.
"""

from dataclasses import dataclass

from django.http import HttpRequest
from django.template.response import TemplateResponse


@dataclass(frozen=True, slots=True)
class WayOut:
    """A button: where it leads, and what it says."""

    url: str
    label: str
    is_main: bool = False


def refuse_deletion(
    request: HttpRequest, *, what: str, reasons: list[str], advice: str, ways_out: list[WayOut]
) -> TemplateResponse:
    """The page, with status 409: nothing was deleted.

    `what` names the thing; `reasons` and `advice` are whole sentences, translated already.
    """
    return TemplateResponse(
        request,
        "wagtail_birthday/admin/not_deleted.html",
        {"what": what, "reasons": reasons, "advice": advice, "ways_out": ways_out},
        status=409,
    )
