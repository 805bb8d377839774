"""Write ZIP archives fast and always the same way (PKWARE APPNOTE 6.3, no ZIP64, no data descriptors).

The generic writers of the language spend more time on one archive than a whole seal costs.
"""

import struct
import zlib
from collections.abc import Mapping
from datetime import date

from jiban.standards.ofd.errors import TooLargeError
from jiban.standards.ofd.shared_files import SUFFIXES, checksum_of_shared

# Fonts, pictures and signatures hardly compress. The text of a one-page certificate would: the whole archive would be a
# twelfth smaller, and making it would take a twentieth longer.
STORED_SUFFIXES = (".ttf", ".png", ".jpg", ".dat", ".esl")
SMALLEST_DEFLATED_BYTES = 16_000
LEVEL = 1
LOCAL_MAGIC = b"PK\3\4"
ALIKE = struct.Struct("<5H3I2H")
"""What local header and directory record say alike: version, flags, method, time, day, checksum, packed size, size, length
of the name, length of extras."""
STORED, _DEFLATED = 0, 8
_CENTRAL_MAGIC = b"PK\1\2\x14\0"
_REST = struct.Struct("<3H2I")
_END = struct.Struct("<4s4H2IH")
VERSION = 20


def write_archive(entries: Mapping[str, bytes], *, dated: date | None) -> bytes:
    """The archive of `entries`, in their order; every entry carries the day `dated` (1980-01-01 if None).

    Names must be ASCII. Raises TooLargeError beyond what plain ZIP can hold.
    """
    if len(entries) > 0xFFFF:
        raise TooLargeError(f"{len(entries)} entries")
    day = dos_date(dated)
    parts: list[bytes] = []
    directory: list[bytes] = []
    offset = directory_bytes = 0
    for name, data in entries.items():
        header, body, central = entry_records(name, data, day=day, offset=offset)
        parts.append(header)
        parts.append(body)
        directory.append(central)
        offset += len(header) + len(body)
        directory_bytes += len(central)
    if offset > 0xFFFFFFFF:
        raise TooLargeError(f"{offset} bytes")
    return b"".join((*parts, *directory, end_record(len(directory), directory_bytes, offset)))


def entry_records(name: str, data: bytes, *, day: int, offset: int) -> tuple[bytes, bytes, bytes]:
    """The local header, the body and the directory record of one entry that begins at `offset`."""
    size = len(data)
    method, body = (STORED, data) if size < SMALLEST_DEFLATED_BYTES else _packed(name, data)
    checksum = checksum_of_shared(data) if name.endswith(SUFFIXES) else zlib.crc32(data)
    encoded = name.encode("ascii")
    alike = ALIKE.pack(VERSION, 0, method, 0, day, checksum, len(body), size, len(encoded), 0)
    return LOCAL_MAGIC + alike + encoded, body, central_record(encoded, alike, offset)


def central_record(name: bytes, alike: bytes, offset: int) -> bytes:
    """The directory record of an entry whose local header says `alike` and begins at `offset`."""
    return _CENTRAL_MAGIC + alike + _REST.pack(0, 0, 0, 0, offset) + name


def end_record(count: int, directory_bytes: int, offset: int) -> bytes:
    """The last record of an archive whose directory of `count` entries begins at `offset`."""
    return _END.pack(b"PK\5\6", 0, 0, count, count, directory_bytes, offset, 0)


def dos_date(dated: date | None) -> int:
    """16 bits: years since 1980, month, day; a day that does not fit becomes 1980-01-01."""
    if dated is None or not 1980 <= dated.year <= 2107:
        return 1 << 5 | 1
    return (dated.year - 1980) << 9 | dated.month << 5 | dated.day


def _packed(name: str, data: bytes) -> tuple[int, bytes]:
    if name.endswith(STORED_SUFFIXES):
        return STORED, data
    body = _deflate(data)
    return (_DEFLATED, body) if len(body) < len(data) else (STORED, data)


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()
