"""Proofs that an entry is in a log, c2sp.org/tlog-proof@v1: a text that anyone can check without asking the log.

Example:

    c2sp.org/tlog-proof@v1
    extra AAECAwQFBgcICQoLDA0ODw==
    index 1
    oa8DAjHKL9IOzzDFKUuvj2kyHQm7FqxTiFzNF6OFKA0=

    example.com/log
    2
    OuW/pX/6dp2WNKhvOiYoaqaf1Q6gWF+AYfkCrV8DJ/c=

    — example.com/log Hd5FMah5JEtoIXomysiiOqyrLni6aUCmyREfc5IfbCz7PZzrMet/qbLr6fS6xIxLlKorycGC51lF0xGf52FcMH5FeQQ=

The extra line may be missing. Hashes run from the leaf's sibling up; then come an empty line and the signed checkpoint.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiban.standards.tlog import canonical_base64
from jiban.standards.tlog.checkpoint import Checkpoint, open_checkpoint
from jiban.standards.tlog.errors import ProofFormatError
from jiban.standards.tlog.merkle import HASH_BYTES, MAX_PROOF_HASHES, Hash, check_inclusion, leaf_hash
from jiban.standards.tlog.note import MAX_NOTE_BYTES, KnownKey

FIRST_LINE = "c2sp.org/tlog-proof@v1"
FILE_EXTENSION = ".tlog-proof"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_EXTRA_START = "extra "


@dataclass(frozen=True, slots=True)
class LogProof:
    """What a proof file holds, not judged yet.

    index        zero-based place of the entry in the log
    hashes       sibling hashes from the leaf up
    checkpoint   the signed checkpoint, verbatim
    extra        opaque bytes for the application; nothing vouches for them
    """

    index: int
    hashes: tuple[Hash, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        lines = [FIRST_LINE]
        if self.extra is not None:
            lines.append(_EXTRA_START + canonical_base64.encode(self.extra))
        lines.append(f"index {self.index}")
        lines += [canonical_base64.encode(value) for value in self.hashes]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def parse(text: str) -> LogProof:
    """Read a proof file. Raises ProofFormatError; the checkpoint inside is not read yet."""
    head, blank, checkpoint = text.partition("\n\n")
    if len(text) > MAX_NOTE_BYTES or not blank:
        raise ProofFormatError("a proof is some lines, a blank line and a checkpoint")
    lines = head.split("\n")
    if lines.pop(0) != FIRST_LINE:
        raise ProofFormatError(f"a proof begins with {FIRST_LINE}")
    extra = None
    if lines and lines[0].startswith(_EXTRA_START):
        extra = _decode(lines.pop(0).removeprefix(_EXTRA_START))
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if not index:
        raise ProofFormatError("a proof names the entry's index")
    hashes = tuple(_decode(line) for line in lines)
    if len(hashes) > MAX_PROOF_HASHES or any(len(value) != HASH_BYTES for value in hashes):
        raise ProofFormatError(f"a proof has at most {MAX_PROOF_HASHES} hashes of {HASH_BYTES} bytes")
    return LogProof(index=int(index[1]), hashes=hashes, checkpoint=checkpoint, extra=extra)


def check_proof(proof: LogProof | str, *, entry: bytes, origin: str, verifiers: Sequence[KnownKey]) -> Checkpoint:
    """Prove that `entry` is in the log `origin` (tlog-proof, "Verifying"); answers with the checkpoint that says so.

    proof       a proof, or its text
    verifiers   the keys the reader trusts for that log; cosignatures of other keys are ignored

    Raises ProofFormatError, ProofError (the entry is not where the proof says), OriginError,
    SignatureError, UnknownSignerError, NoteFormatError or CheckpointFormatError.
    """
    if isinstance(proof, str):
        proof = parse(proof)
    checkpoint = open_checkpoint(proof.checkpoint, origin=origin, verifiers=verifiers)
    check_inclusion(
        leaf_hash(entry),
        index=proof.index,
        tree_size=checkpoint.size,
        proof=proof.hashes,
        root=checkpoint.root,
    )
    return checkpoint


def _decode(line: str) -> bytes:
    try:
        return canonical_base64.decode(line)
    except ValueError as error:
        raise ProofFormatError("extra data and hashes are written in base64") from error
