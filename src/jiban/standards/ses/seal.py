"""The electronic seal, SESeal: who may seal, with which picture, from when to when.

GB/T 38540-2020, version 4:

SESeal             ::= SEQUENCE { eSealInfo SES_SealInfo, cert OCTET STRING, signAlgID OID, signedValue BIT STRING }
SES_SealInfo       ::= SEQUENCE { header SES_Header, esID IA5String, property SES_ESPropertyInfo,
                                  picture SES_ESPictrueInfo, extDatas ExtensionDatas OPTIONAL }
SES_Header         ::= SEQUENCE { ID IA5String, version INTEGER, Vid IA5String }
SES_ESPropertyInfo ::= SEQUENCE { type INTEGER, name UTF8String, certListType INTEGER, certList SES_CertList,
                                  createDate GeneralizedTime, validStart GeneralizedTime, validEnd GeneralizedTime }
SES_ESPictrueInfo  ::= SEQUENCE { type IA5String, data OCTET STRING, width INTEGER, height INTEGER }

The maker of the seal signs DER(SES_SealInfo) with SM2, under the standard user id. GM/T 0031-2025 (version 5) keeps these
shapes and may add `timeStamp [0] EXPLICIT BIT STRING` at the end. GM/T 0031-2014 (version 1) differs:

SESeal             ::= SEQUENCE { eSealInfo SES_SealInfo, signInfo SES_SignInfo }
SES_SignInfo       ::= SEQUENCE { cert OCTET STRING, signatureAlgorithm OID, signData BIT STRING }
SES_ESPropertyInfo ::= SEQUENCE { type INTEGER, name UTF8String, certList SEQUENCE OF OCTET STRING,
                                  createDate UTCTime, validStart UTCTime, validEnd UTCTime }

and its maker signs SEQUENCE { SES_SealInfo, cert, signatureAlgorithm }.
"""

from jiban.standards.ses.seal_content import (
    HEADER_ID,
    MAX_SEAL_BYTES,
    VERSION,
    VERSION_OF_2014,
    VERSION_OF_2025,
    VERSIONS,
    Seal,
    SealInfo,
    SealKind,
    SealPicture,
)
from jiban.standards.ses.seal_making import assemble_seal, make_seal, maker_signed_part, seal_info_to_be_signed
from jiban.standards.ses.seal_reading import parse_seal, read_seal

__all__ = [
    "HEADER_ID",
    "MAX_SEAL_BYTES",
    "VERSION",
    "VERSIONS",
    "VERSION_OF_2014",
    "VERSION_OF_2025",
    "Seal",
    "SealInfo",
    "SealKind",
    "SealPicture",
    "assemble_seal",
    "make_seal",
    "maker_signed_part",
    "parse_seal",
    "read_seal",
    "seal_info_to_be_signed",
]
