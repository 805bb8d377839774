"""Token Status List (draft-ietf-oauth-status-list): one signed, compressed row of statuses for many credentials."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jiban.standards.credential import base64url, issuer_trust, jws
from jiban.standards.credential.errors import ForgedError, MalformedError, StatusUnknownError, TooLargeError
from jiban.standards.credential.sd_jwt_vc import StatusReference, check_times, moment

TYPE = "statuslist+jwt"
VALID, INVALID, SUSPENDED = 0, 1, 2  # section 7.1
MAX_LIST_BYTES = 4 * 1024 * 1024  # unpacked; 32 million credentials of one bit
_SIZES = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class StatusList:
    """Statuses packed from the least significant bit on (section 4.1). `bits` a status: 1, 2, 4 or 8."""

    bits: int
    packed: bytes

    def status(self, index: int) -> int:
        """Raises StatusUnknownError beyond the end."""
        place, shift = divmod(index * self.bits, 8)
        if index < 0 or place >= len(self.packed):
            raise StatusUnknownError("the status list does not reach that far")
        return self.packed[place] >> shift & (1 << self.bits) - 1

    def compressed(self) -> str:
        """The member `lst`: zlib (RFC 1950) at its highest level, in base64url."""
        return base64url.encode(zlib.compress(self.packed, 9))


def pack(statuses: Mapping[int, int], *, bits: int, length: int) -> StatusList:
    """A list of at least `length` statuses, VALID but for those given by index.

    Raises MalformedError for a size that section 4.1 does not know, or a status or index that has no room.
    """
    if bits not in _SIZES:
        raise MalformedError("a status has 1, 2, 4 or 8 bits")
    packed = bytearray(-(-length * bits // 8))
    for index, status in statuses.items():
        if not 0 <= index < length or not 0 <= status < 1 << bits:
            raise MalformedError("a status or its index has no room in the list")
        place, shift = divmod(index * bits, 8)
        packed[place] |= status << shift
    return StatusList(bits, bytes(packed))


def unpack(bits: object, compressed: object) -> StatusList:
    """Read the members of a status list. Raises MalformedError and, above 4 MiB unpacked, TooLargeError."""
    if isinstance(bits, bool) or bits not in _SIZES or not isinstance(bits, int) or not isinstance(compressed, str):
        raise MalformedError("not a status list")
    inflating = zlib.decompressobj()
    try:
        packed = inflating.decompress(base64url.decode(compressed), MAX_LIST_BYTES + 1)
    except zlib.error as error:
        raise MalformedError("the status list is not compressed as it must be") from error
    if len(packed) > MAX_LIST_BYTES:
        raise TooLargeError("the status list is larger than 4 MiB")
    if not inflating.eof or inflating.unused_data:
        raise MalformedError("the status list is cut off, or something follows it")
    return StatusList(bits, packed)


def sign(listed: StatusList, *, uri: str, signer: jws.Es256Signer, now: datetime, ttl: timedelta) -> str:
    """A status list token (section 5.1), to be fetched again after `ttl` and not to be used after ten times that."""
    seconds = int(ttl.total_seconds())
    payload = {
        "sub": uri,
        "iat": int(now.timestamp()),
        "exp": int(now.timestamp()) + 10 * seconds,
        "ttl": seconds,
        "status_list": {"bits": listed.bits, "lst": listed.compressed()},
    }
    return jws.sign(payload, typ=TYPE, signer=signer)


def status_of(reference: StatusReference, token: str, *, roots: Sequence[bytes], now: datetime) -> int:
    """What a fetched status list token says of a credential (section 8.3).

    Raises MalformedError, TooLargeError, ForgedError (also for the token of another list), UntrustedIssuerError,
    NotInForceError, StatusUnknownError.
    """
    read = jws.read(token, typ=TYPE)
    said = read.payload
    key, _ = issuer_trust.trusted_key(read.certificates, roots=roots, signed_at=moment(said.get("iat")))
    jws.check(read, key)
    if said.get("sub") != reference.uri:
        raise ForgedError("the status list of somewhere else")
    check_times(said, now=now)
    listed = said.get("status_list")
    if not isinstance(listed, Mapping):
        raise MalformedError("not a status list")
    return unpack(listed.get("bits"), listed.get("lst")).status(reference.index)
