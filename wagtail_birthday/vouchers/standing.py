"""What has become of a voucher by now: its stored state, and the clock."""

from datetime import datetime

from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from wagtail_birthday.vouchers.models import State, Voucher


class Standing(TextChoices):
    """Every voucher has exactly one: issued = waiting + redeemed + expired + void."""

    # Translators: of a voucher that was issued and can still be redeemed, now or later.
    WAITING = "waiting", _("waiting")
    REDEEMED = "redeemed", _("redeemed")
    EXPIRED = "expired", _("expired")
    VOID = "void", _("void")

    def at(self, now: datetime) -> Q:
        """The condition on vouchers that have this standing at `now`."""
        if self is Standing.WAITING:
            return Q(state=State.ISSUED, closes_at__gt=now)
        if self is Standing.EXPIRED:
            return Q(state=State.ISSUED, closes_at__lte=now)
        return Q(state=self.value)


def standing_of(voucher: Voucher, now: datetime) -> Standing:
    if voucher.state != State.ISSUED:
        return Standing(voucher.state)
    return Standing.WAITING if now < voucher.closes_at else Standing.EXPIRED
