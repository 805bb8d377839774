"""The definitions of RFC 9162 section 2.1, word for word and as slow as they are written there.

The library computes the same without recursion and without the entries; every test compares the two.
"""

from hashlib import sha256


def mth(entries):
    """Section 2.1.1: the Merkle Tree Hash."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = largest_power_of_two_below(len(entries))
    return sha256(b"\x01" + mth(entries[:k]) + mth(entries[k:])).digest()


def path(m, entries):
    """Section 2.1.3.1: PATH(m, D_n)."""
    if len(entries) == 1:
        return []
    k = largest_power_of_two_below(len(entries))
    if m < k:
        return [*path(m, entries[:k]), mth(entries[k:])]
    return [*path(m - k, entries[k:]), mth(entries[:k])]


def proof(m, entries):
    """Section 2.1.4.1: PROOF(m, D_n)."""
    return subproof(m, entries, whole=True)


def subproof(m, entries, *, whole):
    if m == len(entries):
        return [] if whole else [mth(entries)]
    k = largest_power_of_two_below(len(entries))
    if m <= k:
        return [*subproof(m, entries[:k], whole=whole), mth(entries[k:])]
    return [*subproof(m - k, entries[k:], whole=False), mth(entries[:k])]


def largest_power_of_two_below(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def reader(entries):
    """The callback of the library: hashes of complete subtrees, from the entries themselves."""
    return lambda nodes: [mth(entries[node.number << node.level : (node.number + 1) << node.level]) for node in nodes]
