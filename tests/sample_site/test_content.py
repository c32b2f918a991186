"""The texts that the sample site ships: complete, in one language each, in its own typography."""

import re

import polib
import pytest

from sample_site.cafe.content import catalogue, english

LANGUAGES = sorted(catalogue.CATALOGUES)
# Names that stay as they are in every language.
BRANDS = {"Café Navroʻz", "Apple Wallet", "Google Wallet", "wagtail_birthday", "Apple", "Google"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]+>|\d+")
HAN = r"\u4e00-\u9fff"
ENGLISH_WORDS = re.compile(
    r"\b(a|an|and|are|at|birthday|by|card|clear|customer|for|from|gift|in|is|issue|member|of|on|or"
    r"|reward|staff|stamp|step|that|the|this|to|visit|voucher|when|with|you|your)\b",
    re.IGNORECASE,
)
# Renderings that the glossary forbids, whatever the sentence.
FORBIDDEN = {
    "zh-hans": ["代金券", "客户", "业务", "回访", "清除", "忠诚", "员工", "赎回", "打折扣"],
    "uz": ["tozalash", "orqaga", "voucher", "hamyon karta ", "tugʻilgan kun mukofot ", "programma"],
}


def entries(language):
    return list(polib.pofile(str(catalogue.FOLDER / catalogue.CATALOGUES[language])))


def without_brands(text):
    for brand in sorted(BRANDS, key=len, reverse=True):
        text = text.replace(brand, " ")
    return text


@pytest.mark.parametrize("language", LANGUAGES)
class TestCatalogue:
    def test_has_every_text_of_the_site(self, language):
        catalogue.check_complete(english.messages(), language)

    def test_has_nothing_that_the_site_does_not_say(self, language):
        assert {entry.msgid for entry in entries(language)} <= set(english.messages())

    def test_has_no_text_twice_and_none_in_doubt(self, language):
        found = entries(language)
        assert len({entry.msgid for entry in found}) == len(found)
        assert not [entry.msgid for entry in found if entry.fuzzy or entry.obsolete]

    def test_says_which_language_it_is(self, language):
        po = polib.pofile(str(catalogue.FOLDER / catalogue.CATALOGUES[language]))
        assert f"{po.metadata['Language']}.po" == catalogue.CATALOGUES[language]

    def test_a_missing_text_is_named(self, language):
        with pytest.raises(catalogue.IncompleteCatalogueError, match="Nobody wrote this"):
            catalogue.check_complete(["Birthday rewards", "Nobody wrote this"], language)


@pytest.mark.parametrize("language", LANGUAGES)
class TestTranslations:
    def test_none_is_the_english_text(self, language):
        same = [entry.msgid for entry in entries(language) if entry.msgstr == entry.msgid]
        assert set(same) <= BRANDS

    def test_no_english_is_left_in_them(self, language):
        english_left = {"zh-hans": re.compile("[A-Za-z]"), "uz": ENGLISH_WORDS}[language]
        texts = [entry.msgstr for entry in entries(language)]
        assert [text for text in texts if english_left.search(without_brands(text))] == []

    def test_placeholders_tags_and_numbers_are_kept(self, language):
        changed = [
            entry.msgid
            for entry in entries(language)
            if sorted(PLACEHOLDER.findall(entry.msgstr)) != sorted(PLACEHOLDER.findall(entry.msgid))
        ]
        assert changed == []

    def test_they_avoid_what_the_glossary_forbids(self, language):
        found = [
            (word, entry.msgstr)
            for entry in entries(language)
            for word in FORBIDDEN[language]
            if word in f"{without_brands(entry.msgstr)} ".lower()
        ]
        assert found == []

    def test_no_word_is_repeated(self, language):
        repeated = re.compile(r"\b(\w{2,}) \1\b", re.IGNORECASE)
        texts = [entry.msgstr for entry in entries(language)]
        assert [text for text in texts if repeated.search(text)] == []

    def test_they_are_about_as_long_as_their_source(self, language):
        low, high = {"zh-hans": (0.10, 0.95), "uz": (0.50, 2.2)}[language]
        long = [entry for entry in entries(language) if len(entry.msgid) > 40]
        out_of_band = [
            entry.msgid for entry in long if not low <= len(entry.msgstr) / len(entry.msgid) <= high
        ]
        assert out_of_band == []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(r"['’‘`´]", id="an apostrophe that is no letter"),
        pytest.param("(?<![oOgG])ʻ", id="a turned comma that follows neither o nor g"),
        pytest.param("[oOgG]ʼ", id="a tutuq belgisi in place of a turned comma"),
        pytest.param("[\u0400-\u04ff]", id="Cyrillic"),
        pytest.param(r"(Wallet|Navroʻz|wagtail_birthday)[\wʻʼ-]", id="a suffix glued to a brand"),
        pytest.param(
            r"\b(\d+|bitta|ikkita|uchta|nechta) (ta )?\w+lar\b", id="a plural after a number"
        ),
        pytest.param(r"tugʻilgan kun mukofot\b", id="an izafet without its possessive"),
    ],
)
def test_uzbek_is_free_of(wrong):
    texts = [entry.msgstr for entry in entries("uz")]
    assert [text for text in texts if re.search(wrong, text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(f"[{HAN}][,.;:!?()]|[,.;:!?()][{HAN}]", id="ASCII punctuation beside Han"),
        pytest.param(f"[{HAN}，。；：！？、] +[{HAN}]", id="a space between Han"),
        pytest.param("[們個這為會員禮發顧備獎勵領]", id="traditional characters"),
    ],
)
def test_chinese_is_free_of(wrong):
    texts = [entry.msgstr for entry in entries("zh-hans")]
    assert [text for text in texts if re.search(wrong, text)] == []


class TestFacts:
    """What the page has to say, in its source."""

    @pytest.mark.parametrize(
        "fact",
        [
            "birthday voucher",
            "reward state",
            "signal staff",
            "free drink",
            "dessert",
            "service add-on",
            "small discount",
            "bonus stamp pack",
            "birthday-only upgrade",
            "cafés, bakeries, restaurants, salons, spas, beauty",
            "repeat-visit businesses",
            "before the visit",
            "show staff that a gift is waiting",
            "not a heavy discount",
            "quiet customers",
            "the customer joins",
            "define one clear gift",
            "the system issues it",
            "redeemed in the normal flow",
            "consistency",
            "customer experience",
            "operational clarity",
            "long-term use",
        ],
    )
    def test_is_carried(self, fact):
        assert fact in "\n".join(english.messages()).lower()

    @pytest.mark.parametrize(
        ("section", "count"),
        [("chips", 4), ("facts", 4), ("uses", 4), ("steps", 4), ("audiences", 3), ("faq", 4)],
    )
    def test_each_section_has_its_items(self, section, count):
        assert len(english.PAGE[section]) == count

    def test_the_comparison_has_its_aspects(self):
        assert len(english.PAGE["comparison"]["rows"]) == 4

    def test_answers_need_no_escaping_so_that_they_are_msgids_as_they_stand(self):
        assert not [item for item in english.PAGE["faq"] if re.search("[<>&]", item["answer"])]

    def test_no_text_carries_its_own_number(self):
        titles = [item["title"] for item in [*english.PAGE["uses"], *english.PAGE["steps"]]]
        assert not [title for title in titles if re.search(r"\d", title)]

    def test_pictures_are_there_and_light(self):
        names = [item["image"] for item in [*english.PAGE["steps"], *english.GIFTS.values()]]
        for name in names:
            assert (catalogue.FOLDER / "images" / name).stat().st_size < 40_000
