"""The page through wagtail-localize: every text is offered, nothing else is."""

import pytest
from wagtail.models import Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from tests import factories
from tests.pages.conftest import blocks, sections, step

# What an item shows, by section: the texts of one item and of the section around it.
PER_ITEM = {
    "chips": 1,
    "facts": 2,
    "uses": 2,
    "steps": 4,
    "audiences": 2,
    "comparison": 3,
    "faq": 2,
}
AROUND = {"comparison": 2}


def strings(page):
    source, _created = TranslationSource.update_or_create_from_instance(page)
    return [
        (segment.context.path, segment.string.data)
        for segment in source.stringsegment_set.select_related("context", "string")
    ]


@pytest.fixture
def translate(locales, django_capture_on_commit_callbacks):
    """`translate(page, "uz")`: publish it with every text in capitals, as its translation."""

    def run(original, language):
        source, _created = TranslationSource.update_or_create_from_instance(original)
        translation, _created = Translation.objects.get_or_create(
            source=source, target_locale=locales[language]
        )
        po = translation.export_po()
        for entry in po:
            entry.msgstr = entry.msgid.upper()
        assert translation.import_po(po, tool_name="test") == []
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        assert not StringTranslation.objects.filter(has_error=True)
        total, done = translation.get_progress()
        assert done == total
        return source.get_translated_instance(locales[language])

    return run


class TestSegments:
    @pytest.mark.parametrize("section", PER_ITEM)
    @pytest.mark.parametrize("count", [1, 4])
    def test_every_item_of_every_list_is_offered(self, make_page, section, count):
        page = make_page(**{section: sections(count)[section]})
        found = [path for path, _text in strings(page) if path.startswith(f"{section}.")]
        assert len(found) == PER_ITEM[section] * count + AROUND.get(section, 0)

    def test_the_description_of_an_image_is_offered(self, make_page):
        page = make_page(steps=blocks("step", [step(1, image_alt="A cup")]))
        assert "A cup" in [text for _path, text in strings(page)]

    def test_address_and_icons_are_not_offered(self, full_page):
        found = strings(full_page)
        assert not {"slug", "closing_button_url"} & {path for path, _text in found}
        assert "cup" not in [text for _path, text in found]


class TestPublishing:
    @pytest.fixture(autouse=True)
    def homes(self, root_page, translate):
        translate(root_page, "uz")

    def test_the_translation_has_all_texts_and_the_same_slug(self, client, full_page, translate):
        page = translate(full_page, "uz")
        assert page.live
        assert page.slug == full_page.slug
        assert page.comparison[0].value["rows"][3]["manual"] == "HAND 4"
        assert page.steps[3].value["business_side"] == "BUSINESS 4"
        content = client.get("/uz/birthday-rewards/").content.decode()
        assert "USE TEXT 4" in content
        assert "Use text 4" not in content

    def test_what_is_no_text_is_kept(self, full_page, translate):
        page = translate(full_page, "uz")
        assert page.audiences[0].value["icon"] == "cup"
        assert page.closing_button_url == full_page.closing_button_url

    def test_the_gift_follows_the_language(self, make_page, translate):
        gift = factories.gift()
        uzbek = translate(gift, "uz")
        page = translate(make_page(gift=gift), "uz")
        assert page.gift == uzbek
        assert page.live_gift == uzbek

    def test_an_update_of_the_source_reaches_the_translation(self, full_page, translate):
        translate(full_page, "uz")
        full_page.steps = blocks("step", [step(9)])
        full_page.save_revision().publish()
        page = translate(Page.objects.get(pk=full_page.pk).specific, "uz")
        assert [item.value["title"] for item in page.steps] == ["DO 9"]
