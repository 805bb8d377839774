"""Write ZIP archives fast and always the same way (PKWARE APPNOTE 6.3, no ZIP64, no data descriptors).

The generic writers of the language spend more time on one archive than a whole seal costs.
"""

import struct
import zlib
from collections.abc import Mapping
from datetime import date

from jiban.standards.ofd.errors import TooLargeError

# Fonts, pictures and signatures hardly compress. The text of a one-page certificate would: the whole archive would be a
# twelfth smaller, and making it would take a twentieth longer.
STORED_SUFFIXES = (".ttf", ".png", ".jpg", ".dat", ".esl")
SMALLEST_DEFLATED_BYTES = 16_000
LEVEL = 1
_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_STORED, _DEFLATED = 0, 8
_VERSION = 20


def write_archive(entries: Mapping[str, bytes], *, dated: date | None) -> bytes:
    """The archive of `entries`, in their order; every entry carries the day `dated` (1980-01-01 if None).

    Names must be ASCII. Raises TooLargeError beyond what plain ZIP can hold.
    """
    if len(entries) > 0xFFFF:
        raise TooLargeError(f"{len(entries)} entries")
    day = dos_date(dated)
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, data in entries.items():
        local, central = entry_records(name, data, day=day, offset=offset)
        parts += local
        directory.append(central)
        offset += len(local[0]) + len(local[1])
    if offset > 0xFFFFFFFF:
        raise TooLargeError(f"{offset} bytes")
    return b"".join((*parts, *directory, end_record(len(directory), sum(map(len, directory)), offset)))


def entry_records(name: str, data: bytes, *, day: int, offset: int) -> tuple[tuple[bytes, bytes], bytes]:
    """The local record (header, body) and the directory record of one entry that begins at `offset`."""
    method, body = _packed(name, data)
    encoded = name.encode("ascii")
    checksum = zlib.crc32(data)
    local = _LOCAL.pack(b"PK\3\4", _VERSION, 0, method, 0, day, checksum, len(body), len(data), len(encoded), 0)
    central = _CENTRAL.pack(
        b"PK\1\2",
        _VERSION,
        _VERSION,
        0,
        method,
        0,
        day,
        checksum,
        len(body),
        len(data),
        len(encoded),
        0,
        0,
        0,
        0,
        0,
        offset,
    )
    return (local + encoded, body), central + encoded


def end_record(count: int, directory_bytes: int, offset: int) -> bytes:
    """The last record of an archive whose directory of `count` entries begins at `offset`."""
    return _END.pack(b"PK\5\6", 0, 0, count, count, directory_bytes, offset, 0)


def dos_date(dated: date | None) -> int:
    """16 bits: years since 1980, month, day; a day that does not fit becomes 1980-01-01."""
    if dated is None or not 1980 <= dated.year <= 2107:
        return 1 << 5 | 1
    return (dated.year - 1980) << 9 | dated.month << 5 | dated.day


def _packed(name: str, data: bytes) -> tuple[int, bytes]:
    if len(data) < SMALLEST_DEFLATED_BYTES or name.endswith(STORED_SUFFIXES):
        return _STORED, data
    body = _deflate(data)
    return (_DEFLATED, body) if len(body) < len(data) else (_STORED, data)


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()
