import secrets
import uuid
from datetime import datetime

from jiban.standards.codes import certificate_identifier

# Crockford's base 32: no letters that are read as digits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_CODE_LENGTH = 16


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_number(now: datetime) -> str:
    """The number on the paper's face: year and eight random characters, never from counting."""
    return f"JB{now:%Y}-{random_code(4)}-{random_code(4)}"


def new_check_code() -> str:
    """What the QR code carries: 80 random bits that tell nothing and cannot be guessed."""
    return random_code(CHECK_CODE_LENGTH)


def new_identifier(*, type_code: str, issuer_code: str, version: int) -> str:
    serial = uuid.uuid4().hex.upper()
    composed = certificate_identifier.compose(type_code=type_code, issuer=issuer_code, serial=serial, version=version)
    return str(composed)


def next_identifier(identifier: str) -> str:
    """Of the same certificate issued once more: the version one higher."""
    return str(certificate_identifier.parse(identifier).next_version())
