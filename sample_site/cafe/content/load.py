"""Make the site: languages, start page, feature page and two gifts, then their translations.

Running it again changes nothing: what exists, an editor may have made better since.
"""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images import get_image_model
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cafe.content import english
from cafe.content.catalogue import (
    CATALOGUES,
    FOLDER,
    IncompleteCatalogueError,
    check_complete,
    fill,
)
from cafe.models import HomePage
from wagtail_birthday.models import BirthdayRewardPage, Gift

SOURCE_LANGUAGE = "en"
TOOL = "Texts of the sample site"


def load() -> None:
    """Everything that the sample site says, in a database as `migrate` leaves it.

    Raises IncompleteCatalogueError, before anything is written, if a text has no translation.
    Not to be called inside a transaction: wagtail-localize publishes when one ends, and a page
    published after its children were added would forget that it has any.
    """
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("load() publishes step by step: call it outside a transaction.")
    for language in CATALOGUES:
        check_complete(english.messages(), language)
    source = _locales()[SOURCE_LANGUAGE]
    gifts = [_gift(name, texts, source) for name, texts in english.GIFTS.items()]
    home = _home(source)
    page = _birthday_page(home, gifts[0])
    # Gifts before the pages that show them, a page before its children.
    for language in CATALOGUES:
        for original in [*gifts, home, page]:
            _translate(original, Locale.objects.get(language_code=language))


def _key(name: str) -> UUID:
    """The same object has the same key on every machine."""
    return uuid5(NAMESPACE_URL, f"https://cafe.example/{name}")


def _locales() -> dict[str, Locale]:
    return {
        code: Locale.objects.get_or_create(language_code=code)[0]
        for code in [SOURCE_LANGUAGE, *CATALOGUES]
    }


def _gift(name: str, texts: dict, locale: Locale) -> Gift:
    key = _key(f"gift/{name}")
    existing = Gift.objects.filter(translation_key=key, locale=locale).first()
    if existing:
        return existing
    fields = {**texts, "image": _image(texts["image"])}
    gift = Gift.objects.create(translation_key=key, locale=locale, live=False, **fields)
    gift.save_revision().publish()
    return gift


def _home(locale: Locale) -> HomePage:
    """The start page in the place of Wagtail's own "Welcome" page."""
    key = _key("home")
    existing = HomePage.objects.filter(translation_key=key, locale=locale).first()
    if existing:
        return existing
    root = Page.get_first_root_node()
    welcome = Page.objects.child_of(root).exact_type(Page).filter(slug="home").first()
    if welcome:
        # Its site must move before it goes: deleting a page deletes the sites that start there.
        welcome.slug = "welcome-to-wagtail"
        welcome.save()
    home = HomePage(translation_key=key, locale=locale, **english.HOME)
    root.refresh_from_db()
    root.add_child(instance=home)
    home.save_revision().publish()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": home, "site_name": home.title},
    )
    if welcome:
        Page.objects.get(pk=welcome.pk).delete()
    home.refresh_from_db()
    return home


def _birthday_page(home: HomePage, gift: Gift) -> BirthdayRewardPage:
    key = _key("birthday-rewards")
    existing = BirthdayRewardPage.objects.filter(translation_key=key, locale=home.locale).first()
    if existing:
        return existing
    texts = {
        **english.PAGE,
        "chips": _stream("chips", "chip", english.PAGE["chips"]),
        "facts": _stream("facts", "fact", english.PAGE["facts"]),
        "uses": _stream("uses", "card", english.PAGE["uses"]),
        "steps": _stream("steps", "step", [_step(step) for step in english.PAGE["steps"]]),
        "audiences": _stream("audiences", "audience", english.PAGE["audiences"]),
        "comparison": _stream("comparison", "comparison", [_comparison()]),
        "faq": _stream("faq", "question", [_question(item) for item in english.PAGE["faq"]]),
    }
    page = BirthdayRewardPage(
        translation_key=key, locale=home.locale, gift=gift, show_in_menus=True, **texts
    )
    home.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _stream(section: str, block: str, values: list) -> list[dict]:
    """The raw data of a StreamField. The ids are explicit: wagtail-localize finds texts by them."""
    return [
        {"type": block, "value": value, "id": str(_key(f"{section}/{position}"))}
        for position, value in enumerate(values)
    ]


def _step(step: dict) -> dict:
    return {**step, "image": _image(step["image"]).pk}


def _comparison() -> dict:
    rows = [
        {"type": "item", "value": row, "id": str(_key(f"comparison/row/{position}"))}
        for position, row in enumerate(english.PAGE["comparison"]["rows"])
    ]
    return {**english.PAGE["comparison"], "rows": rows}


def _question(item: dict) -> dict:
    return {**item, "answer": f"<p>{item['answer']}</p>"}


def _image(file_name: str):
    """The picture `images/<file_name>`: ours, drawn in the SVG file beside it."""
    model = get_image_model()
    title = f"Sample site: {file_name.removesuffix('.png')}"
    existing = model.objects.filter(title=title).first()
    if existing:
        return existing
    with (FOLDER / "images" / file_name).open("rb") as file:
        return model.objects.create(title=title, file=ImageFile(file, name=file_name))


def _translate(original, locale: Locale) -> None:
    """Publish `original` in the language of `locale`, with the texts of the catalogue."""
    existing = original.get_translation_or_none(locale)
    if existing and existing.live:
        return
    source, _created = TranslationSource.update_or_create_from_instance(original)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    po = fill(translation.export_po(), locale.language_code)
    if warnings := translation.import_po(po, tool_name=TOOL):
        raise IncompleteCatalogueError(f"{original} in {locale}: {warnings}")
    translation.save_target(publish=True)
    _check_accepted(translation)


def _check_accepted(translation: Translation) -> None:
    """Every text is there, none was refused, and the result is live."""
    total, done = translation.get_progress()
    refused = StringTranslation.objects.filter(
        locale=translation.target_locale,
        context__object_id=translation.source.object_id,
        has_error=True,
    )
    if done < total or refused:
        texts = [refusal.data for refusal in refused]
        raise IncompleteCatalogueError(f"{translation}: {done} of {total} texts. Refused: {texts}")
    if not translation.source.get_translated_instance(translation.target_locale).live:
        raise IncompleteCatalogueError(f"{translation} is not live.")
