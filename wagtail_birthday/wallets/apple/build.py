"""Builds a signed pass: what the phone saves when a member taps "Add to Apple Wallet"."""

from datetime import datetime

from wagtail_birthday.members.models import Card
from wagtail_birthday.wallets.apple.archive import archive
from wagtail_birthday.wallets.apple.images import Images, current_images, sha1
from wagtail_birthday.wallets.apple.pass_json import pass_json, pass_strings, to_json
from wagtail_birthday.wallets.apple.signer import Signer, current_signer
from wagtail_birthday.wallets.content import CardContent, card_content

MEDIA_TYPE = "application/vnd.apple.pkpass"


def build_pass(card: Card, now: datetime) -> bytes:
    """The .pkpass of `card` as it is at `now`. Raises a SigningError that says what is wrong."""
    signer = current_signer(now)
    return assemble(card_content(card, now), signer, current_images())


def assemble(content: CardContent, signer: Signer, images: Images) -> bytes:
    """Pure: the pass of `content` with these images, signed by `signer`."""
    look = images.birthday if content.state.is_to_come else images.everyday
    files = {
        "pass.json": pass_json(content, signer.pass_type_identifier, signer.team_identifier),
        **pass_strings(content),
    }
    hashes = {name: sha1(data) for name, data in files.items()}
    manifest = to_json({**hashes, **look.hashes}).encode()
    files["manifest.json"] = manifest
    files["signature"] = signer.sign(manifest)
    return archive(look.packed, files)
