"""The demo's stand-in for Apple: it signs, says what it is, and is made once."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from tests.wallets.stand_in import stand_in_ca
from wagtail_birthday.wallets.apple.signer import current_signer

FILES = {"stand-in-root.pem", "stand-in-wwdr.pem", "pass.pem", "pass.key"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo") / "stand-in-ca"
    stand_in_ca.make(folder)
    return folder


def test_it_makes_what_the_sample_settings_name(made, configure):
    assert {path.name for path in made.iterdir()} == FILES
    configure(
        CERTIFICATE=made / "pass.pem",
        KEY=made / "pass.key",
        WWDR=made / "stand-in-wwdr.pem",
        PASS_TYPE_IDENTIFIER="pass.example.cafe.stand-in",
        TEAM_IDENTIFIER="STANDINCA1",
    )
    assert current_signer(datetime.now(UTC)).sign(b"{}")


def test_only_its_owner_can_read_it(made):
    assert {stat.S_IMODE(path.stat().st_mode) for path in made.iterdir()} == {0o600}


def test_every_name_says_that_it_is_a_stand_in(made):
    for path in made.glob("*.pem"):
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        for name in (certificate.subject, certificate.issuer):
            [common_name] = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
            assert "STAND-IN" in common_name.value
            assert "not Apple" in common_name.value


def test_made_again_it_stays(made):
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    stand_in_ca.make(made)
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_it_is_renewed_before_it_expires(made, monkeypatch):
    before = (made / "pass.pem").read_bytes()
    monkeypatch.setattr(stand_in_ca, "RENEW_BEFORE", timedelta(days=366))
    stand_in_ca.make(made)
    assert (made / "pass.pem").read_bytes() != before
