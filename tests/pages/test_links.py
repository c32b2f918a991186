"""Where the button may lead."""

import pytest
from django.core.exceptions import ValidationError

from wagtail_birthday.languages import Language
from wagtail_birthday.pages.links import localized, validate_link


class TestAddress:
    @pytest.mark.parametrize(
        "address",
        ["https://cafe.example/", "/join/", "mailto:hi@cafe.example", "tel:+998901234567", "#faq"],
    )
    def test_of_a_place_is_accepted(self, address):
        validate_link(address)

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "//evil.example",
            "x y",
        ],
    )
    def test_that_could_run_or_mislead_is_refused(self, address):
        with pytest.raises(ValidationError):
            validate_link(address)

    def test_is_checked_when_the_page_is_saved(self, make_page):
        with pytest.raises(ValidationError):
            make_page(closing_button_url="javascript:alert(1)")


class TestLocalized:
    def test_is_the_translation_where_it_is_live(self, make_page, translated):
        page = make_page()
        uzbek = translated(page, "uz")
        assert localized(page, Language("uz")) == uzbek

    def test_is_the_page_itself_where_the_translation_is_a_draft(self, make_page, translated):
        page = make_page()
        translated(page, "uz").unpublish()
        assert localized(page, Language("uz")) == page

    def test_is_nothing_for_a_page_that_is_not_live(self, make_page):
        page = make_page()
        page.unpublish()
        assert localized(page, Language("en")) is None
        assert localized(None, Language("en")) is None
