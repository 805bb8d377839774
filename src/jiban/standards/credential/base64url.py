"""Base64url without padding (RFC 7515 section 2), read strictly."""

import base64
import binascii

from jiban.standards.credential.errors import MalformedError


def encode(data: bytes) -> str:
    """The text of any bytes, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """Raises MalformedError for other characters, for padding, and for bits that say nothing."""
    try:
        written = text.encode("ascii")
        if b"+" in written or b"/" in written or b"=" in written:
            raise MalformedError("not base64url without padding")
        data = base64.b64decode(written + b"=" * (-len(written) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise MalformedError("not base64url") from error
    if encode(data) != text:
        raise MalformedError("not canonical base64url")
    return data
