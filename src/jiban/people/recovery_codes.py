"""Recovery codes: ten, each good once. Pure: what they look like and how they are kept."""

import hashlib
import secrets

COUNT = 10
# Nothing that is mistaken for something else on paper: no 0 o 1 l i u.
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
GROUPS, GROUP_LENGTH = 3, 4


def new_codes() -> list[str]:
    return [_new_code() for _ in range(COUNT)]


def looks_like_one(text: str) -> bool:
    return len(_plain(text)) == GROUPS * GROUP_LENGTH


def code_hash(officer_id: int, code: str) -> str:
    """A plain hash is enough for 58 random bits. Hashed with its owner, so that equal codes would not show."""
    return hashlib.sha256(f"{officer_id}:{_plain(code)}".encode()).hexdigest()


def _new_code() -> str:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups)


def _plain(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
