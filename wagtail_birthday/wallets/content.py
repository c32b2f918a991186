"""What a member's card says at an instant, in every language of the site, for any wallet.

The Apple pass, the web card and whatever comes next only lay out what is decided here: which gift
the card speaks of, in which state it is, and what must not be on a card at all. There is never a
birth date on it: a date that is the birthday reads "your birthday".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from wagtail_birthday import conf
from wagtail_birthday.calendar import Birthday, LeapDay, observed_on
from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.gifts.texts import text_in
from wagtail_birthday.languages import Language
from wagtail_birthday.members.models import Card
from wagtail_birthday.vouchers.models import State, Voucher
from wagtail_birthday.wallets.languages import reading_language, site_languages
from wagtail_birthday.wallets.words import RewardState, Words, words_in

# A gift that is over stays on the card for so long after its last day, so that a member who comes
# too late, and the staff beside them, see what became of it.
LINGERS = timedelta(days=14)

_SEEN_MODES = [mode.value for mode in Mode if mode.is_seen_by_member]


class GiftTexts(NamedTuple):
    """A gift in the member's words. `language` is the one they are really in."""

    title: str
    description: str
    terms: str
    language: str


class CardTexts(NamedTuple):
    """What the card says to a reader of `language`. Dates are empty where they do not matter."""

    language: str
    words: Words
    state: str
    stamps: str
    gift: GiftTexts | None
    valid_from: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class CardContent:
    """A card at an instant. `code` is for the QR, `voucher_code` for a person at the till.

    `voucher_code` is empty unless there is a gift to come whose mode shows its code. `texts` has
    every language asked for, and `language`, the member's, is one of them.
    """

    serial: str
    code: str
    organisation: str
    member_name: str
    stamps: int
    stamp_goal: int
    is_valid: bool
    state: RewardState
    voucher_code: str
    language: str
    texts: dict[str, CardTexts]

    @property
    def text(self) -> CardTexts:
        """The texts in the member's language."""
        return self.texts[self.language]


def card_content(card: Card, now: datetime, languages: Sequence[str] | None = None) -> CardContent:
    """What `card` says at `now`, in `languages` (by default all those of the site).

    One query, and one more where the card's member is not loaded.
    """
    return describe(card, vouchers_on_card(card, now), now, languages)


def vouchers_on_card(card: Card, now: datetime) -> Iterable[Voucher]:
    """The vouchers that the card could speak of, in no order, with their gifts."""
    return Voucher.objects.filter(
        member_id=card.member_id, mode__in=_SEEN_MODES, closes_at__gt=now - LINGERS
    ).select_related("snapshot")


def describe(
    card: Card,
    vouchers: Iterable[Voucher],
    now: datetime,
    languages: Sequence[str] | None = None,
) -> CardContent:
    """`card_content()` without the query. The card of a blocked member speaks of no gift."""
    member = card.member
    offered = site_languages() if languages is None else tuple(languages)
    language = reading_language(member.language, offered)
    if language not in offered:
        offered = (language, *offered)
    is_valid = not member.is_blocked
    voucher = current_voucher(vouchers, now) if is_valid else None
    state = state_of(voucher, now)
    shows_code = state.is_to_come and Mode(voucher.mode).shows_code
    goal = conf.get("STAMP_GOAL")
    dates = _dates(voucher, state, member.birthday)
    return CardContent(
        serial=card.serial,
        code=card.code,
        organisation=conf.organisation_name(),
        member_name=member.addressed_as,
        stamps=card.stamps,
        stamp_goal=goal,
        is_valid=is_valid,
        state=state,
        voucher_code=voucher.grouped_code if shows_code else "",
        language=language,
        texts={
            code: _texts(code, card.stamps, goal, is_valid, state, voucher, dates)
            for code in offered
        },
    )


def current_voucher(vouchers: Iterable[Voucher], now: datetime) -> Voucher | None:
    """The one voucher that the card speaks of.

    Of those that the member can still have, an open one before one that is not open yet, and the
    one that closes first. Else the latest that is over, until LINGERS after its last day.
    """
    seen = [voucher for voucher in vouchers if Mode(voucher.mode).is_seen_by_member]
    to_come = [voucher for voucher in seen if state_of(voucher, now).is_to_come]
    if to_come:
        return min(to_come, key=lambda one: (one.opens_at > now, one.closes_at, one.pk))
    over = [voucher for voucher in seen if now < voucher.closes_at + LINGERS]
    return max(over, key=lambda one: (one.issued_at, one.pk), default=None)


def state_of(voucher: Voucher | None, now: datetime) -> RewardState:
    if voucher is None:
        return RewardState.NONE
    if voucher.state == State.REDEEMED:
        return RewardState.GIVEN
    if voucher.state == State.VOID:
        return RewardState.VOID
    if voucher.closes_at <= now:
        return RewardState.ENDED
    return RewardState.WAITING if voucher.opens_at > now else RewardState.READY


def _dates(
    voucher: Voucher | None, state: RewardState, birthday: Birthday | None
) -> tuple[date | None, date | None, frozenset[date]]:
    """The first and the last day to be shown, and those days that would give the birthday away."""
    # Dates of a gift that was given or cancelled would only raise hopes.
    if voucher is None or not (state.is_to_come or state is RewardState.ENDED):
        return None, None, frozenset()
    first, last = voucher.opens_on, voucher.last_day
    if birthday is None:
        return first, last, frozenset()
    years = {first.year, last.year}
    kept_on = {observed_on(birthday, year, rule) for year in years for rule in LeapDay}
    return first, last, frozenset(kept_on & {first, last})


def _texts(
    language: str,
    stamps: int,
    goal: int,
    is_valid: bool,
    state: RewardState,
    voucher: Voucher | None,
    dates: tuple[date | None, date | None, frozenset[date]],
) -> CardTexts:
    words = words_in(language)
    first, last, birthdays = dates
    gift = None
    if voucher is not None:
        texts, used = text_in(voucher.snapshot, language)
        description, terms = (_lines(texts[name]) for name in ("description", "terms"))
        gift = GiftTexts(texts["title"], description, terms, used)
    return CardTexts(
        language=language,
        words=words,
        state=words.states[state.value] if is_valid else words.not_valid,
        stamps=words.stamps_of_goal % {"stamps": stamps, "goal": goal},
        gift=gift,
        valid_from=_date_text(first, birthdays, language, words),
        valid_until=_date_text(last, birthdays, language, words),
    )


def _date_text(day: date | None, birthdays: frozenset[date], language: str, words: Words) -> str:
    """`day` for a reader of `language`; in words where it would give the birthday away."""
    if day is None:
        return ""
    return words.your_birthday if day in birthdays else Language(language).long_date(day)


def _lines(text: str) -> str:
    """`text` with plain newlines: browsers send CR LF, which a wallet may not take for the same."""
    return text.replace("\r\n", "\n") if "\r" in text else text
