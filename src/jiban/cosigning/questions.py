"""What is known of cosignatures: the head that the public gets, and the proofs that holders get."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from jiban.ledger import places
from jiban.ledger import questions as ledger
from jiban.ledger.models import Checkpoint, Line
from jiban.standards.tlog import witnessing
from jiban.standards.tlog.policy import Policy
from jiban.standards.tlog.proof import LogProof

from . import policies
from .models import Alarm, Cosignature, WitnessState

LOOKED_BACK = 200
"""Newest cosignatures among which the last quorum is looked for: some fifty heads with four witnesses."""
ALARMS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint with the cosignatures it has; `is_met` says whether they are enough."""

    size: int
    note: str
    names: tuple[str, ...]
    of: int
    is_met: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How a witness stands. `behind` counts the entries that it has not cosigned yet."""

    name: str
    vkey: str
    size: int
    behind: int
    cosigned_at: datetime | None
    trouble: str


def published_head() -> Head | None:
    """The newest head with enough cosignatures; before there is any, or without a policy, the newest one."""
    newest, policy = ledger.latest_checkpoint(), policies.current()
    if newest is None:
        return None
    if policy is None:
        return Head(newest.size, newest.note, (), 0, is_met=True)
    return _last_quorum(policy) or _with_lines(newest, policy)


def newest_head() -> Head | None:
    """The newest head with what it has so far."""
    newest, policy = ledger.latest_checkpoint(), policies.current()
    if newest is None:
        return None
    return _with_lines(newest, policy) if policy else Head(newest.size, newest.note, (), 0, is_met=True)


def is_cosigned(line: Line) -> bool:
    """Whether enough witnesses have cosigned a head that holds the line. Without a policy nobody is waited for."""
    head, index = published_head(), places.of_line(line)
    return head is not None and head.is_met and index is not None and index < head.size


def proof_of(line: Line, *, extra: bytes | None = None) -> LogProof | None:
    """As the ledger's: under the published head if that holds the line, otherwise under the newest one."""
    policy, index = policies.current(), places.of_line(line)
    if index is None:
        return None
    quorum = _last_quorum(policy) if policy else None
    head = quorum if quorum and index < quorum.size else ledger.latest_checkpoint()
    return ledger.proof_at(index, size=head.size, note=head.note, extra=extra) if head else None


def standings() -> list[Standing]:
    """Every witness of the policy, in its order."""
    policy, newest = policies.current(), ledger.latest_checkpoint()
    if policy is None:
        return []
    states = WitnessState.objects.in_bulk([policies.key_of(one) for one in policy.witnesses], field_name="key")
    found = []
    for witness in policy.witnesses:
        state = states.get(policies.key_of(witness))
        size = state.size if state and state.answered_at else 0
        found.append(
            Standing(
                name=witness.name,
                vkey=witness.key.vkey,
                size=size,
                behind=max((newest.size if newest else 0) - size, 0),
                cosigned_at=state.answered_at if state else None,
                trouble=state.trouble if state else "",
            )
        )
    return found


def alarms(*, before: int | None = None) -> list[Alarm]:
    """The newest first."""
    rows = Alarm.objects.order_by("-id")
    return list((rows.filter(id__lt=before) if before is not None else rows)[:ALARMS_A_PAGE])


def open_alarms() -> int:
    return Alarm.objects.filter(settled_at__isnull=True).count()


def _last_quorum(policy: Policy) -> Head | None:
    by_size: dict[int, list[Cosignature]] = defaultdict(list)
    keys = [policies.key_of(witness) for witness in policy.witnesses]
    for row in Cosignature.objects.filter(key__in=keys).order_by("-size")[:LOOKED_BACK]:
        by_size[row.size].append(row)
    for size, rows in by_size.items():
        if policy.is_met_by(_names(policy, rows)):
            return _head(Checkpoint.objects.get(size=size), policy, rows)
    return None


def _with_lines(row: Checkpoint, policy: Policy) -> Head:
    keys = [policies.key_of(witness) for witness in policy.witnesses]
    return _head(row, policy, list(Cosignature.objects.filter(size=row.size, key__in=keys)))


def _head(row: Checkpoint, policy: Policy, lines: list[Cosignature]) -> Head:
    names = _names(policy, lines)
    note = witnessing.add_lines(row.note, [one.line for one in sorted(lines, key=lambda one: one.key)])
    return Head(row.size, note, names, len(policy.witnesses), is_met=policy.is_met_by(names))


def _names(policy: Policy, rows: list[Cosignature]) -> tuple[str, ...]:
    keys = {row.key for row in rows}
    return tuple(witness.name for witness in policy.witnesses if policies.key_of(witness) in keys)
