"""What the papers cost on one core, beside the bare cost of the signatures in them.

The machine may be shared: each round measures the bare signatures and each paper one after the other, in processor time
of this process, and the median of all rounds is told.
"""

import time
from datetime import datetime
from functools import partial
from itertools import islice
from statistics import median

from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.gm.sm3 import sm3

from . import making, sample

SIGNATURES_ON_OFD = 2
WARM_UP_ROUNDS = 60
"""A process has met most of what comes again (glyphs, sums of QR codes) after about a hundred papers."""
FEWEST_ROUNDS = 5
FRESH_RECORDS = 400


def measure(*, seconds: float, now: datetime) -> dict[str, float]:
    """Milliseconds, pieces a second and multiples of the bare signatures, by name."""
    village = sample.village(now)
    records = list(islice(sample.records(now), FRESH_RECORDS))
    bare_key = PrivateKey.generate()
    rounds: list[tuple[float, float, float]] = []
    sizes = (0, 0)
    began = time.monotonic()
    while len(rounds) < WARM_UP_ROUNDS + FEWEST_ROUNDS or time.monotonic() - began < seconds:
        # The twin of another certificate: the worker that makes it has not composed the OFD either.
        record, other = (
            records[len(rounds) % FRESH_RECORDS],
            records[(len(rounds) + FRESH_RECORDS // 2) % FRESH_RECORDS],
        )
        digest = sm3(record["number"].encode())
        bare_ms, _ = making.cost_ms(partial(_bare, bare_key, digest))
        ofd_ms, ofd = making.cost_ms(partial(making.ofd, village, record, now))
        pdf_ms, pdf = making.cost_ms(partial(making.pdf, village, other, now))
        rounds.append((bare_ms, ofd_ms, pdf_ms))
        sizes = (len(ofd), len(pdf))
    return _told(rounds[WARM_UP_ROUNDS:], sizes)


def _told(rounds: list[tuple[float, float, float]], sizes: tuple[int, int]) -> dict[str, float]:
    bare = median(bare_ms for bare_ms, _, _ in rounds)
    ofd = median(ofd_ms for _, ofd_ms, _ in rounds)
    pdf = median(pdf_ms for _, _, pdf_ms in rounds)
    pair = median(ofd_ms + pdf_ms for _, ofd_ms, pdf_ms in rounds)
    return {
        "sm2_signature_ms": bare / SIGNATURES_ON_OFD,
        "two_sm2_signatures_ms": bare,
        "ofd_ms": ofd,
        "ofd_per_second_on_one_core": 1000 / ofd,
        "ofd_multiple_of_two_sm2_signatures": ofd / bare,
        "pdf_ms": pdf,
        "pdf_per_second_on_one_core": 1000 / pdf,
        "pdf_multiple_of_two_sm2_signatures": pdf / bare,
        "pair_ms": pair,
        "pair_per_second_on_one_core": 1000 / pair,
        "pair_multiple_of_two_sm2_signatures": pair / bare,
        "ofd_bytes": sizes[0],
        "pdf_bytes": sizes[1],
        "paper_rounds": len(rounds),
    }


def _bare(key: PrivateKey, digest: bytes) -> bytes:
    return b"".join([key.sign_digest(digest) for _ in range(SIGNATURES_ON_OFD)])
