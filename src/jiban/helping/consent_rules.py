"""By which ways a resident may agree to what a helper typed. Pure: values in, values out."""

from enum import StrEnum


class Authority(StrEnum):
    """On whose authority somebody types: the resident sits there, is family, or has written a letter."""

    PRESENCE = "presence"
    RELATION = "relation"
    LETTER = "letter"


class Consent(StrEnum):
    CODE = "code"
    MARK = "mark"
    COUNTER = "counter"


class HelpState(StrEnum):
    FILLING = "filling"
    READING = "reading"
    CONSENTING = "consenting"
    AT_COUNTER = "at-counter"
    DONE = "done"
    ENDED = "ended"


OPEN = (HelpState.FILLING, HelpState.READING, HelpState.CONSENTING, HelpState.AT_COUNTER)
# Where the helper still types. At the counter it is in another officer's hands.
WITH_HELPER = OPEN[:3]


def ways(authority: str, *, by_officer: bool, has_own_phone: bool) -> tuple[Consent, ...]:
    """A mark counts only if an officer saw the person make it; a code only on a phone that is not the helper's."""
    found = []
    if has_own_phone:
        found.append(Consent.CODE)
    if by_officer and authority == Authority.PRESENCE:
        found.append(Consent.MARK)
    return (*found, Consent.COUNTER)
