"""The electronic seal, SESeal of GB/T 38540-2020: who may seal, with which picture, from when to when.

SESeal             ::= SEQUENCE { eSealInfo SES_SealInfo, cert OCTET STRING, signAlgID OID, signedValue BIT STRING }
SES_SealInfo       ::= SEQUENCE { header SES_Header, esID IA5String, property SES_ESPropertyInfo,
                                  picture SES_ESPictrueInfo, extDatas ExtensionDatas OPTIONAL }
SES_Header         ::= SEQUENCE { ID IA5String, version INTEGER, Vid IA5String }
SES_ESPropertyInfo ::= SEQUENCE { type INTEGER, name UTF8String, certListType INTEGER, certList SES_CertList,
                                  createDate GeneralizedTime, validStart GeneralizedTime, validEnd GeneralizedTime }
SES_ESPictrueInfo  ::= SEQUENCE { type IA5String, data OCTET STRING, width INTEGER, height INTEGER }

The maker of the seal signs DER(SES_SealInfo) with SM2, under the standard user id. GM/T 0031-2025 (version 5) keeps these
shapes and may add `timeStamp [0] EXPLICIT BIT STRING` at the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from jiban.standards.der import DerError, Fields, Node, encode, parse, tags
from jiban.standards.gm.signer import Signer
from jiban.standards.pki import oids
from jiban.standards.ses.errors import MalformedSealError, SealContentError, UnsupportedVersionError
from jiban.standards.ses.extensions import UNTAGGED_OR_EXPLICIT, Extension, read_extensions
from jiban.standards.ses.signer_list import ListKind, SignerList, read_signer_list

VERSION = 4
VERSION_OF_2025 = 5
HEADER_ID = "ES"
MAX_SEAL_BYTES = 4 * 1024 * 1024
PNG_START = b"\x89PNG\r\n\x1a\n"


class SealKind(IntEnum):
    """SES_ESPropertyInfo.type. Seals of others may carry other numbers."""

    ORGANISATION = 1
    PERSON = 2


@dataclass(frozen=True, slots=True)
class SealInfo:
    """What a new seal shall say.

    seal_id               esID, ASCII, unique for the vendor
    picture               PNG
    width_mm, height_mm   size on paper, whole millimetres
    signer_certificates   DER of every certificate that may seal with it, at least one
    valid_from, valid_to  first and last second of its validity, aware
    vendor                Vid, ASCII, who issued the structure
    list_kind             whether the certificates themselves or their SM3 digests are listed
    """

    seal_id: str
    name: str
    kind: SealKind
    picture: bytes = field(repr=False)
    width_mm: int
    height_mm: int
    signer_certificates: Sequence[bytes] = field(repr=False)
    created: datetime
    valid_from: datetime
    valid_to: datetime
    vendor: str
    list_kind: ListKind = ListKind.CERTIFICATES


@dataclass(frozen=True, slots=True)
class SealPicture:
    """SES_ESPictrueInfo. `format` as written by the maker: "PNG", "png", "ofd" and others are in use."""

    format: str
    data: bytes = field(repr=False)
    width_mm: int
    height_mm: int


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal as found in a file. Nothing in it is checked against a signature: see `verify`.

    der                 the whole SESeal, as stored
    info_der            SES_SealInfo as stored: what the maker signed
    version             4, or 5 for GM/T 0031-2025
    maker_certificate   DER of the certificate of who made the seal
    method              object identifier of the maker's signature method
    signature           the maker's signature as stored: DER SEQUENCE{r, s} or 64 bytes r || s
    time_stamp          version 5 only
    """

    der: bytes = field(repr=False)
    info_der: bytes = field(repr=False)
    version: int
    vendor: str
    seal_id: str
    kind: int
    name: str
    signers: SignerList
    created: datetime
    valid_from: datetime
    valid_to: datetime
    picture: SealPicture
    extensions: tuple[Extension, ...]
    maker_certificate: bytes = field(repr=False)
    method: str
    signature: bytes = field(repr=False)
    time_stamp: bytes | None = field(default=None, repr=False)

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether the aware `moment` lies in the validity, the whole last second included."""
        return self.valid_from <= moment.replace(microsecond=0) <= self.valid_to


def make_seal(info: SealInfo, maker: Signer) -> bytes:
    """DER of a version 4 seal, signed by `maker`.

    Raises SealContentError if the values do not make a seal.
    """
    info_der = seal_info_to_be_signed(info)
    return assemble_seal(
        info_der,
        maker_certificate=maker.certificate,
        signature=maker.sign_digest(maker.public_key.digest(info_der)),
    )


def seal_info_to_be_signed(info: SealInfo) -> bytes:
    """DER(SES_SealInfo). Its digest e = SM3(Z || DER) may leave for a maker elsewhere. Raises SealContentError."""
    _check(info)
    try:
        return encode.sequence(
            encode.sequence(encode.ia5_string(HEADER_ID), encode.integer(VERSION), encode.ia5_string(info.vendor)),
            encode.ia5_string(info.seal_id),
            _property_der(info),
            _picture_der(info),
        )
    except DerError as unfit:
        raise SealContentError(f"not a seal: {unfit}") from unfit


def assemble_seal(info_der: bytes, *, maker_certificate: bytes, signature: bytes) -> bytes:
    """DER of the seal from its signed part and the maker's SM2 signature over it, DER SEQUENCE{r, s}."""
    return encode.sequence(
        info_der, encode.octet_string(maker_certificate), encode.oid(oids.SM2_WITH_SM3), encode.bit_string(signature)
    )


def _check(info: SealInfo) -> None:
    if not info.signer_certificates:
        raise SealContentError("a seal lists at least one certificate that may seal with it")
    if not info.picture.startswith(PNG_START):
        raise SealContentError("the picture is not a PNG")
    if info.width_mm < 1 or info.height_mm < 1:
        raise SealContentError("a seal is at least 1 mm wide and high")
    if info.valid_to < info.valid_from:
        raise SealContentError("the validity ends before it begins")


def _property_der(info: SealInfo) -> bytes:
    make_list = SignerList.of_certificates if info.list_kind == ListKind.CERTIFICATES else SignerList.of_digests
    return encode.sequence(
        encode.integer(info.kind),
        encode.utf8_string(info.name),
        encode.integer(info.list_kind),
        make_list(info.signer_certificates).to_der(),
        encode.generalized_time(info.created),
        encode.generalized_time(info.valid_from),
        encode.generalized_time(info.valid_to),
    )


def _picture_der(info: SealInfo) -> bytes:
    return encode.sequence(
        encode.ia5_string("PNG"),
        encode.octet_string(info.picture),
        encode.integer(info.width_mm),
        encode.integer(info.height_mm),
    )


def parse_seal(der: bytes) -> Seal:
    """Read a seal of version 4 or 5, of at most 4 MiB.

    Raises UnsupportedVersionError for a seal of GM/T 0031-2014 and for other versions, MalformedSealError for the rest.
    """
    try:
        return read_seal(parse(der, max_size_bytes=MAX_SEAL_BYTES))
    except DerError as broken:
        raise MalformedSealError(f"not a seal: {broken}") from broken


def read_seal(node: Node) -> Seal:
    """The same from a parsed value. Raises DerError, UnsupportedVersionError."""
    if [child.tag for child in node.expect(tags.SEQUENCE).children] == [tags.SEQUENCE, tags.SEQUENCE]:
        raise UnsupportedVersionError(1)
    outer = Fields(node)
    info_node = outer.take(tags.SEQUENCE)
    info = Fields(info_node)
    version, vendor = _read_header(info.take())
    seal_id = info.take().text()
    kind, name, signers, times = _read_property(info.take())
    picture = _read_picture(info.take())
    extensions = read_extensions(info.optional(*UNTAGGED_OR_EXPLICIT))
    info.end()
    maker_certificate, method, signature = outer.take().octets(), outer.take().oid(), outer.take().bits()
    stamp = outer.optional(tags.explicit_tag(0)) if version == VERSION_OF_2025 else None
    outer.end()
    return Seal(
        der=node.raw,
        info_der=info_node.raw,
        version=version,
        vendor=vendor,
        seal_id=seal_id,
        kind=kind,
        name=name,
        signers=signers,
        created=times[0],
        valid_from=times[1],
        valid_to=times[2],
        picture=picture,
        extensions=extensions,
        maker_certificate=maker_certificate,
        method=method,
        signature=signature,
        time_stamp=None if stamp is None else stamp.only_child().bits(),
    )


def _read_header(node: Node) -> tuple[int, str]:
    fields = Fields(node)
    identifier, version, vendor = fields.take().text(), read_number(fields.take()), fields.take().text()
    fields.end()
    if identifier != HEADER_ID:
        raise DerError("the header does not begin with ES")
    if version not in (VERSION, VERSION_OF_2025):
        raise UnsupportedVersionError(version)
    return version, vendor


def _read_property(node: Node) -> tuple[int, str, SignerList, tuple[datetime, datetime, datetime]]:
    fields = Fields(node)
    kind, name = read_number(fields.take()), fields.take(tags.UTF8_STRING).text()
    signers = read_signer_list(read_number(fields.take()), fields.take())
    times = fields.take().time(), fields.take().time(), fields.take().time()
    fields.end()
    return kind, name, signers, times


def _read_picture(node: Node) -> SealPicture:
    fields = Fields(node)
    picture = SealPicture(
        format=fields.take().text(),
        data=fields.take().octets(),
        width_mm=read_number(fields.take()),
        height_mm=read_number(fields.take()),
    )
    fields.end()
    return picture


def read_number(node: Node) -> int:
    """An INTEGER of at most four octets. Larger ones mean nothing here, and may be too long to be shown."""
    number = node.integer()
    if not -(2**31) <= number < 2**31:
        raise DerError("a number has more than four octets")
    return number
