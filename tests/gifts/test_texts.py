"""The fallback chain of a promised gift's language (oracle D1, D2, D8)."""

import pytest

from wagtail_birthday.gifts.models import GiftSnapshot
from wagtail_birthday.gifts.texts import chain, text_in


def snapshot(source="en", **titles) -> GiftSnapshot:
    """`snapshot(en="Tea", zh_hans="茶")`, not saved."""
    texts = {code.replace("_", "-"): {"title": title} for code, title in titles.items()}
    return GiftSnapshot(source_language=source, texts=texts)


@pytest.fixture(autouse=True)
def english_site(settings):
    settings.LANGUAGE_CODE = "en"


class TestTheChain:
    def test_the_members_own_language_comes_first(self):  # D1
        texts, used = text_in(snapshot(en="Free tea", uz="Bepul choy"), "uz")
        assert (texts["title"], used) == ("Bepul choy", "uz")

    def test_then_its_more_general_form(self):
        texts, used = text_in(snapshot(en="Free tea", uz="Bepul choy"), "uz-cyrl")
        assert (texts["title"], used) == ("Bepul choy", "uz")

    def test_then_the_language_of_the_site(self):  # D2
        texts, used = text_in(snapshot("zh-hans", en="Free tea", zh_hans="免费茶饮"), "uz")
        assert (texts["title"], used) == ("Free tea", "en")

    def test_then_the_language_it_was_written_in(self):  # D8
        texts, used = text_in(snapshot("zh-hans", zh_hans="免费茶饮", ko="무료 차"), "uz")
        assert (texts["title"], used) == ("免费茶饮", "zh-hans")

    def test_a_sibling_is_not_a_more_general_form(self):
        assert text_in(snapshot(en="Free tea", zh_hant="免費茶飲"), "zh-hans")[1] == "en"

    def test_case_and_underscores_do_not_matter(self):
        assert text_in(snapshot(en="Free tea", zh_hans="免费茶饮"), "zh_Hans")[1] == "zh-hans"

    def test_is_spelled_out_without_repetitions(self):
        assert list(chain("zh-Hans-SG")) == ["zh-hans-sg", "zh-hans", "zh", "en"]
        assert list(chain("en-gb")) == ["en-gb", "en"]


class TestTheTexts:
    def test_a_language_without_a_title_is_not_there(self):
        assert text_in(snapshot(en="Free tea", uz=""), "uz")[1] == "en"

    def test_languages_are_never_mixed(self):
        both = snapshot(en="Free tea", uz="Bepul choy")
        both.texts["en"]["terms"] = "One for each member."
        assert text_in(both, "uz")[0]["terms"] == ""

    def test_all_of_them_are_there_even_where_the_source_is_empty(self):
        texts, used = text_in(GiftSnapshot(source_language="uz", texts={}), "en")
        assert set(texts) == {"title", "description", "terms", "staff_label", "handover"}
        assert used == "uz"

    def test_the_snapshot_is_left_as_it_was(self):
        tea = snapshot(en="Free tea")
        text_in(tea, "en")[0]["title"] = "changed"
        assert tea.texts["en"]["title"] == "Free tea"
