"""What an administrator should know about the certificate, before a member finds out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from wagtail_birthday.wallets.apple.errors import NotConfiguredError, SigningError, see_docs
from wagtail_birthday.wallets.apple.images import current_images
from wagtail_birthday.wallets.apple.signer import Signer, loaded_signer

WARN_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CertificateProblem:
    """One finding. `is_error`: passes are not built. Vouchers issue and web cards show anyway."""

    code: str
    message: str
    hint: str
    is_error: bool


def certificate_problems(now: datetime) -> list[CertificateProblem]:
    """What is wrong at `now`, or will be within 30 days. Empty where passes are signed (oracle H9).

    No certificate at all is no error: such a site keeps its cards on the web.
    """
    try:
        signer = loaded_signer()
        signer.check(now)
        current_images()
    except SigningError as error:
        is_error = not isinstance(error, NotConfiguredError)
        return [CertificateProblem(error.code, error.message, error.hint, is_error)]
    return _expiring(signer, now)


def _expiring(signer: Signer, now: datetime) -> list[CertificateProblem]:
    left = signer.expires_at - now
    if left > WARN_BEFORE:
        return []
    return [
        CertificateProblem(
            "expires_soon",
            _("The certificate for Apple Wallet expires on %(date)s.")
            % {"date": signer.expires_at.date()},
            _("Renew it for the same pass type before that day.") + " " + see_docs(),
            is_error=False,
        )
    ]
