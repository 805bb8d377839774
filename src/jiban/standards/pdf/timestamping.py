"""A trusted time beside a signature: the signature time stamp of PAdES B-T (ETSI EN 319 142-1 clause 5.3, RFC 3161)."""

import hashlib

from jiban.standards.der.decode import parse
from jiban.standards.der.errors import DerError
from jiban.standards.pdf import cms
from jiban.standards.pdf.errors import TimestampError
from jiban.standards.pki.timestamps import TimestampSource

__all__ = ["TimestampSource", "stamped_imprint", "token_over"]

TIME_STAMP_INFO = "1.2.840.113549.1.9.16.1.4"


def token_over(data: bytes, source: TimestampSource) -> bytes:
    """A token over the SHA-256 of `data`.

    Raises TimestampError when the answer is no token or one for other data, and what the source raises. Whether the
    token can be trusted is the verifier's question.
    """
    imprint = hashlib.sha256(data).digest()
    token = source.stamp(imprint, "sha256")
    if stamped_imprint(token) != (cms.SHA256, imprint):
        raise TimestampError("the time stamp is for something else")
    return token


def stamped_imprint(token: bytes) -> tuple[str, bytes]:
    """The digest algorithm and the digest that a token is for (RFC 3161 section 2.4.2). Raises TimestampError.

    The rest of the token may hold whatever its authority writes, extensions included.
    """
    try:
        signed_data = parse(token)[1].only_child()
        content = signed_data[2]
        if content[0].oid() != TIME_STAMP_INFO:
            raise TimestampError("what is signed is not a time stamp")
        imprint = parse(content[1].only_child().octets())[2]
        return imprint[0][0].oid(), imprint[1].octets()
    except DerError as bad:
        raise TimestampError("the time stamp is not DER as RFC 3161 has it") from bad
