"""`manage.py birthday_pass`."""

import io
import stat
import sys

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tests.wallets.pass_reader import read
from wagtail_birthday.models import Card

pytestmark = pytest.mark.django_db


def run(*arguments):
    call_command("birthday_pass", *map(str, arguments), stderr=io.StringIO())


def fails_with(code, *arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert caught.value.returncode == code
    return str(caught.value)


@pytest.mark.usefixtures("signing_site")
class TestWriting:
    @pytest.mark.parametrize("key", ["pk", "email"])
    def test_by_primary_key_or_address(self, key, tmp_path):
        member = factories.member()
        run(getattr(member, key), "-o", tmp_path / "card.pkpass")
        card = read((tmp_path / "card.pkpass").read_bytes())
        assert card.document["serialNumber"] == Card.objects.get(member=member).serial

    def test_only_its_owner_can_read_the_file(self, tmp_path):
        run(factories.member().pk, "-o", tmp_path / "card.pkpass")
        assert stat.S_IMODE((tmp_path / "card.pkpass").stat().st_mode) == 0o600

    def test_to_standard_output(self, monkeypatch):
        class Stdout(io.StringIO):
            buffer = io.BytesIO()

        monkeypatch.setattr(sys, "stdout", Stdout())
        card = factories.card()
        run(card.member.pk)
        assert read(Stdout.buffer.getvalue()).document["serialNumber"] == card.serial

    def test_never_to_a_terminal(self, monkeypatch):
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        assert "-o FILE" in fails_with(2, factories.member().pk)

    def test_a_folder_that_is_not_there(self, tmp_path):
        told = fails_with(5, factories.member().pk, "-o", tmp_path / "nowhere" / "card.pkpass")
        assert "nowhere" in told

    @pytest.mark.parametrize("key", ["987654", "nobody@example.com", "nobody"])
    def test_nobody(self, key, tmp_path):
        fails_with(3, key, "-o", tmp_path / "card.pkpass")
        assert not (tmp_path / "card.pkpass").exists()

    def test_an_address_of_two_members(self, tmp_path):
        for _ in range(2):
            factories.member(email="both@example.com")
        fails_with(3, "both@example.com", "-o", tmp_path / "card.pkpass")


def test_without_a_certificate_it_says_what_to_configure(tmp_path):
    told = fails_with(4, factories.member().pk, "-o", tmp_path / "card.pkpass")
    assert 'WAGTAIL_BIRTHDAY["APPLE"]' in told
    assert not (tmp_path / "card.pkpass").exists()
