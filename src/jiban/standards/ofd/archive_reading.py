"""Read ZIP archives that may be hostile (PKWARE APPNOTE 6.3): every claim is checked before memory is spent.

Only stored and deflated entries, no encryption, no 64-bit directory, no second entry of a name, no name that leaves the package.
"""

import re
import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

from jiban.standards.ofd.archive_limits import DEFAULT_LIMITS, Limits
from jiban.standards.ofd.errors import (
    CorruptEntryError,
    DuplicateEntryError,
    EncryptedEntryError,
    NotOfdError,
    TooLargeError,
    TruncatedError,
    UnsafePathError,
)

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LONGEST_COMMENT = 0xFFFF
_LONGEST_DESCRIPTOR = 24
_FLAG_ENCRYPTED = 0x0041
_FLAG_DESCRIPTOR = 0x0008
_FLAG_UTF8 = 0x0800
_STORED, _DEFLATED = 0, 8
_PLAIN_NAME = re.compile(rb"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")


class Record(NamedTuple):
    """One line of the archive's directory. `start` is the offset of its local header, `body` of its data."""

    name: str
    method: int
    checksum: int
    packed_bytes: int
    size_bytes: int
    start: int
    body: int
    central: bytes

    def content(self, archive: bytes) -> bytes:
        """The inflated file. Raises CorruptEntryError."""
        return inflate(archive, self)


def read_archive(data: bytes, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """All files of an archive by name, in the order of its directory.

    Raises NotOfdError, TruncatedError, TooLargeError, DuplicateEntryError, UnsafePathError, EncryptedEntryError or
    CorruptEntryError. Nothing is inflated before the sizes of all entries are known to be within `limits`.
    """
    records = read_directory(data, limits)
    return {record.name: inflate(data, record) for record in records if not record.name.endswith("/")}


def read_directory(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Record]:
    """The directory of an archive, checked as `read_archive` says."""
    count, directory_bytes, directory_start = _end_of_directory(data)
    if count > limits.entries:
        raise TooLargeError(f"{count} entries, at most {limits.entries} are read")
    directory = data[directory_start : directory_start + directory_bytes]
    records: list[Record] = []
    offset = 0
    for _ in range(count):
        record = _record(data, directory, offset)
        offset += len(record.central)
        records.append(record)
    _check_sizes(records, limits)
    _check_names(records)
    _check_overlap(records, directory_start)
    return records


def unlisted_bytes(data: bytes, limits: Limits = DEFAULT_LIMITS) -> int:
    """How many bytes lie before or between entries and belong to none; a short trailer after an entry is usual."""
    _, _, directory_start = _end_of_directory(data)
    hidden = end = 0
    trailer = 0  # nothing may stand before the first entry
    for record in sorted(read_directory(data, limits), key=lambda record: record.start):
        gap = record.start - end
        hidden += gap if gap > trailer else 0
        end, trailer = record.body + record.packed_bytes, _LONGEST_DESCRIPTOR
    gap = directory_start - end
    return hidden + (gap if gap > trailer else 0)


def inflate(data: bytes, record: Record) -> bytes:
    """The content of one entry. Raises CorruptEntryError if size or checksum differ from the directory."""
    packed = data[record.body : record.body + record.packed_bytes]
    if record.method == _STORED:
        content = packed
    else:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than stated shows a stream that is longer than it says.
            content = stream.decompress(packed, record.size_bytes + 1)
        except zlib.error as error:
            raise CorruptEntryError(f"{record.name} does not inflate") from error
        if not stream.eof or stream.unused_data:
            raise CorruptEntryError(f"{record.name} is not one whole deflate stream of the stated size")
    if len(content) != record.size_bytes or zlib.crc32(content) != record.checksum:
        raise CorruptEntryError(f"{record.name} has another size or checksum than the directory states")
    return content


def _end_of_directory(data: bytes) -> tuple[int, int, int]:
    """Count, size and offset of the directory, from the last record of the archive."""
    if not data.startswith(b"PK"):
        raise NotOfdError("not a ZIP archive")
    at = data.rfind(b"PK\5\6", max(0, len(data) - _LONGEST_COMMENT - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise TruncatedError("the archive has no end record")
    _, disk, directory_disk, on_disk, count, size, start, comment = _END.unpack_from(data, at)
    if at + _END.size + comment != len(data):
        raise TruncatedError("the end record of the archive is not its end")
    if disk or directory_disk or on_disk != count or 0xFFFF in (count, disk) or 0xFFFFFFFF in (size, start):
        raise NotOfdError("archives of several volumes or of the 64-bit kind are not read")
    if start + size > at:
        raise TruncatedError("the directory lies outside the archive")
    if start + size != at:
        raise CorruptEntryError("there are bytes between the directory and the end record")
    return count, size, start


def _record(data: bytes, directory: bytes, offset: int) -> Record:
    if offset + _CENTRAL.size > len(directory):
        raise TruncatedError("the directory ends early")
    fields = _CENTRAL.unpack_from(directory, offset)
    magic, _, _, flags, method, _, _, checksum, packed, size, name_len, extra_len, comment_len, *_, start = fields
    end = offset + _CENTRAL.size + name_len + extra_len + comment_len
    if magic != b"PK\1\2" or end > len(directory):
        raise CorruptEntryError("the directory of the archive is damaged")
    raw_name = directory[offset + _CENTRAL.size : offset + _CENTRAL.size + name_len]
    name = _safe_name(raw_name, utf8=bool(flags & _FLAG_UTF8))
    if flags & _FLAG_ENCRYPTED:
        raise EncryptedEntryError(name)
    if method not in (_STORED, _DEFLATED):
        raise CorruptEntryError(f"{name} is packed by a method other than deflate")
    if method == _STORED and packed != size:
        raise CorruptEntryError(f"{name} is stored but states two sizes")
    body = _body_offset(data, start, raw_name, (method, checksum, packed, size))
    if body + packed > len(data):
        raise TruncatedError(f"{name} lies outside the archive")
    return Record(name, method, checksum, packed, size, start, body, directory[offset:end])


def _body_offset(data: bytes, start: int, raw_name: bytes, stated: tuple[int, int, int, int]) -> int:
    """Where the data of an entry begin; its local header must tell the same as the directory.

    stated   method, checksum, packed size and size of the directory; a local header that announces a descriptor after
             the data (APPNOTE 4.4.4, bit 3) need not say the last three
    """
    if start + _LOCAL.size > len(data):
        raise TruncatedError("an entry lies outside the archive")
    magic, _, flags, method, _, _, *sizes, name_len, extra_len = _LOCAL.unpack_from(data, start)
    local_name = data[start + _LOCAL.size : start + _LOCAL.size + name_len]
    if 0xFFFFFFFF in sizes[1:]:
        extra = data[start + _LOCAL.size + name_len : start + _LOCAL.size + name_len + extra_len]
        sizes = [sizes[0], *_long_sizes(extra, sizes[1:])]
    said = (method, *(stated[1:] if flags & _FLAG_DESCRIPTOR else sizes))
    if magic != b"PK\3\4" or local_name != raw_name or said != stated:
        raise CorruptEntryError("an entry's own header differs from the directory")
    if flags & _FLAG_ENCRYPTED:
        raise EncryptedEntryError(raw_name.decode("utf-8", "replace"))
    return start + _LOCAL.size + int(name_len) + int(extra_len)


def _long_sizes(extra: bytes, sizes: Sequence[int]) -> list[int]:
    """Packed size and size of a local header that keeps them in its ZIP64 field (APPNOTE 4.5.3): the size comes first.

    Writers that do not know beforehand how large a file grows write this even for small ones.
    """
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1 and length >= 16 and at + 20 <= len(extra):
            size, packed = struct.unpack_from("<2Q", extra, at + 4)
            return [packed, size]
        at += 4 + length
    return list(sizes)


def _safe_name(raw: bytes, *, utf8: bool) -> str:
    if _PLAIN_NAME.fullmatch(raw):  # as nearly every name is: none of the dangers below can be in it
        return raw.decode("ascii")
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if utf8:
            raise UnsafePathError("an entry's name is not UTF-8") from error
        # ZIP says code page 437, but what Chinese systems write without saying so is GBK.
        name = raw.decode("gb18030") if _is_gb18030(raw) else raw.decode("cp437")
    # Some writers put a back slash where ZIP wants a slash; to a reader on Windows the two are one.
    name = name.replace("\\", "/")
    parts = name.removesuffix("/").split("/")
    if not name or "\0" in name or ":" in parts[0] or any(part in {"", ".", ".."} for part in parts):
        raise UnsafePathError(f"an entry is called {name!r}")
    return name


def _is_gb18030(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _check_sizes(records: Sequence[Record], limits: Limits) -> None:
    total = sum(record.size_bytes for record in records)
    if total > limits.total_bytes:
        raise TooLargeError(f"{total} bytes after inflating, at most {limits.total_bytes} are read")
    for record in records:
        if record.size_bytes > limits.entry_bytes:
            raise TooLargeError(f"{record.name}: {record.size_bytes} bytes after inflating")
        if record.size_bytes > limits.ratio_bytes and record.size_bytes > record.packed_bytes * limits.ratio:
            raise TooLargeError(f"{record.name} inflates more than {limits.ratio} times")


def _check_names(records: Sequence[Record]) -> None:
    seen: set[str] = set()
    for record in records:
        folded = record.name.casefold()
        if folded in seen:
            raise DuplicateEntryError(record.name)
        seen.add(folded)


def _check_overlap(records: Sequence[Record], directory_start: int) -> None:
    """Two entries that share bytes are the trick of the densest ZIP bombs."""
    end = 0
    for record in sorted(records, key=lambda record: record.start):
        if record.start < end:
            raise CorruptEntryError(f"{record.name} overlaps another entry")
        end = record.body + record.packed_bytes
    if end > directory_start:
        raise CorruptEntryError("an entry overlaps the directory")
