"""Everything that checking a seal signature can find, each with a stable code.

The messages are English and meant to be translated by whoever shows them: `gettext(finding.message) % params`, with the
times among `finding.params` written as the reader is used to. They name nobody. `step` is the place in the order of checking: 1 structure, 3 Seal.esl, 4 document signature, 5 seal maker's
signature, 6 certificates, 7 list of signers, 8 time, 9 agreement of the parts, 10 time stamp. Steps 2, 11 and 12 (digests
of the files, coverage, earlier signatures) belong to the package, not to the seal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Severity = Literal["ok", "warn", "fail", "unknown"]
"""Holds; holds, with something to know; does not hold; cannot be judged here."""

Param = str | datetime


@dataclass(frozen=True, slots=True)
class Finding:
    """One result.

    code      stable, for programs
    clause    the part of the standard it rests on
    params    fill the placeholders of `message`: texts, and aware datetimes in UTC
    """

    step: int
    severity: Severity
    code: str
    clause: str
    message: str
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The message in English with its placeholders filled, times in UTC."""
        return self.message % {name: _shown(value) for name, value in self.params.items()}


def _shown(value: Param) -> str:
    return value if isinstance(value, str) else f"{value:%Y-%m-%d %H:%M:%S} UTC"


def finding(code: str, **params: Param) -> Finding:
    """The finding of this code."""
    step, severity, clause, message = CATALOGUE[code]
    return Finding(step, severity, code, clause, message, params)


_SES_SIGNATURE = "GB/T 38540-2020 SES_Signature"
_TBS_SIGN = "GB/T 38540-2020 TBS_Sign"
_SES_SEAL = "GB/T 38540-2020 SESeal"
_PATH = "RFC 5280 section 6.1, GM/T 0015"

CATALOGUE: dict[str, tuple[int, Severity, str, str]] = {
    "structure-read": (1, "ok", _SES_SIGNATURE, "The seal signature has the form of GB/T 38540."),
    "structure-malformed": (1, "fail", _SES_SIGNATURE, "The seal signature does not have the form of GB/T 38540."),
    "version-unsupported": (
        1,
        "unknown",
        "GB/T 38540-2020 SES_Header.version",
        "The seal signature is of version %(version)s, which cannot be checked here.",
    ),
    "seal-malformed": (1, "fail", _SES_SEAL, "The seal does not have the form of GB/T 38540."),
    "seal-file-same": (3, "ok", "GB/T 33190-2016 Seal.BaseLoc", "The seal file is the seal in the signature."),
    "seal-file-absent": (
        3,
        "ok",
        "GB/T 33190-2016 Seal.BaseLoc",
        "There is no separate seal file; the seal is in the signature.",
    ),
    "seal-file-differs": (
        3,
        "fail",
        "GB/T 33190-2016 Seal.BaseLoc",
        "The seal file is another one than the seal in the signature.",
    ),
    "data-hash-fits": (
        4,
        "ok",
        f"{_TBS_SIGN}.dataHash",
        "The list of protected files is the one that was signed.",
    ),
    "data-hash-differs": (
        4,
        "fail",
        f"{_TBS_SIGN}.dataHash",
        "The list of protected files was changed after signing.",
    ),
    "document-signature-fits": (4, "ok", f"{_SES_SIGNATURE}.signature", "The signer's SM2 signature fits."),
    "document-signature-wrong": (
        4,
        "fail",
        f"{_SES_SIGNATURE}.signature",
        "The signer's SM2 signature does not fit: something was changed after signing.",
    ),
    "document-method-refused": (
        4,
        "fail",
        f"{_SES_SIGNATURE}.signatureAlgID",
        "The document is signed by the method %(method)s; only SM2 with SM3 is accepted.",
    ),
    "document-key-unreadable": (
        4,
        "unknown",
        f"{_SES_SIGNATURE}.cert",
        "The signer's certificate holds no readable SM2 key, so the signature cannot be checked.",
    ),
    "signature-extension-unknown": (
        4,
        "unknown",
        f"{_TBS_SIGN}.extDatas",
        "The signature sets a condition that is not understood here (%(oid)s).",
    ),
    "maker-signature-fits": (5, "ok", f"{_SES_SEAL}.signedValue", "The seal is as its maker made it."),
    "maker-signature-wrong": (
        5,
        "fail",
        f"{_SES_SEAL}.signedValue",
        "The seal maker's SM2 signature does not fit: the seal was changed.",
    ),
    "maker-method-refused": (
        5,
        "fail",
        f"{_SES_SEAL}.signAlgID",
        "The seal is signed by the method %(method)s; only SM2 with SM3 is accepted.",
    ),
    "maker-key-unreadable": (
        5,
        "unknown",
        f"{_SES_SEAL}.cert",
        "The seal maker's certificate holds no readable SM2 key, so the seal cannot be checked.",
    ),
    "seal-extension-unknown": (
        5,
        "unknown",
        "GB/T 38540-2020 SES_SealInfo.extDatas",
        "The seal sets a condition that is not understood here (%(oid)s).",
    ),
    "maker-accepted": (6, "ok", f"{_SES_SEAL}.cert", "The seal was made by an accepted maker of seals."),
    "maker-not-accepted": (
        6,
        "fail",
        f"{_SES_SEAL}.cert",
        "The seal was made by someone who is not an accepted maker of seals.",
    ),
    "signer-listed": (7, "ok", "GB/T 38540-2020 SES_ESPropertyInfo.certList", "The signer may use this seal."),
    "signer-not-listed": (
        7,
        "fail",
        "GB/T 38540-2020 SES_ESPropertyInfo.certList",
        "The signer is not among those who may use this seal.",
    ),
    "seal-in-force": (
        8,
        "ok",
        "GB/T 38540-2020 SES_ESPropertyInfo.validStart, validEnd",
        "The seal was valid when the document was signed (%(signed_at)s).",
    ),
    "seal-not-yet-valid": (
        8,
        "fail",
        "GB/T 38540-2020 SES_ESPropertyInfo.validStart",
        "The document was signed on %(signed_at)s, before the seal became valid on %(valid_from)s.",
    ),
    "seal-expired": (
        8,
        "fail",
        "GB/T 38540-2020 SES_ESPropertyInfo.validEnd",
        "The document was signed on %(signed_at)s, after the seal's validity ended on %(valid_to)s.",
    ),
    "signed-in-the-future": (
        8,
        "fail",
        f"{_TBS_SIGN}.timeInfo",
        "The time of signing, %(signed_at)s, is still to come.",
    ),
    "property-info-fits": (
        9,
        "ok",
        f"{_TBS_SIGN}.propertyInfo",
        "The signature names the list of files it belongs to.",
    ),
    "property-info-differs": (
        9,
        "fail",
        f"{_TBS_SIGN}.propertyInfo",
        "The signature was made for another place in the file: it was moved.",
    ),
    "version-agrees": (9, "ok", f"{_TBS_SIGN}.version", "Signature and seal are of the same version."),
    "version-differs": (
        9,
        "fail",
        f"{_TBS_SIGN}.version",
        "The signature is of version %(version)s, its seal of version %(seal_version)s.",
    ),
    "method-agrees": (
        9,
        "ok",
        "GB/T 33190-2016 SignedInfo.SignatureMethod",
        "Both places name the same signature method.",
    ),
    "method-differs": (
        9,
        "fail",
        "GB/T 33190-2016 SignedInfo.SignatureMethod",
        "The document names another signature method than the signature.",
    ),
    "time-stamp-absent": (
        10,
        "warn",
        f"{_SES_SIGNATURE}.timeStamp",
        "There is no time stamp: the time of signing is the signer's own statement.",
    ),
    "time-stamp-unchecked": (
        10,
        "unknown",
        f"{_SES_SIGNATURE}.timeStamp",
        "There is a time stamp, which cannot be checked here.",
    ),
}

_CERTIFICATE_RESULTS: dict[str, tuple[Severity, str]] = {
    "trusted": ("ok", "leads to a trusted root and was valid at the time of signing."),
    "untrusted": ("fail", "does not lead to a trusted root."),
    "not-judged": ("unknown", "cannot be judged, because no trusted roots are set up."),
    "expired": ("fail", "or an authority above it had expired at the time of signing."),
    "not-yet-valid": ("fail", "or an authority above it was not valid yet at the time of signing."),
    "bad-signature": ("fail", "or an authority above it was not signed by its issuer."),
    "method-refused": ("fail", "or an authority above it is signed by a method that is not accepted."),
    "wrongly-issued": ("fail", "was issued by someone who may not issue it."),
    "wrong-usage": ("fail", "is not meant for this purpose."),
    "revoked": ("fail", "was revoked."),
    "conditions-unknown": ("unknown", "or an authority above it sets conditions that are not understood here."),
    "unreadable": ("unknown", "cannot be read."),
}
CATALOGUE |= {
    f"{role}-certificate-{result}": (6, severity, _PATH, f"{whose} certificate {what}")
    for role, whose in (("signer", "The signer's"), ("maker", "The seal maker's"))
    for result, (severity, what) in _CERTIFICATE_RESULTS.items()
}
