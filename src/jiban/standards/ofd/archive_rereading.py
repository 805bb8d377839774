"""Read an archive that `write_archive` made, in a fraction of the time that an archive of anybody takes.

Its form is fixed: stored entries one after the other, then the directory that follows from them. What departs from that
in one byte is not read here; the reader that doubts everything has to look at it.
"""

import re
import zlib
from functools import lru_cache

from jiban.standards.ofd.archive_limits import DEFAULT_LIMITS
from jiban.standards.ofd.archive_writing import ALIKE, LOCAL_MAGIC, STORED, VERSION, central_record, end_record
from jiban.standards.ofd.shared_files import known_at

_NAME = re.compile(rb"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
_HEADER_BYTES = len(LOCAL_MAGIC) + ALIKE.size


@lru_cache(maxsize=256)
def _plain_name(name: bytes) -> str | None:
    """The same few names come in every package."""
    return name.decode("ascii") if _NAME.fullmatch(name) else None


def read_written(archive: bytes) -> dict[str, bytes] | None:
    """All files by name, in order; None for what is not exactly as `write_archive` writes it, or holds packed entries."""
    if len(archive) > DEFAULT_LIMITS.entry_bytes:
        return None
    entries: dict[str, bytes] = {}
    directory: list[bytes] = []
    offset = 0
    while archive.startswith(LOCAL_MAGIC, offset) and len(archive) > offset + _HEADER_BYTES:
        alike = archive[offset + len(LOCAL_MAGIC) : offset + _HEADER_BYTES]
        version, flags, method, time, _, checksum, packed, size, name_length, extras = ALIKE.unpack(alike)
        name = archive[offset + _HEADER_BYTES : offset + _HEADER_BYTES + name_length]
        body = offset + _HEADER_BYTES + name_length
        known = known_at(body, archive, checksum=checksum, size=size)
        content = archive[body : body + size] if known is None else known
        if (
            (version, flags, method, time, packed, extras) != (VERSION, 0, STORED, 0, size, 0)
            or len(content) != size
            or (known is None and zlib.crc32(content) != checksum)
        ):
            return None
        plain = _plain_name(name)
        if plain is None:
            return None
        entries[plain] = content
        directory.append(central_record(name, alike, offset))
        offset = body + size
    count = len(directory)
    rest = b"".join((*directory, end_record(count, sum(map(len, directory)), offset)))
    whole = archive[offset:] == rest and 0 < count <= DEFAULT_LIMITS.entries
    return entries if whole and len({name.casefold() for name in entries}) == count else None
