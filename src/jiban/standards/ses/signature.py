"""The seal under a document, SES_Signature of GB/T 38540-2020: the content of SignedValue.dat.

SES_Signature ::= SEQUENCE { toSign TBS_Sign, cert OCTET STRING, signatureAlgID OID, signature BIT STRING,
                             timeStamp [0] EXPLICIT BIT STRING OPTIONAL }
TBS_Sign      ::= SEQUENCE { version INTEGER, eseal SESeal, timeInfo GeneralizedTime, dataHash BIT STRING,
                             propertyInfo IA5String, extDatas [0] EXPLICIT ExtensionDatas OPTIONAL }

The holder of the seal signs DER(TBS_Sign) with SM2, under the standard user id. Signing can stop half way: the digest
leaves, the signature returns.

    tbs = to_be_signed(seal, at=..., data_hash=..., property_info=...)
    e = public_key.digest(tbs)                      # 32 bytes, to a card or a signing server
    signed_value = assemble(tbs, certificate=..., signature=...)
"""

from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.der import DerError, Fields, Node, encode, parse, tags
from jiban.standards.gm.signer import Signer
from jiban.standards.gm.sm3 import DIGEST_BYTES
from jiban.standards.pki import oids
from jiban.standards.ses.errors import MalformedSealError, SealContentError, UnsupportedVersionError
from jiban.standards.ses.extensions import UNTAGGED_OR_EXPLICIT, Extension, read_extensions
from jiban.standards.ses.seal import MAX_SEAL_BYTES, VERSION, Seal, read_number, read_seal

MAX_SIGNATURE_BYTES = MAX_SEAL_BYTES + 64 * 1024
_VERSION_DER = encode.integer(VERSION)
_METHOD_DER = encode.oid(oids.SM2_WITH_SM3)


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


def sign(seal_der: bytes, *, at: datetime, data_hash: bytes, property_info: str, signer: Signer) -> bytes:
    """DER of the SES_Signature by `signer`; the arguments are those of `to_be_signed`. Raises SealContentError.

    That the seal lists the signer is not looked at here: `verify` does.
    """
    tbs = to_be_signed(seal_der, at=at, data_hash=data_hash, property_info=property_info)
    return assemble(tbs, certificate=signer.certificate, signature=signer.sign_digest(signer.public_key.digest(tbs)))


def to_be_signed(seal_der: bytes, *, at: datetime, data_hash: bytes, property_info: str) -> bytes:
    """DER(TBS_Sign) of version 4.

    seal_der        the seal, put in as it is
    at              time of signing, aware; fractions of a second are cut off
    data_hash       SM3 of the raw Signature.xml, 32 bytes
    property_info   absolute path of Signature.xml in the package, ASCII

    Raises SealContentError for a digest of another length, a path that is not ASCII, a time without a zone.
    """
    if len(data_hash) != DIGEST_BYTES:
        raise SealContentError(f"a digest has {len(data_hash)} bytes instead of 32")
    try:
        return encode.sequence(
            _VERSION_DER,
            seal_der,
            encode.generalized_time(at),
            encode.bit_string(data_hash),
            encode.ia5_string(property_info),
        )
    except DerError as unfit:
        raise SealContentError(f"nothing to sign: {unfit}") from unfit


def assemble(tbs: bytes, *, certificate: bytes, signature: bytes) -> bytes:
    """DER of the SES_Signature from what `to_be_signed` gave and the SM2 signature over it, DER SEQUENCE{r, s}."""
    return encode.sequence(tbs, encode.octet_string(certificate), _METHOD_DER, encode.bit_string(signature))


def parse_signature(signed_value: bytes) -> SealSignature:
    """Read a signature whose seal is of version 4 or 5, of at most 4 MiB.

    Raises UnsupportedVersionError for a signature of GM/T 0031-2014 and for other versions, MalformedSealError for the
    rest.
    """
    try:
        return _read_signature(parse(signed_value, max_size_bytes=MAX_SIGNATURE_BYTES))
    except DerError as broken:
        raise MalformedSealError(f"not a seal signature: {broken}") from broken


def _read_signature(node: Node) -> SealSignature:
    if [child.tag for child in node.expect(tags.SEQUENCE).children] == [tags.SEQUENCE, tags.BIT_STRING]:
        raise UnsupportedVersionError(1)
    outer = Fields(node)
    tbs = outer.take(tags.SEQUENCE)
    fields = Fields(tbs)
    version = read_number(fields.take())
    seal = read_seal(fields.take())
    signed_at = fields.take().time()
    data_hash = fields.take().bits()
    property_info = fields.take().text()
    extensions = read_extensions(fields.optional(*UNTAGGED_OR_EXPLICIT))
    fields.end()
    certificate, method, signature = outer.take().octets(), outer.take().oid(), outer.take().bits()
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
        time_stamp=None if stamp is None else stamp.only_child().bits(),
    )
