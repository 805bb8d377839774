"""A trusted time beside a signature: the signature time stamp of PAdES B-T (ETSI EN 319 142-1 clause 5.3, RFC 3161)."""

import hashlib
from typing import Literal, Protocol

from jiban.standards.pdf.errors import TimestampError

HashName = Literal["sha256", "sm3"]


class TimestampSource(Protocol):
    """Somebody who answers with time-stamp tokens: a service over the network, or an authority in this process."""

    def stamp(self, imprint: bytes, hash_name: HashName) -> bytes:
        """The token, DER ContentInfo, over the 32 bytes of `imprint`, which `hash_name` ("sha256") made."""
        ...


def token_over(data: bytes, source: TimestampSource) -> bytes:
    """A token over the SHA-256 of `data`.

    Raises TimestampError when the answer is a token for other data, and what the source raises.
    """
    imprint = hashlib.sha256(data).digest()
    token = source.stamp(imprint, "sha256")
    # Whether the token can be trusted is the verifier's question; one for other data would only spoil the file.
    if imprint not in token:
        raise TimestampError("the time stamp is not for this signature")
    return token
