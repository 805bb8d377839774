"""What the libraries cost on one core, each beside what its cryptography alone costs and beside other programs.

As in paper_speed, each round does everything once, in processor time of this process, and medians are told: what
disturbs a shared machine disturbs all alike. Warm-up rounds are left out.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import cycle, islice
from statistics import median
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from jiban.certificates.credentials import ALWAYS_SHOWN, claims_of
from jiban.reading.drawing import drawn_pages
from jiban.standards.credential import sd_jwt_vc
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.gm.sm3 import sm3
from jiban.standards.ofd.reading import open_package
from jiban.standards.ofd.rendering.raster import svg_to_png
from jiban.standards.verifying.verify import verify_ofd

from . import making, one_seal, sample
from .resident_memory import resident_mib

WARM_UP_ROUNDS, FEWEST_ROUNDS = 20, 5
FILES_KEPT = 40
PNG_DPI = 96


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to measure. `bare` names the tasks whose sum is what its cryptography alone costs."""

    name: str
    run: Callable[[], object]
    bare: tuple[str, ...] = ()


def measure(*, seconds: float, now: datetime) -> dict[str, float]:
    """Milliseconds of each task, pieces a second, and multiples of the bare cost, by name."""
    tasks = list(_tasks(now))
    rounds: list[list[float]] = []
    began = time.monotonic()
    while len(rounds) < WARM_UP_ROUNDS + FEWEST_ROUNDS or time.monotonic() - began < seconds:
        rounds.append([making.cost_ms(task.run)[0] for task in tasks])
    columns = zip(*rounds[WARM_UP_ROUNDS:], strict=True)
    cost = {task.name: median(column) for task, column in zip(tasks, columns, strict=True)}
    found: dict[str, float] = {"rounds": len(rounds) - WARM_UP_ROUNDS}
    for task in tasks:
        found[f"{task.name}_ms"] = cost[task.name]
        found[f"{task.name}_per_second"] = 1000 / cost[task.name]
        if task.bare:
            found[f"{task.name}_multiple_of_bare"] = cost[task.name] / sum(cost[name] for name in task.bare)
    return found


def soak(documents: int, *, now: datetime, steps: int = 10) -> Iterator[tuple[int, float]]:
    """Make that many pairs and tell the memory of this process in MiB at regular steps."""
    village, records = sample.village(now), sample.records(now)
    for step in range(1, steps + 1):
        for record in islice(records, documents * step // steps - documents * (step - 1) // steps):
            making.ofd(village, record, now)
            making.pdf(village, record, now)
        yield documents * step // steps, resident_mib()


def _tasks(now: datetime) -> Iterator[Task]:
    village = sample.village(now)
    records = cycle(list(islice(sample.records(now), 10 * FILES_KEPT)))
    sealed = [making.ofd(village, next(records), now) for _ in range(FILES_KEPT)]
    files, single = cycle(sealed), cycle([one_seal.seal(village, next(records), now) for _ in range(FILES_KEPT)])
    yield from _bare(sealed[0])
    own = partial(next, records)
    yield Task("one_seal_ofd", lambda: one_seal.seal(village, own(), now), ("sm2_sign", "sm3_of_file"))
    yield Task("two_seal_ofd", lambda: making.ofd(village, own(), now), ("sm2_sign", "sm2_sign", "sm3_of_file"))
    verified = ("sm2_verify", "sm2_verify", "sm3_of_file")
    yield Task("verify_one_seal", lambda: _verify(village, next(single), now), verified)
    yield Task("verify_two_seals", lambda: _verify(village, next(files), now), verified * 2)
    yield Task("read", lambda: open_package(next(files)))
    yield Task("render_svg", lambda: [page.svg for _, page in drawn_pages(open_package(next(files)))])
    yield Task("render_png", lambda: [_png(page.svg) for _, page in drawn_pages(open_package(next(files)))])
    yield Task("pdf", lambda: making.pdf(village, own(), now), ("p256_sign",))
    yield Task("pair", lambda: _pair(village, own(), now), ("sm2_sign", "sm2_sign", "sm3_of_file", "p256_sign"))
    wallet = ec.generate_private_key(ec.SECP256R1()).public_key()
    yield Task("sd_jwt", lambda: _credential(village, own(), wallet), ("p256_sign",))


def _bare(file: bytes) -> Iterator[Task]:
    key, digest = PrivateKey.generate(), sm3(b"bare")
    signature, public = key.sign_digest(digest), key.public_key
    p256 = ec.generate_private_key(ec.SECP256R1())
    yield Task("sm2_sign", lambda: key.sign_digest(digest))
    yield Task("sm2_verify", lambda: public.verify_digest(digest, signature))
    yield Task("sm3_of_file", lambda: sm3(file))
    yield Task("p256_sign", lambda: p256.sign(digest, ec.ECDSA(hashes.SHA256())))


def _pair(village: sample.Village, record: dict[str, Any], now: datetime) -> tuple[bytes, bytes]:
    return making.ofd(village, record, now), making.pdf(village, record, now)


def _verify(village: sample.Village, file: bytes, now: datetime) -> None:
    report = verify_ofd(file, trust=village.trust, at=now, profile="tolerant")
    if report.verdict != "genuine":
        raise AssertionError(report.first)


def _png(svg: str) -> bytes:
    return svg_to_png(svg, PNG_DPI)


def _credential(village: sample.Village, record: dict[str, Any], wallet: ec.EllipticCurvePublicKey) -> str:
    claims = {"vct": "https://jiban.example/credentials/certificate", **claims_of(record)}
    return sd_jwt_vc.issue(claims, signer=village.pdf_signer, holder_key=wallet, always=ALWAYS_SHOWN)
