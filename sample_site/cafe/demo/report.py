"""What the demo prints when the job is done."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from cafe.demo.seed import sign_ins
from wagtail_birthday.issuing.decide import Reason
from wagtail_birthday.issuing.models import Run
from wagtail_birthday.members.cards import card_of
from wagtail_birthday.models import Delivery, Voucher
from wagtail_birthday.wallets.apple.build import build_pass
from wagtail_birthday.wallets.links import web_card_url


def of_run(run: Run, seconds: float) -> Iterator[str]:
    """The short table: how many were considered and issued, who was skipped and why, the time."""
    yield f"considered {run.considered}"
    yield f"issued {run.issued}"
    for code, count in sorted(run.reasons.items()):
        if code != Reason.ISSUED and count:
            yield f"  skipped {count:>4}  {Reason(code).label}"
    told = Delivery.objects.filter(subject_id__in=run.vouchers.values("pk"))
    by_state = told.values_list("state").annotate(count=Count("pk")).order_by("state")
    mails = ", ".join(f"{count} {state}" for state, count in by_state) or "none"
    yield f"e-mails  {mails}  (in {_short(settings.MAIL_FOLDER)})"
    yield f"time     {seconds:.1f} s in the job, by a django-q2 cluster"


def of_passes() -> Iterator[str]:
    """One signed pass for each language, written to a file; none where nobody has a voucher."""
    folder: Path = settings.VAR / "passes"
    folder.mkdir(exist_ok=True)
    for language, name in settings.LANGUAGES:
        voucher = _a_voucher(language)
        if voucher is None:
            yield f"{name}: no voucher is waiting today"
            continue
        card = card_of(voucher.member)
        path = folder / f"{language}.pkpass"
        path.write_bytes(build_pass(card, timezone.now()))
        yield f"{name}: {_short(path)}"
        yield f"    on the web: {web_card_url(card)}"


def of_site() -> Iterator[str]:
    """Where to look, and how to sign in."""
    base = settings.WAGTAILADMIN_BASE_URL
    for language, name in settings.LANGUAGES:
        yield f"{name:<20} {base}/{language}/birthday-rewards/"
    yield f"{'Wagtail admin':<20} {base}/admin/"
    yield f"{'Staff desk':<20} {base}/admin/birthday/desk/"
    voucher = _a_voucher("en") or _a_voucher("uz")
    if voucher is not None:
        yield f"{'  try this code':<20} {voucher.grouped_code}"
    for user, password in sign_ins().items():
        yield f"sign in as {user:<9} password {password}"


def _a_voucher(language: str) -> Voucher | None:
    now = timezone.now()
    waiting = Voucher.objects.outstanding(now).filter(opens_at__lte=now, language=language)
    return waiting.select_related("member", "snapshot").order_by("pk").first()


def _short(path: Path) -> str:
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
