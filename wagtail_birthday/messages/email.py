"""E-mail to members: that their birthday gift is there, in their own language."""

from dataclasses import dataclass
from email.utils import parseaddr
from smtplib import (
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)

from django.core import mail as mail_api
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, gettext_noop

from wagtail_birthday import conf
from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.gifts.texts import text_in
from wagtail_birthday.languages import Language
from wagtail_birthday.members.cards import card_of
from wagtail_birthday.outbox.channels import Channel, Skip, UnsureError
from wagtail_birthday.vouchers.models import State, Voucher
from wagtail_birthday.wallets.links import web_card_url

# The server has said no, or there was none: the message has surely not been taken.
NOT_ACCEPTED = (
    *(
        SMTPSenderRefused,
        SMTPRecipientsRefused,
        SMTPDataError,
        SMTPHeloError,
        SMTPNotSupportedError,
    ),
    ConnectionRefusedError,
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message, ready to be sent, in one language."""

    subject: str
    text: str
    html: str
    to: str
    language: str


def send(event: str, subject_id: int, key: str) -> None:
    """The handler of the channel: tell a member of the voucher `subject_id`.

    Raises Skip where there is nothing to tell any more, and what the mail backend raises.
    """
    if event != "issued":
        raise Skip(gettext_noop("No e-mail is sent for this event."))
    message = render_issued(_voucher_to_tell_of(subject_id))
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=conf.from_email(),
        to=[message.to],
        headers={"Message-ID": message_id(key), "Content-Language": Language(message.language).tag},
    )
    mail.attach_alternative(message.html, "text/html")
    mailer = _mailer()
    # Until the connection stands nothing has left the house: whatever goes wrong is tried again.
    mailer.open()
    try:
        mailer.send_messages([mail])
    except NOT_ACCEPTED:
        raise
    except Exception as error:
        # The server may have taken the message before the line broke.
        raise UnsureError from error
    finally:
        mailer.close()


def _mailer():
    """Django's default mailer, by the name that each version has for it."""
    return mail_api.mailers.default if hasattr(mail_api, "mailers") else mail_api.get_connection()


def _voucher_to_tell_of(pk: int) -> Voucher:
    """The voucher with all that a message needs. What was true at issue is asked again."""
    voucher = Voucher.objects.select_related("member", "snapshot").filter(pk=pk).first()
    if voucher is None or voucher.member is None:
        raise Skip(gettext_noop("The voucher or its member is gone."))
    member = voucher.member
    if not member.email:
        raise Skip(gettext_noop("The member has no e-mail address."))
    if not member.has_consented or member.is_blocked:
        raise Skip(gettext_noop("The member is blocked or has withdrawn consent."))
    if voucher.state != State.ISSUED or voucher.closes_at <= timezone.now():
        raise Skip(gettext_noop("The voucher cannot be used any more."))
    return voucher


def render_issued(voucher: Voucher) -> Message:
    """The message about a new voucher, wholly in the member's language, whoever is acting.

    Only the gift's own words may be in another language, where it has no translation.
    """
    member, language = voucher.member, Language(voucher.language)
    gift, gift_language = text_in(voucher.snapshot, voucher.language)
    with translation.override(voucher.language):
        context = {
            "name": member.addressed_as,
            "organisation": conf.organisation_name(),
            "gift": gift,
            "gift_language_tag": Language(gift_language).tag,
            # Only where the member would come too early otherwise.
            "valid_from": language.long_date(voucher.opens_on)
            if voucher.opens_at > voucher.issued_at
            else "",
            "valid_until": language.long_date(voucher.last_day),
            "code": voucher.grouped_code if Mode(voucher.mode).shows_code else "",
            "card_url": web_card_url(card_of(member)),
            "language_tag": language.tag,
            "direction": language.direction,
        }
        subject = gettext("A birthday gift from %(organisation)s") % context
        return Message(
            # A subject is one line, whatever the organisation is called.
            subject=" ".join(subject.split()),
            text=render_to_string("wagtail_birthday/messages/issued.txt", context),
            html=render_to_string("wagtail_birthday/messages/issued.html", context),
            to=member.email,
            language=voucher.language,
        )


def message_id(key: str) -> str:
    """The Message-ID of a delivery: the same for the same key, so that a mailbox shows it once.

    RFC 5322, 3.6.4. The key itself names rows of ours and stays here.
    """
    address = parseaddr(conf.from_email())[1]
    domain = address.rpartition("@")[2] or "localhost"
    digest = salted_hmac("wagtail_birthday.messages", key, algorithm="sha256").hexdigest()
    return f"<{digest}@{domain}>"


# An e-mail that may have been handed over already is not sent again.
EMAIL = Channel(name="email", send=send, is_repeatable=False)
