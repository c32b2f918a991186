"""Write one member's signed pass to a file."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from wagtail_birthday.members.cards import card_of
from wagtail_birthday.members.find import MemberNotFoundError, find_member
from wagtail_birthday.wallets.apple.build import build_pass
from wagtail_birthday.wallets.apple.errors import SigningError

WRONG_ARGUMENTS, NO_SUCH_MEMBER, CANNOT_SIGN, CANNOT_WRITE = 2, 3, 4, 5


class Command(BaseCommand):
    help = (
        "Write the signed pass (.pkpass) of a member's card. Exit codes: 0 written, 2 wrong "
        "arguments, 3 no such member, 4 no pass can be signed, 5 the file cannot be written."
    )

    def add_arguments(self, parser):
        parser.add_argument("member", metavar="MEMBER", help="number or e-mail address")
        parser.add_argument("-o", "--output", metavar="FILE", help="by default: standard output")

    def handle(self, *, member, output, **options):
        if output is None and sys.stdout.isatty():
            raise CommandError(
                "a pass is not for reading: give a file with -o FILE", returncode=WRONG_ARGUMENTS
            )
        try:
            card = card_of(find_member(member))
            signed = build_pass(card, timezone.now())
        except MemberNotFoundError as error:
            raise CommandError(str(error), returncode=NO_SUCH_MEMBER) from None
        except SigningError as error:
            raise CommandError(f"{error.message}\n{error.hint}", returncode=CANNOT_SIGN) from None
        if output is None:
            sys.stdout.buffer.write(signed)
            sys.stdout.buffer.flush()
            return
        _write(Path(output), signed)
        self.stderr.write(f"wrote {output}: {len(signed)} bytes, card {card.serial}")


def _write(path: Path, data: bytes) -> None:
    """A pass is as good as a key to the card: a new file is its owner's alone."""
    try:
        path.touch(mode=0o600)
        path.write_bytes(data)
    except OSError as error:
        raise CommandError(
            f"{path} cannot be written: {error.strerror}", returncode=CANNOT_WRITE
        ) from None
