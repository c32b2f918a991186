"""The signed pass, judged by OpenSSL and by a reader that shares no code with the builder."""

import re
import shutil
import subprocess

import polib
import pytest
from django.utils.translation import to_locale, trans_real

from tests import factories
from tests.factories import NOW
from tests.wallets.authority import MADE, PASS_TYPE, TEAM
from tests.wallets.cards import STATES, TEXTS, card_with_gift
from tests.wallets.pass_reader import BrokenPassError, read
from tests.wallets.stand_in import stand_in_ca
from wagtail_birthday.codes import grouped
from wagtail_birthday.models import Voucher
from wagtail_birthday.wallets.apple.build import assemble, build_pass
from wagtail_birthday.wallets.apple.images import current_images
from wagtail_birthday.wallets.apple.signer import loaded_signer
from wagtail_birthday.wallets.content import card_content
from wagtail_birthday.wallets.words import words_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("signing_site")]

LONG_UZBEK = (
    "Tugʻilgan kuningiz munosabati bilan oʻzingiz va yoningizdagi doʻstingiz uchun katta "
    "kappuchino va bir boʻlak tort"
)
LONG_CHINESE = "生日当天凭此礼券可在任意门店免费领取大杯卡布奇诺一杯及当日手工蛋糕一份" * 3


def built(card, now=NOW):
    """The bytes of the pass of `card` at `now`, signed whatever the dates of the certificate."""
    return assemble(card_content(card, now), loaded_signer(), current_images())


@pytest.fixture
def openssl():
    """`openssl(*arguments)`: its standard output. Skips where there is no OpenSSL."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("there is no openssl on PATH to judge the signature")

    def run(*arguments):
        done = subprocess.run([program, *map(str, arguments)], capture_output=True, check=False)
        if done.returncode:
            raise AssertionError(done.stderr.decode())
        return done.stdout

    return run


@pytest.fixture
def unpacked(signing_site, tmp_path):
    """{name: path} of a pass's files and of the root, for OpenSSL."""
    files = read(built(card_with_gift())).files
    paths = {name: tmp_path / name for name in ("manifest.json", "signature")}
    for name, path in paths.items():
        path.write_bytes(files[name])
    return {**paths, "root": signing_site.write("root.pem", stand_in_ca.pem(signing_site.root))}


class TestTheSignature:
    @pytest.mark.parametrize("judge", [["smime"], ["cms"]])
    def test_openssl_accepts_it(self, openssl, unpacked, judge):
        arguments = [*judge, "-verify", "-binary", "-purpose", "any", "-inform", "DER"]
        arguments += ["-in", unpacked["signature"], "-content", unpacked["manifest.json"]]
        assert openssl(*arguments, "-CAfile", unpacked["root"]) == (
            unpacked["manifest.json"].read_bytes()
        )

    @pytest.mark.parametrize("judge", [["smime"], ["cms"]])
    def test_openssl_refuses_a_changed_manifest(self, openssl, unpacked, judge):
        manifest = unpacked["manifest.json"]
        manifest.write_bytes(manifest.read_bytes().replace(b"icon", b"icoN", 1))
        arguments = [*judge, "-verify", "-binary", "-purpose", "any", "-inform", "DER"]
        arguments += ["-in", unpacked["signature"], "-content", manifest]
        with pytest.raises(AssertionError, match=r"(?i)digest|verif"):
            openssl(*arguments, "-CAfile", unpacked["root"])

    def test_it_is_detached_sha256_with_its_time_and_the_intermediate(self, openssl, unpacked):
        printed = openssl(
            *("cms", "-cmsout", "-print", "-inform", "DER", "-in", unpacked["signature"])
        ).decode()
        assert "eContent: <ABSENT>" in printed
        assert "signingTime" in printed
        assert re.search(r"digestAlgorithm:\s*algorithm: sha256", printed)
        assert "STAND-IN test wwdr" in printed
        assert "1.2.840.113549.1.9.15" in printed or "SMIME Capabilities" in printed

    def test_a_manifest_with_newlines_is_signed_as_it_is(self, openssl, unpacked):
        """Without the option Binary, PKCS #7 signs CR LF for each newline."""
        unpacked["manifest.json"].write_bytes(b'{\n"a": "b"\n}\n')
        unpacked["signature"].write_bytes(loaded_signer().sign(b'{\n"a": "b"\n}\n'))
        arguments = ["cms", "-verify", "-binary", "-purpose", "any", "-inform", "DER"]
        arguments += ["-in", unpacked["signature"], "-content", unpacked["manifest.json"]]
        assert openssl(*arguments, "-CAfile", unpacked["root"]) == b'{\n"a": "b"\n}\n'


class TestTheStructure:
    @pytest.mark.parametrize("state", ["none", *STATES])
    def test_a_phone_can_read_it(self, state):
        document = read(built(card_with_gift(state))).document
        assert document["passTypeIdentifier"] == PASS_TYPE
        assert document["teamIdentifier"] == TEAM
        assert document["organizationName"] == "Test café"

    def test_the_reader_would_notice_a_broken_one(self):
        whole = built(card_with_gift())
        with pytest.raises(BrokenPassError):
            read(whole.replace(b'"formatVersion":1', b'"formatVersion":2'))

    def test_the_serial_number_is_the_cards(self):
        card = card_with_gift()
        assert read(built(card)).document["serialNumber"] == card.serial

    def test_entries_are_stored_and_standard_tools_unpack_them(self, tmp_path):
        path = tmp_path / "card.pkpass"
        path.write_bytes(built(card_with_gift()))
        shutil.unpack_archive(path, tmp_path / "unpacked", format="zip")
        assert (tmp_path / "unpacked" / "zh-Hans.lproj" / "pass.strings").is_file()

    def test_images_are_of_apples_sizes(self):
        card = read(built(card_with_gift()))
        for scale, suffix in enumerate(["", "@2x", "@3x"], start=1):
            assert card.image_size(f"icon{suffix}.png") == (29 * scale, 29 * scale)
            assert card.image_size(f"strip{suffix}.png") == (375 * scale, 144 * scale)
            width, height = card.image_size(f"logo{suffix}.png")
            assert width <= 160 * scale
            assert height <= 50 * scale

    def test_the_birthday_strip_is_there_while_there_is_a_gift_to_come(self):
        assert "strip.png" in read(built(card_with_gift("waiting"))).files
        assert "strip.png" not in read(built(card_with_gift("given"))).files

    def test_only_the_signature_differs_between_two_of_the_same(self):
        card = card_with_gift()
        one, other = read(built(card)).files, read(built(card)).files
        assert {name for name in one if one[name] != other[name]} <= {"signature"}


class TestTheCard:
    def test_qr_holds_the_cards_code_and_nothing_else(self):  # H12
        card = card_with_gift()
        assert read(built(card)).barcode["message"] == card.code

    def test_the_vouchers_code_is_under_the_qr_and_on_the_back(self):
        card = read(built(card_with_gift()))
        code = grouped(Voucher.objects.get().code)
        assert card.barcode["altText"] == code
        assert card.value("code") == code

    def test_without_a_voucher_code_the_cards_own_is_under_the_qr(self):
        card = card_with_gift(mode="card_state")
        assert read(built(card)).barcode["altText"] == grouped(card.code)

    @pytest.mark.parametrize(("language", "title"), [("uz", LONG_UZBEK), ("zh-hans", LONG_CHINESE)])
    def test_long_texts_do_not_cut_the_code(self, language, title):  # H11
        texts = {**TEXTS, language: {**TEXTS[language], "title": title, "terms": title * 5}}
        card = card_with_gift(member=factories.member(language=language), texts=texts)
        read_card = read(built(card))
        assert read_card.value("gift") == title
        assert read_card.value("about").startswith(title)
        assert read_card.barcode["altText"] == grouped(Voucher.objects.get().code)
        shares = [field["value"] for field in read_card.document["storeCard"]["secondaryFields"]]
        assert grouped(Voucher.objects.get().code) not in shares

    @pytest.mark.parametrize("mark", ["ʻ", "ʼ", "'", "‘", "’", "`"])
    def test_names_come_through_with_any_apostrophe(self, mark):  # D7
        card = card_with_gift(member=factories.member(f"Gulnora Oʻg{mark}li", language="uz"))
        assert read(built(card)).value("member") == f"Gulnora Oʻg{mark}li"

    def test_quotes_and_newlines_survive_in_every_language(self):
        awkward = {**TEXTS["en"], "title": 'A "large" \\ cup', "terms": 'One.\r\nTwo.\n"Three"'}
        card = read(built(card_with_gift(texts={**TEXTS, "en": awkward})))
        assert card.value("gift", "en") == 'A "large" \\ cup'
        assert card.value("gift", "uz") == "Bepul kappuchino"
        assert card.value("terms", "zh-Hans") == "每位会员限一份。"

    def test_nothing_for_staff_is_on_it(self):
        assert b"STAFF" not in built(card_with_gift())


class TestTheStates:
    def test_each_is_told_in_words(self):
        told = {
            state: read(built(card_with_gift(state))).value("state") for state in ["none", *STATES]
        }
        assert told == {
            "none": "No gift at the moment",
            "waiting": "Your gift opens soon",
            "ready": "Your gift is ready",
            "given": "You have had this gift",
            "ended": "This gift has ended",
            "void": "This gift was cancelled",
        }

    def test_a_phone_tells_the_new_state_when_it_changes(self):
        assert read(built(card_with_gift())).fields["state"]["changeMessage"] == "%@"

    @pytest.mark.parametrize("state", ["given", "ended", "void"])
    def test_the_code_of_a_gift_that_is_over_is_gone(self, state):  # H7
        card = card_with_gift(state)
        assert grouped(Voucher.objects.get().code).encode() not in built(card)

    @pytest.mark.parametrize("state", ["none", *STATES])
    def test_the_card_outlives_its_gifts(self, state):
        """A phone files expired and voided passes away: with them, the stamps would be gone."""
        document = read(built(card_with_gift(state))).document
        assert "voided" not in document
        assert "expirationDate" not in document

    def test_a_card_that_is_not_honoured_is_voided(self):  # F17
        card = read(built(card_with_gift(member=factories.member(is_blocked=True))))
        assert card.document["voided"] is True
        assert "gift" not in card.fields

    def test_staff_signals_are_not_on_it(self):
        card = read(built(card_with_gift(mode="staff_signal")))
        assert "gift" not in card.fields
        assert card.value("state") == "No gift at the moment"


class TestLanguages:
    @pytest.mark.parametrize("language", ["en", "zh-hans", "uz"])
    def test_the_members_own_is_what_any_other_phone_shows(self, language):
        card = read(built(card_with_gift(member=factories.member(language=language))))
        assert card.value("gift") == TEXTS[language]["title"]

    @pytest.mark.parametrize("language", ["en", "zh-hans", "uz"])
    def test_phones_in_a_language_of_the_site_show_theirs(self, language):
        card = read(built(card_with_gift(member=factories.member(language=language))))
        assert set(card.strings) == {"en", "zh-Hans", "uz"}
        shown = {code: card.value("gift", code) for code in card.strings}
        assert shown == {
            "en": "Free cappuccino",
            "zh-Hans": "免费卡布奇诺一杯",
            "uz": "Bepul kappuchino",
        }
        assert card.value("until", "zh-Hans") == "2027年6月24日"

    def test_a_gift_in_one_language_only_reads_the_same_everywhere(self):
        card = card_with_gift(member=factories.member(language="uz"), texts={"en": TEXTS["en"]})
        card = read(built(card))
        assert {card.value("gift", code) for code in card.strings} == {"Free cappuccino"}

    def test_our_own_words_are_translated_too(self, settings, tmp_path):
        catalogue = {"uz": "Shtamplar", "zh-hans": "印章"}
        for language, word in catalogue.items():
            folder = tmp_path / to_locale(language) / "LC_MESSAGES"
            folder.mkdir(parents=True)
            po = polib.POFile()
            po.metadata = {"Content-Type": "text/plain; charset=utf-8"}
            po.append(polib.POEntry(msgid="Stamps", msgstr=word))
            po.save_as_mofile(str(folder / "django.mo"))
        words_in.cache_clear()
        settings.LOCALE_PATHS = [tmp_path]
        try:
            assert words_in("uz").stamps == "Shtamplar"
            card = card_with_gift(member=factories.member(language="uz"))
            # Another name: what is the same for all cards is kept under the organisation's.
            settings.WAGTAIL_BIRTHDAY = {
                **settings.WAGTAIL_BIRTHDAY,
                "ORGANISATION_NAME": "Kafe",
            }
            card = read(built(card))
        finally:
            words_in.cache_clear()
            trans_real._translations.clear()
        assert card.fields["stamps"]["label"] == "Shtamplar"
        assert card.strings["zh-Hans"]["Shtamplar"] == "印章"


class TestNoBirthDate:
    """The member was born on 29 February 1988 (H12)."""

    # The birthday as people, machines and our own database write it.
    FORMS = re.compile(
        r"1988|02-29|29-02|0229|2902|\b229\b|02/29|29/02|2/29\b|29/2\b|29\.0?2\b|"
        r"29(th)?( of)? ?-?feb|feb[a-z]*\.? 29|29-?fev|2月29|二月二十九|born|birth date|"
        r"date of birth|birthdate|birth_|tugʻilgan sana|出生",
        re.IGNORECASE,
    )

    @pytest.mark.parametrize("state", ["none", *STATES])
    @pytest.mark.parametrize("language", ["en", "zh-hans", "uz"])
    def test_in_no_text_of_the_pass(self, state, language):
        member = factories.member(birthday="1988-02-29", language=language)
        card = read(built(card_with_gift(state, member=member)))
        names = [name for name in card.files if name.endswith((".json", ".strings"))]
        assert names
        for name in names:
            text = card.files[name].decode()
            # Digests, the serial and the codes are random: what they spell means nothing.
            text = re.sub(r"[0-9a-f]{32,40}|[2-9A-Z]{20}|[2-9A-Z]{4}(-[2-9A-Z]{4}){4}", "", text)
            assert not self.FORMS.search(text), name

    def test_nor_in_the_bytes_of_the_whole_file(self):
        member = factories.member(birthday="1988-02-29")
        data = built(card_with_gift(member=member))
        for form in (b"1988-02-29", b"--02-29", b"02-29", b"February 29", b"birth_md"):
            assert form not in data

    def test_the_search_would_find_one(self):
        for form in ("1988-02-29", "29 February", "Feb. 29", "29-fevral", "2月29日", '"md":229,'):
            assert self.FORMS.search(form), form

    @pytest.mark.parametrize("opens", ["2028-02-29T00:00", "2027-02-28T00:00"])
    def test_even_where_the_gift_opens_on_the_birthday(self, opens):
        opens_at = factories.utc(opens)
        member = factories.member(birthday="1988-02-29")
        card = card_with_gift(
            member=member,
            opens_at=opens_at,
            closes_at=opens_at.replace(month=3, day=20),
            issued_at=opens_at,
            time_zone="UTC",
        )
        card = read(built(card, now=opens_at.replace(day=20)))
        assert card.value("state") == "Your gift opens soon"
        assert card.value("from") == "your birthday"
        assert b"February" not in card.files["pass.json"]


def test_the_settings_certificate_signs_and_its_dates_count():
    assert read(build_pass(card_with_gift(), MADE)).document["formatVersion"] == 1


def test_a_site_can_bring_its_own_images(signing_site, configure, settings, tmp_path):
    icon = current_images().everyday
    folder = tmp_path / "images"
    folder.mkdir()
    png = read(built(card_with_gift("none"))).files["logo.png"]
    (folder / "icon.png").write_bytes(png)
    settings.WAGTAIL_BIRTHDAY["APPLE"]["IMAGES"] = folder
    files = read(built(card_with_gift("ready"))).files
    assert files["icon.png"] == png
    assert "strip.png" not in files
    assert "logo.png" not in files
    assert current_images().everyday.hashes["icon.png"] != icon.hashes["icon.png"]
