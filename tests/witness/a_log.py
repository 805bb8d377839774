"""A log small enough to lie with: its leaves are in a list, and a test may change them."""

from jiban.standards.tlog import checkpoint, note
from jiban.standards.tlog.merkle import complete_root, consistency_proof, leaf_hash, root
from jiban.standards.tlog.witnessing import AddCheckpoint

ORIGIN = "city.example/log"


class ALog:
    def __init__(self, signer=None, entries=()):
        self.signer = signer or note.Signer.generate(ORIGIN)
        self.entries = list(entries)

    def grow(self, count, word="entry"):
        self.entries += [f"{word} {number}".encode() for number in range(len(self.entries), len(self.entries) + count)]
        return self

    def fork(self, at, word="forged"):
        """The same log with another entry at this place, signed with the same key."""
        entries = list(self.entries)
        entries[at] = word.encode()
        return ALog(self.signer, entries)

    def cut(self, size):
        return ALog(self.signer, self.entries[:size])

    @property
    def vkey(self):
        return self.signer.verifier.vkey

    @property
    def size(self):
        return len(self.entries)

    def read(self, nodes):
        leaves = [leaf_hash(entry) for entry in self.entries]
        return [complete_root(leaves[n.number << n.level : (n.number + 1) << n.level]) for n in nodes]

    def head(self):
        return checkpoint.Checkpoint(self.signer.verifier.name, self.size, root(self.size, self.read))

    def signed(self):
        return checkpoint.sign(self.head(), [self.signer])

    def request(self, old):
        proof = consistency_proof(old, self.size, self.read) if 0 < old <= self.size else ()
        return AddCheckpoint(old, tuple(proof), self.signed()).text
