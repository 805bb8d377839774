"""What may stand in a message, and how long it is. Pure: texts in, numbers and refusals out."""

import re
from collections.abc import Mapping

from .errors import (
    BraceAloneError,
    ForeignAddressError,
    LineBreakError,
    LinkMissingError,
    PlaceholderUnknownError,
    SignatureInTextError,
    TextEmptyError,
    TextTooLongError,
)

MOST_PARTS = 3
LINK = "link"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
ADDRESS = re.compile(r"https?:|www\.|[a-z0-9-]+\.(?:cn|com|net|org|top|xyz|gov)\b", re.IGNORECASE)
# 3GPP TS 23.038: the characters of one septet, and those of two.
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€")


def sms_parts(text: str) -> int:
    """How many SMS a telephone company counts: 160 or 153 septets, or 70 or 67 UTF-16 units."""
    if set(text) <= GSM | GSM_TWICE:
        return _parts(sum(2 if letter in GSM_TWICE else 1 for letter in text), alone=160, each=153)
    return _parts(len(text.encode("utf-16-be")) // 2, alone=70, each=67)


def _parts(length: int, *, alone: int, each: int) -> int:
    return 1 if length <= alone else -(-length // each)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; a placeholder without a value stays as it is, so that nothing breaks while sending."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def check(text: str, *, allowed: frozenset[str]) -> None:
    """Raise a TextError unless the text can go to everybody."""
    if not text.strip():
        raise TextEmptyError
    found = PLACEHOLDER.findall(text)
    for name in found:
        if name not in allowed:
            raise PlaceholderUnknownError(found=f"{{{name}}}", allowed=named(allowed))
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise BraceAloneError
    if LINK not in found:
        raise LinkMissingError
    if ADDRESS.search(rest):
        raise ForeignAddressError


def check_sms(text: str, *, allowed: frozenset[str], sign: str, sample: Mapping[str, str]) -> None:
    """As `check`, and short enough with the longest values that are usual."""
    check(text, allowed=allowed)
    if "\n" in text or "\r" in text:
        raise LineBreakError
    if "【" in text or "】" in text:
        raise SignatureInTextError(sign=signature(sign))
    parts = sms_parts(signed(fill(text, sample), sign))
    if parts > MOST_PARTS:
        raise TextTooLongError(parts=parts, most=MOST_PARTS)


def signature(sign: str) -> str:
    return f"【{sign}】" if sign else ""


def signed(text: str, sign: str) -> str:
    """As it arrives: the telephone companies want the sender in front."""
    return signature(sign) + text


def named(allowed: frozenset[str]) -> str:
    return "、".join(f"{{{name}}}" for name in sorted(allowed))
