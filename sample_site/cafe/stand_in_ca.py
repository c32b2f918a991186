"""A stand-in for Apple, so that the demo signs passes before there is a certificate of Apple's.

Phones refuse what it signs; OpenSSL and our tests accept it when they are told to trust its root.
Everything it makes says STAND-IN.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASS_TYPE_IDENTIFIER = "pass.example.cafe.stand-in"  # noqa: S105
TEAM_IDENTIFIER = "STANDINCA1"

LIFETIME = timedelta(days=365)
RENEW_BEFORE = timedelta(days=60)

ROOT, WWDR, PASS, KEY = "stand-in-root.pem", "stand-in-wwdr.pem", "pass.pem", "pass.key"


def make(folder: Path) -> None:
    """Put the stand-in certificates and the key of the pass into `folder`, unless they are there.

    Those that expire within 60 days are made anew. The keys of the root and of the intermediate
    are thrown away: nothing else can be issued with them.
    """
    if _is_fresh(folder):
        return
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    root_key, wwdr_key, key = new_key(), new_key(), new_key()
    root_name = authority_name("STAND-IN root (not Apple)")
    root = authority(root_name, root_key, root_name, root_key, now)
    wwdr_name = authority_name("STAND-IN WWDR (not Apple)")
    wwdr = authority(wwdr_name, wwdr_key, root_name, root_key, now)
    certificate = pass_certificate(pass_name(), key, wwdr_name, wwdr_key, now)
    _write(folder / ROOT, pem(root))
    _write(folder / WWDR, pem(wwdr))
    _write(folder / KEY, key_pem(key))
    _write(folder / PASS, pem(certificate))


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def authority_name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "STAND-IN for tests and demos"),
        ]
    )


def pass_name(
    pass_type_identifier: str = PASS_TYPE_IDENTIFIER, team_identifier: str = TEAM_IDENTIFIER
) -> x509.Name:
    """The subject of a pass certificate, with the two attributes that Apple's have."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.USER_ID, pass_type_identifier),
            x509.NameAttribute(NameOID.COMMON_NAME, "STAND-IN pass (not Apple)"),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, team_identifier),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "STAND-IN for tests and demos"),
        ]
    )


def authority(
    name: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    now: datetime,
) -> x509.Certificate:
    """The certificate of an authority, valid ten times as long as what it issues."""
    usage = _usage(signs_certificates=True)
    return (
        _certificate(name, key, issuer, issuer_key, now, 10 * LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(issuer_key, hashes.SHA256())
    )


def pass_certificate(
    name: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    now: datetime,
    lifetime: timedelta = LIFETIME,
) -> x509.Certificate:
    """The certificate that signs passes, for the same uses as Apple's."""
    usage = _usage(signs_certificates=False)
    return (
        _certificate(name, key, issuer, issuer_key, now, lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _certificate(name, key, issuer, issuer_key, now, lifetime) -> x509.CertificateBuilder:
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(issuer_id, critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_pem(key: rsa.RSAPrivateKey, password: bytes | None = None) -> bytes:
    encryption = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )


def _is_fresh(folder: Path) -> bool:
    if not all((folder / name).is_file() for name in (ROOT, WWDR, PASS, KEY)):
        return False
    certificate = x509.load_pem_x509_certificate((folder / PASS).read_bytes())
    return certificate.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE


def _write(path: Path, data: bytes) -> None:
    """Readable by its owner only, from the first byte on."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
