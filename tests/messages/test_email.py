"""E-mail at issue, as it arrives, in three languages: oracle.md D1, D2, D5, D6, F13."""

from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

import pytest
import time_machine
from django.utils import translation

from tests import factories
from tests.factories import NOW
from wagtail_birthday.messages.email import message_id, render_issued, send
from wagtail_birthday.models import Voucher
from wagtail_birthday.outbox.channels import Skip, UnsureError

pytestmark = pytest.mark.django_db


def issued(language="en", mode="voucher", **fields):
    campaign = factories.campaign(mode=mode)
    factories.translated(campaign.gift, "uz", "Bepul kapuchino", description="Biz sizni kutamiz.")
    factories.translated(campaign.gift, "zh-hans", "免费卡布奇诺")
    snapshot = factories.snapshot(
        campaign.gift,
        texts={
            gift.locale.language_code: {
                "title": gift.title,
                "description": gift.description,
                "terms": "",
                "staff_label": "",
                "handover": "",
            }
            for gift in campaign.gift.get_translations(inclusive=True)
        },
    )
    member = factories.member("Gʻayrat Oʻrinov", language=language, **fields)
    return factories.voucher(member, campaign=campaign, snapshot=snapshot)


def deliver(voucher):
    with time_machine.travel(NOW, tick=False):
        send("issued", voucher.pk, f"email:issued:{voucher.pk}")


class TestTheMessage:
    @pytest.mark.parametrize(
        ("language", "gift", "date"),
        [
            ("en", "Free cappuccino", "June 24, 2027"),
            ("uz", "Bepul kapuchino", "2027-yil 24-iyun"),
            ("zh-hans", "免费卡布奇诺", "2027年6月24日"),
        ],
    )
    def test_is_in_the_members_language(self, language, gift, date, mailoutbox):  # D1, D6
        voucher = issued(language)
        deliver(voucher)
        [mail] = mailoutbox
        [(html, _type)] = mail.alternatives
        for body in (mail.body, html):
            assert gift in body
            assert date in body
            assert "Gʻayrat Oʻrinov" in body
            assert voucher.grouped_code in body
            assert voucher.member.card.web_token in body
        tag = {"zh-hans": "zh-Hans"}.get(language, language)
        assert f'<html lang="{tag}" dir="ltr">' in html
        assert mail.to == [voucher.member.email]
        assert mail.extra_headers["Content-Language"] == tag

    def test_is_not_in_the_language_of_whoever_acts(self, mailoutbox):  # D5
        with translation.override("zh-hans"):
            deliver(issued("uz"))
        assert "Bepul kapuchino" in mailoutbox[0].body
        assert "2027-yil 24-iyun" in mailoutbox[0].body

    def test_falls_back_where_the_gift_has_no_translation(self, mailoutbox):  # D2
        voucher = issued("uz")
        del voucher.snapshot.texts["uz"]
        voucher.snapshot.save()
        deliver(voucher)
        assert "Free cappuccino" in mailoutbox[0].body
        assert 'lang="en"' in mailoutbox[0].alternatives[0][0]

    def test_says_from_when_where_the_gift_cannot_be_used_yet(self):
        voucher = issued("uz")
        assert "Amal qilish boshlanadigan" not in render_issued(voucher).text
        voucher.opens_at = voucher.issued_at + timedelta(days=7)
        message = render_issued(voucher)
        for body in (message.text, message.html):
            assert "2027-yil 10-iyun" in body

    def test_has_no_birthday_in_it(self):
        voucher = issued("en")
        message = render_issued(voucher)
        for form in ("June 10", "10 June", "06-10", "6/10", "10/6"):
            assert form not in message.subject + message.text + message.html

    def test_shows_a_code_only_where_the_mode_has_one(self):
        voucher = issued(mode="card_state")
        message = render_issued(voucher)
        assert voucher.grouped_code not in message.text + message.html

    def test_escapes_what_members_and_marketers_write(self):
        voucher = issued()
        voucher.member.name = "<b>Bobur</b>"
        message = render_issued(voucher)
        assert "<b>Bobur</b>" in message.text
        assert "<b>Bobur</b>" not in message.html
        assert "&lt;b&gt;Bobur&lt;/b&gt;" in message.html

    def test_the_subject_is_one_line(self, settings):
        settings.WAGTAIL_BIRTHDAY = {"ORGANISATION_NAME": "Café\nNavroʻz"}
        assert "\n" not in render_issued(issued()).subject

    def test_the_message_id_is_that_of_its_key(self, mailoutbox):
        voucher = issued()
        deliver(voucher)
        expected = message_id(f"email:issued:{voucher.pk}")
        assert mailoutbox[0].extra_headers["Message-ID"] == expected
        assert expected.endswith("@cafe.example>")
        assert message_id("another") != expected


class TestTrouble:
    """Whatever goes wrong: tried again where the message has surely not arrived, else left open."""

    class Mailer:
        def __init__(self, *, opens=None, sends=None):
            self.opens, self.sends, self.is_closed = opens, sends, False

        def open(self):
            if self.opens:
                raise self.opens

        def send_messages(self, messages):
            raise self.sends

        def close(self):
            self.is_closed = True

    @pytest.fixture
    def deliver_through(self, monkeypatch):
        def through(mailer):
            monkeypatch.setattr("wagtail_birthday.messages.email._mailer", lambda: mailer)
            deliver(issued())

        return through

    @pytest.mark.parametrize(
        "error", [TimeoutError(), OSError(), SMTPAuthenticationError(535, b"")]
    )
    def test_before_the_connection_stands(self, deliver_through, error):  # E6
        with pytest.raises(type(error)):
            deliver_through(self.Mailer(opens=error))

    @pytest.mark.parametrize("error", [SMTPDataError(451, b""), SMTPRecipientsRefused({})])
    def test_with_a_no_from_the_server(self, deliver_through, error):
        mailer = self.Mailer(sends=error)
        with pytest.raises(type(error)):
            deliver_through(mailer)
        assert mailer.is_closed

    @pytest.mark.parametrize(
        "error", [SMTPServerDisconnected(), TimeoutError(), ConnectionResetError()]
    )
    def test_when_the_line_breaks_after_the_message(self, deliver_through, error):
        mailer = self.Mailer(sends=error)
        with pytest.raises(UnsureError):
            deliver_through(mailer)
        assert mailer.is_closed


class TestNotSending:
    @pytest.mark.parametrize(
        "change",
        [{"consented_at": None}, {"is_blocked": True}, {"email": ""}],  # F13, F17
    )
    def test_to_a_member_who_may_not_be_told_any_more(self, change, mailoutbox):
        voucher = issued()
        for name, value in change.items():
            setattr(voucher.member, name, value)
        voucher.member.save()
        with pytest.raises(Skip):
            deliver(voucher)
        assert mailoutbox == []

    def test_of_a_voucher_that_is_used_or_over(self, mailoutbox):
        voucher = issued()
        for change in ({"state": "void"}, {"state": "issued", "closes_at": NOW}):
            Voucher.objects.filter(pk=voucher.pk).update(**change)
            with pytest.raises(Skip):
                deliver(voucher)
        assert mailoutbox == []

    def test_of_a_voucher_that_is_gone(self):
        with pytest.raises(Skip), time_machine.travel(NOW, tick=False):
            send("issued", 404, "email:issued:404")

    def test_of_an_event_that_has_no_message(self):
        with pytest.raises(Skip):
            send("redeemed", issued().pk, "email:redeemed:1")
