"""The signature dictionary with its hole, and filling the hole (ISO 32000-1 clause 12.8, ETSI EN 319 142-1 clause 5)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from jiban.standards.pdf import cms
from jiban.standards.pdf.errors import RoomError
from jiban.standards.pdf.objects import Body, date, text_string
from jiban.standards.pdf.signer import PdfSigner

RESERVED_BYTES = 8 * 1024
"""Room for the container in DER: about 2 KB of certificates and signature, the rest for a log proof added after signing.

A proof of 30 hashes under a checkpoint with eight witnesses takes under 4 KB. More room would cost every file twice its
size (it is written in hexadecimal), and every check the time to read it.
"""

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

    @property
    def end(self) -> int:
        """The offset after `>`."""
        return self.contents + 2 * RESERVED_BYTES + 2


def put_signature(body: Body, object_number: int, signing: Signing) -> Hole:
    """Put down the signature dictionary with room for its container."""
    texts = {"Name": signing.signer_name, "Reason": signing.reason, "Location": signing.location}
    head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%s%s" % (
        date(signing.at),
        b"".join(b"/%s%s" % (key.encode("ascii"), text_string(text)) for key, text in texts.items() if text),
    )
    room = b"<" + b"0" * (2 * RESERVED_BYTES) + b">"
    start = body.put(object_number, head + _BYTE_RANGE % (0, 0, 0) + b"/Contents" + room + b">>")
    byte_range = start + len(head)
    return Hole(byte_range, byte_range + len(_BYTE_RANGE % (0, 0, 0)) + len(b"/Contents"))


def fill(data: bytearray, hole: Hole, *, signer: PdfSigner) -> None:
    """Sign the finished file around the hole and write the container into it.

    Raises RoomError if the container is larger than RESERVED_BYTES, and what the signer raises.
    """
    entry = _BYTE_RANGE % (hole.contents, hole.end, len(data) - hole.end)
    data[hole.byte_range : hole.byte_range + len(entry)] = entry
    digest = hashlib.sha256()
    with memoryview(data) as view:
        digest.update(view[: hole.contents])
        digest.update(view[hole.end :])
    attributes = cms.signed_attributes(digest.digest(), certificate=signer.certificate)
    value = signer.sign_digest(hashlib.sha256(attributes).digest())
    container = cms.signed_data(attributes, value, certificate=signer.certificate, chain=signer.chain)
    write_container(data, container, contents=hole.contents, room_bytes=RESERVED_BYTES)


def write_container(data: bytearray, container: bytes, *, contents: int, room_bytes: int) -> None:
    """Write a container in hexadecimal after the `<` at offset `contents`, filled up with zeros to `room_bytes`."""
    if len(container) > room_bytes:
        raise RoomError(f"a signature of {len(container)} bytes for a room of {room_bytes}")
    written = container.hex().encode("ascii").ljust(2 * room_bytes, b"0")
    data[contents + 1 : contents + 1 + len(written)] = written
