"""Write the seal under a document; see `signature` for the forms and the two stages."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from jiban.standards.der import DerError, encode
from jiban.standards.gm.signer import Signer
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.gm.sm3 import DIGEST_BYTES
from jiban.standards.pki import oids
from jiban.standards.ses.errors import SealContentError
from jiban.standards.ses.seal_content import VERSION, VERSION_OF_2014, VERSIONS

if TYPE_CHECKING:
    from hashlib import _Hash

_METHOD_DER = encode.oid(oids.SM2_WITH_SM3)
_CHANGING_BYTES = 128
"""Of TBS_Sign, at its end: time, digest and place of Signature.xml, which differ from document to document."""


def sign(
    seal_der: bytes,
    *,
    at: datetime,
    data_hash: bytes,
    property_info: str,
    signer: Signer,
    version: int = VERSION,
    stamp: Callable[[bytes], bytes] | None = None,
) -> bytes:
    """DER of the SES_Signature by `signer`; the arguments are those of `to_be_signed`. Raises SealContentError.

    stamp    gives the time stamp token for the signature, DER SEQUENCE{r, s}

    That the seal lists the signer is not looked at here: `verify` does.
    """
    tbs = to_be_signed(
        seal_der,
        at=at,
        data_hash=data_hash,
        property_info=property_info,
        version=version,
        certificate=signer.certificate if version == VERSION_OF_2014 else None,
    )
    signature = signer.sign_digest(_digest(tbs, signer.public_key))
    return assemble(
        tbs,
        certificate=signer.certificate,
        signature=signature,
        version=version,
        time_stamp=None if stamp is None else stamp(signature),
    )


def _digest(tbs: bytes, key: PublicKey) -> bytes:
    """e = SM3(Z || tbs). The seal makes nearly all of it and comes first: it is taken in once, not once a document."""
    state = _state_after(tbs[:-_CHANGING_BYTES], key).copy()
    state.update(tbs[-_CHANGING_BYTES:])
    return state.digest()


@lru_cache(maxsize=64)
def _state_after(beginning: bytes, key: PublicKey) -> "_Hash":
    state = key.digest_state()
    state.update(beginning)
    return state


def to_be_signed(
    seal_der: bytes,
    *,
    at: datetime,
    data_hash: bytes,
    property_info: str,
    version: int = VERSION,
    certificate: bytes | None = None,
) -> bytes:
    """DER(TBS_Sign).

    seal_der        the seal, put in as it is
    at              time of signing, aware; fractions of a second are cut off
    data_hash       SM3 of the raw Signature.xml, 32 bytes
    property_info   absolute path of Signature.xml in the package, ASCII
    certificate     DER of the signer's certificate, for version 1 only: there it is part of what is signed

    Raises SealContentError for a digest of another length, a path that is not ASCII, a time without a zone.
    """
    if len(data_hash) != DIGEST_BYTES:
        raise SealContentError(f"a digest has {len(data_hash)} bytes instead of 32")
    if version not in VERSIONS or (version == VERSION_OF_2014) != (certificate is not None):
        raise SealContentError("version 1 signs the certificate too, the others do not; there are versions 1, 4 and 5")
    try:
        parts = [
            encode.integer(version),
            seal_der,
            _time_of_2014(at) if certificate is not None else encode.generalized_time(at),
            encode.bit_string(data_hash),
            encode.ia5_string(property_info),
        ]
    except DerError as unfit:
        raise SealContentError(f"nothing to sign: {unfit}") from unfit
    if certificate is not None:
        parts += [encode.octet_string(certificate), _METHOD_DER]
    return encode.sequence(*parts)


def _time_of_2014(at: datetime) -> bytes:
    return encode.bit_string(encode.utc_time(at))


def assemble(
    tbs: bytes, *, certificate: bytes, signature: bytes, version: int = VERSION, time_stamp: bytes | None = None
) -> bytes:
    """DER of the SES_Signature from what `to_be_signed` gave and the SM2 signature over it, DER SEQUENCE{r, s}.

    time_stamp   a token over `signature`, not in version 1

    Raises SealContentError.
    """
    if version == VERSION_OF_2014:
        if time_stamp is not None:
            raise SealContentError("a signature of version 1 carries no time stamp over itself")
        return encode.sequence(tbs, encode.bit_string(signature))
    stamp = b"" if time_stamp is None else encode.explicit(0, encode.bit_string(time_stamp))
    return encode.sequence(tbs, encode.octet_string(certificate), _METHOD_DER, encode.bit_string(signature), stamp)
