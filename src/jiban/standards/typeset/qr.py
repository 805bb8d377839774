"""QR codes (ISO/IEC 18004:2015) for the foot of a certificate: byte mode, error level M, versions 1 to 20, one given mask.

A general encoder tries eight masks and costs more than everything else in a document. Here all that depends on the
version alone is worked out once, and the rest is a few operations on large integers.
"""

from collections.abc import Iterator
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import cast

from jiban.standards.typeset.errors import TooLongError

# Table 9, level M: error correction codewords a block; (blocks, data codewords a block), one or two kinds of block.
_BLOCKS: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = (
    (10, ((1, 16),)),
    (16, ((1, 28),)),
    (26, ((1, 44),)),
    (18, ((2, 32),)),
    (24, ((2, 43),)),
    (16, ((4, 27),)),
    (18, ((4, 31),)),
    (22, ((2, 38), (2, 39))),
    (22, ((3, 36), (2, 37))),
    (26, ((4, 43), (1, 44))),
    (30, ((1, 50), (4, 51))),
    (22, ((6, 36), (2, 37))),
    (22, ((8, 37), (1, 38))),
    (24, ((4, 40), (5, 41))),
    (24, ((5, 41), (5, 42))),
    (28, ((7, 45), (3, 46))),
    (28, ((10, 46), (1, 47))),
    (26, ((9, 43), (4, 44))),
    (26, ((3, 44), (11, 45))),
    (26, ((3, 41), (13, 42))),
)
_BYTE_MODE = 0b0100
_LEVEL_M = 0b00
_PADDING = b"\xec\x11"
_ASCII_BITS = bytes.maketrans(b"01", b"\0\1")

_MASKS = (
    lambda i, j: (i + j) % 2,
    lambda i, _: i % 2,
    lambda _, j: j % 3,
    lambda i, j: (i + j) % 3,
    lambda i, j: (i // 2 + j // 3) % 2,
    lambda i, j: i * j % 2 + i * j % 3,
    lambda i, j: (i * j % 2 + i * j % 3) % 2,
    lambda i, j: ((i + j) % 2 + i * j % 3) % 2,
)
"""Table 10: a data module is inverted where the value is zero; i is the row, j the column."""


def qr_modules(text: str, *, mask: int = 4) -> tuple[tuple[bool, ...], ...]:
    """The matrix of dark modules of `text` (UTF-8), without the quiet zone of four modules that the paper must leave.

    mask   0 to 7, clause 7.8; readers accept any, the standard would have the best of the eight

    Raises TooLongError for more than 666 bytes.
    """
    data = text.encode()
    frame = _frame(_version_for(len(data)), mask)
    codewords = int.from_bytes(_codewords(data, frame)) << frame.spare_bits
    bits = f"{codewords ^ frame.mask_bits:0{frame.data_modules}b}".encode().translate(_ASCII_BITS)
    # Bytes seen as booleans become Python's own in one call.
    flat = cast("list[bool]", memoryview(bytes(frame.pick(bits + b"\0\1"))).cast("?").tolist())
    return tuple([tuple(flat[start : start + frame.side]) for start in range(0, len(flat), frame.side)])


def _version_for(length: int) -> int:
    for version in range(1, len(_BLOCKS) + 1):
        if length <= _data_codewords(version) - _header_codewords(version):
            return version
    raise TooLongError(f"{length} bytes do not fit a QR code of version {len(_BLOCKS)}")


def _data_codewords(version: int) -> int:
    return sum(blocks * size for blocks, size in _BLOCKS[version - 1][1])


def _header_codewords(version: int) -> int:
    """Mode, length (8 bits up to version 9, then 16) and terminator."""
    return 2 if version <= 9 else 3


def _codewords(data: bytes, frame: "_Frame") -> bytes:
    """Clauses 7.4 to 7.6: header, padding, error correction, blocks interleaved."""
    length_bits = 8 * _header_codewords(frame.version) - 8
    head = (_BYTE_MODE << length_bits | len(data)) << 8 * len(data) | int.from_bytes(data)
    message = (head << 4).to_bytes(len(data) + _header_codewords(frame.version))
    message += (_PADDING * frame.data_codewords)[: frame.data_codewords - len(message)]
    blocks: list[bytes] = []
    start = 0
    for count, size in frame.blocks:
        for _ in range(count):
            blocks.append(message[start : start + size])
            start += size
    corrections = [_correction(block, frame.correction_codewords) for block in blocks]
    interleaved = (byte for column in zip_longest(*blocks) for byte in column if byte is not None)
    return bytes(chain(interleaved, *zip(*corrections, strict=True)))


def _correction(block: bytes, length: int) -> bytes:
    """The remainder of the block's polynomial divided by the generator, clause 7.5.2: `length` codewords."""
    products = _generator_products(length)
    top, keep, rest = 8 * (length - 1), (1 << 8 * (length - 1)) - 1, 0
    for byte in block:
        rest = (rest & keep) << 8 ^ products[byte ^ rest >> top]
    return rest.to_bytes(length)


@cache
def _generator_products(length: int) -> tuple[int, ...]:
    """Each field element times the generator polynomial of that degree (without its leading 1), as one integer."""
    generator = [1]
    for exponent in range(length):
        root = _power_of_two(exponent)
        shifted = [*generator, 0]
        generator = [high ^ _times(low, root) for high, low in zip(shifted, [0, *generator], strict=True)]
    return tuple(int.from_bytes(bytes(_times(factor, one) for one in generator[1:])) for factor in range(256))


def _power_of_two(exponent: int) -> int:
    value = 1
    for _ in range(exponent):
        value = _times(value, 2)
    return value


def _times(one: int, other: int) -> int:
    """The product in GF(256) modulo x^8 + x^4 + x^3 + x^2 + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (0x11D if one & 0x80 else 0)
        other >>= 1
    return product


class _Frame:
    """All that depends on version and mask alone: the fixed patterns, and where each bit of the message goes."""

    def __init__(self, version: int, mask: int) -> None:
        self.version = version
        self.side = 17 + 4 * version
        self.correction_codewords, self.blocks = _BLOCKS[version - 1]
        self.data_codewords = _data_codewords(version)
        fixed = _fixed_modules(version, mask)
        order = [place for place in _zigzag(self.side) if place not in fixed]
        total = self.data_codewords + self.correction_codewords * sum(count for count, _ in self.blocks)
        self.data_modules = len(order)
        self.spare_bits = self.data_modules - 8 * total
        self.mask_bits = int("".join("0" if _MASKS[mask](*place) else "1" for place in order), 2)
        number_of = {place: number for number, place in enumerate(order)}
        self.pick = itemgetter(
            *(
                number_of[row, column] if (row, column) in number_of else self.data_modules + fixed[row, column]
                for row in range(self.side)
                for column in range(self.side)
            )
        )


@cache
def _frame(version: int, mask: int) -> _Frame:
    return _Frame(version, mask)


def _zigzag(side: int) -> Iterator[tuple[int, int]]:
    """Clause 7.7.3: two columns at a time from the right, up and down in turn, the timing column left out."""
    upward = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for row in range(side - 1, -1, -1) if upward else range(side):
            yield row, right
            yield row, right - 1
        upward = not upward


def _fixed_modules(version: int, mask: int) -> dict[tuple[int, int], bool]:
    """Finder, timing and alignment patterns, format and version information (clauses 6.3, 7.9, 7.10)."""
    side = 17 + 4 * version
    fixed = {(6, at): at % 2 == 0 for at in range(side)} | {(at, 6): at % 2 == 0 for at in range(side)}
    for row, column in _alignment_centres(version):
        fixed |= {
            (row + down, column + across): max(abs(down), abs(across)) != 1
            for down in range(-2, 3)
            for across in range(-2, 3)
        }
    for row, column in ((3, 3), (3, side - 4), (side - 4, 3)):
        for down in range(-4, 5):
            for across in range(-4, 5):
                if 0 <= row + down < side and 0 <= column + across < side:
                    fixed[row + down, column + across] = max(abs(down), abs(across)) not in {2, 4}
    return fixed | _format_modules(side, mask) | (_version_modules(side, version) if version >= 7 else {})


def _alignment_centres(version: int) -> Iterator[tuple[int, int]]:
    if version == 1:
        return
    count, last = version // 7 + 2, 4 * version + 10
    step = -(-(last - 6) // (2 * (count - 1))) * 2
    places = [6, *reversed([last - step * number for number in range(count - 1)])]
    for row in places:
        for column in places:
            if (row, column) not in {(6, 6), (6, last), (last, 6)}:
                yield row, column


def _format_modules(side: int, mask: int) -> dict[tuple[int, int], bool]:
    bits = _with_check_bits(_LEVEL_M << 3 | mask, check_bits=10, generator=0b10100110111) ^ 0b101010000010010
    around = [(row, 8) for row in (0, 1, 2, 3, 4, 5, 7)] + [(8, column) for column in (8, 7, 5, 4, 3, 2, 1, 0)]
    apart = [(8, side - 1 - number) for number in range(8)] + [(side - 7 + number, 8) for number in range(7)]
    found = {place: bool(bits >> number & 1) for places in (around, apart) for number, place in enumerate(places)}
    return found | {(side - 8, 8): True}


def _version_modules(side: int, version: int) -> dict[tuple[int, int], bool]:
    bits = _with_check_bits(version, check_bits=12, generator=0b1111100100101)
    found: dict[tuple[int, int], bool] = {}
    for number in range(18):
        along, across = number // 3, side - 11 + number % 3
        found[along, across] = found[across, along] = bool(bits >> number & 1)
    return found


def _with_check_bits(value: int, *, check_bits: int, generator: int) -> int:
    """A BCH code (annexes C and D): the value, then the remainder of its division by the generator."""
    rest = value << check_bits
    while rest.bit_length() > check_bits:
        rest ^= generator << rest.bit_length() - check_bits - 1
    return value << check_bits | rest
