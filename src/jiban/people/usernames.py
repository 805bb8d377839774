"""User names made of names: pinyin without tones, a number behind it when it is taken."""

import re
from collections.abc import Container
from itertools import count

from jiban.people.models import Invitation, Officer

LONGEST = 40


def username_for(name: str, taken: Container[str]) -> str:
    # Its dictionaries take a while to load: only who invites needs them.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    letters = "".join(lazy_pinyin(name)).lower()
    stem = re.sub(r"[^a-z0-9]", "", letters)[:LONGEST] or "officer"
    if stem not in taken:
        return stem
    return next(other for number in count(2) if (other := f"{stem}{number}") not in taken)


def free_username(name: str) -> str:
    """One that neither an officer nor an open invitation has now."""
    stem = username_for(name, ())
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, username__startswith=stem)
    officers = Officer.objects.filter(username__startswith=stem)
    return username_for(
        name, {*waiting.values_list("username", flat=True), *officers.values_list("username", flat=True)}
    )
