"""The images of a pass, hashed and packed once per process."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from wagtail_birthday import conf
from wagtail_birthday.wallets.apple.archive import Front, front
from wagtail_birthday.wallets.apple.errors import UnreadableError

OURS = Path(__file__).parent / "images"

KINDS = ("icon", "logo", "strip")
SCALES = ("", "@2x", "@3x")
# Shown as the strip while there is a gift to come: the card turns into a birthday card.
BIRTHDAY = "birthday-"

_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class ImageSet:
    """The images of one look of the card: {name in the pass: SHA-1}, and the files packed."""

    hashes: dict[str, str]
    packed: Front


@dataclass(frozen=True, slots=True)
class Images:
    """Both looks of the card."""

    everyday: ImageSet
    birthday: ImageSet


def current_images() -> Images:
    """Those of the folder that the settings name, or ours. Raises UnreadableError."""
    folder = conf.get("APPLE")["IMAGES"]
    return prepare(Path(folder) if folder else OURS)


@lru_cache(maxsize=8)
def prepare(folder: Path) -> Images:
    """Read `folder`: icon.png must be there; icon@2x.png, logo.png, strip.png and so on may be.

    birthday-icon.png, birthday-logo.png and birthday-strip.png take the place of their kind on the
    birthday card, in all scales at once. Read once per process: restart it after a change.
    """
    if not (folder / "icon.png").is_file():
        raise UnreadableError(
            _("There is no icon.png in %(folder)s, without which phones refuse a card.")
            % {"folder": folder},
            _(
                "Put it there, 29 pixels square, with icon@2x.png and icon@3x.png; or leave "
                "APPLE.IMAGES empty."
            ),
        )
    everyday = {kind: dict(_variants(folder, "", kind)) for kind in KINDS}
    birthday = {kind: dict(_variants(folder, BIRTHDAY, kind)) or everyday[kind] for kind in KINDS}
    return Images(_image_set(everyday), _image_set(birthday))


def _variants(folder: Path, prefix: str, kind: str) -> Iterator[tuple[str, bytes]]:
    for scale in SCALES:
        path = folder / f"{prefix}{kind}{scale}.png"
        if not path.is_file():
            continue
        data = path.read_bytes()
        if not data.startswith(_PNG):
            raise UnreadableError(
                _("%(path)s is not a PNG image.") % {"path": path},
                _("Save it as PNG: phones take nothing else."),
            )
        yield f"{kind}{scale}.png", data


def _image_set(by_kind: dict[str, dict[str, bytes]]) -> ImageSet:
    files = {name: data for variants in by_kind.values() for name, data in variants.items()}
    return ImageSet(
        hashes={name: sha1(data) for name, data in files.items()},
        packed=front(files),
    )


def sha1(data: bytes) -> str:
    """The hash that Apple's manifest asks for. What protects a pass is the signature over it."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
