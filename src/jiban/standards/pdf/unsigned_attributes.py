"""Say more beside a signature after signing: unsigned attributes (RFC 5652 section 11), such as the proof from the log.

The container's place in the file, Contents, is the one part the signature does not cover. Only that hole is rewritten: every
other byte stays, and so does every signed byte of the container.
"""

from jiban.standards.der import encode, tags
from jiban.standards.der.decode import Node, parse
from jiban.standards.der.errors import DerError
from jiban.standards.pdf import cms
from jiban.standards.pdf.byte_range import Room, container_in, rooms, without_padding
from jiban.standards.pdf.errors import NoSignatureError, NotOursError, SignatureFormError
from jiban.standards.pdf.evidence import related_name
from jiban.standards.pdf.revision import Revision
from jiban.standards.pdf.signature import write_container

LOG_PROOF_OID = "1.3.6.1.4.1.99999.1.1"
"""The attribute that holds a proof of inclusion in the log: one OCTET STRING, the text of the proof.

The enterprise number 99999 stands for none: an operator with a number of their own may put it here.
"""

_SIGNER_INFOS = 0x31
_UNSIGNED = 0xA1


def add_unsigned_attribute(pdf: bytes, oid: str, value: bytes) -> bytes:
    """The same file with `value` as OCTET STRING under `oid` beside its last signature; an earlier value of `oid` is
    replaced.

    The length of the file does not change. Evidence that came after the signature follows it under its new name.

    Raises NoSignatureError when no signature covers the whole file (evidence added here aside), SignatureFormError when
    its container is not understood or is a time stamp over the file, RoomError when the value does not fit.
    """
    room, end = _last_room(pdf)
    try:
        container = _with_attribute(parse(container_in(pdf, room)), oid, value)
    except DerError as bad:
        raise SignatureFormError("the signature container is not DER as CMS has it") from bad
    data = bytearray(pdf)
    write_container(data, container, contents=room.start, room_bytes=room.size_bytes)
    data[end:] = pdf[end:].replace(related_name(pdf, room), related_name(bytes(data), room))
    return bytes(data)


def read_unsigned_attribute(pdf: bytes, oid: str) -> bytes | None:
    """The octets kept under `oid` beside the last signature, or None.

    Raises NoSignatureError and SignatureFormError.
    """
    return unsigned_octets(container_in(pdf, _last_room(pdf)[0]), oid)


def unsigned_octets(container: bytes, oid: str) -> bytes | None:
    """The octets kept under `oid` in a container, which zeros may follow, or None. Raises SignatureFormError."""
    try:
        signer_info = _signer_info(parse(without_padding(container)))
        for attribute in _unsigned(signer_info):
            if attribute[0].oid() == oid:
                return attribute[1].expect(tags.SET).only_child().octets()
    except DerError as bad:
        raise SignatureFormError("the signature container is not DER as CMS has it") from bad
    return None


def _last_room(pdf: bytes) -> tuple[Room, int]:
    """The hole of the last signature, and where what it covers ends; only evidence may follow."""
    found = rooms(pdf)
    end = max(found, default=0)
    if end != len(pdf):
        try:
            Revision.newest(pdf)
        except NotOursError as bad:
            raise NoSignatureError("no signature covers the file from its first to its last byte") from bad
    if not found:
        raise NoSignatureError("the file carries no signature")
    return found[end], end


def _signed_data(content_info: Node) -> Node:
    if content_info.expect(tags.SEQUENCE)[0].oid() != cms.SIGNED_DATA:
        raise SignatureFormError("the signature container is not SignedData")
    return content_info[1].expect(tags.explicit_tag(0)).only_child().expect(tags.SEQUENCE)


def _signer_info(content_info: Node) -> Node:
    """The one SignerInfo; PAdES allows no second (ETSI EN 319 142-1 clause 6.2.1)."""
    signed_data = _signed_data(content_info)
    if signed_data[2].expect(tags.SEQUENCE)[0].oid() != cms.DATA:
        raise SignatureFormError("what covers the file is a time stamp, which nothing is added to")
    signer_infos = signed_data.children[-1].expect(_SIGNER_INFOS)
    return signer_infos.only_child().expect(tags.SEQUENCE)


def _unsigned(signer_info: Node) -> list[Node]:
    last = signer_info[-1]
    return last.retagged(tags.SET).children if last.tag == _UNSIGNED else []


def _with_attribute(content_info: Node, oid: str, value: bytes) -> bytes:
    """The container encoded again around the same signed parts."""
    signer_info, signed_data = _signer_info(content_info), _signed_data(content_info)
    kept = [attribute.raw for attribute in _unsigned(signer_info) if attribute[0].oid() != oid]
    unsigned = encode.set_of(*kept, cms.attribute(oid, encode.octet_string(value)))
    signed = [part.raw for part in signer_info.children if part.tag != _UNSIGNED]
    signer_infos = encode.set_of(encode.sequence(*signed, encode.implicit(1, unsigned)))
    before = [part.raw for part in signed_data.children[:-1]]
    return encode.sequence(
        content_info[0].raw,
        encode.explicit(0, encode.sequence(*before, signer_infos)),
    )
