"""How much an archive may hold before reading it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for one package; sizes in bytes after inflating.

    ratio_bytes   entries smaller than this may compress as well as they like
    """

    entries: int = 2_000
    total_bytes: int = 64 * 1024 * 1024
    entry_bytes: int = 32 * 1024 * 1024
    ratio: int = 200
    ratio_bytes: int = 64 * 1024


DEFAULT_LIMITS = Limits()
