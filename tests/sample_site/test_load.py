"""The sample site filled from nothing, in a process and a database of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SITE = Path(__file__).resolve().parents[2] / "sample_site"
LOOK = """
import json
from django.test import Client
from django.core.management import call_command
from wagtail.models import Page, Revision, Site
from wagtail_birthday.models import Gift

def counts():
    return [model.objects.count() for model in (Page, Gift, Revision, Site)]

before = counts()
call_command("load_content", verbosity=0)
client = Client()
pages = {
    path: [response.status_code, response.content.decode()]
    for path in ("/en/", "/zh-hans/", "/uz/", "/en/birthday-rewards/",
                 "/zh-hans/birthday-rewards/", "/uz/birthday-rewards/")
    for response in [client.get(path)]
}
gifts = sorted((gift.locale.language_code, gift.title, gift.live) for gift in Gift.objects.all())
tree = [Page.find_problems(), list(Page.objects.filter(depth=2).values_list("slug", flat=True))]
json.dump({"before": before, "after": counts(), "pages": pages, "gifts": gifts, "tree": tree},
          open(OUT, "w"))
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """What the site answers after `migrate` and two runs of `load_content`."""
    folder = tmp_path_factory.mktemp("cafe")
    environment = {**os.environ, "DEMO_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "cafe.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(SITE), str(SITE.parent)])

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=SITE,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("migrate", "-v0")
    manage("load_content")
    answers = folder / "answers.json"
    manage("shell", "--no-imports", "-c", LOOK.replace("OUT", repr(str(answers))))
    return json.loads(answers.read_text())


class TestLoadContent:
    def test_a_second_run_changes_nothing(self, site):
        assert site["after"] == site["before"]

    def test_every_page_is_served_in_every_language(self, site):
        assert {path: status for path, (status, _content) in site["pages"].items()} == {
            f"/{language}/{page}": 200
            for language in ("en", "zh-hans", "uz")
            for page in ("", "birthday-rewards/")
        }

    @pytest.mark.parametrize(
        ("path", "tag", "words"),
        [
            ("/en/birthday-rewards/", "en", "A small birthday gift."),
            ("/zh-hans/birthday-rewards/", "zh-Hans", "一份生日小礼"),
            ("/uz/birthday-rewards/", "uz", "Tugʻilgan kunga kichik sovgʻa"),
            ("/zh-hans/", "zh-Hans", "欢迎光临"),
            ("/uz/", "uz", "kafesiga xush kelibsiz"),
        ],
    )
    def test_a_page_speaks_its_language(self, site, path, tag, words):
        _status, content = site["pages"][path]
        assert f'<html lang="{tag}"' in content
        assert words in content

    @pytest.mark.parametrize("language", ["zh-hans", "uz"])
    def test_no_english_text_of_the_page_is_left(self, site, language):
        from sample_site.cafe.content import english

        _status, content = site["pages"][f"/{language}/birthday-rewards/"]
        texts = [text for text in english.messages() if text != english.HOME["title"]]
        assert [text for text in texts if len(text) > 12 and text in content] == []

    def test_the_gift_is_shown_in_the_language_of_the_page(self, site):
        assert "任选一杯免费饮品" in site["pages"]["/zh-hans/birthday-rewards/"][1]
        assert "Tanlagan ichimligingiz bepul" in site["pages"]["/uz/birthday-rewards/"][1]

    def test_every_page_names_the_others(self, site):
        for path, (_status, content) in site["pages"].items():
            for tag in ("en", "zh-Hans", "uz", "x-default"):
                assert f'hreflang="{tag}"' in content, (path, tag)

    def test_both_gifts_are_live_in_three_languages(self, site):
        assert len(site["gifts"]) == 6
        assert all(live for _language, _title, live in site["gifts"])

    def test_the_tree_is_sound_and_the_welcome_page_is_gone(self, site):
        problems, slugs = site["tree"]
        assert not any(problems)
        assert slugs == ["home", "home-1", "home-2"]

    def test_the_start_page_leads_to_the_page_and_to_the_admin(self, site):
        _status, content = site["pages"]["/uz/"]
        assert 'href="/uz/birthday-rewards/"' in content
        assert 'href="/admin/"' in content
