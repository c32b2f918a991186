"""A code as a picture that a till can read from a screen or from paper."""

import segno
from django.utils.safestring import SafeString, mark_safe

# The quiet zone that readers ask for, in modules.
QUIET_ZONE = 4


def qr_svg(code: str) -> SafeString:
    """`code` as an inline SVG: black on nothing, as large as its place. Give it a white ground.

    It has neither style nor script, so that a strict Content-Security-Policy lets it through.
    """
    picture = segno.make(code, error="m", micro=False)
    svg = picture.svg_inline(border=QUIET_ZONE, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 - made of the code's modules only
