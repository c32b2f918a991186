"""Issuing: a chunk of members is decided, and its vouchers and deliveries are written as one."""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, Q

from wagtail_birthday import codes
from wagtail_birthday.bulk import Among, insert_new
from wagtail_birthday.calendar import Plan, is_time_zone
from wagtail_birthday.campaigns.models import Campaign, Mode
from wagtail_birthday.gifts.models import GiftSnapshot
from wagtail_birthday.gifts.texts import speaks
from wagtail_birthday.issuing.decide import Decision, Facts, Reason, Rules, Verdict, decide
from wagtail_birthday.members.models import Member
from wagtail_birthday.outbox.write import write_deliveries
from wagtail_birthday.vouchers.models import State, Voucher

logger = logging.getLogger(__name__)

CODE_ATTEMPTS = 5
# What the database says of a row that it will not have; anything else is trouble with the database.
REFUSED = (IntegrityError, DataError)
NO_OCCASIONS: frozenset[int] = frozenset()
# What a decision and a voucher need of a member. Rows of these, and not model instances, go through
# the job: making an instance costs more than deciding on it.
MEMBER_FIELDS = (
    "pk",
    "birth_md",
    "birth_year",
    "birthday_changed_at",
    "cool_off_waived_at",
    "language",
    "time_zone",
    "email",
    "joined_at",
    "is_blocked",
    "visit_count",
    "home_location__time_zone",
    "has_consented",
)


@dataclass(slots=True)
class Result:
    """What came of a chunk: members by reason, by missing language, and those that failed."""

    reasons: Counter = field(default_factory=Counter)
    fallbacks: Counter = field(default_factory=Counter)
    failures: list[dict] = field(default_factory=list)

    def fail(self, member_id: int, error: str) -> None:
        """`error` is the kind of the error; its words may hold what must not be logged."""
        self.reasons[Reason.FAILED.value] += 1
        self.failures.append({"member": member_id, "error": error})
        logger.warning("issuing failed: member=%s error=%s", member_id, error)


def issue(
    campaign: Campaign,
    member_ids: Iterable[int],
    *,
    now: datetime,
    rules: Rules,
    snapshot: GiftSnapshot | None,
    run_id: int | None = None,
) -> Result:
    """Issue `campaign`'s gift to those of the members who are due at the frozen instant `now`.

    Idempotent: an occasion that has its voucher is counted as already issued, whoever wrote it and
    when. Call it in a transaction, and never twice at once with the members in another order.
    """
    result = Result()
    due: list[tuple[NamedTuple, Plan]] = []
    for member, decision in decisions(campaign, member_ids, now, rules, snapshot is not None):
        if decision.reason is Reason.ISSUED:
            due.append((member, decision.plan))
        elif decision.reason is Reason.FAILED:
            result.fail(member.pk, decision.error)
        else:
            result.reasons[decision.reason.value] += 1
    if due:
        _write(campaign, due, now, snapshot, run_id, result)
    return result


def decisions(
    campaign: Campaign,
    member_ids: Iterable[int],
    now: datetime,
    rules: Rules,
    gift_is_live: bool,
) -> Iterator[tuple[NamedTuple, Decision]]:
    """Each member, as a row of MEMBER_FIELDS, with the decision on it: by primary key, two queries.

    A member whose data cannot be judged gets the reason FAILED, and the others go on.
    """
    member_ids = list(member_ids)
    occasions, last_opened = _history(campaign, member_ids)
    members = (
        Member.objects.filter(Among(F("pk"), member_ids))
        .order_by("pk")
        .annotate(has_consented=Q(consented_at__isnull=False))
        .values_list(*MEMBER_FIELDS, named=True)
    )
    for member in members:
        if member.time_zone and not is_time_zone(member.time_zone):
            logger.warning("unknown time zone, using the location's: member=%s", member.pk)
        facts = Facts(
            rules=rules,
            gift_is_live=gift_is_live,
            location_time_zone=member.home_location__time_zone or "",
            occasions=occasions.get(member.pk, NO_OCCASIONS),
            last_opened_at=last_opened.get(member.pk),
        )
        try:
            decision = decide(member, campaign, now, facts)
        except (ValueError, ArithmeticError, LookupError, TypeError) as error:
            decision = Decision(Verdict.FAIL, Reason.FAILED, error=type(error).__name__)
        yield member, decision


def _history(campaign: Campaign, member_ids: list[int]) -> tuple[dict, dict]:
    """({member: years with a voucher}, {member: when the last one opened that was not voided}).

    Of all campaigns of the scope: one that takes another's place in mid-window gives no second gift.
    """
    occasions, last_opened = {}, {}
    rows = Voucher.objects.filter(
        Among(F("member_id"), member_ids), campaign__scope=campaign.scope
    ).values_list("member_id", "occasion", "opens_at", "state")
    for member_id, occasion, opens_at, state in rows.iterator():
        occasions[member_id] = occasions.get(member_id, NO_OCCASIONS) | {occasion}
        if state != State.VOID:
            last_opened[member_id] = max(opens_at, last_opened.get(member_id, opens_at))
    return occasions, last_opened


def _write(campaign, due, now, snapshot, run_id, result: Result) -> None:
    """Insert the vouchers of `due`; where the database refuses them together, one by one."""
    try:
        issued = _insert(campaign, due, now, snapshot, run_id)
    except REFUSED:
        issued = set()
        for pair in due:
            try:
                issued |= _insert(campaign, [pair], now, snapshot, run_id)
            except REFUSED as error:
                result.fail(pair[0].pk, type(error).__name__)
    failed = {failure["member"] for failure in result.failures}
    is_fallback = _fallbacks(snapshot, due)
    for member, _plan in due:
        if member.pk in issued:
            result.reasons[Reason.ISSUED.value] += 1
            if is_fallback[member.language]:
                result.fallbacks[member.language] += 1
        elif member.pk not in failed:
            result.reasons[Reason.ALREADY_ISSUED.value] += 1


def _insert(campaign, due, now, snapshot, run_id) -> set[int]:
    """Write vouchers and their deliveries together; the members whose voucher is new.

    A code that exists already makes the database refuse all of them, and they are drawn again.
    """
    for attempt in range(1, CODE_ATTEMPTS + 1):
        drawn = [codes.new_code() for _ in due]
        try:
            with transaction.atomic():
                issued = _insert_vouchers(campaign, due, drawn, now, snapshot, run_id)
                told = _to_be_told(campaign, due, issued)
                write_deliveries("email", "issued", told, due_at=now, now=now)
                _check_references()
        except IntegrityError:
            if not _is_any_taken(drawn):
                raise
            if attempt == CODE_ATTEMPTS:
                logger.error("no free code in %s draws: is the source of codes sound?", attempt)
                raise
            logger.warning("a new code was taken already: drawing again, attempt=%s", attempt)
        else:
            return set(issued)
    raise AssertionError("unreachable")


def _check_references() -> None:
    """Find a member who was deleted meanwhile here, and not at the commit of the whole chunk.

    PostgreSQL checks foreign keys when a transaction ends. On SQLite nobody else can write while
    ours runs.
    """
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _insert_vouchers(campaign, due, drawn, now, snapshot, run_id) -> dict[int, int]:
    """{member: voucher} of the new ones, whose codes are `drawn`."""
    is_fallback = _fallbacks(snapshot, due)
    written = insert_new(
        Voucher,
        constants={
            "campaign_id": campaign.pk,
            "mode": campaign.mode,
            "snapshot_id": snapshot.pk,
            "state": State.ISSUED,
            "issued_at": now,
            "redeemed_at": None,
            "void_reason": "",
            "run_id": run_id,
        },
        columns=(
            *("member_id", "occasion", "code", "language", "is_fallback"),
            *("opens_at", "closes_at", "time_zone"),
        ),
        rows=[
            (
                member.pk,
                plan.occasion_year,
                code,
                member.language,
                is_fallback[member.language],
                plan.opens_at,
                plan.closes_at,
                plan.time_zone,
            )
            for (member, plan), code in zip(due, drawn, strict=True)
        ],
        conflict=("member_id", "campaign_id", "occasion"),
        returning=("member_id", "id"),
    )
    return dict(written)


def _is_any_taken(drawn: list[str]) -> bool:
    return len(set(drawn)) < len(drawn) or Voucher.objects.filter(code__in=drawn).exists()


def _fallbacks(snapshot: GiftSnapshot, due) -> dict[str, bool]:
    """{language of a member: does the gift have to speak another one?}"""
    return {
        language: not speaks(snapshot, language)
        for language in {member.language for member, _ in due}
    }


def _to_be_told(campaign: Campaign, due, issued: dict[int, int]) -> list[int]:
    """The new vouchers whose members are told by e-mail."""
    if not campaign.sends_email or not Mode(campaign.mode).is_seen_by_member:
        return []
    return [issued[member.pk] for member, _plan in due if member.email and member.pk in issued]
