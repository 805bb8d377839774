"""Whose signature it is: from the certificates beside a signature to a trusted root."""

from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.credential import jws
from jiban.standards.credential.errors import UntrustedIssuerError
from jiban.standards.pki.certificate import Certificate
from jiban.standards.pki.chain import check_chain
from jiban.standards.pki.errors import PkiError


def trusted_key(
    certificates: Sequence[bytes], *, roots: Sequence[bytes], signed_at: datetime
) -> tuple[ec.EllipticCurvePublicKey, Certificate]:
    """The signer's key and certificate, if its chain leads to a root and was valid when it was used.

    certificates   DER, the signer's first

    Raises UntrustedIssuerError, MalformedError for a certificate of another kind of key.
    """
    if not certificates:
        raise UntrustedIssuerError("no certificate names the signer")
    leaf, *others = certificates
    try:
        chain = check_chain(leaf, intermediates=others, roots=roots, at=signed_at, purpose="pdf")
    except PkiError as error:
        raise UntrustedIssuerError(str(error)) from error
    return jws.key_of_certificate(leaf), chain[0]
