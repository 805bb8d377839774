"""JBIG2 (ITU-T T.88) as office software writes it: generic regions, arithmetic or run-length coded, on one page.

Symbol dictionaries, text, halftone and refinement regions are refused; sealed invoices and scans seen so far use none.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

MOST_PIXELS = 4_000_000  # every pixel is decoded by itself; this many take a few seconds
_FILE_HEADER = b"\x97JB2\r\n\x1a\n"
_PAGE, _END_OF_PAGE, _END_OF_STRIPE, _END_OF_FILE = 48, 49, 50, 51
_GENERIC = {36, 38, 39}
_SKIPPED = {_END_OF_PAGE, _END_OF_STRIPE, _END_OF_FILE, 52, 62}


class Jbig2Error(Exception):
    """Damaged data."""


class UnsupportedJbig2Error(Jbig2Error):
    """A kind of segment, or a size, that is not read."""


@dataclass(slots=True)
class Bitmap:
    """One byte a pixel, 0 or 1; 1 is black. Rows from the top."""

    width: int
    height: int
    pixels: bytearray


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    data: bytes


def decode_jbig2(data: bytes) -> Bitmap:
    """The first page of a JBIG2 file (T.88 annex D.1, sequential). Raises Jbig2Error and UnsupportedJbig2Error."""
    page: Bitmap | None = None
    try:
        for segment in _segments(data):
            if segment.kind == _PAGE and page is None:
                page = _blank_page(segment.data)
            elif segment.kind in _GENERIC and page is not None:
                _paint(page, segment.data)
            elif segment.kind not in _SKIPPED:
                raise UnsupportedJbig2Error(f"segment of type {segment.kind}")
    except (IndexError, struct.error) as error:
        raise Jbig2Error("ends early") from error
    if page is None:
        raise Jbig2Error("no page")
    return page


def _segments(data: bytes) -> Iterator[_Segment]:
    """T.88 section 7.2."""
    if not data.startswith(_FILE_HEADER):
        raise Jbig2Error("no file header")
    flags = data[8]
    if not flags & 1:
        raise UnsupportedJbig2Error("random-access organisation")
    at = 9 if flags & 2 else 13
    while at < len(data):
        segment_number, kind, referred = struct.unpack_from(">IBB", data, at)
        at += 6
        count = referred >> 5
        if count == 7:
            count = struct.unpack_from(">I", data, at - 1)[0] & 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        at += count * (1 if segment_number <= 256 else 2 if segment_number <= 65536 else 4)
        at += 4 if kind & 0x40 else 1
        (length,) = struct.unpack_from(">I", data, at)
        at += 4
        if length == 0xFFFFFFFF:
            raise UnsupportedJbig2Error("a segment of unknown length")
        yield _Segment(kind & 0x3F, data[at : at + length])
        at += length
        if kind & 0x3F == _END_OF_PAGE:
            return


def _blank_page(data: bytes) -> Bitmap:
    """T.88 section 7.4.8."""
    width, height = struct.unpack_from(">II", data)
    if height == 0xFFFFFFFF:
        raise UnsupportedJbig2Error("a page of unknown height")
    if width * height > MOST_PIXELS:
        raise UnsupportedJbig2Error(f"{width} x {height} pixels")
    colour = data[16] >> 2 & 1
    return Bitmap(width, height, bytearray([colour]) * (width * height))


def _paint(page: Bitmap, data: bytes) -> None:
    """T.88 section 7.4.6: a generic region, combined with the page."""
    width, height, left, top, how = struct.unpack_from(">IIIIB", data)
    if width * height > MOST_PIXELS:
        raise UnsupportedJbig2Error(f"{width} x {height} pixels")
    flags = data[17]
    at = 18
    template = flags >> 1 & 3
    if flags & 1:
        region = _by_run_lengths(data[at:], width, height)
    else:
        size = 8 if template == 0 else 2
        adaptive = list(struct.iter_unpack(">bb", data[at : at + size]))
        region = _by_contexts(data[at + size :], width, height, template, adaptive, typical=bool(flags >> 3 & 1))
    _combine(page, region, left, top, how & 7)


def _combine(page: Bitmap, region: Bitmap, left: int, top: int, how: int) -> None:
    seen = max(0, min(region.width, page.width - left))
    for row in range(max(0, min(region.height, page.height - top))):
        start = (top + row) * page.width + left
        above = region.pixels[row * region.width : row * region.width + seen]
        below = page.pixels[start : start + seen]
        page.pixels[start : start + seen] = _combined(above, below, how)


def _combined(above: bytearray, below: bytearray, how: int) -> bytearray:
    match how:
        case 0:
            return bytearray([a | b for a, b in zip(above, below, strict=True)])
        case 1:
            return bytearray([a & b for a, b in zip(above, below, strict=True)])
        case 2:
            return bytearray([a ^ b for a, b in zip(above, below, strict=True)])
        case 3:
            return bytearray([1 ^ a ^ b for a, b in zip(above, below, strict=True)])
        case _:
            return above


def _by_run_lengths(data: bytes, width: int, height: int) -> Bitmap:
    """MMR (T.88 section 6.2.6) is the coding of group 4 facsimile: it is read as a TIFF file of one strip."""
    tags = [
        (256, width),
        (257, height),
        (258, 1),
        (259, 4),
        (262, 0),
        (273, 0),
        (277, 1),
        (278, height),
        (279, len(data)),
    ]
    offset = 8 + 2 + 12 * len(tags) + 4
    entries = b"".join([struct.pack("<HHII", tag, 4, 1, offset if tag == 273 else value) for tag, value in tags])
    file = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4) + data
    try:
        with Image.open(io.BytesIO(file), formats=("TIFF",)) as image:
            rows = image.convert("L").tobytes()
    except Exception as error:
        raise Jbig2Error("run lengths are damaged") from error
    return Bitmap(width, height, bytearray(rows.translate(bytes([1]) + bytes(255))))


# Pixels that a context looks at, as (row, column) from the one being decoded, most significant bit first; None is an
# adaptive pixel (T.88 figures 3 to 6). The rows are 0 for this one and -1, -2 for those above.
_Near = tuple[int, int]
_TEMPLATES: tuple[tuple[_Near | None, ...], ...] = (
    (None, (-2, -1), (-2, 0), (-2, 1), None, None, (-1, -2), (-1, -1), (-1, 0), (-1, 1), (-1, 2), None,
     (0, -4), (0, -3), (0, -2), (0, -1)),
    ((-2, -1), (-2, 0), (-2, 1), (-2, 2), (-1, -2), (-1, -1), (-1, 0), (-1, 1), (-1, 2), None,
     (0, -3), (0, -2), (0, -1)),
    ((-2, -1), (-2, 0), (-2, 1), (-1, -2), (-1, -1), (-1, 0), (-1, 1), None, (0, -2), (0, -1)),
    ((-1, -3), (-1, -2), (-1, -1), (-1, 0), (-1, 1), None, (0, -4), (0, -3), (0, -2), (0, -1)),
)  # fmt: skip
# In template 0 the adaptive pixels stand in the order A4, A3, A2, A1.
_ADAPTIVE_ORDER = ((3, 2, 1, 0), (0,), (0,), (0,))
_TYPICAL_CONTEXT = (0x9B25, 0x0795, 0x00E5, 0x0195)


def _neighbours(template: int, adaptive: list[tuple[int, int]]) -> list[_Near]:
    order = iter(_ADAPTIVE_ORDER[template])
    near: list[_Near] = []
    for one in _TEMPLATES[template]:
        if one is not None:
            near.append(one)
            continue
        column, row = adaptive[next(order)]
        if row > 0 or (row == 0 and column >= 0):
            raise Jbig2Error("an adaptive pixel lies ahead")
        near.append((row, column))
    return near


def _by_contexts(
    data: bytes, width: int, height: int, template: int, adaptive: list[tuple[int, int]], *, typical: bool
) -> Bitmap:
    """T.88 section 6.2.5."""
    near = _neighbours(template, adaptive)
    up = -min(row for row, _ in near)
    side = max(abs(column) for _, column in near)
    wide = width + 2 * side
    # A frame of zeros around the pixels spares asking whether a neighbour is inside.
    framed = bytearray(wide * (height + up))
    steps = [row * wide + column for row, column in near]
    decoder = ArithmeticDecoder(data)
    contexts = bytearray(1 << len(near)), bytearray(1 << len(near))
    same_as_above = 0
    for row in range(height):
        start = (row + up) * wide + side
        if typical:
            same_as_above ^= decoder.bit(contexts, _TYPICAL_CONTEXT[template])
            if same_as_above:
                framed[start : start + width] = framed[start - wide : start - wide + width]
                continue
        for at in range(start, start + width):
            context = 0
            for step in steps:
                context = context << 1 | framed[at + step]
            framed[at] = decoder.bit(contexts, context)
    rows = [framed[(row + up) * wide + side :][:width] for row in range(height)]
    return Bitmap(width, height, bytearray().join(rows))


# Probability of the less likely symbol, next state if it comes, next state if not, and whether the senses swap
# (T.88 table E.1).
_STATES = (
    (0x5601, 1, 1, 1), (0x3401, 2, 6, 0), (0x1801, 3, 9, 0), (0x0AC1, 4, 12, 0), (0x0521, 5, 29, 0), (0x0221, 38, 33, 0),
    (0x5601, 7, 6, 1), (0x5401, 8, 14, 0), (0x4801, 9, 14, 0), (0x3801, 10, 14, 0), (0x3001, 11, 17, 0),
    (0x2401, 12, 18, 0), (0x1C01, 13, 20, 0), (0x1601, 29, 21, 0), (0x5601, 15, 14, 1), (0x5401, 16, 14, 0),
    (0x5101, 17, 15, 0), (0x4801, 18, 16, 0), (0x3801, 19, 17, 0), (0x3401, 20, 18, 0), (0x3001, 21, 19, 0),
    (0x2801, 22, 19, 0), (0x2401, 23, 20, 0), (0x2201, 24, 21, 0), (0x1C01, 25, 22, 0), (0x1801, 26, 23, 0),
    (0x1601, 27, 24, 0), (0x1401, 28, 25, 0), (0x1201, 29, 26, 0), (0x1101, 30, 27, 0), (0x0AC1, 31, 28, 0),
    (0x09C1, 32, 29, 0), (0x08A1, 33, 30, 0), (0x0521, 34, 31, 0), (0x0441, 35, 32, 0), (0x02A1, 36, 33, 0),
    (0x0221, 37, 34, 0), (0x0141, 38, 35, 0), (0x0111, 39, 36, 0), (0x0085, 40, 37, 0), (0x0049, 41, 38, 0),
    (0x0025, 42, 39, 0), (0x0015, 43, 40, 0), (0x0009, 44, 41, 0), (0x0005, 45, 42, 0), (0x0001, 45, 43, 0),
    (0x5601, 46, 46, 0),
)  # fmt: skip


class ArithmeticDecoder:
    """The MQ decoder (T.88 annex E.3)."""

    def __init__(self, data: bytes) -> None:
        self._data = data + b"\xff\xac"
        self._at = 0
        self._c = data[0] << 16
        self._ct = 0
        self._byte_in()
        self._c <<= 7
        self._ct -= 7
        self._a = 0x8000

    def bit(self, contexts: tuple[bytearray, bytearray], context: int) -> int:
        """The next bit. `contexts` hold the state and the likelier bit of every context, and change."""
        states, likely = contexts
        qe, next_mps, next_lps, switch = _STATES[states[context]]
        sense = likely[context]
        self._a -= qe
        if (self._c >> 16) & 0xFFFF < qe:
            less_likely = self._a >= qe
            self._a = qe
        else:
            self._c -= qe << 16
            if self._a & 0x8000:
                return sense
            less_likely = self._a < qe
        if less_likely:
            answer = 1 - sense
            if switch:
                likely[context] = answer
            states[context] = next_lps
        else:
            answer = sense
            states[context] = next_mps
        while True:
            if not self._ct:
                self._byte_in()
            self._a <<= 1
            self._c = self._c << 1 & 0xFFFFFFFF
            self._ct -= 1
            if self._a & 0x8000:
                return answer

    def _byte_in(self) -> None:
        data, at = self._data, self._at
        if data[at] == 0xFF:
            if data[at + 1] > 0x8F:
                self._c += 0xFF00
                self._ct = 8
            else:
                self._at += 1
                self._c += data[at + 1] << 9
                self._ct = 7
        else:
            self._at += 1
            self._c += data[at + 1] << 8
            self._ct = 8
