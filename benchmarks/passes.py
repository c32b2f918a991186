"""How fast passes are built, against one bare RSA-2048 signature, in the same run.

    python -m benchmarks.passes [--rounds 300] [--json]

A pass needs one such signature, whatever builds it; what is above 1.00 is our own doing. The bar
is 1.5 for a whole pass from a card in memory (docs/decisions/0005-passes-on-cryptography.md). The
other lines say where the time goes, and what is not done for each pass: loading the key, and
compressing. One core; the middle of all rounds, each of which takes turns with the bare signature.
"""

import argparse
import io
import json
import statistics
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.site import scratch_database

BAR = 1.5
BARE = "bare RSA-2048 signature"
WHOLE = "whole pass, card in memory"
CARDS = 200
WARM_UP = 20
LANGUAGES = ("en", "zh-hans", "uz")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with scratch_database("sqlite"), tempfile.TemporaryDirectory() as folder:
        times = measured(measures(Path(folder)), options.rounds)
    middle = {name: statistics.median(each) for name, each in times.items()}
    ratios = {name: seconds / middle[BARE] for name, seconds in middle.items()}
    if options.json:
        print(json.dumps({"seconds": middle, "ratios": ratios, "bar": BAR}))
        return
    for name, seconds in middle.items():
        each = f"{seconds * 1e6:9.0f} µs  {1 / seconds:7.0f}/s"
        print(f"{name:<44} {each}  {ratios[name]:7.2f} x")
    verdict = "meets" if ratios[WHOLE] <= BAR else "misses"
    print(f"\n{WHOLE}: {ratios[WHOLE]:.2f} x, {verdict} the bar of {BAR} x")


def measured(calls: dict[str, Callable[[int], object]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each call in each round, after some rounds that fill the caches.

    Each takes turns with the bare signature, so that a busy moment of the machine hits both, and
    none finds the processor's caches full of what another measure left there.
    """
    times: dict[str, list[float]] = {name: [] for name in calls}
    bare = calls[BARE]
    for name, call in calls.items():
        of_this = rounds if not name.startswith("loading") else rounds // 10
        for number in range(-WARM_UP, of_this):
            bare_took, took = timed(bare, number), timed(call, number)
            if number >= 0:
                times[BARE].append(bare_took)
                times[name].append(took)
    return times


def timed(call: Callable[[int], object], number: int) -> float:
    start = time.perf_counter()
    call(number)
    return time.perf_counter() - start


def measures(folder: Path) -> dict[str, Callable[[int], object]]:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding
    from django.conf import settings

    from tests.wallets.authority import Authority, settings_of
    from wagtail_birthday.wallets.apple.archive import archive
    from wagtail_birthday.wallets.apple.build import assemble, build_pass
    from wagtail_birthday.wallets.apple.images import current_images
    from wagtail_birthday.wallets.apple.pass_json import pass_json, pass_strings
    from wagtail_birthday.wallets.apple.signer import current_signer
    from wagtail_birthday.wallets.content import describe

    settings.WAGTAIL_BIRTHDAY = {
        **settings.WAGTAIL_BIRTHDAY,
        "APPLE": settings_of(Authority(folder)),
    }
    now = datetime.now(UTC)
    signer, images = current_signer(now), current_images()
    key = (folder / "pass.key").read_bytes()
    cards = make_cards(now)
    contents = [describe(card, [voucher], now) for card, voucher in cards]
    whole = assemble(contents[0], signer, images)
    with zipfile.ZipFile(io.BytesIO(whole)) as unpacked:
        files = {name: unpacked.read(name) for name in unpacked.namelist()}
    manifest = files["manifest.json"]
    texts = {name: data for name, data in files.items() if not name.endswith(".png")}

    def bare(_number):
        signer.key.sign(manifest, padding.PKCS1v15(), hashes.SHA256())

    def in_memory(number):
        card, voucher = cards[number % CARDS]
        assemble(describe(card, [voucher], now), signer, images)

    def from_content(number):
        assemble(contents[number % CARDS], signer, images)

    def texts_only(number):
        content = contents[number % CARDS]
        pass_json(content, signer.pass_type_identifier, signer.team_identifier)
        pass_strings(content)

    return {
        BARE: bare,
        WHOLE: in_memory,
        "whole pass, with its query (SQLite)": lambda number: build_pass(
            cards[number % CARDS][0], now
        ),
        "  all but what the card says": from_content,
        "  what the card says, three languages": lambda number: describe(
            cards[number % CARDS][0], [cards[number % CARDS][1]], now
        ),
        "  pass.json and three pass.strings": texts_only,
        "  PKCS #7 signature": lambda _number: signer.sign(manifest),
        "  ZIP: images prepared, all stored": lambda _number: archive(
            images.birthday.packed, texts
        ),
        "instead: ZIP by zipfile, stored": lambda _number: zipped(files, zipfile.ZIP_STORED),
        "instead: ZIP by zipfile, compressed": lambda _number: zipped(files, zipfile.ZIP_DEFLATED),
        "loading the key for each pass would add": lambda _number: (
            serialization.load_pem_private_key(key, None)
        ),
    }


def make_cards(now: datetime) -> list:
    """Cards of members in three languages with different stamps and days, and their vouchers."""
    from tests import factories

    texts = {
        language: {
            "title": f"Free cappuccino ({language})",
            "description": "On the house, with our best wishes for the year that begins.",
            "terms": "One for each member, in any of our branches.",
        }
        for language in LANGUAGES
    }
    campaign = factories.campaign()
    snapshot = factories.snapshot(campaign.gift, texts=texts)
    made = []
    for number in range(CARDS):
        member = factories.member(
            f"Member {number}", birthday="--02-29", language=LANGUAGES[number % 3]
        )
        voucher = factories.voucher(
            member,
            campaign=campaign,
            snapshot=snapshot,
            opens_at=now - timedelta(days=1 + number % 7),
            closes_at=now + timedelta(days=14 - number % 7),
        )
        made.append((factories.card(member, stamps=number % 10), voucher))
    return made


def zipped(files: dict[str, bytes], method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return buffer.getvalue()


if __name__ == "__main__":
    main()
