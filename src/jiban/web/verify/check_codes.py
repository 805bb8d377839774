"""The check code as people type it. Pure: text in, the code or None out."""

import unicodedata

from jiban.certificates.numbers import ALPHABET, CHECK_CODE_LENGTH

ADDRESS_PART = "/V/"
# Letters that are read for digits (Crockford's base 32 leaves them out), and what people put between groups.
FORGIVEN = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, "_": None, ".": None})


def read(typed: str) -> str | None:
    """The sixteen characters meant by what was typed or pasted, or None if it cannot be a check code.

    The whole address of a QR code will do. Full-width characters, lower case and blanks are forgiven.
    """
    plain = "".join(unicodedata.normalize("NFKC", typed).upper().split())
    plain = plain.rpartition(ADDRESS_PART)[2].translate(FORGIVEN)
    return plain if len(plain) == CHECK_CODE_LENGTH and set(plain) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """Four by four, as it is printed."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
