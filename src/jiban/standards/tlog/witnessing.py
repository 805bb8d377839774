"""Messages between a log and a witness, c2sp.org/tlog-witness, and how a witness judges: no network, no storage.

Example of a request to `add-checkpoint`:

    old 20852014
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

    example.com/behind-the-sofa
    20852163
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

    — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=

200 answers with cosignature lines, 409 with the size that the witness knows, 422 says: this is not the log I saw.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from jiban.standards.tlog import canonical_base64, checkpoint, note
from jiban.standards.tlog.cosignature import CosignatureVerifier
from jiban.standards.tlog.errors import MessageFormatError, ProofError, TlogError
from jiban.standards.tlog.merkle import EMPTY_ROOT, HASH_BYTES, Hash, check_consistency

ADD_CHECKPOINT = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
MAX_PROOF_LINES = 63
MAX_ANSWER_BYTES = 100_000
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A checkpoint for a witness, with the proof that the log goes on from `old_size`."""

    old_size: int
    proof: tuple[Hash, ...]
    checkpoint: str

    @property
    def text(self) -> str:
        """The body of the request."""
        lines = [f"old {self.old_size}", *map(canonical_base64.encode, self.proof)]
        return "\n".join(lines) + "\n\n" + self.checkpoint


def parse_request(text: str) -> AddCheckpoint:
    """Read the body of a request; the checkpoint is not judged yet. Raises MessageFormatError."""
    head, blank, signed = text.partition("\n\n")
    old, *lines = head.split("\n")
    match = _OLD.fullmatch(old)
    if not blank or not match or len(lines) > MAX_PROOF_LINES:
        raise MessageFormatError("a request is a line with the old size, at most 63 hashes, a blank line, a checkpoint")
    try:
        proof = tuple(canonical_base64.decode(line) for line in lines)
    except ValueError as error:
        raise MessageFormatError("the hashes of a proof are written in base64") from error
    if any(len(value) != HASH_BYTES for value in proof):
        raise MessageFormatError(f"a hash has {HASH_BYTES} bytes")
    return AddCheckpoint(int(match[1]), proof, signed)


class RefusedError(TlogError):
    """The witness does not cosign; `status` is its HTTP answer."""

    status = HTTPStatus.BAD_REQUEST


class UnknownLogError(RefusedError):
    """The witness does not know this log."""

    status = HTTPStatus.NOT_FOUND


class ForbiddenError(RefusedError):
    """No key that the witness trusts signed the checkpoint."""

    status = HTTPStatus.FORBIDDEN


class ConflictError(RefusedError):
    """The witness knows the log at another size than the request goes on from."""

    status = HTTPStatus.CONFLICT

    def __init__(self, size: int) -> None:
        super().__init__(f"the witness knows the log at size {size}")
        self.size = size


class InconsistentError(RefusedError):
    """The checkpoint is not of the log that the witness saw before."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class UnavailableError(TlogError):
    """The witness did not give an answer that the protocol knows: ask again later."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a witness remembers of a log."""

    size: int = 0
    root: Hash = EMPTY_ROOT


def origin_of(request: AddCheckpoint) -> str:
    """The log that a request is about, before anything is judged. Raises RefusedError."""
    try:
        return checkpoint.parse(note.parse(request.checkpoint)[0]).origin
    except TlogError as error:
        raise RefusedError("the request carries no checkpoint") from error


def check_signature(request: AddCheckpoint, keys: Sequence[note.KnownKey]) -> checkpoint.Checkpoint:
    """The checkpoint, signed by a trusted key. Raises ForbiddenError."""
    try:
        return checkpoint.open_checkpoint(request.checkpoint, origin=origin_of(request), verifiers=keys)
    except RefusedError:
        raise
    except TlogError as error:
        raise ForbiddenError("no trusted key signed the checkpoint, or a signature is false") from error


def check_growth(request: AddCheckpoint, head: checkpoint.Checkpoint, seen: Seen) -> None:
    """Whether the log goes on from what the witness saw. Raises RefusedError, ConflictError or InconsistentError."""
    if request.old_size > head.size:
        raise RefusedError("the old size is above the checkpoint's")
    if request.old_size != seen.size:
        raise ConflictError(seen.size)
    if head.size == 0 and head.root != EMPTY_ROOT:
        raise InconsistentError("an empty tree has another root")
    if request.old_size == 0:
        if request.proof:
            raise InconsistentError("nothing is proved from the empty tree")
        return
    try:
        check_consistency(
            old_size=seen.size, new_size=head.size, old_root=seen.root, new_root=head.root, proof=request.proof
        )
    except ProofError as error:
        raise InconsistentError(str(error)) from error


def read_answer(status: int, body: str, *, signed: str, key: CosignatureVerifier) -> str:
    """The witness's cosignature line for the checkpoint `signed`, from its answer.

    Raises ConflictError (409, with the size it knows), InconsistentError (422), UnknownLogError (404), ForbiddenError
    (403), RefusedError (400), and UnavailableError for anything else, a false cosignature included.
    """
    if status == HTTPStatus.CONFLICT:
        match = _SIZE.fullmatch(body)
        if not match:
            raise UnavailableError("a conflict without a size")
        raise ConflictError(int(match[1]))
    for error in (InconsistentError, UnknownLogError, ForbiddenError, RefusedError):
        if status == error.status:
            raise error(f"the witness answered {status}")
    if status != HTTPStatus.OK:
        raise UnavailableError(f"the witness answered {status}")
    return cosignature_line(body, signed=signed, key=key)


def cosignature_line(body: str, *, signed: str, key: CosignatureVerifier) -> str:
    """The one line of `body` that is this key's true cosignature. Raises UnavailableError."""
    try:
        text, lines = note.parse(signed)[0], note.parse(f"x\n\n{body}")[1]
    except TlogError as error:
        raise UnavailableError("the witness's answer is no signature line") from error
    for line in lines:
        if (line.name, line.key_id) == (key.name, key.key_id) and key.verify(text, line.signature):
            return note.signature_line(key, line.signature)
    raise UnavailableError("the answer holds no true cosignature of the witness's key")


def add_lines(signed: str, lines: Sequence[str]) -> str:
    """A checkpoint with more signature lines; those it has already are not repeated."""
    return signed + "".join(line for line in dict.fromkeys(lines) if line not in signed)


def origin_hash(origin: str) -> str:
    """How a log is named in a witness's addresses: SHA-256 of its origin, in hex."""
    return sha256(origin.encode()).hexdigest()
