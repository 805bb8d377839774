"""Offering checkpoints to anchors: a receipt row and a promised job in one transaction; the network only in the job."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from jiban.jobs import actions as jobs
from jiban.jobs.errors import PostponeError
from jiban.jobs.models import Job
from jiban.jobs.registry import every, handles
from jiban.ledger import questions, tree
from jiban.ledger.models import AnchorReceipt, AnchorState, Checkpoint
from jiban.standards.tlog import merkle

from .configured import anchors
from .protocol import Anchor, AnchorConflictError, AnchorError, AnchorUnavailableError, Confirmation, Head, Receipt

log = logging.getLogger(__name__)

KIND = "anchor-checkpoint"
ONE_MINUTE = 60
AGAIN_SECONDS = 30
LONGEST_WAIT = timedelta(days=7)
LONGEST_REFERENCE = 200


@every(ONE_MINUTE, "offer-checkpoints")
def offer(now: datetime) -> int:
    """Promise each anchor the newest checkpoint, if its last one is old enough and smaller; how many."""
    named = anchors()
    head = questions.latest_checkpoint() if named else None
    return sum(_offer(anchor.name, head, now) for anchor in named) if head else 0


def _offer(name: str, head: Checkpoint, now: datetime) -> bool:
    last = AnchorReceipt.objects.filter(anchor=name).order_by("-size").first()
    rest = timedelta(minutes=settings.ANCHOR_MINUTES)
    if last and (last.size >= head.size or last.created_at > now - rest):
        return False
    with transaction.atomic():
        row = AnchorReceipt(anchor=name, size=head.size, root=head.root, created_at=now)
        AnchorReceipt.objects.bulk_create([row], ignore_conflicts=True)
        jobs.promise(KIND, key=f"anchor:{name}:{head.size}", payload={"anchor": name, "size": head.size}, due_at=now)
    return True


@handles(KIND)
def carry_out(job: Job, now: datetime) -> None:
    """Hand one checkpoint in and ask whether it stands. Again does no harm: every step looks at what is there."""
    row = AnchorReceipt.objects.get(anchor=job.payload["anchor"], size=job.payload["size"])
    anchor = next((one for one in anchors() if one.name == row.anchor), None)
    if anchor is None:
        _end(job, row, AnchorState.FAILED, now, detail="no anchor of this name is set up any more")
        return
    head = Head(settings.LOG_ORIGIN, row.size, bytes(row.root), Checkpoint.objects.get(size=row.size).note)
    try:
        _check_against_ours(anchor)
        if row.state == AnchorState.WAITING:
            _submitted(row, anchor.submit(head), now)
        confirmation = anchor.confirm(head, Receipt(row.reference, bytes(row.evidence)))
    except AnchorConflictError as conflict:
        # Loud, and on the public page: either somebody forged our head, or we showed two faces.
        log.critical("anchor %s names another root for size %d of this log", anchor.name, conflict.size)
        _end(job, row, AnchorState.CONFLICT, now, detail=str(conflict))
        return
    except AnchorUnavailableError as later:
        if job.attempts < settings.JOB_MAX_ATTEMPTS:
            raise
        _end(job, row, AnchorState.FAILED, now, detail=str(later))
        return
    except AnchorError as refused:
        # Its words may be anybody's: they stand with the receipt.
        log.error("anchor %s refused the checkpoint of size %d", anchor.name, row.size)  # noqa: TRY400
        _end(job, row, AnchorState.FAILED, now, detail=str(refused))
        return
    if confirmation is None:
        _wait(job, row, now)
        return
    _end(job, row, AnchorState.CONFIRMED, now, confirmation=confirmation)


def _wait(job: Job, row: AnchorReceipt, now: datetime) -> None:
    """Other members may take their time. Asked for more and more rarely, and not for ever."""
    age = now - row.created_at
    if age > LONGEST_WAIT:
        _end(job, row, AnchorState.FAILED, now, detail="not final after a week")
        return
    raise PostponeError("not final yet", seconds=max(AGAIN_SECONDS, int(age.total_seconds()) // 4))


def _check_against_ours(anchor: Anchor) -> None:
    """Is the newest head that stands there one of ours? Raises AnchorConflictError."""
    latest, ours = anchor.latest(settings.LOG_ORIGIN), questions.latest_checkpoint()
    if latest is None or ours is None:
        return
    size, root = latest
    if size > ours.size or merkle.root(size, tree.read_hashes) != root:
        raise AnchorConflictError(size, (root,))


def _submitted(row: AnchorReceipt, receipt: Receipt, now: datetime) -> None:
    """Kept before anything is asked again: a crash after this hands nothing in a second time."""
    row.state, row.submitted_at = AnchorState.SUBMITTED, now
    row.reference, row.evidence = receipt.reference[:LONGEST_REFERENCE], receipt.evidence
    AnchorReceipt.objects.filter(pk=row.pk, state=AnchorState.WAITING).update(
        state=row.state, submitted_at=now, reference=row.reference, evidence=row.evidence
    )


@transaction.atomic
def _end(
    job: Job,
    row: AnchorReceipt,
    state: AnchorState,
    now: datetime,
    *,
    detail: str = "",
    confirmation: Confirmation | None = None,
) -> None:
    AnchorReceipt.objects.filter(pk=row.pk, state__in=AnchorState.open_ones()).update(
        state=state,
        detail=detail[: AnchorReceipt.DETAIL_LENGTH],
        anchored_at=confirmation.at if confirmation else None,
        ended_at=now,
    )
    jobs.finish(job, now=now)
