"""The signature dictionary with its hole, and filling the hole (ISO 32000-1 clause 12.8, ETSI EN 319 142-1 clause 5)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from jiban.standards.pdf import cms
from jiban.standards.pdf.errors import RoomError
from jiban.standards.pdf.objects import Body, date, text_string
from jiban.standards.pdf.signer import PdfSigner
from jiban.standards.pdf.timestamping import TimestampSource, token_over

RESERVED_BYTES = 8 * 1024
"""Room for the container in DER: about 2 KB of certificates and signature, the rest for a log proof added after signing.

A proof of 30 hashes under a checkpoint with eight witnesses takes under 4 KB. More room would cost every file twice its
size (it is written in hexadecimal), and every check the time to read it.
"""
TOKEN_RESERVED_BYTES = 6 * 1024
"""More room where a time-stamp token comes along: its signature and the certificates of its authority, 2 to 5 KB."""

SIGNATURE = b"/Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
_BYTE_RANGE = b"/ByteRange[0 %10d %10d %10d]"


@dataclass(frozen=True, slots=True)
class Signing:
    """One act of signing.

    at            the claimed time, aware; written to the second
    signer_name   who signs, as shown by viewers
    field_name    the name of the signature field, unique in the file
    description   what the field is, for a reader who cannot see it
    """

    at: datetime
    signer_name: str = ""
    reason: str = ""
    location: str = ""
    field_name: str = "Seal"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Hole:
    """Where the file waits for its signature: offsets in bytes of the ByteRange entry and of `<` in Contents."""

    byte_range: int
    contents: int
    room_bytes: int

    @property
    def end(self) -> int:
        """The offset after `>`."""
        return self.contents + 2 * self.room_bytes + 2


def put_signature(
    body: Body, object_number: int, signing: Signing, *, references: bytes = b"", stamped: bool = False
) -> Hole:
    """Put down the signature dictionary with room for its container.

    references   what fields.signature_references gave
    stamped      whether a time-stamp token will come along
    """
    texts = {"Name": signing.signer_name, "Reason": signing.reason, "Location": signing.location}
    said = b"".join(b"/%s%s" % (key.encode("ascii"), text_string(text)) for key, text in texts.items() if text)
    entries = SIGNATURE + b"/M%s%s%s" % (date(signing.at), said, references)
    return put_hole(body, object_number, entries, room_bytes=RESERVED_BYTES + TOKEN_RESERVED_BYTES * stamped)


def put_hole(body: Body, object_number: int, entries: bytes, *, room_bytes: int) -> Hole:
    """Put down a dictionary of `entries` that ends with a byte range to be written and an empty Contents."""
    head = b"<<" + entries
    room = b"<" + b"0" * (2 * room_bytes) + b">"
    start = body.put(object_number, head + _BYTE_RANGE % (0, 0, 0) + b"/Contents" + room + b">>")
    byte_range = start + len(head)
    return Hole(byte_range, byte_range + len(_BYTE_RANGE % (0, 0, 0)) + len(b"/Contents"), room_bytes)


def fill(data: bytearray, hole: Hole, *, signer: PdfSigner, timestamps: TimestampSource | None = None) -> None:
    """Sign the finished file around the hole and write the container into it, with a time stamp over its signature.

    Raises RoomError if the container is larger than its room, TimestampError, and what signer and source raise.
    """
    digest = hashlib.sha256()
    for part in covered_parts(data, hole):
        digest.update(part)
    attributes = cms.signed_attributes(digest.digest(), certificate=signer.certificate)
    value = signer.sign_digest(hashlib.sha256(attributes).digest())
    unsigned = [] if timestamps is None else [cms.attribute(cms.SIGNATURE_TIME_STAMP, token_over(value, timestamps))]
    container = cms.signed_data(
        attributes, value, certificate=signer.certificate, chain=signer.chain, unsigned=unsigned
    )
    write_container(data, container, contents=hole.contents, room_bytes=hole.room_bytes)


def covered_parts(data: bytearray, hole: Hole) -> tuple[bytes, bytes]:
    """Write the byte range; give the bytes before and after the hole, which it names."""
    entry = _BYTE_RANGE % (hole.contents, hole.end, len(data) - hole.end)
    data[hole.byte_range : hole.byte_range + len(entry)] = entry
    return bytes(data[: hole.contents]), bytes(data[hole.end :])


def write_container(data: bytearray, container: bytes, *, contents: int, room_bytes: int) -> None:
    """Write a container in hexadecimal after the `<` at offset `contents`, filled up with zeros to `room_bytes`."""
    if len(container) > room_bytes:
        raise RoomError(f"a signature of {len(container)} bytes for a room of {room_bytes}")
    written = container.hex().encode("ascii").ljust(2 * room_bytes, b"0")
    data[contents + 1 : contents + 1 + len(written)] = written
