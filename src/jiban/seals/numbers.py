import secrets
from datetime import datetime


def new_seal_id(division_code: str, now: datetime) -> str:
    """Division, day and a random part: unique without counting."""
    return f"{division_code}{now:%Y%m%d}{secrets.token_hex(5).upper()}"


def new_key_id(seal_id: str) -> str:
    return f"{seal_id}-{secrets.token_hex(3)}"
