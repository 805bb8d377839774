from jiban.composing import Literal
from jiban.standards.tlog import merkle
from jiban.standards.tlog.merkle import Hash
from jiban.standards.tlog.proof import LogProof

from . import keys, places, tree
from .models import AnchorReceipt, AnchorState, Checkpoint, Line


def find_line(key: str) -> Line | None:
    return Line.objects.filter(key=key).first()


def latest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def verifier_key() -> str:
    """The log's public key, as readers put it in their settings (c2sp.org/signed-note)."""
    return keys.verifier().vkey


def sm2_verifier_key() -> str:
    """The public key of the SM2 line on checkpoints; empty if there is no such line."""
    found = keys.sm2_verifier()
    return found.vkey if found else ""


def proof_of(line: Line, *, extra: bytes | None = None) -> LogProof | None:
    """The proof that the line is in the log as the newest checkpoint signs it; None while it still waits.

    `extra` is the salt, for proofs that the holder is handed. Nobody else is given it.
    """
    index, head = places.of_line(line), latest_checkpoint()
    if index is None or head is None:
        return None
    return proof_at(index, size=head.size, note=head.note, extra=extra)


def proof_at(index: int, *, size: int, note: str, extra: bytes | None = None) -> LogProof:
    """The proof that the head of that size, signed as `note` says, holds the line at `index`."""
    hashes = merkle.inclusion_proof(index, size, tree.read_hashes)
    return LogProof(index=index, hashes=tuple(hashes), checkpoint=note, extra=extra)


def consistency_proof(old_size: int, new_size: int) -> list[Hash]:
    """The proof that the log at `new_size` begins with all it had at `old_size`; both signed sizes."""
    return merkle.consistency_proof(old_size, new_size, tree.read_hashes)


def anchor_receipts(*, limit: int, before: int | None = None) -> list[AnchorReceipt]:
    """The newest first, from below the key `before`."""
    rows = AnchorReceipt.objects.order_by("-id")
    return list((rows.filter(id__lt=before) if before is not None else rows)[:limit])


def newest_conflict() -> AnchorReceipt | None:
    return AnchorReceipt.objects.defer("evidence").filter(state=Literal(AnchorState.CONFLICT)).order_by("-id").first()
