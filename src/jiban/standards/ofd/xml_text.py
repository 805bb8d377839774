"""Text and numbers as they stand in the XML files of a package (GB/T 33190-2016 section 7; XML 1.0 section 2.2)."""

import re
from functools import lru_cache

from jiban.standards.ofd.errors import IllegalTextError

NAMESPACE = "http://www.ofdspec.org/2016"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_FORBIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_IN_ELEMENT = re.compile(f"[&<>\r{_FORBIDDEN}]")
_IN_ATTRIBUTE = re.compile(f'[&<>"\t\n\r{_FORBIDDEN}]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def element_text(text: str) -> str:
    """`text` as the content of an element. Raises IllegalTextError for characters that XML cannot carry."""
    return _IN_ELEMENT.sub(_entity, text) if _IN_ELEMENT.search(text) else text


def attribute(text: str) -> str:
    """`text` between double quotes; line ends and tabs survive. Raises IllegalTextError."""
    return _IN_ATTRIBUTE.sub(_entity, text) if _IN_ATTRIBUTE.search(text) else text


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Millimetres with at most three decimals and never an exponent."""
    return f"{round(value, 3) or 0.0:.10g}"


def fine_number(value: float) -> str:
    """A factor of a matrix, with six decimals: three would move the far end of a long line."""
    return f"{round(value, 6) or 0.0:.10f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=2048)
def array(values: tuple[float, ...]) -> str:
    """An ST_Array of advances with three decimals; three or more equal ones in a row become `g COUNT VALUE`.

    Remembered, because headings, labels and whole lines of a form come again in every document.
    """
    words: list[str] = []
    counts: list[int] = []
    last = None
    for value in values:
        if value == last:
            counts[-1] += 1
            continue
        last, word = value, number(value)
        if words and word == words[-1]:
            counts[-1] += 1
        else:
            words.append(word)
            counts.append(1)
    return " ".join(map(_repeated, words, counts))


def _repeated(word: str, count: int) -> str:
    if count > 2:
        return f"g {count} {word}"
    return word if count == 1 else f"{word} {word}"


def parse_array(text: str) -> list[float]:
    """The values of an ST_Array with its `g COUNT VALUE` shorthand opened. Raises ValueError."""
    words = iter(text.split())
    values: list[float] = []
    for word in words:
        if word != "g":
            values.append(float(word))
            continue
        count, value = int(next(words, "")), float(next(words, ""))
        if not 0 <= count <= 65_535:
            raise ValueError(f"{count} repetitions")
        values += [value] * count
    return values


def _entity(match: re.Match[str]) -> str:
    char = match.group()
    if char not in _ENTITIES:
        raise IllegalTextError(f"U+{ord(char):04X} cannot stand in XML")
    return _ENTITIES[char]
