"""The page in other languages: hreflang, the one address, the switcher."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

LINK = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">')
HOST = "http://localhost"


@pytest.fixture
def head(client):
    def get(page):
        content = client.get(page.get_url()).content.decode()
        return dict(LINK.findall(content)), content

    return get


class TestHreflang:
    def test_lists_every_live_language_and_the_default(self, head, make_page, translated):
        page = make_page()
        translated(page, "zh-hans")
        translated(page, "uz")
        expected = {
            "en": f"{HOST}/en/birthday-rewards/",
            "zh-Hans": f"{HOST}/zh-hans/birthday-rewards/",
            "uz": f"{HOST}/uz/birthday-rewards/",
            "x-default": f"{HOST}/en/birthday-rewards/",
        }
        assert head(page)[0] == expected

    def test_is_the_same_on_every_translation(self, head, make_page, translated):
        page = make_page()
        uzbek = translated(page, "uz")
        assert head(uzbek)[0] == head(page)[0]

    def test_leaves_out_drafts(self, head, make_page, translated):
        page = make_page()
        translated(page, "uz").unpublish()
        assert set(head(page)[0]) == {"en", "x-default"}

    def test_has_no_default_where_that_is_not_live(self, head, make_page, translated):
        page = make_page()
        uzbek = translated(page, "uz")
        page.unpublish()
        assert set(head(uzbek)[0]) == {"uz"}

    def test_leaves_out_aliases_which_show_another_language(self, head, make_page, locales):
        page = make_page()
        alias = page.copy_for_translation(locales["uz"], copy_parents=True, alias=True)
        assert set(head(page)[0]) == {"en", "x-default"}
        _links, content = head(alias)
        assert '<html lang="en"' in content
        assert f'<link rel="canonical" href="{HOST}/en/birthday-rewards/">' in content


class TestCanonical:
    def test_is_the_address_of_the_page_itself(self, head, make_page, translated):
        uzbek = translated(make_page(), "uz")
        _links, content = head(uzbek)
        assert f'<link rel="canonical" href="{HOST}/uz/birthday-rewards/">' in content
        assert '<html lang="uz" dir="ltr">' in content


class TestSwitcher:
    def test_names_each_language_in_itself_and_marks_the_current_one(
        self, head, make_page, translated
    ):
        page = make_page()
        uzbek = translated(page, "uz")
        _links, content = head(uzbek)
        assert re.search(r'lang="uz"[^>]*aria-current="page">Oʻzbek tili</a>', content)
        assert re.search(r'lang="en"[^>]*>English</a>', content)
        assert content.count('aria-current="page"') == 1

    def test_is_absent_with_one_language(self, head, make_page):
        assert "bd-languages" not in head(make_page())[1]


class TestQueries:
    def test_do_not_grow_with_the_languages(self, client, make_page, translated):
        page = make_page()
        counts = []
        for language in ("uz", "zh-hans"):
            translated(page, language)
            client.get(page.get_url())
            with CaptureQueriesContext(connection) as queries:
                client.get(page.get_url())
            counts.append(len(queries))
        assert counts[0] == counts[1]
