"""Handing over a gift: one voucher, one redemption, whoever else tries at the same moment."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from wagtail_birthday.campaigns.models import Mode
from wagtail_birthday.members.cards import card_of
from wagtail_birthday.members.models import Location, Visit
from wagtail_birthday.members.stamps import credit
from wagtail_birthday.members.visits import record_visit
from wagtail_birthday.vouchers.models import Redemption, State, Voucher
from wagtail_birthday.vouchers.verdicts import Verdict, for_the_till, redemption_of, verdict_on

logger = logging.getLogger(__name__)


NONCE_REUSED = "this nonce was used for another voucher"


class NonceReusedError(ValueError):
    """The nonce belongs to the redemption of another voucher: the client has a fault."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to an attempt. `redemption` is the live one: ours, or the earlier of another."""

    verdict: Verdict
    voucher: Voucher | None
    redemption: Redemption | None = None

    @property
    def is_accepted(self) -> bool:
        return self.verdict is Verdict.GIVE


def redeem(
    voucher_id: int,
    *,
    nonce: str,
    by,
    location: Location | None,
    clock: Callable[[], datetime] = timezone.now,
) -> Outcome:
    """Redeem the voucher once. The same `nonce` gets the same acceptance again, and no second row.

    `nonce` is made by the client, once for each attempt that a person means (1 to 64 characters);
    `by` is the signed-in user. The visit and the stamps are booked in the same transaction.
    Raises NonceReusedError.

    The clock is read when the row is locked, not when the request came in: a request that waited
    past the last day is refused. The lock is an UPDATE that changes nothing, and it comes first,
    since that is what PostgreSQL (row lock) and SQLite (write lock, with its time-out) both queue
    on; a SELECT before it would make SQLite fail with "database is locked". The winner is decided
    by the conditional UPDATE all the same.
    """
    if not Voucher.objects.filter(pk=voucher_id, state=State.ISSUED).exists():
        # It is settled: those who come late need not queue for the lock.
        return _answer(voucher_id, nonce, clock(), location)
    try:
        with transaction.atomic():
            return _redeem_locked(voucher_id, nonce, by, location, clock)
    except IntegrityError as error:
        # The same nonce came for two vouchers at the same moment.
        if Redemption.objects.filter(nonce=nonce).exclude(voucher_id=voucher_id).exists():
            raise NonceReusedError(NONCE_REUSED) from error
        raise


def _answer(voucher_id, nonce, now, location) -> Outcome:
    voucher = for_the_till(Voucher.objects.filter(pk=voucher_id)).first()
    repeated = _repeated(voucher, nonce)
    return repeated or _refused(voucher, verdict_on(voucher, now=now, location=location))


def _redeem_locked(voucher_id, nonce, by, location, clock) -> Outcome:
    Voucher.objects.filter(pk=voucher_id).update(state=F("state"))
    now = clock()
    voucher = for_the_till(Voucher.objects.filter(pk=voucher_id)).first()
    repeated = _repeated(voucher, nonce)
    if repeated is not None:
        return repeated
    verdict = verdict_on(voucher, now=now, location=location)
    if verdict is not Verdict.GIVE:
        return _refused(voucher, verdict)
    if not _take(voucher, now):
        return _refused(voucher, Verdict.ALREADY_GIVEN)
    redemption = Redemption.objects.create(
        voucher=voucher,
        nonce=nonce,
        at=now,
        by=by,
        location=location,
        visit=_book(voucher, now, location, by),
    )
    place = location.name if location else ""
    log(voucher, "wagtail_birthday.redeem", user=by, data={"location": place})
    logger.info("redeemed: voucher=%s redemption=%s", voucher.pk, redemption.pk)
    return Outcome(Verdict.GIVE, voucher, redemption)


def _repeated(voucher: Voucher | None, nonce: str) -> Outcome | None:
    """The acceptance that this nonce got before."""
    earlier = Redemption.objects.select_related("by", "location").filter(nonce=nonce).first()
    if earlier is None:
        return None
    if voucher is None or earlier.voucher_id != voucher.pk:
        raise NonceReusedError(NONCE_REUSED)
    return Outcome(Verdict.GIVE, voucher, earlier)


def _refused(voucher: Voucher | None, verdict: Verdict) -> Outcome:
    pk = voucher and voucher.pk
    logger.info("redemption refused: voucher=%s verdict=%s", pk, verdict.value)
    return Outcome(verdict, voucher, voucher and redemption_of(voucher))


def _take(voucher: Voucher, now: datetime) -> bool:
    """Move the voucher from issued to redeemed, if it still can be. True for the one winner."""
    won = Voucher.objects.filter(
        pk=voucher.pk, state=State.ISSUED, opens_at__lte=now, closes_at__gt=now
    ).update(state=State.REDEEMED, redeemed_at=now)
    if won:
        voucher.state, voucher.redeemed_at = State.REDEEMED, now
    return bool(won)


def _book(voucher: Voucher, now: datetime, location: Location | None, by) -> Visit | None:
    """The visit, and the stamps where they are the gift. None for an erased member."""
    if voucher.member is None:
        return None
    if Mode(voucher.mode) is Mode.STAMPS:
        credit(
            card_of(voucher.member),
            voucher.snapshot.bonus_stamps,
            key=f"voucher:{voucher.pk}:redeem",
            at=now,
        )
    return record_visit(voucher.member, at=now, location=location, by=by)
