"""Checkpoints, c2sp.org/tlog-checkpoint: the signed head of a log.

Example:

    example.com/log
    2
    OuW/pX/6dp2WNKhvOiYoaqaf1Q6gWF+AYfkCrV8DJ/c=

    — example.com/log Hd5FMah5JEtoIXomysiiOqyrLni6aUCmyREfc5IfbCz7PZzrMet/qbLr6fS6xIxLlKorycGC51lF0xGf52FcMH5FeQQ=

1. the origin, which names the log
2. the tree size in decimal
3. the root hash of the tree of that size
4. extension lines, which nobody should use; they are kept as they are
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiban.standards.tlog import canonical_base64, note
from jiban.standards.tlog.errors import CheckpointFormatError, OriginError
from jiban.standards.tlog.merkle import HASH_BYTES, Hash

MAX_SIZE = (1 << 63) - 1
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the log `origin`: its size in leaves and the root hash (32 bytes) of the tree of that size."""

    origin: str
    size: int
    root: Hash
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The note text, with its final newline."""
        lines = (self.origin, str(self.size), canonical_base64.encode(self.root), *self.extensions)
        return "".join(line + "\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """Read a checkpoint's note text (without signatures). Raises CheckpointFormatError."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise CheckpointFormatError("a checkpoint is at least three lines that are not empty")
    origin, size, root, *extensions = lines[:-1]
    if not _SIZE.fullmatch(size) or int(size) > MAX_SIZE:
        raise CheckpointFormatError("a tree size is a decimal number without leading zeros")
    try:
        root_hash = canonical_base64.decode(root)
    except ValueError as error:
        raise CheckpointFormatError("a root hash is written in base64") from error
    if len(root_hash) != HASH_BYTES:
        raise CheckpointFormatError(f"a root hash has {HASH_BYTES} bytes")
    return Checkpoint(origin, int(size), root_hash, tuple(extensions))


def sign(checkpoint: Checkpoint, signers: Sequence[note.CanSign]) -> str:
    """The checkpoint as a signed note."""
    return note.sign(checkpoint.text, signers)


def open_checkpoint(signed: str, *, origin: str, verifiers: Sequence[note.KnownKey]) -> Checkpoint:
    """Check a signed checkpoint of the log `origin`.

    Raises OriginError for another log's, and the errors of `note.open_note` and `parse`.
    """
    checkpoint = parse(note.open_note(signed, verifiers).text)
    if checkpoint.origin != origin:
        raise OriginError(f"the checkpoint is of another log: {checkpoint.origin!r}")
    return checkpoint
