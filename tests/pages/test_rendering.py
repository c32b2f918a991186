"""What a visitor of the page sees, section by section."""

import re
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as PillowImage
from wagtail.images import get_image_model
from wagtail.models import Collection

from tests.factories import utc
from tests.pages.conftest import blocks, sections, step

SECTION_IDS = ["at-a-glance", "uses", "how-it-works", "gift", "audiences", "comparison", "faq"]


class Outline(HTMLParser):
    """The headings' levels and the ids of a page."""

    def __init__(self, html):
        super().__init__()
        self.levels, self.ids, self.labelled_by = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if "aria-labelledby" in attrs:
            self.labelled_by.append(attrs["aria-labelledby"])


@pytest.fixture
def html(client):
    def get(page):
        response = client.get(page.get_url())
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def image(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    file = BytesIO()
    PillowImage.new("RGB", (40, 30), "salmon").save(file, "PNG")
    return get_image_model().objects.create(
        title="A picture", file=ImageFile(file, name="picture.png")
    )


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestWholePage:
    def test_shows_every_text(self, html, full_page):
        text = text_of(html(full_page))
        for words in ["A small gift", "Lead words", "Intro words", "Closing words", "Begin"]:
            assert words in text
        for number in range(1, 5):
            for words in [
                f"Chip {number}",
                f"Label {number} Value {number}",
                f"Use {number} Use text {number}",
                f"Do {number} Do text {number}",
                f"Customer {number}",
                f"Business {number}",
                f"Shop {number} Shop text {number}",
                f"Machine {number}",
                f"Hand {number}",
                f"Question {number}?",
                f"Answer {number}.",
            ]:
                assert words in text

    def test_says_its_language_and_direction(self, html, full_page):
        assert '<html lang="en" dir="ltr">' in html(full_page)

    def test_has_one_h1_and_skips_no_level(self, html, full_page):
        levels = Outline(html(full_page)).levels
        assert levels.count(1) == 1
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_names_its_sections_by_headings_that_exist(self, html, full_page):
        outline = Outline(html(full_page))
        assert len(outline.ids) == len(set(outline.ids))
        assert outline.labelled_by
        assert set(outline.labelled_by) <= set(outline.ids)

    def test_needs_no_script_and_no_inline_style(self, html, full_page):
        source = html(full_page)
        assert re.findall(r"<script(?! type=\"application/ld\+json\")", source) == []
        assert " style=" not in source
        assert re.findall(r"\son\w+=", source) == []

    def test_escapes_what_editors_write(self, html, make_page):
        page = make_page(heading="Tea & <script>alert(1)</script>")
        assert "Tea &amp; &lt;script&gt;" in html(page)


class TestEmptySections:
    def test_a_page_with_a_heading_only_has_no_sections(self, html, make_page):
        outline = Outline(html(make_page()))
        assert not set(outline.ids) & set(SECTION_IDS)
        assert outline.levels == [1]

    def test_a_heading_alone_brings_no_section(self, html, make_page):
        page = make_page(uses_heading="Nothing below", comparison_heading="Nothing here")
        source = html(page)
        assert "Nothing below" not in source
        assert "Nothing here" not in source

    def test_a_comparison_without_rows_vanishes(self, html, make_page):
        empty = {"automated_label": "Machine", "manual_label": "Hand", "rows": []}
        source = html(make_page(comparison=blocks("comparison", [empty])))
        assert "<table" not in source

    def test_a_section_without_a_heading_gets_the_usual_one(self, html, make_page):
        source = html(make_page(uses=sections(1)["uses"]))
        assert '<h2 id="uses">How businesses use it</h2>' in source

    def test_a_side_without_words_is_not_named(self, html, make_page):
        page = make_page(steps=blocks("step", [step(1, customer_side="")]))
        source = html(page)
        assert "Customer side" not in source
        assert "Business side" in source

    def test_no_label_stands_without_its_value(self, html, full_page):
        assert re.findall(r"<dd>\s*</dd>", html(full_page)) == []


class TestNumbers:
    @pytest.mark.parametrize("count", [1, 3, 5])
    def test_cards_are_numbered_by_position(self, html, make_page, count):
        source = html(make_page(uses=sections(count)["uses"]))
        numbers = re.findall(r'<span class="bd-number">(\d+)</span>', source)
        assert numbers == [str(n) for n in range(1, count + 1)]

    @pytest.mark.parametrize("count", [1, 3, 5])
    def test_steps_are_numbered_by_position(self, html, make_page, count):
        source = html(make_page(steps=sections(count)["steps"]))
        numbers = re.findall(r'<p class="bd-step__number">Step (\d+)</p>', source)
        assert numbers == [str(n) for n in range(1, count + 1)]

    def test_moving_a_card_renumbers_it(self, html, make_page):
        uses = sections(2)["uses"]
        source = html(make_page(uses=uses[::-1]))
        assert re.search(r'number">1</span>\s*<h3>Use 2</h3>', source)

    def test_lists_with_numbers_show_no_markers_beside_them(self, html, full_page):
        assert re.findall(r"<ol(?![^>]*role=\"list\")", html(full_page)) == []


class TestImages:
    def test_an_image_has_the_description_of_its_step(self, html, make_page, image):
        steps = [step(1, image=image.pk, image_alt="A cup with a candle")]
        assert 'alt="A cup with a candle"' in html(make_page(steps=blocks("step", steps)))

    def test_an_image_without_a_description_is_decoration(self, html, make_page, image):
        source = html(make_page(steps=blocks("step", [step(1, image=image.pk)])))
        assert 'alt=""' in source
        assert "A picture" not in source


class TestLastUpdated:
    def test_is_the_day_of_publication_in_words(self, html, full_page):
        type(full_page).objects.update(last_published_at=utc("2027-03-08T20:30"))
        # 20:30 in UTC is the next day in Tashkent.
        assert ">March 9, 2027</time>" in html(full_page)

    def test_is_absent_without_a_publication(self, html, full_page):
        type(full_page).objects.update(last_published_at=None)
        assert "Last updated" not in html(full_page)


class TestButton:
    def test_leads_to_the_address(self, html, full_page):
        assert 'href="https://cafe.example/begin">Begin</a>' in html(full_page)

    def test_leads_to_the_page_before_the_address(self, html, make_page, root_page):
        page = make_page(
            closing_button_label="Begin",
            closing_button_page=root_page,
            closing_button_url="https://cafe.example/begin",
        )
        assert 'href="/en/">Begin</a>' in html(page)

    def test_is_absent_without_words(self, html, make_page):
        assert "cafe.example/begin" not in html(
            make_page(closing_button_url="https://cafe.example/begin")
        )

    def test_is_absent_without_a_place_to_go(self, html, make_page):
        assert "Begin" not in html(make_page(closing_button_label="Begin"))


class TestQueries:
    def count(self, client, page):
        client.get(page.get_url())  # fills the caches that outlive a request
        with CaptureQueriesContext(connection) as queries:
            client.get(page.get_url())
        return len(queries)

    def test_do_not_grow_with_the_items(self, client, make_page, image, settings):
        # Renditions must not depend on a cache.
        settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
        counts = []
        for count in (2, 8):
            steps = [step(n, image=image.pk) for n in range(count)]
            page = make_page(
                slug=f"with-{count}", **{**sections(count), "steps": blocks("step", steps)}
            )
            counts.append(self.count(client, page))
        assert counts[0] == counts[1]
