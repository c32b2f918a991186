"""How a language is written in HTML, and how its readers write a date."""

from datetime import date

import pytest

from wagtail_birthday.languages import Language


class TestTag:
    @pytest.mark.parametrize(
        ("code", "tag"),
        [
            ("en", "en"),
            ("zh-hans", "zh-Hans"),
            ("uz-cyrl", "uz-Cyrl"),
            ("pt-br", "pt-BR"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
        ],
    )
    def test_is_written_as_bcp_47_has_it(self, code, tag):
        assert Language(code).tag == tag


class TestDirection:
    @pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("he", "rtl"), ("uz", "ltr")])
    def test_follows_the_script(self, code, direction):
        assert Language(code).direction == direction


class TestName:
    @pytest.mark.parametrize(
        ("code", "name"), [("en", "English"), ("zh-hans", "简体中文"), ("uz", "Oʻzbek tili")]
    )
    def test_is_what_its_speakers_call_it(self, code, name):
        assert Language(code).name == name

    def test_of_a_language_that_django_does_not_know_is_the_sites(self, settings):
        settings.LANGUAGES = [("kaa", "Qaraqalpaq")]
        assert Language("kaa").name == "Qaraqalpaq"


class TestLongDate:
    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("en", "November 21, 2026"),
            ("zh-hans", "2026年11月21日"),
            ("uz", "2026-yil 21-noyabr"),
            ("pt-br", "21 de novembro de 2026"),
            ("en-gb", "21 November 2026"),
            ("ru", "21 ноября 2026\u202fг."),
            ("zh-xx", "2026年11月21日"),
        ],
    )
    def test_is_as_its_readers_write_it(self, code, words):
        assert Language(code).long_date(date(2026, 11, 21)) == words

    def test_of_an_unknown_language_is_in_the_sites(self):
        assert Language("tlh").long_date(date(2026, 11, 21)) == "November 21, 2026"
