"""The one who signs passes: certificate, private key and Apple's intermediate certificate.

Loading a private key costs some 200 times as much as signing with it, so that a signer is loaded
and checked once per process, and again only when one of its files or settings has changed.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _

from wagtail_birthday import conf
from wagtail_birthday.wallets.apple.errors import (
    IncompleteError,
    MismatchError,
    NotConfiguredError,
    SigningError,
    UnreadableError,
    ValidityError,
    see_docs,
)

# Without Binary, a manifest with line breaks would be signed as if it had other ones.
_OPTIONS = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]

_REQUIRED = ("CERTIFICATE", "WWDR", "PASS_TYPE_IDENTIFIER", "TEAM_IDENTIFIER")


@dataclass(frozen=True, slots=True)
class Signer:
    """A checked certificate with its key. Never changes; make it with `Signer.of()`."""

    certificate: x509.Certificate
    wwdr: x509.Certificate
    pass_type_identifier: str
    team_identifier: str
    key: rsa.RSAPrivateKey = field(repr=False)

    @classmethod
    def of(
        cls,
        certificate: x509.Certificate,
        key: rsa.RSAPrivateKey,
        wwdr: x509.Certificate,
        pass_type_identifier: str,
        team_identifier: str,
    ) -> "Signer":
        """A signer whose parts belong together. Raises MismatchError where they do not.

        Whether the certificates are in force is a question of time: ask `check(now)`.
        """
        _require_key(certificate, key)
        _require_name(certificate, NameOID.USER_ID, pass_type_identifier, "PASS_TYPE_IDENTIFIER")
        _require_name(
            certificate, NameOID.ORGANIZATIONAL_UNIT_NAME, team_identifier, "TEAM_IDENTIFIER"
        )
        _require_issuer(certificate, wwdr)
        return cls(certificate, wwdr, pass_type_identifier, team_identifier, key)

    @property
    def expires_at(self) -> datetime:
        """The instant from which nothing can be signed any more."""
        return min(self.certificate.not_valid_after_utc, self.wwdr.not_valid_after_utc)

    def check(self, now: datetime) -> None:
        """Raise ValidityError unless both certificates are in force at `now`."""
        for certificate, setting in ((self.certificate, "CERTIFICATE"), (self.wwdr, "WWDR")):
            if now > certificate.not_valid_after_utc:
                raise ValidityError(
                    _("The certificate of APPLE.%(setting)s expired on %(date)s.")
                    % {"setting": setting, "date": certificate.not_valid_after_utc.date()},
                    _("Get a new one from Apple for the same pass type, and replace the file."),
                )
            if now < certificate.not_valid_before_utc:
                raise ValidityError(
                    _("The certificate of APPLE.%(setting)s is not valid before %(date)s.")
                    % {"setting": setting, "date": certificate.not_valid_before_utc.date()},
                    _("Check the clock of this machine."),
                )

    def sign(self, manifest: bytes) -> bytes:
        """The detached PKCS #7 signature (DER, SHA-256, with signing time) of `manifest`."""
        return (
            pkcs7.PKCS7SignatureBuilder()
            .set_data(manifest)
            .add_signer(self.certificate, self.key, hashes.SHA256())
            .add_certificate(self.wwdr)
            .sign(serialization.Encoding.DER, _OPTIONS)
        )


@dataclass(frozen=True, slots=True)
class _Files:
    """Where the settings say that the parts are. Hashable: the key under which a signer is kept."""

    certificate: str
    key: str
    wwdr: str
    pass_type_identifier: str
    team_identifier: str
    password: bytes | None = field(repr=False)

    @classmethod
    def of_settings(cls) -> "_Files":
        """Raises NotConfiguredError, or IncompleteError naming what is missing."""
        apple = conf.get("APPLE")
        missing = [f"APPLE.{name}" for name in _REQUIRED if not apple[name]]
        if len(missing) == len(_REQUIRED):
            raise NotConfiguredError(
                _(
                    "No certificate for Apple Wallet is configured: cards are shown on the web only."
                ),
                _('Set WAGTAIL_BIRTHDAY["APPLE"].') + " " + see_docs(),
            )
        if missing:
            raise IncompleteError(
                _(
                    "The certificate for Apple Wallet is configured in part; these are missing: "
                    "%(names)s."
                )
                % {"names": ", ".join(missing)},
                see_docs(),
            )
        password = apple["PASSWORD"]
        return cls(
            certificate=os.fspath(apple["CERTIFICATE"]),
            key=os.fspath(apple["KEY"]),
            wwdr=os.fspath(apple["WWDR"]),
            pass_type_identifier=apple["PASS_TYPE_IDENTIFIER"],
            team_identifier=apple["TEAM_IDENTIFIER"],
            password=(password.encode() if isinstance(password, str) else password) or None,
        )

    def versions(self) -> tuple[int, ...]:
        """When each file was last changed; 0 for one that is not there."""
        return tuple([_changed_at(path) for path in (self.certificate, self.key, self.wwdr)])


def current_signer(now: datetime) -> Signer:
    """The signer that the settings describe. Raises a SigningError that says what is wrong."""
    signer = loaded_signer()
    signer.check(now)
    return signer


def is_able_to_sign(now: datetime) -> bool:
    """Can passes be signed at `now`? Costs next to nothing, whatever the answer."""
    try:
        current_signer(now)
    except SigningError:
        return False
    return True


def loaded_signer() -> Signer:
    """`current_signer()`, whether its certificates are in force or not."""
    files = _Files.of_settings()
    outcome = _load_once(files, files.versions())
    if isinstance(outcome, SigningError):
        raise outcome.with_traceback(None)
    return outcome


@lru_cache(maxsize=8)
def _load_once(files: _Files, _versions: tuple[int, ...]) -> Signer | SigningError:
    # A failure is kept too: a page that asks whether there is a signer must not pay for each try.
    try:
        return _load(files)
    except SigningError as error:
        return error


def _load(files: _Files) -> Signer:
    certificate, key = _certificate_and_key(files)
    return Signer.of(
        certificate,
        key,
        _parse_certificate(_read(files.wwdr, "WWDR"), files.wwdr, "WWDR"),
        files.pass_type_identifier,
        files.team_identifier,
    )


def _certificate_and_key(files: _Files) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    """From PEM or DER with a PEM key beside it or in it, or from a PKCS #12 that holds both."""
    data = _read(files.certificate, "CERTIFICATE")
    if not files.key and not _is_pem(data):
        return _from_pkcs12(data, files)
    certificate = _parse_certificate(data, files.certificate, "CERTIFICATE")
    if not files.key:
        return certificate, _parse_key(data, files.password, files.certificate, "CERTIFICATE")
    return certificate, _parse_key(_read(files.key, "KEY"), files.password, files.key, "KEY")


def _from_pkcs12(data: bytes, files: _Files) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(data, files.password)
    except (ValueError, UnsupportedAlgorithm):
        raise UnreadableError(
            _(
                "APPLE.CERTIFICATE, %(path)s, is neither PEM nor a PKCS #12 that APPLE.PASSWORD "
                "opens."
            )
            % {"path": files.certificate},
            _(
                "Check the password. If the file was made long ago, export it once more with a "
                "current encryption. If it is a .cer file, set APPLE.KEY as well."
            ),
        ) from None
    if key is None or certificate is None:
        raise UnreadableError(
            _("APPLE.CERTIFICATE, %(path)s, does not hold both a certificate and its private key.")
            % {"path": files.certificate},
            _("Export certificate and key together."),
        )
    return certificate, _require_rsa(key, files.certificate)


def _parse_certificate(data: bytes, path: str, setting: str) -> x509.Certificate:
    try:
        if _is_pem(data):
            return x509.load_pem_x509_certificate(data)
        return x509.load_der_x509_certificate(data)
    except ValueError:
        raise UnreadableError(
            _("APPLE.%(setting)s, %(path)s, holds no certificate.")
            % {"setting": setting, "path": path},
            _("Give a certificate in PEM or DER form (.pem, .cer)."),
        ) from None


def _parse_key(data: bytes, password: bytes | None, path: str, setting: str) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(data, password)
    except TypeError:
        if password is None:
            raise UnreadableError(
                _("The private key in %(path)s is encrypted, and APPLE.PASSWORD is empty.")
                % {"path": path},
                _("Set APPLE.PASSWORD."),
            ) from None
        # A password was given for a key that needs none.
        key = serialization.load_pem_private_key(data, None)
    except (ValueError, UnsupportedAlgorithm):
        raise UnreadableError(
            _("APPLE.%(setting)s, %(path)s, holds no private key that APPLE.PASSWORD opens.")
            % {"setting": setting, "path": path},
            _("Give the key in PEM form, and its password if it has one."),
        ) from None
    return _require_rsa(key, path)


def _require_rsa(key, path: str) -> rsa.RSAPrivateKey:
    if not isinstance(key, rsa.RSAPrivateKey):
        raise UnreadableError(
            _("The private key in %(path)s is not an RSA key, which Apple Wallet asks for.")
            % {"path": path},
            see_docs(),
        )
    return key


def _require_key(certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> None:
    if certificate.public_key() != key.public_key():
        raise MismatchError(
            _("The private key does not belong to the certificate of APPLE.CERTIFICATE."),
            _("Set APPLE.KEY to the key with which the certificate was requested."),
        )


def _require_name(
    certificate: x509.Certificate, oid: x509.ObjectIdentifier, expected: str, setting: str
) -> None:
    found = [attribute.value for attribute in certificate.subject.get_attributes_for_oid(oid)]
    if found != [expected]:
        raise MismatchError(
            _(
                "APPLE.%(setting)s is “%(expected)s”, but the certificate was issued for "
                "“%(found)s”."
            )
            % {"setting": setting, "expected": expected, "found": ", ".join(map(str, found))},
            _(
                "Set it to what the certificate says. Cards that are on phones already cannot follow "
                "to another pass type or team: to renew a certificate, keep both."
            ),
        )


def _require_issuer(certificate: x509.Certificate, wwdr: x509.Certificate) -> None:
    try:
        certificate.verify_directly_issued_by(wwdr)
    except (ValueError, TypeError, InvalidSignature):
        raise MismatchError(
            _("The certificate of APPLE.CERTIFICATE was not issued by that of APPLE.WWDR."),
            _(
                "Get the intermediate certificate that the issuer of the certificate names: G4 for "
                "those made since 27 January 2022."
            ),
        ) from None


def _read(path: str, setting: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            _("APPLE.%(setting)s, %(path)s, cannot be read: %(reason)s.")
            % {"setting": setting, "path": path, "reason": error.strerror},
            see_docs(),
        ) from None


def _changed_at(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns if path else 0
    except OSError:
        return 0


def _is_pem(data: bytes) -> bool:
    return b"-----BEGIN " in data
