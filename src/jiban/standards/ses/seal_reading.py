"""Read seals of GM/T 0031-2014, GB/T 38540-2020 and GM/T 0031-2025; the version is told by shape and header."""

from datetime import datetime

from jiban.standards.der import DerError, Fields, Node, encode, tags
from jiban.standards.ses.dialect import Dialect, told_once
from jiban.standards.ses.errors import MalformedSealError, UnsupportedVersionError
from jiban.standards.ses.extensions import UNTAGGED_OR_EXPLICIT, read_extensions
from jiban.standards.ses.seal_content import (
    HEADER_ID,
    MAX_SEAL_BYTES,
    VERSION_OF_2014,
    VERSION_OF_2025,
    VERSIONS,
    Seal,
    SealPicture,
)
from jiban.standards.ses.signer_list import ListKind, SignerList, read_signer_list

Times = tuple[datetime, datetime, datetime]
SignedBy = tuple[bytes, str, bytes]


def parse_seal(der: bytes, *, tolerant: bool = False) -> Seal:
    """Read a seal of version 1, 4 or 5, of at most 4 MiB.

    tolerant   take in what foreign makers write otherwise, and note it in `deviations`

    Raises UnsupportedVersionError for other versions, MalformedSealError for the rest.
    """
    dialect = Dialect(tolerant=tolerant)
    try:
        return read_seal(dialect.whole(der, max_size_bytes=MAX_SEAL_BYTES, where="SESeal"), dialect)
    except DerError as broken:
        raise MalformedSealError(f"not a seal: {broken}") from broken


def read_seal(node: Node, dialect: Dialect | None = None) -> Seal:
    """The same from a parsed value; strictly without a dialect. Raises DerError, UnsupportedVersionError."""
    dialect = dialect or Dialect()
    outer = Fields(node)
    info_node = outer.take(tags.SEQUENCE)
    info = Fields(info_node)
    version, vendor = _header(info.take(tags.SEQUENCE), dialect)
    seal_id = dialect.text(info.take(), tags.IA5_STRING, "SES_SealInfo.esID")
    kind, name, signers, times = _property(info.take(tags.SEQUENCE), dialect, version)
    picture = _picture(info.take(tags.SEQUENCE), dialect)
    extensions = read_extensions(info.optional(*UNTAGGED_OR_EXPLICIT))
    info.end()
    maker_certificate, method, signature = _signed_by(outer, dialect, version)
    stamp = outer.optional(tags.explicit_tag(0)) if version == VERSION_OF_2025 else None
    outer.end()
    in_2014 = version == VERSION_OF_2014
    return Seal(
        der=node.raw,
        info_der=info_node.raw,
        signed_part=_signed_part_of_2014(node) if in_2014 else info_node.raw,
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
        time_stamp=None if stamp is None else dialect.bits(stamp.only_child(), "SESeal.timeStamp"),
        deviations=tuple(told_once(dialect.deviations)),
    )


def _header(node: Node, dialect: Dialect) -> tuple[int, str]:
    fields = Fields(node)
    identifier = dialect.text(fields.take(), tags.IA5_STRING, "SES_Header.ID")
    version = dialect.number(fields.take())
    vendor = dialect.text(fields.take(), tags.IA5_STRING, "SES_Header.Vid")
    fields.end()
    if identifier != HEADER_ID:
        dialect.depart("header-not-es", "SES_Header.ID")
    if version not in VERSIONS:
        raise UnsupportedVersionError(version)
    return version, vendor


def _property(node: Node, dialect: Dialect, version: int) -> tuple[int, str, SignerList, Times]:
    fields = Fields(node)
    kind = dialect.number(fields.take())
    name = dialect.text(fields.take(), tags.UTF8_STRING, "SES_ESPropertyInfo.name")
    list_kind: int = ListKind.CERTIFICATES
    if version != VERSION_OF_2014:
        list_kind = dialect.number(fields.take())
    signers = read_signer_list(list_kind, fields.take(), dialect)
    time_tag = tags.UTC_TIME if version == VERSION_OF_2014 else tags.GENERALIZED_TIME
    created, valid_from, valid_to = (
        dialect.moment(fields.take(), time_tag, f"SES_ESPropertyInfo.{field}")
        for field in ("createDate", "validStart", "validEnd")
    )
    fields.end()
    return kind, name, signers, (created, valid_from, valid_to)


def _picture(node: Node, dialect: Dialect) -> SealPicture:
    fields = Fields(node)
    picture = SealPicture(
        format=dialect.text(fields.take(), tags.IA5_STRING, "SES_ESPictrueInfo.type"),
        data=dialect.octets(fields.take(), "SES_ESPictrueInfo.data"),
        width_mm=dialect.number(fields.take()),
        height_mm=dialect.number(fields.take()),
    )
    fields.end()
    return picture


def _signed_by(outer: Fields, dialect: Dialect, version: int) -> SignedBy:
    """Certificate, method and signature of the maker: loose in the seal, or in version 1 together in SES_SignInfo."""
    if version != VERSION_OF_2014:
        return _maker_fields(outer, dialect, "SESeal")
    node = outer.take()
    try:
        fields = Fields(node)
        signed_by = _maker_fields(fields, dialect, "SES_SignInfo")
        fields.end()
    except DerError:
        # Some makers put a form of their own here: the seal can be shown, but not its maker checked.
        dialect.depart("maker-part-unreadable", "SESeal.signInfo")
        return b"", "", b""
    return signed_by


def _maker_fields(fields: Fields, dialect: Dialect, where: str) -> SignedBy:
    certificate = dialect.octets(fields.take(), f"{where}.cert")
    return certificate, fields.take().oid(), dialect.bits(fields.take(), f"{where}.signedValue")


def _signed_part_of_2014(node: Node) -> bytes:
    """SEQUENCE { SES_SealInfo, cert, signatureAlgorithm }, of the parts as stored."""
    info, signed_by = node.children
    parts = signed_by.children[:2] if signed_by.tag == tags.SEQUENCE else []
    return encode.sequence(info.raw, *(part.raw for part in parts))
