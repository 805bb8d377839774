"""Transparency logs: the Merkle tree of RFC 9162 in the formats of C2SP (tiles, signed notes, checkpoints, proofs)."""
