"""Certificates as found in files: the key inside, who is named, and an SM2 signature checked with it."""

from functools import lru_cache
from typing import Literal

from jiban.standards.der import DerError, Node, parse
from jiban.standards.gm.errors import KeyFormatError, SignatureFormatError
from jiban.standards.gm.signature_value import MAX_DER_BYTES, RAW_BYTES, any_to_der
from jiban.standards.gm.sm2 import PublicKey
from jiban.standards.pki import name as names
from jiban.standards.pki.certificate import MAX_CERTIFICATE_BYTES, parsed, sm2_public_key
from jiban.standards.pki.errors import CertificateFormatError, PkiError
from jiban.standards.ses.dialect import decoded
from jiban.standards.verifying.report import Signatory

SignatureResult = Literal["signature-fits", "signature-wrong", "key-unreadable"]


def check_sm2(certificate: bytes, signed: bytes, stored_signature: bytes) -> SignatureResult:
    """Check a signature, in either of its two forms, with the key of a certificate that may be out of form."""
    key = key_of(certificate)
    return "key-unreadable" if key is None else _fits(key, key.digest(signed), stored_signature)


def check_sm2_remembered(certificate: bytes, signed: bytes, stored_signature: bytes) -> SignatureResult:
    """The same, remembered: one seal stands under thousands of documents, and was signed by its maker once."""
    key = key_of(certificate)
    # A signature has at most 72 bytes where it is one: what is remembered stays small.
    if key is None or len(stored_signature) > MAX_DER_BYTES:
        return check_sm2(certificate, signed, stored_signature)
    return _remembered(key, key.digest(signed), stored_signature)


def _fits(key: PublicKey, e: bytes, stored_signature: bytes) -> SignatureResult:
    try:
        return "signature-fits" if key.verify_digest(e, any_to_der(stored_signature)) else "signature-wrong"
    except SignatureFormatError:
        return "signature-wrong"


_remembered = lru_cache(maxsize=512)(_fits)


def is_raw(stored_signature: bytes) -> bool:
    """Whether a signature is stored as 64 bytes r || s. Raises nothing."""
    if len(stored_signature) != RAW_BYTES:
        return False
    try:
        return any_to_der(stored_signature) != stored_signature
    except SignatureFormatError:
        return False


def key_of(certificate: bytes) -> PublicKey | None:
    """The SM2 key. A fault elsewhere in the certificate is its own finding and does not hide the key."""
    try:
        return parsed(certificate, tolerant=True).public_key
    except CertificateFormatError:
        pass
    try:
        return sm2_public_key(_fields(certificate)[5].raw)
    except (DerError, IndexError, KeyFormatError, PkiError):
        return None


def signatory_of(certificate: bytes) -> Signatory | None:
    """Whom the certificate names, as far as it can be read."""
    try:
        read = parsed(certificate, tolerant=True)
    except CertificateFormatError:
        return _signatory_out_of_form(certificate)
    return Signatory(read.subject_text, read.issuer_text, f"{read.serial:x}", read.not_before, read.not_after)


def _signatory_out_of_form(certificate: bytes) -> Signatory | None:
    try:
        fields = _fields(certificate)
        times = [time.time() for time in fields[3].children]
        subject, issuer = _name(fields[4]), _name(fields[2])
        return Signatory(subject, issuer, f"{fields[0].integer():x}", *times[:2])
    except (DerError, IndexError, PkiError):
        return None


def _name(name: Node) -> str:
    """As RFC 4514 writes it, as far as possible: some put Chinese into strings that are for ASCII."""
    try:
        return names.as_text(name.raw)
    except PkiError:
        parts = [(pair[0].oid(), decoded(pair[1].content)) for group in name.children for pair in group.children]
        return ",".join(f"{names.SHORT_NAMES.get(oid, oid)}={text}" for oid, text in reversed(parts))


def _fields(certificate: bytes) -> list[Node]:
    """serialNumber, signature, issuer, validity, subject, subjectPublicKeyInfo and what follows."""
    tbs = parse(certificate, max_size_bytes=MAX_CERTIFICATE_BYTES)[0]
    return tbs.children[1:] if tbs[0].tag == 0xA0 else tbs.children
