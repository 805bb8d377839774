"""Write SM2 signed data (GB/T 35275-2017) for a Signature.xml; see `signed_data` for the form."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from jiban.standards.der import DerError, encode
from jiban.standards.gm.signer import Signer
from jiban.standards.gm.sm3 import sm3
from jiban.standards.pki.certificate import parsed
from jiban.standards.ses.errors import SealContentError
from jiban.standards.ses.signed_data import (
    CONTENT_TYPE,
    GM_DATA,
    GM_SIGNED_DATA,
    MESSAGE_DIGEST,
    SIGNING_TIME,
    SM2_SIGNATURE,
    SM3,
    TIME_STAMP_TOKEN,
)

_SM3_IDENTIFIER = encode.sequence(encode.oid(SM3))


def sign_data(
    signature_xml: bytes,
    *,
    signer: Signer,
    at: datetime | None,
    certificates: Iterable[bytes] = (),
    stamp: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """DER of the signed data for a Signature.xml.

    at             aware; with it, attributes are signed (with the time); without it, the digest alone
    certificates   DER of authorities to be sent along
    stamp          gives the time stamp token for the signature, DER SEQUENCE{r, s}

    Raises SealContentError.
    """
    certificate, digest = parsed(signer.certificate), sm3(signature_xml)
    try:
        attributes = None if at is None else _made_attributes(digest, at)
    except DerError as unfit:
        raise SealContentError(f"nothing to sign: {unfit}") from unfit
    signature = signer.sign_digest(signer.public_key.digest(digest if attributes is None else attributes))
    info = encode.sequence(
        encode.integer(1),
        encode.sequence(certificate.issuer, encode.integer(certificate.serial)),
        _SM3_IDENTIFIER,
        b"" if attributes is None else encode.implicit(0, attributes),
        encode.sequence(encode.oid(SM2_SIGNATURE)),
        encode.octet_string(signature),
        b"" if stamp is None else encode.implicit(1, encode.set_of(_attribute(TIME_STAMP_TOKEN, stamp(signature)))),
    )
    return _assemble(digest, info, [signer.certificate, *certificates])


def _assemble(digest: bytes, signer_info: bytes, certificates: Sequence[bytes]) -> bytes:
    content = encode.sequence(encode.oid(GM_DATA), encode.explicit(0, encode.octet_string(digest)))
    data = encode.sequence(
        encode.integer(1),
        encode.set_of(_SM3_IDENTIFIER),
        content,
        encode.implicit(0, encode.set_of(*dict.fromkeys(certificates))),
        encode.set_of(signer_info),
    )
    return encode.sequence(encode.oid(GM_SIGNED_DATA), encode.explicit(0, data))


def _made_attributes(digest: bytes, at: datetime) -> bytes:
    return encode.set_of(
        _attribute(CONTENT_TYPE, encode.oid(GM_DATA)),
        _attribute(SIGNING_TIME, encode.utc_time(at)),
        _attribute(MESSAGE_DIGEST, encode.octet_string(digest)),
    )


def _attribute(name: str, value: bytes) -> bytes:
    return encode.sequence(encode.oid(name), encode.set_of(value))
