"""Numbers that look random, never come twice, and are the same every time: a counter, multiplied around a ring."""

from jiban.certificates.numbers import ALPHABET

BITS_A_CHARACTER = 5
PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
# Odd, so that multiplying by it modulo a power of two takes every counter somewhere else.
MULTIPLIER = 0x9E3779B97F4A7C15F39CC0605CEDC835


class Ring:
    """Texts of `characters` (an even number) of Crockford's base 32."""

    def __init__(self, characters: int, *, begin: int) -> None:
        self._bits = characters * BITS_A_CHARACTER
        self._mask = (1 << self._bits) - 1
        self._begin = begin
        self._shifts = range(self._bits - 2 * BITS_A_CHARACTER, -1, -2 * BITS_A_CHARACTER)

    def at(self, counter: int) -> str:
        place = (counter + self._begin) * MULTIPLIER & self._mask
        return "".join([PAIRS[place >> shift & 1023] for shift in self._shifts])


def dashed(text: str) -> str:
    return f"{text[:4]}-{text[4:]}"
