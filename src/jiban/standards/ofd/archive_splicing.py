"""Replace one entry of an archive and leave every other byte of it alone."""

import struct
from collections.abc import Sequence

from jiban.standards.ofd.archive_reading import Record
from jiban.standards.ofd.archive_writing import end_record, entry_records

_DAY = struct.Struct("<H")
_DAY_AT = 14
_START = struct.Struct("<I")
_START_AT = 42


def splice(archive: bytes, records: Sequence[Record], name: str, data: bytes) -> bytes:
    """`archive` with `data` as its entry `name`; the entry keeps its place and its date.

    records   the directory of the archive, in its order
    """
    parts: list[bytes] = []
    central_of: dict[str, bytes] = {}
    offset = 0
    by_place = sorted(records, key=lambda record: record.start)
    ends = [*(record.start for record in by_place[1:]), by_place[-1].body + by_place[-1].packed_bytes]
    for record, end in zip(by_place, ends, strict=True):
        if record.name == name:
            (day,) = _DAY.unpack_from(record.central, _DAY_AT)
            header, body, central = entry_records(name, data, day=day, offset=offset)
            parts += header, body
            offset += len(header) + len(body)
        else:
            parts.append(archive[record.start : end])
            central = record.central[:_START_AT] + _START.pack(offset) + record.central[_START_AT + _START.size :]
            offset += end - record.start
        central_of[record.name] = central
    directory = [central_of[record.name] for record in records]
    return b"".join((*parts, *directory, end_record(len(directory), sum(map(len, directory)), offset)))
