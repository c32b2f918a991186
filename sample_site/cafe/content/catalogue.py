"""The shipped translations: PO catalogues keyed by the exact English text.

Read with polib, which wagtail-localize brings. No models here either.
"""

from collections.abc import Iterable
from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parent
# The language of Wagtail, and the name of its catalogue.
CATALOGUES = {"zh-hans": "zh_Hans.po", "uz": "uz.po"}


class IncompleteCatalogueError(Exception):
    """A text of the site has no translation."""


def translations(language: str) -> dict[str, str]:
    """{English text: translation} of all finished entries."""
    po = polib.pofile(str(FOLDER / CATALOGUES[language]))
    return {entry.msgid: entry.msgstr for entry in po if entry.translated()}


def check_complete(texts: Iterable[str], language: str) -> None:
    """Raise IncompleteCatalogueError, naming every one of `texts` that has no translation."""
    known = translations(language)
    missing = [text for text in texts if text not in known]
    if missing:
        lines = "\n".join(f"  {text}" for text in missing)
        raise IncompleteCatalogueError(f"{CATALOGUES[language]} has no msgstr for:\n{lines}")


def fill(po: polib.POFile, language: str) -> polib.POFile:
    """Write the shipped translations into `po`, as wagtail-localize has exported it."""
    entries = [entry for entry in po if not entry.obsolete]
    check_complete((entry.msgid for entry in entries), language)
    known = translations(language)
    for entry in entries:
        entry.msgstr = known[entry.msgid]
    return po
