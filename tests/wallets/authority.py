"""A whole certificate authority for tests: its keys are made once, certificates as they are needed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from tests.wallets.stand_in import stand_in_ca

PASS_TYPE = stand_in_ca.PASS_TYPE_IDENTIFIER
TEAM = stand_in_ca.TEAM_IDENTIFIER
# Certificates are made out around the real time: OpenSSL looks at the clock of the machine.
MADE = datetime.now(UTC).replace(microsecond=0)


@cache
def _keys():
    """Four RSA keys take a second or two: all tests of a session share them."""
    return {name: stand_in_ca.new_key() for name in ("root", "wwdr", "pass", "stranger")}


@dataclass(frozen=True)
class Authority:
    """Root, intermediate and one pass key, with a folder to write their files into."""

    folder: Path

    @property
    def _keys(self):
        return _keys()

    @cached_property
    def _names(self):
        return {
            name: stand_in_ca.authority_name(f"STAND-IN test {name}") for name in ("root", "wwdr")
        }

    @cached_property
    def root(self):
        return stand_in_ca.authority(
            self._names["root"], self._keys["root"], self._names["root"], self._keys["root"], MADE
        )

    @cached_property
    def wwdr(self):
        return stand_in_ca.authority(
            self._names["wwdr"], self._keys["wwdr"], self._names["root"], self._keys["root"], MADE
        )

    @cached_property
    def stranger(self):
        """An intermediate of the same name that issued nothing."""
        return stand_in_ca.authority(
            self._names["wwdr"],
            self._keys["stranger"],
            self._names["root"],
            self._keys["root"],
            MADE,
        )

    @property
    def key(self):
        return self._keys["pass"]

    @property
    def other_key(self):
        return self._keys["stranger"]

    def certificate(self, *, pass_type=PASS_TYPE, team=TEAM, lifetime=timedelta(days=365)):
        return stand_in_ca.pass_certificate(
            stand_in_ca.pass_name(pass_type, team),
            self._keys["pass"],
            self._names["wwdr"],
            self._keys["wwdr"],
            MADE,
            lifetime,
        )

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    def pkcs12(self, password: bytes) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"pass", self.key, self.certificate(), None, BestAvailableEncryption(password)
        )


def settings_of(authority: Authority, **changed) -> dict:
    """WAGTAIL_BIRTHDAY["APPLE"] for this authority, with its files in its folder."""
    return {
        "CERTIFICATE": authority.write("pass.pem", stand_in_ca.pem(authority.certificate())),
        "KEY": authority.write("pass.key", stand_in_ca.key_pem(authority.key)),
        "WWDR": authority.write("wwdr.pem", stand_in_ca.pem(authority.wwdr)),
        "PASS_TYPE_IDENTIFIER": PASS_TYPE,
        "TEAM_IDENTIFIER": TEAM,
        **changed,
    }
