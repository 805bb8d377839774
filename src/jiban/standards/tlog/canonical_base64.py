"""Standard base64 (RFC 4648 section 4) in its one canonical spelling, so that a signed text has no second form."""

import base64
import binascii


def encode(data: bytes) -> str:
    """Base64 with padding, without line breaks."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str) -> bytes:
    """Decode; padding is required. Raises ValueError for any spelling that `encode` would not write."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if encode(data) != text:
        raise ValueError("not canonical base64")
    return data
