"""Write seals of every version that is read. Production writes version 4; the others serve tests and other programs."""

from jiban.standards.der import DerError, encode
from jiban.standards.gm.signer import Signer
from jiban.standards.pki import oids
from jiban.standards.ses.errors import SealContentError
from jiban.standards.ses.seal_content import HEADER_ID, VERSION, VERSION_OF_2014, VERSION_OF_2025, VERSIONS, SealInfo
from jiban.standards.ses.signer_list import ListKind, SignerList

PNG_START = b"\x89PNG\r\n\x1a\n"
_METHOD_DER = encode.oid(oids.SM2_WITH_SM3)


def make_seal(info: SealInfo, maker: Signer, *, version: int = VERSION) -> bytes:
    """DER of a seal, signed by `maker`.

    Raises SealContentError if the values do not make a seal.
    """
    info_der = seal_info_to_be_signed(info, version=version)
    signed_part = maker_signed_part(info_der, maker_certificate=maker.certificate, version=version)
    return assemble_seal(
        info_der,
        maker_certificate=maker.certificate,
        signature=maker.sign_digest(maker.public_key.digest(signed_part)),
        version=version,
    )


def seal_info_to_be_signed(info: SealInfo, *, version: int = VERSION) -> bytes:
    """DER(SES_SealInfo). For version 4 and 5 its digest e = SM3(Z || DER) may leave for a maker elsewhere.

    Raises SealContentError.
    """
    _check(info, version)
    try:
        return encode.sequence(
            encode.sequence(encode.ia5_string(HEADER_ID), encode.integer(version), encode.ia5_string(info.vendor)),
            encode.ia5_string(info.seal_id),
            _property_of_2014(info) if version == VERSION_OF_2014 else _property(info),
            _picture(info),
        )
    except DerError as unfit:
        raise SealContentError(f"not a seal: {unfit}") from unfit


def maker_signed_part(info_der: bytes, *, maker_certificate: bytes, version: int = VERSION) -> bytes:
    """What the maker signs: SES_SealInfo alone, or in version 1 a SEQUENCE of it, the certificate and the method."""
    if version != VERSION_OF_2014:
        return info_der
    return encode.sequence(info_der, encode.octet_string(maker_certificate), _METHOD_DER)


def assemble_seal(
    info_der: bytes,
    *,
    maker_certificate: bytes,
    signature: bytes,
    version: int = VERSION,
    time_stamp: bytes | None = None,
) -> bytes:
    """DER of the seal from its signed part and the maker's SM2 signature over it, DER SEQUENCE{r, s}.

    time_stamp    a token over the signature, version 5 only

    Raises SealContentError for a time stamp in another version.
    """
    signed_by = (encode.octet_string(maker_certificate), _METHOD_DER, encode.bit_string(signature))
    if time_stamp is not None:
        if version != VERSION_OF_2025:
            raise SealContentError(f"a seal of version {version} carries no time stamp")
        return encode.sequence(info_der, *signed_by, encode.explicit(0, encode.bit_string(time_stamp)))
    if version == VERSION_OF_2014:
        return encode.sequence(info_der, encode.sequence(*signed_by))
    return encode.sequence(info_der, *signed_by)


def _check(info: SealInfo, version: int) -> None:
    if version not in VERSIONS:
        raise SealContentError(f"seals of version {version} are not made here")
    if not info.signer_certificates:
        raise SealContentError("a seal lists at least one certificate that may seal with it")
    if not info.picture.startswith(PNG_START):
        raise SealContentError("the picture is not a PNG")
    if info.width_mm < 1 or info.height_mm < 1:
        raise SealContentError("a seal is at least 1 mm wide and high")
    if info.valid_to < info.valid_from:
        raise SealContentError("the validity ends before it begins")
    if version == VERSION_OF_2014 and info.list_kind != ListKind.CERTIFICATES:
        raise SealContentError("a seal of version 1 lists certificates, not digests")


def _property(info: SealInfo) -> bytes:
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


def _property_of_2014(info: SealInfo) -> bytes:
    return encode.sequence(
        encode.integer(info.kind),
        encode.utf8_string(info.name),
        SignerList.of_certificates(info.signer_certificates).to_der(),
        encode.utc_time(info.created),
        encode.utc_time(info.valid_from),
        encode.utc_time(info.valid_to),
    )


def _picture(info: SealInfo) -> bytes:
    return encode.sequence(
        encode.ia5_string("PNG"),
        encode.octet_string(info.picture),
        encode.integer(info.width_mm),
        encode.integer(info.height_mm),
    )
