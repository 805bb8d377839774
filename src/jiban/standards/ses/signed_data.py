"""The signed value of a signature of the type Sign: SM2 signed data (GB/T 35275-2017, GM/T 0010-2012).

ContentInfo ::= SEQUENCE { contentType OID, content [0] EXPLICIT ANY OPTIONAL }
SignedData  ::= SEQUENCE { version INTEGER 1, digestAlgorithms SET OF AlgorithmIdentifier, contentInfo ContentInfo,
                           certificates [0] IMPLICIT SET OF Certificate OPTIONAL, crls [1] IMPLICIT OPTIONAL,
                           signerInfos SET OF SignerInfo }
SignerInfo  ::= SEQUENCE { version INTEGER 1, issuerAndSerialNumber, digestAlgorithm AlgorithmIdentifier,
                           authenticatedAttributes [0] IMPLICIT OPTIONAL, digestEncryptionAlgorithm,
                           encryptedDigest OCTET STRING, unauthenticatedAttributes [1] IMPLICIT OPTIONAL }

What is signed, with SM2 and the standard user id: with attributes, the SET OF attributes, whose messageDigest is SM3 of
Signature.xml; without, the content, which is SM3 of Signature.xml; and where there is no content either, Signature.xml
itself. Signature.xml names the signed value, so the old practice of a bare SM2 signature in its place can be told apart:
it names no signer, and answers nothing.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from jiban.standards.der import DerError, Fields, Node, encode, parse, tags
from jiban.standards.gm.signature_value import RAW_BYTES
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki import oids
from jiban.standards.pki.certificate import MAX_CERTIFICATE_BYTES
from jiban.standards.ses.dialect import Deviation, Dialect, told_once
from jiban.standards.ses.errors import BareSignatureError, MalformedSealError

GM_DATA = "1.2.156.10197.6.1.4.2.1"
GM_SIGNED_DATA = "1.2.156.10197.6.1.4.2.2"
CMS_DATA = "1.2.840.113549.1.7.1"
CMS_SIGNED_DATA = "1.2.840.113549.1.7.2"
SM3 = "1.2.156.10197.1.401"
SM3_OIDS = frozenset({SM3, f"{SM3}.1"})
SM2_SIGNATURE = "1.2.156.10197.1.301.1"
SM2_METHODS = frozenset({SM2_SIGNATURE, "1.2.156.10197.1.301", oids.SM2_WITH_SM3})
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_TIME = "1.2.840.113549.1.9.5"
TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14"  # noqa: S105 - an object identifier

MAX_SIGNED_DATA_BYTES = 1024 * 1024
MAX_SIGNERS = 4  # each costs a search for its chain
MAX_CERTIFICATES = 16


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """One signer as found. Nothing in it is checked: see `signed_message`.

    issuer, serial      how the signer's certificate is named; the issuer as DER
    attributes_der      the SET OF signed attributes, as it is signed; None if there are none
    signature           as stored: DER SEQUENCE{r, s} or 64 bytes r || s
    signed_at           the signer's own claim, None if it makes none
    time_stamp          a token over `signature`
    """

    issuer: bytes = field(repr=False)
    serial: int
    digest_method: str
    signature_method: str
    attributes_der: bytes | None = field(repr=False)
    content_type: str | None
    message_digest: bytes | None
    signed_at: datetime | None
    signature: bytes = field(repr=False)
    time_stamp: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SignedData:
    """Signed data as found. `content` is None where it is not sent along."""

    content_type: str
    content: bytes | None = field(repr=False)
    certificates: tuple[bytes, ...] = field(repr=False)
    crls: tuple[bytes, ...] = field(repr=False)
    signers: tuple[SignerInfo, ...]
    deviations: tuple[Deviation, ...] = ()

    def certificate_of(self, signer: SignerInfo) -> bytes | None:
        """DER of the certificate that the signer names, if it was sent along."""
        return next((der for der in self.certificates if _names(der) == (signer.issuer, signer.serial)), None)


def _names(certificate: bytes) -> tuple[bytes, int] | None:
    """Issuer and serial number; a fault elsewhere in the certificate does not keep it from being found."""
    try:
        tbs = parse(certificate, max_size_bytes=MAX_CERTIFICATE_BYTES)[0]
        at = 1 if tbs[0].tag == tags.explicit_tag(0) else 0
        return tbs[at + 2].raw, tbs[at].integer()
    except DerError:
        return None


def parse_signed_data(signed_value: bytes, *, tolerant: bool = False) -> SignedData:
    """Read signed data of at most 1 MiB.

    Raises BareSignatureError for SEQUENCE{r, s} or 64 bytes alone, MalformedSealError for the rest.
    """
    dialect = Dialect(tolerant=tolerant)
    if _is_raw_pair(signed_value):
        raise BareSignatureError("a bare SM2 signature")
    try:
        node = dialect.whole(signed_value, max_size_bytes=MAX_SIGNED_DATA_BYTES, where="ContentInfo")
        if [child.tag for child in node.expect(tags.SEQUENCE).children] == [tags.INTEGER, tags.INTEGER]:
            raise BareSignatureError("a bare SM2 signature")
        return _read(node, dialect)
    except DerError as broken:
        raise MalformedSealError(f"not signed data: {broken}") from broken


def _is_raw_pair(stored: bytes) -> bool:
    try:
        parse(stored)
    except DerError:
        return len(stored) == RAW_BYTES
    return False


def _read(node: Node, dialect: Dialect) -> SignedData:
    outer = Fields(node)
    kind = outer.take().oid()
    if kind != GM_SIGNED_DATA:
        if kind != CMS_SIGNED_DATA:
            raise DerError(f"the content is of the type {kind}")
        dialect.depart("content-type-of-cms", "ContentInfo.contentType")
    fields = Fields(outer.take(tags.explicit_tag(0)).only_child())
    outer.end()
    if fields.take().integer() != 1:
        dialect.depart("another-version", "SignedData.version")
    digest_methods = {_algorithm(child) for child in fields.take(tags.SET).children}
    content_type, content = _content(fields.take(tags.SEQUENCE), dialect)
    certificates, crls = fields.optional(tags.explicit_tag(0)), fields.optional(tags.explicit_tag(1))
    signers = fields.take(tags.SET).children
    fields.end()
    if not 1 <= len(signers) <= MAX_SIGNERS:
        raise DerError(f"{len(signers)} signers, from 1 to {MAX_SIGNERS} are read")
    sent = certificates.children if certificates else []
    if len(sent) > MAX_CERTIFICATES:
        raise DerError(f"{len(sent)} certificates, at most {MAX_CERTIFICATES} are read")
    read = tuple(_signer(signer, content_type, dialect) for signer in signers)
    if digest_methods != {signer.digest_method for signer in read}:
        dialect.depart("digest-list-differs", "SignedData.digestAlgorithms")
    return SignedData(
        content_type=content_type,
        content=content,
        certificates=tuple(child.raw for child in sent),
        crls=tuple(child.raw for child in (crls.children if crls else [])),
        signers=read,
        deviations=tuple(told_once(dialect.deviations)),
    )


def _content(node: Node, dialect: Dialect) -> tuple[str, bytes | None]:
    fields = Fields(node)
    content_type = fields.take().oid()
    held = fields.optional(tags.explicit_tag(0))
    fields.end()
    if content_type != GM_DATA:
        dialect.depart(
            "data-type-of-cms" if content_type == CMS_DATA else "another-data-type", "SignedData.contentInfo"
        )
    return content_type, None if held is None else dialect.octets(held.only_child(), "SignedData.contentInfo")


def _signer(node: Node, content_type: str, dialect: Dialect) -> SignerInfo:
    fields = Fields(node)
    if fields.take().integer() != 1:
        dialect.depart("another-version", "SignerInfo.version")
    named = Fields(fields.take(tags.SEQUENCE))
    issuer, serial = named.take(tags.SEQUENCE).raw, named.take().integer()
    named.end()
    digest_method = _algorithm(fields.take())
    attributes = fields.optional(tags.explicit_tag(0))
    signature_method = _algorithm(fields.take())
    signature = dialect.octets(fields.take(), "SignerInfo.encryptedDigest")
    others = fields.optional(tags.explicit_tag(1))
    fields.end()
    said = _attributes(attributes, dialect)
    stated_type = said[CONTENT_TYPE].oid() if CONTENT_TYPE in said else None
    if attributes is not None and stated_type != content_type:
        dialect.depart("content-type-attribute", "SignerInfo.authenticatedAttributes")
    if attributes is not None and MESSAGE_DIGEST not in said:
        raise DerError("signed attributes without the digest of what is signed")
    stamp = _attributes(others, dialect).get(TIME_STAMP_TOKEN)
    return SignerInfo(
        issuer=issuer,
        serial=serial,
        digest_method=digest_method,
        signature_method=signature_method,
        attributes_der=None if attributes is None else encode.tlv(tags.SET, attributes.content),
        content_type=stated_type,
        message_digest=said[MESSAGE_DIGEST].octets() if MESSAGE_DIGEST in said else None,
        signed_at=said[SIGNING_TIME].time() if SIGNING_TIME in said else None,
        signature=signature,
        time_stamp=None if stamp is None else stamp.raw,
    )


def _algorithm(node: Node) -> str:
    fields = Fields(node)
    method = fields.take().oid()
    if fields.peek() is not None:
        fields.take()  # NULL, or the curve: neither says more than the method
    fields.end()
    return method


def _attributes(node: Node | None, dialect: Dialect) -> Mapping[str, Node]:
    """The one value of each attribute. Raises DerError for an attribute that stands twice or has several values."""
    found: dict[str, Node] = {}
    children = [] if node is None else node.children
    stored = [child.raw for child in children]
    if stored != sorted(stored):
        dialect.depart("set-out-of-order", "SignerInfo.authenticatedAttributes")
    for child in children:
        fields = Fields(child)
        name, value = fields.take().oid(), fields.take(tags.SET).only_child()
        fields.end()
        if name in found:
            raise DerError(f"the attribute {name} stands twice")
        found[name] = value
    return found


def is_about(data: SignedData, signer: SignerInfo, signature_xml: bytes) -> bool:
    """Whether what the signer signed speaks of exactly these bytes of Signature.xml."""
    digest = sm3(signature_xml)
    content = data.content
    if content is not None and content != signature_xml and _digest_in(content) != digest:
        return False
    if signer.attributes_der is None:
        return True
    # Some take the content that is sent along for the message, which is the digest itself.
    return signer.message_digest == digest or (content is not None and signer.message_digest == sm3(content))


def signed_message(data: SignedData, signer: SignerInfo, signature_xml: bytes) -> bytes:
    """The message that the signer's SM2 signature must be over."""
    if signer.attributes_der is not None:
        return signer.attributes_der
    return signature_xml if data.content is None else data.content


def _digest_in(content: bytes) -> bytes:
    """The digest, which some write as base64."""
    if len(content) == 32:
        return content
    try:
        return b64decode(content, validate=True)
    except (Base64Error, ValueError):
        return b""


def content_is_base64(data: SignedData) -> bool:
    """Whether the content is the digest in letters, a departure of some makers."""
    return data.content is not None and len(data.content) == 44 and len(_digest_in(data.content)) == 32
