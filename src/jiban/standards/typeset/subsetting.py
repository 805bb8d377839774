"""Subsets of a TrueType font, joined from its glyphs as they stand in it (OpenType 1.9, "Organization of a font").

The faces here have simple glyphs without instructions: each is one piece of bytes that stands by itself, kept with its
checksum from the first time it is used. A small subset then costs a fifth of what a general subsetter takes. What does not
depend on the characters (names, measures of the whole font) comes from a subset of nothing that such a program made.
"""

import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

_HEADER = struct.Struct(">I4H")
_RECORD = struct.Struct(">4s3I")
_SFNT_VERSION = 0x00010000
_WHOLE_CHECKSUM = 0xB1B0AFBA  # the file adds up to this, thanks to checkSumAdjustment in head
_ADJUSTMENT_AT, _LOCA_FORMAT_AT = 8, 50  # in head
_METRIC_COUNT_AT = 34  # in hhea
_GLYPH_COUNT_AT = 4  # in maxp
_LARGEST_SHORT_LOCA = 0x1FFFE
_PLANE_END = 0x10000
_MASK = 0xFFFFFFFF
_TAGS = (b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post")
_DIRECTORY = struct.Struct(">I4H" + "4s3I" * len(_TAGS))
_SEARCH = 16 * 8, 3, 16 * (len(_TAGS) - 8)  # the largest power of two below ten tables, its exponent, what is left


class Glyph(NamedTuple):
    """One glyph: its outline padded to four bytes, the sum of its words, its line of `hmtx`."""

    outline: bytes
    size: int
    checksum: int
    metric: bytes


class GlyphSource(dict[int, Glyph]):
    """The glyphs of a font by number, each read on first use.

    font       a TrueType font with long offsets in `loca` and without composite glyphs
    skeleton   a subset of it with .notdef alone, for its OS/2, head, hhea, maxp, name and post tables
    """

    def __init__(self, font: bytes, skeleton: bytes) -> None:
        super().__init__()
        tables, fixed = _tables(font), _tables(skeleton)
        self._font = font
        self._loca, self._glyf, self._hmtx = tables[b"loca"][0], tables[b"glyf"][0], tables[b"hmtx"][0]
        (self._metrics,) = struct.unpack_from(">H", font, tables[b"hhea"][0] + _METRIC_COUNT_AT)
        self._fixed = {tag: skeleton[begin : begin + size] for tag, (begin, size) in fixed.items()}
        self._padded = {tag: _padded(table) for tag, table in self._fixed.items()}
        self._checksums = {tag: _checksum(self._padded[tag]) for tag in (b"OS/2", b"name", b"post")}

    def __missing__(self, number: int) -> Glyph:
        begin, end = struct.unpack_from(">2I", self._font, self._loca + 4 * number)
        outline = _padded(self._font[self._glyf + begin : self._glyf + end])
        # A font may state one advance for all glyphs from some number on; of those only the bearings follow.
        own = min(number, self._metrics - 1)
        metric = self._font[self._hmtx + 4 * own : self._hmtx + 4 * own + 4]
        if number > own:
            bearing = self._hmtx + 4 * self._metrics + 2 * (number - self._metrics)
            metric = metric[:2] + self._font[bearing : bearing + 2]
        glyph = self[number] = Glyph(outline, len(outline), _checksum(outline), metric)
        return glyph

    def subset(self, glyph_of: Mapping[str, int]) -> bytes:
        """A complete font with the characters of `glyph_of` (character -> glyph number in the whole font) and .notdef.

        Glyphs keep their order and close the gaps, so that equal characters give equal bytes.
        """
        wanted = sorted({0, *glyph_of.values()})
        outlines, sizes, checksums, metrics = zip(*map(self.__getitem__, wanted), strict=True)
        offsets = list(accumulate(sizes, initial=0))
        long_offsets = offsets[-1] > _LARGEST_SHORT_LOCA
        new_number = dict(zip(wanted, range(len(wanted)), strict=True))
        count = struct.pack(">H", len(wanted))
        changing = {
            b"cmap": _cmap([(ord(char), new_number[glyph_of[char]]) for char in sorted(glyph_of)]),
            b"head": _with(
                self._fixed[b"head"], (_ADJUSTMENT_AT, bytes(4)), (_LOCA_FORMAT_AT, bytes((0, long_offsets)))
            ),
            b"hhea": _with(self._fixed[b"hhea"], (_METRIC_COUNT_AT, count)),
            b"hmtx": b"".join(metrics),
            b"loca": _loca(offsets, long_offsets=long_offsets),
            b"maxp": _with(self._fixed[b"maxp"], (_GLYPH_COUNT_AT, count)),
        }
        padded = {tag: _padded(table) for tag, table in changing.items()}
        sums = self._checksums | {tag: _checksum(table) for tag, table in padded.items()}
        sums[b"glyf"] = sum(checksums) & _MASK
        lengths = {tag: len(table) for tag, table in (self._fixed | changing).items()} | {b"glyf": offsets[-1]}
        return _joined(self._padded | padded | {b"glyf": b"".join(outlines)}, lengths, sums)


def _joined(tables: Mapping[bytes, bytes], lengths: Mapping[bytes, int], sums: Mapping[bytes, int]) -> bytes:
    """Directory and tables, by tag. `tables` are padded to four bytes, `lengths` are those without the padding."""
    bodies = [tables[tag] for tag in _TAGS]
    offsets = accumulate(map(len, bodies), initial=_DIRECTORY.size)
    records = [
        part for tag, offset in zip(_TAGS, offsets, strict=False) for part in (tag, sums[tag], offset, lengths[tag])
    ]
    directory = _DIRECTORY.pack(_SFNT_VERSION, len(_TAGS), *_SEARCH, *records)
    total = _checksum(directory) + sum(sums[tag] for tag in _TAGS)
    head = _TAGS.index(b"head")
    bodies[head] = _with(bodies[head], (_ADJUSTMENT_AT, struct.pack(">I", (_WHOLE_CHECKSUM - total) & _MASK)))
    return b"".join((directory, *bodies))


def _tables(font: bytes) -> dict[bytes, tuple[int, int]]:
    """Where each table begins, and its size."""
    _, count, *_ = _HEADER.unpack_from(font)
    records = [_RECORD.unpack_from(font, _HEADER.size + at * _RECORD.size) for at in range(count)]
    return {tag: (begin, size) for tag, _, begin, size in records}


def _loca(offsets: Sequence[int], *, long_offsets: bool) -> bytes:
    if long_offsets:
        return struct.pack(f">{len(offsets)}I", *offsets)
    return struct.pack(f">{len(offsets)}H", *[offset // 2 for offset in offsets])


def _cmap(codes: Sequence[tuple[int, int]]) -> bytes:
    """Format 4 for the basic plane, and format 12 beside it if a character lies beyond; `codes` ascend."""
    small = _format_4([pair for pair in codes if pair[0] < _PLANE_END])
    if not codes or codes[-1][0] < _PLANE_END:
        return struct.pack(">2H2HI2HI", 0, 2, 0, 3, 20, 3, 1, 20) + small
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


def _with(table: bytes, *changes: tuple[int, bytes]) -> bytes:
    for at, data in changes:
        table = table[:at] + data + table[at + len(data) :]
    return table


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def _checksum(padded: bytes) -> int:
    return sum(struct.unpack(f">{len(padded) // 4}I", padded)) & _MASK
