"""An invented P-256 authority: a root, an authority that issues, and the signer of a village committee."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from jiban.standards.pdf.signer import SoftwarePdfSigner

IN_FORCE_FROM = datetime(2026, 1, 1, tzinfo=UTC)
IN_FORCE_UNTIL = datetime(2029, 1, 1, tzinfo=UTC)
COMMITTEE = "柳溪村村民委员会（测试）"


class Authority:
    """A root and an issuing authority below it, made afresh."""

    def __init__(self, name: str = "测试机构") -> None:
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._issuing_key = ec.generate_private_key(ec.SECP256R1())
        root_name, self._issuing_name = _name(f"{name}根"), _name(f"{name}签发")
        self.root = _issue(root_name, self._root_key, root_name, self._root_key, authority=True)
        self.issuing = _issue(self._issuing_name, self._issuing_key, root_name, self._root_key, authority=True)

    def signer(self, *, key_usage: str = "signing", until: datetime = IN_FORCE_UNTIL) -> SoftwarePdfSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _issue(
            _name(COMMITTEE), key, self._issuing_name, self._issuing_key, key_usage=key_usage, until=until
        )
        return SoftwarePdfSigner(key, certificate, [self.issuing, self.root])


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _issue(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool = False,
    key_usage: str = "signing",
    until: datetime = IN_FORCE_UNTIL,
) -> bytes:
    signing = not authority and key_usage == "signing"
    usage = x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=key_usage == "agreement",
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(IN_FORCE_FROM - timedelta(days=1))
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    return builder.sign(issuer_key, SHA256()).public_bytes(Encoding.DER)
