"""The QR code on a certificate. segno draws it; what it has drawn before is not drawn again.

For texts of one length all that a code does with the bits of the text (error correction, placement, mask) is linear over
GF(2): the code of a text that is the sum of earlier texts is the sum of their codes. Addresses of certificates differ
in a few characters only, so after some dozens of papers every further code is a handful of exclusive-ors.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import isqrt
from typing import cast

import segno

Matrix = tuple[Sequence[bool], ...]


def qr_modules(text: str) -> Matrix:
    """A QR code with error level M. One fixed mask: choosing the best of eight costs more than all the rest.

    Raises segno.DataOverflowError for a text that no QR code holds.
    """
    flat = _drawn_texts(len(text)).code_of(text) if text.isascii() else _drawn(text)
    side = isqrt(len(flat))
    # Bytes 0 and 1 stand for the truth values: to make a thousand of those would take longer than all the rest.
    return cast("Matrix", tuple([flat[start : start + side] for start in range(0, len(flat), side)]))


class _DrawnTexts:
    """Texts of one length that segno has drawn, none of them a sum of others: at most 8 a character."""

    def __init__(self, length: int) -> None:
        # The bit in front of every text makes codes linear that are else linear but for a constant part.
        self._front = 1 << 8 * length
        self._bytes = 0
        # By the place of their leading bit: what is left of a text, and of its code, after taking away earlier ones.
        self._known: dict[int, tuple[int, int]] = {}
        self._first = b""
        self._first_code = 0
        # What the code changes by if one character of the first text is another one, by place and character.
        self._changes: list[dict[int, int]] = [{} for _ in range(length)]

    def code_of(self, text: str) -> bytes:
        written = text.encode("ascii")
        if not self._first:
            self._first, self._first_code = written, int.from_bytes(self._summed(written))
        code = self._first_code
        for place, (first, character) in enumerate(zip(self._first, written, strict=True)):
            if first != character:
                code ^= self._changes[place].get(character) or self._change(place, character)
        return code.to_bytes(self._bytes)

    def _change(self, place: int, character: int) -> int:
        other = self._first[:place] + bytes((character,)) + self._first[place + 1 :]
        change = self._changes[place][character] = self._first_code ^ int.from_bytes(self._summed(other))
        return change

    def _summed(self, written: bytes) -> bytes:
        """The code as a sum of what was drawn; drawn if it is no such sum."""
        left, code = self._front | int.from_bytes(written), 0
        while left:
            known = self._known.get(left.bit_length())
            if known is None:
                drawn = _drawn(written.decode("ascii"))
                self._bytes = len(drawn)
                self._known[left.bit_length()] = (left, code ^ int.from_bytes(drawn))
                return drawn
            left, code = left ^ known[0], code ^ known[1]
        return code.to_bytes(self._bytes)


@lru_cache(maxsize=8)
def _drawn_texts(length: int) -> _DrawnTexts:
    return _DrawnTexts(length)


def _drawn(text: str) -> bytes:
    """The modules row by row, one byte each, 1 for a dark one. Byte mode: in the others bits are sums of characters."""
    code = segno.make(text, error="m", boost_error=False, mask=4, micro=False, mode="byte")
    return b"".join(code.matrix)
