"""Loading the certificate: every form Apple's can come in, and every way it can be wrong."""

import os
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from tests.wallets.authority import MADE, settings_of
from tests.wallets.stand_in import stand_in_ca
from wagtail_birthday.wallets.apple import signer as signer_module
from wagtail_birthday.wallets.apple.checks import certificate_problems
from wagtail_birthday.wallets.apple.errors import (
    IncompleteError,
    MismatchError,
    NotConfiguredError,
    UnreadableError,
    ValidityError,
)
from wagtail_birthday.wallets.apple.signer import current_signer, is_able_to_sign, loaded_signer

PASSWORD = "pa$$ wörd"


class TestForms:
    def test_pem_with_a_key_beside_it(self, authority, configure):
        configure(**settings_of(authority))
        assert current_signer(MADE).certificate.subject == authority.certificate().subject

    def test_pem_with_an_encrypted_key(self, authority, configure):
        key = authority.write("locked.key", stand_in_ca.key_pem(authority.key, PASSWORD.encode()))
        configure(**settings_of(authority) | {"KEY": key, "PASSWORD": PASSWORD})
        assert is_able_to_sign(MADE)

    def test_pem_with_the_key_in_it(self, authority, configure):
        both = stand_in_ca.pem(authority.certificate()) + stand_in_ca.key_pem(authority.key)
        configure(**settings_of(authority, KEY="") | {"CERTIFICATE": authority.write("b", both)})
        assert is_able_to_sign(MADE)

    def test_der_as_apple_sends_them(self, authority, configure):
        certificate = authority.certificate().public_bytes(Encoding.DER)
        wwdr = authority.wwdr.public_bytes(Encoding.DER)
        configure(
            **settings_of(authority)
            | {
                "CERTIFICATE": authority.write("pass.cer", certificate),
                "WWDR": authority.write("AppleWWDRCAG4.cer", wwdr),
            }
        )
        assert is_able_to_sign(MADE)

    def test_pkcs12(self, authority, configure):
        bundle = authority.write("pass.p12", authority.pkcs12(PASSWORD.encode()))
        configure(**settings_of(authority, CERTIFICATE=bundle, KEY="", PASSWORD=PASSWORD))
        assert is_able_to_sign(MADE)

    def test_a_password_that_is_not_needed_does_no_harm(self, authority, configure):
        configure(**settings_of(authority, PASSWORD="not needed"))
        assert is_able_to_sign(MADE)

    def test_paths_may_be_texts(self, authority, configure):
        apple = settings_of(authority)
        configure(**{name: str(value) for name, value in apple.items()})
        assert is_able_to_sign(MADE)


class TestWhatIsWrong:
    """Each message says what, where, and what to do."""

    def refuses(self, error, *parts):
        with pytest.raises(error) as caught:
            current_signer(MADE)
        for part in parts:
            assert part in caught.value.message
        assert caught.value.hint

    def test_nothing_is_configured(self, configure):
        configure()
        self.refuses(NotConfiguredError)

    def test_half_of_it_is_missing(self, authority, configure):
        configure(**settings_of(authority, WWDR="", TEAM_IDENTIFIER=""))
        self.refuses(IncompleteError, "APPLE.WWDR, APPLE.TEAM_IDENTIFIER")

    @pytest.mark.parametrize("setting", ["CERTIFICATE", "KEY", "WWDR"])
    def test_a_file_is_not_there(self, authority, configure, setting):
        configure(**settings_of(authority) | {setting: authority.folder / "nowhere.pem"})
        self.refuses(UnreadableError, f"APPLE.{setting}", "nowhere.pem")

    @pytest.mark.parametrize("setting", ["CERTIFICATE", "KEY", "WWDR"])
    def test_a_file_holds_something_else(self, authority, configure, setting):
        other = authority.write("other.txt", b"-----BEGIN SOMETHING-----\n")
        configure(**settings_of(authority) | {setting: other})
        self.refuses(UnreadableError, f"APPLE.{setting}", "other.txt")

    def test_the_key_is_encrypted_and_there_is_no_password(self, authority, configure):
        key = authority.write("locked.key", stand_in_ca.key_pem(authority.key, b"secret"))
        configure(**settings_of(authority) | {"KEY": key})
        self.refuses(UnreadableError, "encrypted", "APPLE.PASSWORD")

    @pytest.mark.parametrize("password", ["wrong", ""])
    def test_the_password_of_the_pkcs12_is_wrong(self, authority, configure, password):
        bundle = authority.write("pass.p12", authority.pkcs12(b"right"))
        configure(**settings_of(authority, CERTIFICATE=bundle, KEY="", PASSWORD=password))
        self.refuses(UnreadableError, "pass.p12", "APPLE.PASSWORD")

    def test_the_password_is_in_no_message(self, authority, configure):
        bundle = authority.write("pass.p12", authority.pkcs12(b"right"))
        configure(**settings_of(authority, CERTIFICATE=bundle, KEY="", PASSWORD="hunter2"))
        with pytest.raises(UnreadableError) as caught:
            current_signer(MADE)
        assert "hunter2" not in repr(caught.value) + caught.value.message + caught.value.hint
        assert "hunter2" not in repr(signer_module._Files.of_settings())

    def test_the_key_is_not_rsa(self, authority, configure):
        key = stand_in_ca.key_pem(ec.generate_private_key(ec.SECP256R1()))
        configure(**settings_of(authority) | {"KEY": authority.write("ec.key", key)})
        self.refuses(UnreadableError, "RSA")

    def test_the_key_belongs_to_another_certificate(self, authority, configure):
        key = authority.write("other.key", stand_in_ca.key_pem(authority.other_key))
        configure(**settings_of(authority) | {"KEY": key})
        self.refuses(MismatchError, "private key")

    def test_the_pass_type_is_another(self, authority, configure):  # H10
        configure(**settings_of(authority, PASS_TYPE_IDENTIFIER="pass.example.other"))
        self.refuses(MismatchError, "APPLE.PASS_TYPE_IDENTIFIER", "pass.example.other")

    def test_the_team_is_another(self, authority, configure):
        configure(**settings_of(authority, TEAM_IDENTIFIER="OTHERTEAM1"))
        self.refuses(MismatchError, "APPLE.TEAM_IDENTIFIER", "OTHERTEAM1")

    def test_another_intermediate_issued_it(self, authority, configure):
        wwdr = authority.write("stranger.pem", stand_in_ca.pem(authority.stranger))
        configure(**settings_of(authority) | {"WWDR": wwdr})
        self.refuses(MismatchError, "APPLE.WWDR")


class TestTime:
    def test_it_expires(self, authority, configure):
        configure(**settings_of(authority))
        end = loaded_signer().expires_at
        assert is_able_to_sign(end)
        with pytest.raises(ValidityError, match=r"APPLE\.CERTIFICATE expired on"):
            current_signer(end + timedelta(seconds=1))

    def test_it_is_not_valid_yet(self, authority, configure):
        configure(**settings_of(authority))
        with pytest.raises(ValidityError, match="is not valid before"):
            current_signer(MADE - timedelta(days=3))


class TestLoadingOnce:
    @pytest.fixture
    def loads(self, monkeypatch):
        """The number of times that a signer was loaded."""
        count = []
        load = signer_module._load
        monkeypatch.setattr(signer_module, "_load", lambda files: count.append(1) or load(files))
        return count

    def test_one_load_serves_many(self, authority, configure, loads):
        configure(**settings_of(authority))
        assert current_signer(MADE) is current_signer(MADE)
        assert len(loads) == 1

    def test_a_failure_is_kept_too(self, authority, configure, loads):
        configure(**settings_of(authority, TEAM_IDENTIFIER="OTHERTEAM1"))
        assert [is_able_to_sign(MADE) for _ in range(3)] == [False] * 3
        assert len(loads) == 1

    def test_a_renewed_file_is_read_again(self, authority, configure, loads):
        apple = settings_of(authority)
        configure(**apple)
        before = current_signer(MADE).certificate
        renewed = authority.certificate(lifetime=timedelta(days=700))
        apple["CERTIFICATE"].write_bytes(stand_in_ca.pem(renewed))
        os.utime(apple["CERTIFICATE"], ns=(1, 1))
        assert current_signer(MADE).certificate == renewed != before
        assert len(loads) == 2

    def test_a_file_that_was_missing_is_found(self, authority, configure):
        apple = settings_of(authority)
        configure(**apple)
        wwdr = apple["WWDR"].read_bytes()
        apple["WWDR"].unlink()
        assert not is_able_to_sign(MADE)
        apple["WWDR"].write_bytes(wwdr)
        assert is_able_to_sign(MADE)


class TestProblems:
    """What the system check tells (H9)."""

    def test_none_where_all_is_well(self, authority, configure):
        configure(**settings_of(authority))
        assert certificate_problems(MADE) == []

    def test_no_certificate_is_no_error(self, configure):
        configure()
        [problem] = certificate_problems(MADE)
        assert (problem.code, problem.is_error) == ("not_configured", False)
        assert 'WAGTAIL_BIRTHDAY["APPLE"]' in problem.hint

    @pytest.mark.parametrize(("days_left", "codes"), [(31, []), (30, ["expires_soon"])])
    def test_it_warns_thirty_days_before(self, authority, configure, days_left, codes):
        configure(**settings_of(authority))
        now = loaded_signer().expires_at - timedelta(days=days_left)
        problems = certificate_problems(now)
        assert [problem.code for problem in problems] == codes
        assert not any(problem.is_error for problem in problems)

    def test_an_expired_one_is_an_error(self, authority, configure):
        configure(**settings_of(authority))
        [problem] = certificate_problems(loaded_signer().expires_at + timedelta(days=1))
        assert (problem.code, problem.is_error) == ("not_in_force", True)

    def test_a_mismatch_is_an_error(self, authority, configure):
        configure(**settings_of(authority, TEAM_IDENTIFIER="OTHERTEAM1"))
        [problem] = certificate_problems(MADE)
        assert (problem.code, problem.is_error) == ("mismatch", True)

    def test_images_are_looked_at(self, authority, configure, tmp_path):
        configure(**settings_of(authority, IMAGES=tmp_path / "empty"))
        [problem] = certificate_problems(MADE)
        assert "icon.png" in problem.message

    def test_an_image_that_is_not_png_is_told(self, authority, configure, tmp_path):
        folder = tmp_path / "jpegs"
        folder.mkdir()
        (folder / "icon.png").write_bytes(b"\xff\xd8\xff")
        configure(**settings_of(authority, IMAGES=folder))
        [problem] = certificate_problems(MADE)
        assert "is not a PNG" in problem.message
