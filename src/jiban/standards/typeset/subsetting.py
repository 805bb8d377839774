"""Subsets of a TrueType font, joined from its glyphs as they stand in it (OpenType 1.9, "Organization of a font").

The faces here have simple glyphs without instructions: each is one piece of bytes that stands by itself, kept with its
checksum from the first time it is used. What does not depend on the characters (names, measures of the whole font) is
taken from a subset of nothing that a general subsetter made.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate

_HEADER = struct.Struct(">I4H")
_RECORD = struct.Struct(">4s3I")
_TAGS = (b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post")
_DIRECTORY = struct.Struct(">I4H" + "4s3I" * len(_TAGS))
_HEAD_OF_DIRECTORY = 0x00010000, len(_TAGS), 16 * 8, 3, 16 * (len(_TAGS) - 8)
_DIRECTORY_SUM = sum(struct.unpack(">3I", _HEADER.pack(*_HEAD_OF_DIRECTORY))) + sum(
    [int.from_bytes(tag) for tag in _TAGS]
)
_ALL_TABLES = 0xB1B0AFBA  # the file adds up to this, thanks to checkSumAdjustment in head
_ADJUSTMENT_AT, _LOCA_FORMAT_AT = 8, 50  # in head
_METRIC_COUNT_AT = 34  # in hhea
_GLYPH_COUNT_AT = 4  # in maxp
_LARGEST_SHORT_LOCA = 0x1FFFE
_PLANE_END = 0x10000
_MASK = 0xFFFFFFFF

Glyph = tuple[bytes, int, int, bytes]
"""An outline padded to four bytes, its size, the sum of its words, its line of `hmtx`."""


class GlyphSource(dict[int, Glyph]):
    """The glyphs of a font by number, each read on first use.

    font       a TrueType font with long offsets in `loca` and without composite glyphs
    skeleton   a subset of it with .notdef alone, for its OS/2, head, hhea, maxp, name and post tables
    """

    def __init__(self, font: bytes, skeleton: bytes) -> None:
        super().__init__()
        places, fixed = _places(font), _places(skeleton)
        self._font = font
        self._loca, self._glyf, self._hmtx = places[b"loca"][0], places[b"glyf"][0], places[b"hmtx"][0]
        (self._metrics,) = struct.unpack_from(">H", font, places[b"hhea"][0] + _METRIC_COUNT_AT)
        tables = {tag: skeleton[begin : begin + size] for tag, (begin, size) in fixed.items()}
        self._head = _with(_with(tables[b"head"], _ADJUSTMENT_AT, bytes(4)), _LOCA_FORMAT_AT, bytes(2))
        self._hhea = _with(tables[b"hhea"], _METRIC_COUNT_AT, bytes(2))
        self._maxp = _with(tables[b"maxp"], _GLYPH_COUNT_AT, bytes(2))
        self._fixed = [tables[tag] for tag in (b"OS/2", b"name", b"post")]
        self._sums = [_sum(table) for table in (*self._fixed, self._head, self._hhea, self._maxp)]

    def __missing__(self, number: int) -> Glyph:
        begin, end = struct.unpack_from(">2I", self._font, self._loca + 4 * number)
        outline = _padded(self._font[self._glyf + begin : self._glyf + end])
        # A font may state one advance for all glyphs from some number on; of those only the bearings follow.
        own = min(number, self._metrics - 1)
        metric = self._font[self._hmtx + 4 * own : self._hmtx + 4 * own + 4]
        if number > own:
            bearing = self._hmtx + 4 * self._metrics + 2 * (number - self._metrics)
            metric = metric[:2] + self._font[bearing : bearing + 2]
        glyph = self[number] = outline, len(outline), _sum(outline), metric
        return glyph

    def subset(self, glyph_of: Mapping[str, int]) -> bytes:
        """A complete font with the characters of `glyph_of` (character -> glyph number in the whole font) and .notdef.

        Glyphs keep their order and close the gaps, so that equal characters give equal bytes.
        """
        wanted = sorted({0, *glyph_of.values()})
        count = len(wanted)
        outlines, sizes, glyph_sums, metrics = zip(*[self[number] for number in wanted], strict=True)
        ends = list(accumulate(sizes))
        is_long = ends[-1] > _LARGEST_SHORT_LOCA
        new_number = dict(zip(wanted, range(count), strict=True))
        cmap = _cmap([(ord(char), new_number[glyph_of[char]]) for char in sorted(glyph_of)])
        hmtx = b"".join(metrics)
        loca = struct.pack(f">{count + 1}I", 0, *ends) if is_long else struct.pack(f">{count + 1}H", 0, *_halves(ends))
        os2, name, post = self._fixed
        os2_sum, name_sum, post_sum, head_sum, hhea_sum, maxp_sum = self._sums
        counted = count.to_bytes(2)
        return _joined(
            (os2, os2_sum),
            (cmap, _sum(cmap)),
            (b"".join(outlines), sum(glyph_sums)),
            (_with(self._head, _LOCA_FORMAT_AT, bytes((0, is_long))), head_sum + is_long),
            (_with(self._hhea, _METRIC_COUNT_AT, counted), hhea_sum + count),
            (hmtx, _sum(hmtx)),
            (loca, _sum(loca)),
            (_with(self._maxp, _GLYPH_COUNT_AT, counted), maxp_sum + (count << 16)),
            (name, name_sum),
            (post, post_sum),
        )


def _joined(*tables: tuple[bytes, int]) -> bytes:
    """Directory and tables in the order of `_TAGS`, each with the sum of its words."""
    fields: list[bytes | int] = []
    bodies: list[bytes] = []
    offset, total = _DIRECTORY.size, _DIRECTORY_SUM
    for tag, (table, words) in zip(_TAGS, tables, strict=True):
        size = len(table)
        fields += tag, words & _MASK, offset, size
        total += 2 * (words & _MASK) + offset + size  # once as a table, once in the directory
        bodies.append(table if size % 4 == 0 else _padded(table))
        offset += len(bodies[-1])
    head = _TAGS.index(b"head")
    bodies[head] = _with(bodies[head], _ADJUSTMENT_AT, ((_ALL_TABLES - total) & _MASK).to_bytes(4))
    return b"".join((_DIRECTORY.pack(*_HEAD_OF_DIRECTORY, *fields), *bodies))


def _places(font: bytes) -> dict[bytes, tuple[int, int]]:
    """Where each table begins, and its size."""
    _, count, *_ = _HEADER.unpack_from(font)
    records = [_RECORD.unpack_from(font, _HEADER.size + at * _RECORD.size) for at in range(count)]
    return {tag: (begin, size) for tag, _, begin, size in records}


def _halves(offsets: Sequence[int]) -> list[int]:
    return [offset >> 1 for offset in offsets]


def _cmap(codes: Sequence[tuple[int, int]]) -> bytes:
    """Format 4 for the basic plane, and format 12 beside it if a character lies beyond; `codes` ascend."""
    if not codes or codes[-1][0] < _PLANE_END:
        return struct.pack(">2H2HI2HI", 0, 2, 0, 3, 20, 3, 1, 20) + _format_4(codes)
    small = _format_4([pair for pair in codes if pair[0] < _PLANE_END])
    beyond = 36 + len(small)
    places = 0, 4, 0, 3, 36, 0, 4, beyond, 3, 1, 36, 3, 10, beyond
    return struct.pack(">2H2HI2HI2HI2HI", *places) + small + _format_12(codes)


def _format_4(codes: Sequence[tuple[int, int]]) -> bytes:
    """A segment a character, and the last one that the format asks for."""
    count = len(codes) + 1
    power = 1 << (count.bit_length() - 1)
    head = 4, 16 + 8 * count, 0, 2 * count, 2 * power, power.bit_length() - 1, 2 * (count - power)
    own = [code for code, _ in codes]
    deltas = [(glyph - code) & 0xFFFF for code, glyph in codes]
    return struct.pack(f">{8 + 3 * count}H", *head, *own, 0xFFFF, 0, *own, 0xFFFF, *deltas, 1) + bytes(2 * count)


def _format_12(codes: Sequence[tuple[int, int]]) -> bytes:
    groups = b"".join([struct.pack(">3I", code, code, glyph) for code, glyph in codes])
    return struct.pack(">2H3I", 12, 0, 16 + len(groups), 0, len(codes)) + groups


def _with(table: bytes, at: int, data: bytes) -> bytes:
    return table[:at] + data + table[at + len(data) :]


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _sum(table: bytes) -> int:
    padded = table if len(table) % 4 == 0 else _padded(table)
    words: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(words) & _MASK
