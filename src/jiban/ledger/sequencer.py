"""The one hand that gives lines their place in the log and signs its head.

All of a batch is one transaction: indices, tiles and checkpoint appear together or not at all, so that a crash
at any point leaves the log as it was. Two sequencers may run: the lease lets one of them work, and its turn
number, taken again inside the transaction, stops one that was slow and lost the lease.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from jiban.jobs.crashpoints import reached
from jiban.standards.tlog import checkpoint as tlog_checkpoint
from jiban.standards.tlog.merkle import EMPTY_ROOT, Hash, leaf_hash

from . import keys, places, stopping, tree
from .errors import LedgerDamagedError, SmallerTreeError
from .models import Checkpoint, SequencerLease, WaitingLine

MOST_LINES = 4000  # about a tenth of a second
LEASE_SECONDS = 10  # a full batch takes well under a second; after a crash the log rests this long


def sequence(now: datetime, *, holder: str) -> int:
    """Give up to 4000 waiting lines their indices and sign the new head; the number of lines, 0 if none or not our turn."""
    if not WaitingLine.objects.exists():
        return 0
    stopping.check()
    turn = claim(now, holder=holder)
    if turn is None:
        return 0
    reached("ledger-claimed")
    count = _sequence_batch(now, turn=turn)
    reached("ledger-sequenced")
    return count


def claim(now: datetime, *, holder: str) -> int | None:
    """Take the lease if it is ours or has run out; the turn number, or None."""
    SequencerLease.objects.bulk_create([SequencerLease(id=SequencerLease.ONLY, lease_until=now)], ignore_conflicts=True)
    free = SequencerLease.objects.filter(Q(holder=holder) | Q(lease_until__lte=now))
    with transaction.atomic():
        won = free.update(holder=holder, lease_until=now + timedelta(seconds=LEASE_SECONDS), turn=F("turn") + 1)
        return SequencerLease.objects.values_list("turn", flat=True).get() if won else None


@transaction.atomic
def _sequence_batch(now: datetime, *, turn: int) -> int:
    # Written first: whoever holds this row's lock is alone until commit. It also hands the lease on at commit.
    if not SequencerLease.objects.filter(turn=turn).update(turn=F("turn") + 1, lease_until=now):
        return 0
    newest = Checkpoint.objects.order_by("-size").first()
    builder = tree.at_size(newest.size if newest else 0)
    if builder.root() != (bytes(newest.root) if newest else EMPTY_ROOT):
        raise LedgerDamagedError("the stored tiles are not the ones the newest checkpoint signs")
    entries = places.give(first=builder.size, most=MOST_LINES)
    if not entries:
        return 0
    reached("ledger-numbered")
    for entry in entries:
        builder.append(leaf_hash(entry))
    tree.store(builder)
    reached("ledger-tiles-stored")
    _sign(newest, size=builder.size, root=builder.root(), now=now)
    reached("ledger-signed")
    return len(entries)


def _sign(newest: Checkpoint | None, *, size: int, root: Hash, now: datetime) -> Checkpoint:
    if newest and size <= newest.size:
        raise SmallerTreeError(f"size {newest.size} is signed already; {size} is not signed after it")
    head = tlog_checkpoint.Checkpoint(settings.LOG_ORIGIN, size, root)
    note = tlog_checkpoint.sign(head, keys.signers())
    return Checkpoint.objects.create(size=size, root=root, note=note, created_at=now)
