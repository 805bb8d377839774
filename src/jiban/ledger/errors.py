"""None of these is a person's mistake: each is a bug, or damage, that an operator must look at."""


class LedgerError(Exception):
    """The ledger cannot do, or will not do, what was asked."""


class UnknownKindError(LedgerError):
    """The log takes a closed set of kinds."""


class KeyReusedError(LedgerError):
    """Two different effects claim the same key."""


class LedgerKeyError(LedgerError):
    """The log's signing key is missing or belongs to another log."""


class LedgerDamagedError(LedgerError):
    """Stored hashes contradict the signed checkpoint: nothing more is signed until `jiban ledger fsck` is clean."""


class SmallerTreeError(LedgerError):
    """A checkpoint must never go back: a smaller, or a second tree of the same size, is not signed."""


class LedgerStoppedError(LedgerError):
    """Somebody outside holds a signed head that this log does not go on from: no further head is signed."""
