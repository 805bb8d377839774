"""What the log costs, by the verbs that issuing and the worker call: written, sequenced, proved. Runs in a process of its own."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from jiban.ledger import checking, journal, places, questions, sequencer, tree
from jiban.ledger.commitments import SALT_BYTES, Kind, entry_bytes
from jiban.ledger.models import Checkpoint, Line
from jiban.standards.tlog.growth import TileBuilder
from jiban.standards.tlog.merkle import leaf_hash

from . import sparse_log

T = TypeVar("T")
WRITTEN_TOGETHER = 1000
PROOFS = 200
HEADS = 20


def appends(batch: int, lines: int) -> dict[str, float]:
    """Write lines and give them their places, `batch` by `batch`: two commits and one signed head for each."""
    written = sequenced = 0.0
    started = Checkpoint.objects.count()
    first = Line.objects.count()
    for start in range(first, first + lines, batch):
        written += _timed(partial(_write, _commitments(start, batch)))[0]
        sequenced += _timed(_sequence_all)[0]
    heads = Checkpoint.objects.count() - started
    return {
        "written_per_second": lines / written,
        "sequenced_per_second": lines / sequenced,
        "appends_per_second": lines / (written + sequenced),
        "batch_ms": 1000 * (written + sequenced) / heads,
        "root_ms": _root_ms(),
        "tree_alone_per_second": lines / _tree_alone(lines),
    }


def proofs(leaves: int) -> dict[str, float]:
    """Let the log grow to `leaves` lines, and prove some of them."""
    have = Line.objects.count()
    seconds, _ = _timed(lambda: _grow(have, leaves))
    return {"grown_per_second": (leaves - have) / seconds if leaves > have else 0.0, **_proved(leaves)}


def sparse_proofs(leaves: int) -> dict[str, float]:
    """The same in a log that has only those tiles, of `leaves` leaves, which the proofs read."""
    sparse_log.lay_out(leaves, _some(leaves))
    return _proved(leaves)


def _proved(leaves: int) -> dict[str, float]:
    vkey = questions.verifier_key()
    salt = bytes(SALT_BYTES)
    making, sizes, checks = [], [], []
    for line in places.lines_at(_some(leaves)):
        seconds, proof = _timed(partial(questions.proof_of, line, extra=salt))
        if proof is None:
            raise AssertionError("a line without a place")
        making.append(1000 * seconds)
        sizes.append(len(proof.text.encode()))
        entry = bytes(line.entry)
        checks.append(1000 * _timed(partial(checking.check_proof, proof.text, entry=entry, vkey=vkey))[0])
    return {
        "proofs": len(making),
        "proof_ms": median(making),
        "proof_worst_ms": max(making),
        "proof_bytes": max(sizes),
        "check_ms": median(checks),
        "root_ms": _root_ms(),
    }


def _some(leaves: int) -> list[int]:
    """The same lines each time: first, last, and others anywhere."""
    chosen = random.Random(leaves)  # noqa: S311 - a sample, no secret
    return sorted({0, leaves - 1, *(chosen.randrange(leaves) for _ in range(PROOFS))})


def _grow(have: int, leaves: int) -> None:
    for start in range(have, leaves, WRITTEN_TOGETHER):
        _write(_commitments(start, min(WRITTEN_TOGETHER, leaves - start)))
        if (start - have) % sequencer.MOST_LINES == 0:
            _sequence_all()
    _sequence_all()


def _commitments(start: int, count: int) -> dict[str, bytes]:
    return {f"certificate-issued:{number}": number.to_bytes(32) for number in range(start, start + count)}


def _write(commitments: Mapping[str, bytes]) -> None:
    with transaction.atomic():
        journal.append_all(Kind.CERTIFICATE_ISSUED, commitments)


def _sequence_all() -> None:
    while sequencer.sequence(timezone.now(), holder="bench"):
        pass


def _root_ms() -> float:
    """Read the right edge of the tree and fold it into the root, as each batch does."""
    head = questions.latest_checkpoint()
    size = head.size if head else 0
    return 1000 * median(_timed(lambda: tree.at_size(size).root())[0] for _ in range(HEADS))


def _tree_alone(lines: int) -> float:
    """The same leaves in memory, without a database: seconds."""
    entries = list(_entries(lines))
    builder = TileBuilder()

    def grow() -> None:
        for entry in entries:
            builder.append(leaf_hash(entry))

    return _timed(grow)[0]


def _entries(lines: int) -> Iterator[bytes]:
    return (entry_bytes(Kind.CERTIFICATE_ISSUED, number.to_bytes(32)) for number in range(lines))


def _timed(act: Callable[[], T]) -> tuple[float, T]:
    began = time.perf_counter()
    result = act()
    return time.perf_counter() - began, result
