"""Trust policies, c2sp.org/tlog-policy: which log is meant, and which witnesses must have cosigned its checkpoint.

Example:

    log city.example/log+3d2c0a71+AXk…
    witness police police.example/witness+0f8e2c55+BGk… https://police.example/witness
    witness civil civil.example/witness+90a14bb2+BJt…
    group departments any police civil
    quorum departments

A group names its members and how many of them it takes: `all`, `any` (one) or a number.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.cosignature import CosignatureVerifier
from jiban.standards.tlog.errors import KeyFormatError, OriginError, PolicyFormatError, UnknownSignerError

NONE = "none"
_BLANK = re.compile(r"[ \t]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_COUNT = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Log:
    """A log that the policy knows; its key's name is its origin."""

    key: note.Verifier
    url: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: the name it has inside the policy, its key, and where checkpoints are handed in."""

    name: str
    key: CosignatureVerifier
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Has witnessed a checkpoint when at least `threshold` of its members have."""

    name: str
    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a reader trusts."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: Mapping[str, Group]
    quorum: str

    def is_met_by(self, names: Collection[str]) -> bool:
        """Whether cosignatures of the witnesses of these names are enough."""
        return self.quorum == NONE or self._has_witnessed(self.quorum, names)

    def _has_witnessed(self, name: str, names: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in names
        return sum(self._has_witnessed(member, names) for member in group.members) >= group.threshold


@dataclass(frozen=True, slots=True)
class Verdict:
    """A checkpoint that a log of the policy signed; `witnesses` are those whose cosignatures are on it."""

    checkpoint: checkpoint.Checkpoint
    witnesses: tuple[str, ...]
    is_met: bool


def judge(policy: Policy, signed: str) -> Verdict:
    """Check a checkpoint with all its signatures against the policy.

    Raises NoteFormatError, SignatureError (a known key's signature is false), UnknownSignerError (no log of the
    policy signed), OriginError or CheckpointFormatError. Too few cosignatures are no error: `is_met` tells.
    """
    keys: list[note.KnownKey] = [log.key for log in policy.logs]
    keys += [witness.key for witness in policy.witnesses]
    opened = note.open_note(signed, keys)
    logs = [key for key in opened.signed_by if isinstance(key, note.Verifier)]
    if not logs:
        raise UnknownSignerError("no log of the policy signed the checkpoint")
    head = checkpoint.parse(opened.text)
    if head.origin not in {key.name for key in logs}:
        raise OriginError(f"the checkpoint is of another log: {head.origin!r}")
    names = tuple(witness.name for witness in policy.witnesses if witness.key in opened.signed_by)
    return Verdict(head, names, policy.is_met_by(names))


def parse(text: str) -> Policy:
    """Read a policy file. Raises PolicyFormatError, which names the line."""
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), start=1):
        words = [word for word in _BLANK.split(line) if word]
        if not words or words[0].startswith("#"):
            continue
        if _CONTROL.search(line):
            raise PolicyFormatError(f"line {number}: control characters are not allowed")
        try:
            reader.take(words)
        except (PolicyFormatError, KeyFormatError) as error:
            raise PolicyFormatError(f"line {number}: {error}") from error
    return reader.policy()


@dataclass(slots=True)
class _Reader:
    logs: list[Log] = field(default_factory=list)
    witnesses: list[Witness] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    names: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    public_keys: set[bytes] = field(default_factory=set)

    def take(self, words: Sequence[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                log = Log(note.Verifier.parse(vkey), *words[2:])
                self._once(log.key.public_key)
                self.logs.append(log)
            case ["witness", name, vkey] | ["witness", name, vkey, _]:
                witness = Witness(name, CosignatureVerifier.parse(vkey), *words[3:])
                self._define(name)
                self._once(witness.key.public_key)
                self.witnesses.append(witness)
            case ["group", name, threshold, *members] if members:
                self._group(name, threshold, members)
            case ["quorum", name]:
                self._set_quorum(name)
            case _:
                raise PolicyFormatError("a line begins with log, witness, group or quorum, and has all its words")

    def policy(self) -> Policy:
        if self.quorum is None:
            raise PolicyFormatError("a policy has one quorum line")
        return Policy(tuple(self.logs), tuple(self.witnesses), self.groups, self.quorum)

    def _group(self, name: str, threshold: str, members: Sequence[str]) -> None:
        for member in members:
            if member not in self.names:
                raise PolicyFormatError(f"{member} is not defined on a line above")
            if member in self.taken:
                raise PolicyFormatError(f"{member} is already a member of a group")
            self.taken.add(member)
        self._define(name)
        self.groups[name] = Group(name, _threshold(threshold, len(members)), tuple(members))

    def _set_quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise PolicyFormatError("a policy has one quorum line")
        if name != NONE and name not in self.names:
            raise PolicyFormatError(f"{name} is not defined on a line above")
        self.quorum = name

    def _define(self, name: str) -> None:
        if name == NONE or name in self.names:
            raise PolicyFormatError(f"the name {name} is taken")
        self.names.add(name)

    def _once(self, public_key: bytes) -> None:
        if public_key in self.public_keys:
            raise PolicyFormatError("this public key stands on a line above already")
        self.public_keys.add(public_key)


def _threshold(word: str, count: int) -> int:
    if word in {"all", "any"}:
        return count if word == "all" else 1
    if not _COUNT.fullmatch(word) or int(word) > count:
        raise PolicyFormatError(f"a group takes all, any or a number from 1 to {count}")
    return int(word)
