import secrets
from datetime import datetime

# Crockford's base 32: no letters that are read as digits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_case_number(now: datetime) -> str:
    """Year and eight random characters: never from counting rows. Tells nothing about the resident."""
    return f"BJ{now:%Y}-{random_code(4)}-{random_code(4)}"
