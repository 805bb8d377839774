"""Files that are the same in many packages: seals, and fonts of standing words.

They are most of a package's bytes. What is worked out of them once is remembered by content, and a package that is taken
up again holds the very object that is remembered: to compare bytes costs a tenth of what a checksum does.
"""

import zlib
from functools import lru_cache

from jiban.standards.ofd.digest import sm3
from jiban.standards.ofd.embedding import STANDING

SUFFIXES = ("/Seal.esl", f"{STANDING}.ttf", "/PublicRes.xml")
"""How the names of such files end."""
KEPT = 64

_known: dict[tuple[int, int], bytes] = {}


@lru_cache(maxsize=KEPT)
def sm3_of_shared(data: bytes) -> bytes:
    """As `sm3`."""
    while len(_known) >= KEPT:
        del _known[next(iter(_known))]
    _known[zlib.crc32(data), len(data)] = data
    return sm3(data)


@lru_cache(maxsize=KEPT)
def checksum_of_shared(data: bytes) -> int:
    """As `zlib.crc32`."""
    return zlib.crc32(data)


def known_at(place: int, archive: bytes, *, checksum: int, size: int) -> bytes | None:
    """The remembered file that stands, byte for byte, at `place` of an archive which states that checksum and size."""
    data = _known.get((checksum, size))
    return data if data is not None and archive.startswith(data, place) else None
