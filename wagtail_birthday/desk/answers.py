"""One gift on the screen: its verdict, its words, and what is needed to hand it over."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from wagtail_birthday.desk import words
from wagtail_birthday.gifts.texts import text_in
from wagtail_birthday.members.models import Location, Member
from wagtail_birthday.vouchers.models import Redemption, Voucher
from wagtail_birthday.vouchers.verdicts import Verdict, redemption_of, verdict_on


@dataclass(frozen=True, slots=True)
class GiftWords:
    """The gift as staff call it. `language` is that of the texts, which may not be the reader's."""

    label: str
    handover: str
    language: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the desk shows for one voucher, or for a scan behind which there is none.

    `nonce` is made with the screen, so that a double tap, a reload and a retry are one attempt.
    """

    verdict: Verdict
    voucher: Voucher | None = None
    member: Member | None = None
    gift: GiftWords | None = None
    details: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    nonce: str = ""

    @property
    def can_be_given(self) -> bool:
        return self.verdict is Verdict.GIVE


def answer_on(voucher: Voucher, *, location: Location | None, now: datetime) -> Answer:
    """The answer on a voucher from `for_the_till()`, as things stand at `now`."""
    verdict = verdict_on(voucher, now=now, location=location)
    return answer_of(verdict, voucher, redemption_of(voucher), location=location, now=now)


def answer_of(
    verdict: Verdict,
    voucher: Voucher | None,
    redemption: Redemption | None,
    *,
    location: Location | None,
    now: datetime,
) -> Answer:
    """The answer with a verdict that has been reached already, as by `redeem()`."""
    is_given = verdict is Verdict.ALREADY_GIVEN
    return Answer(
        verdict=verdict,
        voucher=voucher,
        member=voucher.member if voucher else None,
        gift=gift_words(voucher) if voucher else None,
        details=words.details(verdict, voucher, location=location, now=now),
        facts=words.given_facts(redemption, now=now) if is_given else [],
        nonce=str(uuid4()),
    )


def answers_on(
    vouchers: list[Voucher], *, location: Location | None, now: datetime
) -> list[Answer]:
    """Those that can be given first, so that the button is where the thumb is."""
    answers = [answer_on(voucher, location=location, now=now) for voucher in vouchers]
    return sorted(answers, key=lambda answer: not answer.can_be_given)


def gift_words(voucher: Voucher) -> GiftWords:
    texts, language = text_in(voucher.snapshot, words.reader_language())
    return GiftWords(texts["staff_label"] or texts["title"], texts["handover"], language)
