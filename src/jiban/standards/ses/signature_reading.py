"""Read the seal under a document, in each of its versions: see `signature` for the forms."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from jiban.standards.der import DerError, Fields, Node, parse, tags
from jiban.standards.ses.dialect import Deviation, Dialect, told_once
from jiban.standards.ses.errors import MalformedSealError
from jiban.standards.ses.extensions import UNTAGGED_OR_EXPLICIT, Extension, read_extensions
from jiban.standards.ses.seal_content import MAX_SEAL_BYTES, Seal
from jiban.standards.ses.seal_reading import read_seal

MAX_SIGNATURE_BYTES = MAX_SEAL_BYTES + 256 * 1024
MAX_REMEMBERED_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class SealSignature:
    """A signature as found in a file. Nothing in it is checked: see `verify`.

    to_be_signed    TBS_Sign as stored: what the holder signed
    version         TBS_Sign.version
    signed_at       timeInfo, UTC: the signer's own claim
    data_hash       SM3 of the raw Signature.xml
    property_info   where that Signature.xml stands in the package
    certificate     DER of the signer's certificate
    method          object identifier of the signature method
    signature       as stored: DER SEQUENCE{r, s} or 64 bytes r || s
    time_stamp      a token over `signature`
    time_token      version 1: the token that stands in timeInfo, made before signing
    deviations      what a tolerant reading forgave, the seal's included
    """

    to_be_signed: bytes = field(repr=False)
    version: int
    seal: Seal
    signed_at: datetime
    data_hash: bytes
    property_info: str
    extensions: tuple[Extension, ...]
    certificate: bytes = field(repr=False)
    method: str
    signature: bytes = field(repr=False)
    time_stamp: bytes | None = field(default=None, repr=False)
    time_token: bytes | None = field(default=None, repr=False)
    deviations: tuple[Deviation, ...] = ()


def parse_signature(signed_value: bytes, *, tolerant: bool = False) -> SealSignature:
    """Read a signature whose seal is of version 1, 4 or 5, of at most 4 MiB and a little.

    tolerant   take in what foreign makers write otherwise, and note it in `deviations`

    Raises UnsupportedVersionError for a seal of another version, MalformedSealError for the rest.
    """
    dialect = Dialect(tolerant=tolerant)
    try:
        node = dialect.whole(signed_value, max_size_bytes=MAX_SIGNATURE_BYTES, where="SES_Signature")
        if is_of_2014(node):
            return _read_of_2014(node, dialect)
        return _read(node, dialect)
    except DerError as broken:
        raise MalformedSealError(f"not a seal signature: {broken}") from broken


def is_of_2014(node: Node) -> bool:
    """Whether a signature has the two parts of GM/T 0031-2014. Raises DerError."""
    return len(node.expect(tags.SEQUENCE).children) == 2


def _read(node: Node, dialect: Dialect) -> SealSignature:
    outer = Fields(node)
    tbs = outer.take(tags.SEQUENCE)
    fields = Fields(tbs)
    version, seal = dialect.number(fields.take()), _seal(fields, dialect)
    signed_at = dialect.moment(fields.take(), tags.GENERALIZED_TIME, "TBS_Sign.timeInfo")
    data_hash = dialect.bits(fields.take(), "TBS_Sign.dataHash")
    property_info = dialect.text(fields.take(), tags.IA5_STRING, "TBS_Sign.propertyInfo")
    extensions = read_extensions(fields.optional(*UNTAGGED_OR_EXPLICIT))
    fields.end()
    certificate = dialect.octets(outer.take(), "SES_Signature.cert")
    method = outer.take().oid()
    signature = dialect.bits(outer.take(), "SES_Signature.signature")
    stamp = outer.optional(tags.explicit_tag(0))
    outer.end()
    return SealSignature(
        to_be_signed=tbs.raw,
        version=version,
        seal=seal,
        signed_at=signed_at,
        data_hash=data_hash,
        property_info=property_info,
        extensions=extensions,
        certificate=certificate,
        method=method,
        signature=signature,
        time_stamp=None if stamp is None else dialect.bits(stamp.only_child(), "SES_Signature.timeStamp"),
        deviations=tuple(told_once(dialect.deviations)),
    )


def _read_of_2014(node: Node, dialect: Dialect) -> SealSignature:
    outer = Fields(node)
    tbs = outer.take(tags.SEQUENCE)
    fields = Fields(tbs)
    version, seal = dialect.number(fields.take()), _seal(fields, dialect)
    signed_at, token = _time_of_2014(fields.take(), dialect)
    data_hash = dialect.bits(fields.take(), "TBS_Sign.dataHash")
    property_info = dialect.text(fields.take(), tags.IA5_STRING, "TBS_Sign.propertyInfo")
    certificate = dialect.octets(fields.take(), "TBS_Sign.cert")
    method = fields.take().oid()
    fields.end()
    signature = dialect.bits(outer.take(), "SES_Signature.signature")
    outer.end()
    return SealSignature(
        to_be_signed=tbs.raw,
        version=version,
        seal=seal,
        signed_at=signed_at,
        data_hash=data_hash,
        property_info=property_info,
        extensions=(),
        certificate=certificate,
        method=method,
        signature=signature,
        time_token=token,
        deviations=tuple(told_once(dialect.deviations)),
    )


def _seal(fields: Fields, dialect: Dialect) -> Seal:
    node = dialect.unwrapped(fields.take(), "TBS_Sign.eseal")
    read = _remembered if len(node.raw) <= MAX_REMEMBERED_BYTES else _seal_alone
    seal = read(node.raw, tolerant=dialect.tolerant)
    dialect.deviations += seal.deviations
    return seal


def _seal_alone(der: bytes, *, tolerant: bool) -> Seal:
    return read_seal(parse(der), Dialect(tolerant=tolerant))


# One seal stands under thousands of documents.
_remembered = lru_cache(maxsize=64)(_seal_alone)


def _time_of_2014(node: Node, dialect: Dialect) -> tuple[datetime, bytes | None]:
    """timeInfo is a BIT STRING around a UTCTime or a time stamp; a time in words is a departure."""
    where = "TBS_Sign.timeInfo"
    if node.tag in (tags.UTC_TIME, tags.GENERALIZED_TIME):
        dialect.depart("time-not-in-bits", where)
        return dialect.moment(node, node.tag, where), None
    held = dialect.bits(node, where)
    if held[:1] == bytes((tags.SEQUENCE,)):
        return _time_in_token(parse(held)), held
    if held[:1] in (bytes((tags.UTC_TIME,)), bytes((tags.GENERALIZED_TIME,))):
        inner = parse(held)
        return dialect.moment(inner, inner.tag, where), None
    dialect.depart("time-in-words", where)
    return dialect.written_moment(held.decode("ascii", "replace"), where), None


def _time_in_token(node: Node) -> datetime:
    """genTime of a time stamp (RFC 3161 section 2.4.2). Whether the token is good is asked when it is checked."""
    signed_data = node.expect(tags.SEQUENCE)[1].expect(tags.explicit_tag(0)).only_child()
    stamped = signed_data[2][1].expect(tags.explicit_tag(0)).only_child()
    return parse(stamped.octets())[4].time()
