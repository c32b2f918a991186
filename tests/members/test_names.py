"""Names as they are searched: oracle.md D7."""

import pytest

from tests import factories
from wagtail_birthday.members.names import fold


@pytest.mark.parametrize("mark", ["'", "`", "ʻ", "ʼ", "‘", "’"])
def test_five_apostrophes_and_a_backtick_are_one(mark):
    assert fold(f"O{mark}rinov  G{mark}ayrat") == "orinov gayrat"


@pytest.mark.parametrize(
    ("name", "folded"), [("ÉMILIE", "emilie"), ("Straße", "strasse"), ("李雷", "李雷"), (" ", "")]
)
def test_case_accents_and_spaces_are_forgiven(name, folded):
    assert fold(name) == folded


@pytest.mark.django_db
def test_a_member_keeps_the_name_and_its_folded_form():
    member = factories.member("Gʻayrat Oʻrinov")
    assert (member.name, member.name_folded) == ("Gʻayrat Oʻrinov", "gayrat orinov")
