"""Taking a promise back, with a reason."""

import logging

from django.db import transaction
from wagtail.log_actions import log

from wagtail_birthday.vouchers.models import State, Voucher, VoucherQuerySet

logger = logging.getLogger(__name__)


def void(vouchers: VoucherQuerySet, *, reason: str, by) -> int:
    """Void those of `vouchers` that are still issued; how many those were.

    A redeemed voucher stays redeemed: the gift was given. `reason` is kept with each voucher and
    in the log. To take back what a run issued by mistake: `void(run.vouchers.all(), ...)`.
    """
    if not reason:
        raise ValueError("voiding needs a reason")
    with transaction.atomic():
        ids = list(
            vouchers.filter(state=State.ISSUED).select_for_update().values_list("pk", flat=True)
        )
        changed = Voucher.objects.filter(pk__in=ids, state=State.ISSUED).update(
            state=State.VOID, void_reason=reason
        )
        for voucher in Voucher.objects.filter(pk__in=ids, state=State.VOID):
            log(voucher, "wagtail_birthday.void", user=by, data={"reason": reason})
    logger.info("voided: %s vouchers", changed)
    return changed
