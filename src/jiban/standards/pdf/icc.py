"""The sRGB colour space as an ICC profile: what the output intent of every page refers to.

A version 2.1 display profile with three matrix columns and one shared tone curve (ICC.1:2001-04 clauses 6.1, 6.3, 6.5);
colorants, white point and curve are those of IEC 61966-2-1, adapted to D50.
"""

import struct
from functools import cache

CURVE_POINTS = 1024
_WHITE_D50 = (0.9642, 1.0, 0.8249)
_RED = (0.43607, 0.22249, 0.01392)
_GREEN = (0.38515, 0.71687, 0.09708)
_BLUE = (0.14307, 0.06061, 0.71410)


@cache
def srgb_profile() -> bytes:
    """The profile, about 2.6 KB, always the same bytes."""
    curve = _curve()
    tags = [
        (b"desc", _description(b"sRGB IEC61966-2-1")),
        (b"cprt", b"text\0\0\0\0No copyright, use freely\0"),
        (b"wtpt", _xyz(_WHITE_D50)),
        (b"rXYZ", _xyz(_RED)),
        (b"gXYZ", _xyz(_GREEN)),
        (b"bXYZ", _xyz(_BLUE)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
    ]
    return _lay_out(tags)


def _lay_out(tags: list[tuple[bytes, bytes]]) -> bytes:
    start = 128 + 4 + 12 * len(tags)
    table, data, places = bytearray(struct.pack(">I", len(tags))), bytearray(), dict[bytes, int]()
    for signature, content in tags:
        if content not in places:
            places[content] = start + len(data)
            data += content + b"\0" * (-len(content) % 4)
        table += struct.pack(">4sII", signature, places[content], len(content))
    return _header(start + len(data)) + bytes(table + data)


def _header(size: int) -> bytes:
    created = struct.pack(">6H", 1999, 10, 18, 0, 0, 0)  # the date of IEC 61966-2-1
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + created + b"acsp"
    illuminant = b"".join(_fixed(value) for value in _WHITE_D50)
    return (head + b"\0" * 28 + illuminant).ljust(128, b"\0")


def _curve() -> bytes:
    points = (_linear(step / (CURVE_POINTS - 1)) for step in range(CURVE_POINTS))
    return b"curv\0\0\0\0" + struct.pack(
        f">I{CURVE_POINTS}H", CURVE_POINTS, *(round(point * 0xFFFF) for point in points)
    )


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(value) for value in values)


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 0x10000))


def _description(text: bytes) -> bytes:
    head = b"desc\0\0\0\0" + struct.pack(">I", len(text) + 1) + text + b"\0"
    return head + b"\0" * (4 + 4 + 2 + 1 + 67)  # no Unicode and no ScriptCode description
