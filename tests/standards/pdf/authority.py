"""An invented P-256 authority: a root, an authority that issues, the signers of a village, and who stamps and answers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from jiban.standards.pdf.evidence import Evidence
from jiban.standards.pdf.signer import SoftwarePdfSigner
from jiban.standards.pki.signing import P256MessageSigner
from jiban.standards.pki.timestamp_authority import LocalTimestampSource, TimestampAuthority
from tests.standards.pdf.timestamps import OutsideTimestamps

IN_FORCE_FROM = datetime(2026, 1, 1, tzinfo=UTC)
IN_FORCE_UNTIL = datetime(2029, 1, 1, tzinfo=UTC)
COMMITTEE = "柳溪村村民委员会（测试）"
REVIEWER = "审核人（测试）"


class Authority:
    """A root and an issuing authority below it, made afresh."""

    def __init__(self, name: str = "测试机构") -> None:
        self._root_key = ec.generate_private_key(ec.SECP256R1())
        self._issuing_key = ec.generate_private_key(ec.SECP256R1())
        root_name, self._issuing_name = _name(f"{name}根"), _name(f"{name}签发")
        self.root = _issue(root_name, self._root_key, root_name, self._root_key, authority=True)
        self.issuing = _issue(self._issuing_name, self._issuing_key, root_name, self._root_key, authority=True)
        self._responder_key = ec.generate_private_key(ec.SECP256R1())
        self.responder = _issue(
            _name(f"{name}状态查询"), self._responder_key, self._issuing_name, self._issuing_key, answers=True
        )

    def signer(
        self, *, key_usage: str = "signing", until: datetime = IN_FORCE_UNTIL, name: str = COMMITTEE
    ) -> SoftwarePdfSigner:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _issue(_name(name), key, self._issuing_name, self._issuing_key, key_usage=key_usage, until=until)
        return SoftwarePdfSigner(key, certificate, [self.issuing, self.root])

    def timestamps(
        self, at: datetime, *, until: datetime = IN_FORCE_UNTIL, stamps_instead: bytes | None = None
    ) -> OutsideTimestamps:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _issue(
            _name("时间戳（测试）"), key, self._issuing_name, self._issuing_key, stamps=True, until=until
        )
        return OutsideTimestamps(key, certificate, chain=[self.issuing], at=at, stamps_instead=stamps_instead)

    def local_timestamps(self, at: datetime) -> LocalTimestampSource:
        """The same by the authority of this project."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _issue(_name("时间戳（测试）"), key, self._issuing_name, self._issuing_key, stamps=True)
        return TimestampAuthority(P256MessageSigner(key, certificate), chain=[self.issuing]).source(lambda: at)

    def crl(self, *, at: datetime, revoked: Sequence[tuple[bytes, datetime]] = ()) -> bytes:
        """The issuing authority's list, of a day's validity."""
        return _crl(self._issuing_name, self._issuing_key, at, revoked)

    def root_crl(self, *, at: datetime, revoked: Sequence[tuple[bytes, datetime]] = ()) -> bytes:
        root_name = x509.load_der_x509_certificate(self.root).subject
        return _crl(root_name, self._root_key, at, revoked)

    def ocsp_response(self, certificate: bytes, *, at: datetime, revoked_at: datetime | None = None) -> bytes:
        status = ocsp.OCSPCertStatus.REVOKED if revoked_at else ocsp.OCSPCertStatus.GOOD
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=x509.load_der_x509_certificate(certificate),
            issuer=x509.load_der_x509_certificate(self.issuing),
            algorithm=SHA1(),  # noqa: S303 - names the certificate, as responders do; protects nothing
            cert_status=status,
            this_update=at,
            next_update=at + timedelta(days=1),
            revocation_time=revoked_at,
            revocation_reason=x509.ReasonFlags.key_compromise if revoked_at else None,
        )
        responder = x509.load_der_x509_certificate(self.responder)
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder).certificates([responder])
        return builder.sign(self._responder_key, SHA256()).public_bytes(Encoding.DER)

    def evidence(self, *certificates: bytes, at: datetime) -> Evidence:
        """Everything about these certificates: answers for each, and the root's list for the issuing authority."""
        return Evidence(
            certificates=[*certificates, self.issuing, self.responder],
            ocsp_responses=[self.ocsp_response(certificate, at=at) for certificate in certificates],
            crls=[self.root_crl(at=at)],
        )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _crl(
    issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, revoked: Sequence[tuple[bytes, datetime]]
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer)
        .last_update(at)
        .next_update(at + timedelta(days=1))
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
    )
    for certificate, moment in revoked:
        serial = x509.load_der_x509_certificate(certificate).serial_number
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def _issue(
    subject: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool = False,
    stamps: bool = False,
    answers: bool = False,
    key_usage: str = "signing",
    until: datetime = IN_FORCE_UNTIL,
) -> bytes:
    signing = not authority and key_usage == "signing"
    usage = x509.KeyUsage(
        digital_signature=signing,
        content_commitment=signing and not answers,
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
    if not authority:
        # Answers from a responder count only for a certificate that says there is one.
        there = x509.UniformResourceIdentifier("http://ocsp.example.invalid/")
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, there)
        builder = builder.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    if answers:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    return builder.sign(issuer_key, SHA256()).public_bytes(Encoding.DER)
