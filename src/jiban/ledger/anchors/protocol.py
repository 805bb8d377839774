"""What an anchor is. It sees the log's origin, sizes, roots and the signed note, never a line."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from jiban.ledger.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head of the log `origin`; `note` is the whole signed checkpoint."""

    origin: str
    size: int
    root: bytes
    note: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the anchor answered. `reference` finds it there again; `evidence` can be checked without it."""

    reference: str
    evidence: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """From now on the anchor stands by the head. `at` is its own time, where it tells one."""

    at: datetime | None = None


class AnchorError(LedgerError):
    """An anchor did not do what it was asked. Nothing of the log depends on it."""


class AnchorUnavailableError(AnchorError):
    """Not now: ask again later."""


class AnchorRefusedError(AnchorError):
    """It will not, however often it is asked."""


class AnchorNotInstalledError(AnchorRefusedError):
    """A package that this kind of anchor needs is missing."""


class AnchorConflictError(AnchorError):
    """Somebody named another root for a size of this log: one of the two was forged, or the log shows two faces."""

    def __init__(self, size: int, roots: tuple[bytes, ...]) -> None:
        super().__init__(f"another root of size {size}: {', '.join(root.hex() for root in roots)}")
        self.size = size
        self.roots = roots


class Anchor(Protocol):
    """One place outside. Every method speaks with the network and may raise an AnchorError."""

    name: str

    def submit(self, head: Head) -> Receipt:
        """Hand the head in. Again with the same origin, size and root changes nothing there."""

    def confirm(self, head: Head, receipt: Receipt) -> Confirmation | None:
        """None while it is not final yet."""

    def latest(self, origin: str) -> tuple[int, bytes] | None:
        """Size and root of the newest final head of that log; None if the anchor keeps none."""
