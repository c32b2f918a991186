"""A birthday page in one call, with as many items in each section as a test wants."""

from uuid import uuid4

import pytest
from wagtail.models import Locale

from wagtail_birthday.models import BirthdayRewardPage


def blocks(kind, values):
    """The raw data of a StreamField, as the editor saves it: with an id for each block."""
    return [{"type": kind, "value": value, "id": str(uuid4())} for value in values]


def sections(count=4):
    """Every section of the page, `count` items in each."""
    numbers = range(1, count + 1)
    rows = [
        {"aspect": f"Aspect {n}", "automated": f"Machine {n}", "manual": f"Hand {n}"}
        for n in numbers
    ]
    return {
        "chips": blocks("chip", [f"Chip {n}" for n in numbers]),
        "facts": blocks("fact", [{"label": f"Label {n}", "value": f"Value {n}"} for n in numbers]),
        "uses": blocks("card", [{"title": f"Use {n}", "text": f"Use text {n}"} for n in numbers]),
        "steps": blocks("step", [step(n) for n in numbers]),
        "audiences": blocks(
            "audience",
            [{"icon": "cup", "title": f"Shop {n}", "text": f"Shop text {n}"} for n in numbers],
        ),
        "comparison": blocks(
            "comparison",
            [
                {
                    "automated_label": "By machine",
                    "manual_label": "By hand",
                    "rows": blocks("item", rows),
                }
            ],
        ),
        "faq": blocks(
            "question",
            [{"question": f"Question {n}?", "answer": f"<p>Answer {n}.</p>"} for n in numbers],
        ),
    }


def step(number, **fields):
    return {
        "title": f"Do {number}",
        "text": f"Do text {number}",
        "customer_side": f"Customer {number}",
        "business_side": f"Business {number}",
        "image": None,
        "image_alt": "",
        **fields,
    }


@pytest.fixture
def make_page(root_page):
    """`make_page(heading="...")`: a live page under the start page of the site."""

    def make(*, under=None, **fields):
        page = BirthdayRewardPage(
            **{
                "title": "Birthday rewards",
                "slug": "birthday-rewards",
                "heading": "A small gift",
                "locale": Locale.objects.get(language_code="en"),
                **fields,
            }
        )
        (under or root_page).add_child(instance=page)
        page.save_revision().publish()
        return BirthdayRewardPage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def full_page(make_page):
    return make_page(
        lead="Lead words",
        intro="Intro words",
        closing_heading="Closing words",
        closing_button_label="Begin",
        closing_button_url="https://cafe.example/begin",
        **sections(),
    )


@pytest.fixture
def translated(locales, root_page):
    """`translated(page, "uz", heading="...")`: a live copy of `page` in that language."""

    def translate(page, language, **fields):
        copy = page.copy_for_translation(locales[language], copy_parents=True)
        for name, value in fields.items():
            setattr(copy, name, value)
        copy.save_revision().publish()
        return BirthdayRewardPage.objects.get(pk=copy.pk)

    return translate
