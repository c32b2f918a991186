"""Taking a promise back, with a reason."""

import logging

from django.db import transaction
from wagtail.log_actions import log

from wagtail_birthday.vouchers.models import State, Voucher, VoucherQuerySet

logger = logging.getLogger(__name__)

BATCH = 200


def void(vouchers: VoucherQuerySet, *, reason: str, by) -> int:
    """Void those of `vouchers` that are still issued; how many those were.

    A redeemed voucher stays redeemed: the gift was given. `reason` is kept with each voucher and
    in the log. To take back what a run issued by mistake: `void(run.vouchers.all(), ...)`.
    """
    if not reason:
        raise ValueError("voiding needs a reason")
    issued, changed = vouchers.filter(state=State.ISSUED).order_by("pk"), 0
    while batch := list(issued.select_related("snapshot")[:BATCH]):
        with transaction.atomic():
            changed += sum(_void_one(voucher, reason, by) for voucher in batch)
    logger.info("voided: %s vouchers", changed)
    return changed


def _void_one(voucher: Voucher, reason: str, by) -> bool:
    """False for a voucher that was redeemed or voided since it was read."""
    is_ours = Voucher.objects.filter(pk=voucher.pk, state=State.ISSUED).update(
        state=State.VOID, void_reason=reason
    )
    if is_ours:
        log(voucher, "wagtail_birthday.void", user=by, data={"reason": reason})
    return bool(is_ours)
