"""Reasons not to sign any further head of the log. Rooms above register here what would be one."""

from collections.abc import Callable

from .errors import LedgerStoppedError

reasons: list[Callable[[], str | None]] = []


def check() -> None:
    """Raises LedgerStoppedError while there is a reason. What is to be logged waits meanwhile and is not lost."""
    for reason in reasons:
        words = reason()
        if words:
            raise LedgerStoppedError(words)
