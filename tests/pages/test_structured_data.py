"""The questions as search engines get them."""

import json
import re

from tests.pages.conftest import blocks
from wagtail_birthday.languages import Language
from wagtail_birthday.pages.structured_data import faq_page, json_ld

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class TestFaqPage:
    def test_has_every_question_with_its_answer_and_the_language(self):
        data = faq_page([("When?", "<p>On <b>your</b> day.</p>")], Language("zh-hans"))
        assert data["@type"] == "FAQPage"
        assert data["inLanguage"] == "zh-Hans"
        assert data["mainEntity"] == [
            {
                "@type": "Question",
                "name": "When?",
                "acceptedAnswer": {"@type": "Answer", "text": "On your day."},
            }
        ]

    def test_is_nothing_without_questions(self):
        assert faq_page([], Language("en")) is None
        assert json_ld(None) == ""


class TestEscaping:
    def test_editors_cannot_end_the_script(self):
        evil = "</script><script>alert(1)</script> & <!-- <script>"
        script = json_ld(faq_page([(evil, "<p>Yes</p>")], Language("en")))
        inside = SCRIPT.fullmatch(script)[1]
        assert not re.search(r"[<>&]", inside)
        assert json.loads(inside)["mainEntity"][0]["name"] == evil

    def test_other_scripts_stay_readable(self):
        assert "生日" in json_ld({"name": "生日"})


class TestOnThePage:
    def test_is_what_the_page_shows(self, client, make_page):
        questions = [{"question": "Who & why?", "answer": "<p>A &amp; B.</p>"}]
        page = make_page(faq=blocks("question", questions))
        content = client.get(page.get_url()).content.decode()
        (script,) = SCRIPT.findall(content)
        (entity,) = json.loads(script)["mainEntity"]
        assert entity["name"] == "Who & why?"
        assert entity["acceptedAnswer"]["text"] == "A & B."

    def test_is_absent_without_questions(self, client, make_page):
        assert "ld+json" not in client.get(make_page().get_url()).content.decode()
