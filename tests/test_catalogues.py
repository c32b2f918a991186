"""The catalogues: complete, current, and fit for the eye of a reader of the language."""

import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ["uz", "zh_Hans"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+")
HAN = r"[\u3400-\u9fff]"


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


def translations(language: str):
    """(msgid, one of its translations) of all entries."""
    for entry in catalogue(language):
        if entry.obsolete:
            continue
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            yield entry.msgid, text


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_is_complete(self, language):
        lacking = [
            entry.msgid
            for entry in catalogue(language)
            if not entry.obsolete and (entry.fuzzy or not entry.translated())
        ]
        assert lacking == []

    def test_has_a_header_that_babel_compiles(self, language):
        found = catalogue(language)
        assert not found.metadata_is_fuzzy
        assert found.metadata["Language"] == language
        assert found.metadata["Plural-Forms"] == "nplurals=1; plural=0;"

    def test_keeps_placeholders_and_tags(self, language):
        for msgid, text in translations(language):
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(msgid)), msgid
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(msgid)), msgid

    def test_ends_its_sentences_as_the_source_does(self, language):
        for msgid, text in translations(language):
            ends = msgid.rstrip().endswith((".", "?", "!", ","))
            assert text.rstrip().endswith((".", "?", "!", ",", "。", "？", "！", "，")) == ends, (
                msgid
            )

    def test_is_what_django_reads(self, language):
        """Compiled when the package was installed, from this very catalogue."""
        with translation.override(translation.to_language(language)):
            read = gettext("Staff desk")
        [written] = [entry.msgstr for entry in catalogue(language) if entry.msgid == "Staff desk"]
        assert read == written != "Staff desk"


class TestUzbek:
    def test_writes_its_letters_with_the_right_marks(self):
        """oʻ and gʻ with U+02BB, the tutuq belgisi with U+02BC: letters, not punctuation."""
        for msgid, text in translations("uz"):
            assert not re.search(r"\w['`‘’]\w|[oOgG]['`‘’ʼ]", text), msgid

    def test_glues_no_suffix_to_a_placeholder(self):
        for msgid, text in translations("uz"):
            assert not re.search(r"\)s[a-zʻʼ]", text), msgid


class TestChinese:
    def test_has_full_width_punctuation_and_no_spaces_between_han(self):
        for msgid, text in translations("zh_Hans"):
            assert not re.search(rf"{HAN}[,;:?!()]|[,;:?!(]{HAN}", text), msgid
            assert not re.search(rf"{HAN} {HAN}", text), msgid


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_is_current(language, tmp_path):
    """Every string of the code is in the catalogue, and no other: `make messages` was run."""
    import shutil

    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed")
    copy = tmp_path / "copy"
    ignored = shutil.ignore_patterns(
        ".git", ".venv", ".tox", "var", "build", "*.egg-info", "__pycache__", ".*_cache"
    )
    shutil.copytree(ROOT, copy, ignore=ignored)
    recipe = (ROOT / "Makefile").read_text().partition("-m django makemessages")[2].splitlines()[0]
    subprocess.run(
        f'"{sys.executable}" -m django makemessages {recipe}',
        shell=True,
        cwd=copy,
        check=True,
        capture_output=True,
    )
    path = f"locale/{language}/LC_MESSAGES/django.po"

    def keys(root):
        entries = polib.pofile(str(root / path))
        return {(e.msgctxt, e.msgid, e.msgid_plural) for e in entries if not e.obsolete}

    assert keys(copy) == keys(ROOT)
