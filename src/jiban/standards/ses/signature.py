"""The seal under a document, SES_Signature: the content of SignedValue.dat.

GB/T 38540-2020 (version 4) and GM/T 0031-2025 (version 5):

SES_Signature ::= SEQUENCE { toSign TBS_Sign, cert OCTET STRING, signatureAlgID OID, signature BIT STRING,
                             timeStamp [0] EXPLICIT BIT STRING OPTIONAL }
TBS_Sign      ::= SEQUENCE { version INTEGER, eseal SESeal, timeInfo GeneralizedTime, dataHash BIT STRING,
                             propertyInfo IA5String, extDatas [0] EXPLICIT ExtensionDatas OPTIONAL }

GM/T 0031-2014 (version 1), where timeInfo holds a time in words or a time stamp:

SES_Signature ::= SEQUENCE { toSign TBS_Sign, signature BIT STRING }
TBS_Sign      ::= SEQUENCE { version INTEGER, eseal SESeal, timeInfo BIT STRING, dataHash BIT STRING,
                             propertyInfo IA5String, cert OCTET STRING, signatureAlgorithm OID }

The holder of the seal signs DER(TBS_Sign) with SM2, under the standard user id. Signing can stop half way: the digest
leaves, the signature returns.

    tbs = to_be_signed(seal, at=..., data_hash=..., property_info=...)
    e = public_key.digest(tbs)                      # 32 bytes, to a card or a signing server
    signed_value = assemble(tbs, certificate=..., signature=...)
"""

from jiban.standards.ses.signature_making import assemble, sign, to_be_signed
from jiban.standards.ses.signature_reading import MAX_SIGNATURE_BYTES, SealSignature, is_of_2014, parse_signature

__all__ = [
    "MAX_SIGNATURE_BYTES",
    "SealSignature",
    "assemble",
    "is_of_2014",
    "parse_signature",
    "sign",
    "to_be_signed",
]
