"""A whole certification authority for tests and demonstrations: everything it issues carries 测试 in its name.

Two hierarchies, each a root over one issuing authority: SM2 for seals and signatures in OFD, P-256 for signatures in
PDF, which common viewers can check. The roots' private keys are thrown away once the issuing authorities stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.gm import keyfile
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pki import p256
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.crl import Revocation, issue_crl
from jiban.standards.pki.errors import PkiError
from jiban.standards.pki.issue import AUTHORITY, issue, issue_root, new_serial
from jiban.standards.pki.name import name

MARK = "测试"
ORGANIZATION = "即办测试认证机构"

# It begins before `now`, so that a demonstration can tell a history.
BACKDATED = timedelta(days=2 * 365)
ROOT_LIFE = timedelta(days=30 * 365)
AUTHORITY_LIFE = timedelta(days=20 * 365)


class AuthorityFilesError(PkiError):
    """The folder of a test authority is incomplete, or its keys and certificates do not belong together."""


@dataclass(frozen=True, slots=True)
class AuthorityCertificates:
    """The public side: what a verifier has to trust. DER each."""

    sm2_root: bytes
    sm2_issuing: bytes
    p256_root: bytes
    p256_issuing: bytes
    seal_maker: bytes

    @classmethod
    def load(cls, folder: Path) -> AuthorityCertificates:
        """Read the certificates that TestAuthority.save wrote; no secret is needed. Raises AuthorityFilesError."""
        return cls(**{field: _read(folder / f"{field}.cer") for field in cls.__slots__})

    def save(self, folder: Path) -> None:
        """Write each certificate as DER into the existing `folder`."""
        for field in self.__slots__:
            (folder / f"{field}.cer").write_bytes(getattr(self, field))


class TestAuthority:
    """Issues seal makers, committees' seals, officers and PDF signers. Names are marked 测试 if they are not already."""

    __test__ = False  # its name is no invitation to pytest

    def __init__(
        self,
        certificates: AuthorityCertificates,
        *,
        sm2_key: PrivateKey,
        p256_key: ec.EllipticCurvePrivateKey,
        maker_key: PrivateKey,
    ) -> None:
        held = (sm2_key.public_key.spki, p256.spki_of(p256_key), maker_key.public_key.spki)
        named = (certificates.sm2_issuing, certificates.p256_issuing, certificates.seal_maker)
        if held != tuple(parsed(der).public_key_spki for der in named):
            raise AuthorityFilesError("the test authority's keys and certificates do not belong together")
        self.certificates = certificates
        self._sm2 = SoftwareSigner(sm2_key, certificates.sm2_issuing)
        self._p256_key = p256_key
        self._maker = SoftwareSigner(maker_key, certificates.seal_maker)

    @classmethod
    def create(cls, now: datetime) -> TestAuthority:
        """New keys and certificates, valid from two years before `now` (aware) to eighteen years after it."""
        begin = now - BACKDATED
        sm2_key, maker_key, p256_key = PrivateKey.generate(), PrivateKey.generate(), p256.generate_key()
        sm2_root, sm2_issuing = _sm2_hierarchy(sm2_key, begin)
        p256_root, p256_issuing = _p256_hierarchy(p256_key, begin)
        seal_maker = issue(
            subject=name(organization=ORGANIZATION, common_name="电子印章制作机构（测试）"),
            spki=maker_key.public_key.spki,
            issuer_certificate=sm2_issuing,
            issuer_signer=SoftwareSigner(sm2_key, sm2_issuing),
            serial=new_serial(),
            not_before=begin,
            not_after=begin + AUTHORITY_LIFE,
        )
        certificates = AuthorityCertificates(
            sm2_root=sm2_root,
            sm2_issuing=sm2_issuing,
            p256_root=p256_root,
            p256_issuing=p256_issuing,
            seal_maker=seal_maker,
        )
        return cls(certificates, sm2_key=sm2_key, p256_key=p256_key, maker_key=maker_key)

    def save(self, folder: Path, secret: bytes) -> None:
        """Write the certificates as plain DER and the private keys encrypted under `secret` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = {
            "sm2_issuing": self._sm2.private_key.to_pkcs8(),
            "p256_issuing": p256.to_pkcs8(self._p256_key),
            "seal_maker": self._maker.private_key.to_pkcs8(),
        }
        for field, pkcs8 in keys.items():
            path = folder / f"{field}.key"
            path.touch(mode=0o600)
            path.write_bytes(keyfile.encrypt_pkcs8(pkcs8, secret))
        self.certificates.save(folder)

    @classmethod
    def load(cls, folder: Path, secret: bytes) -> TestAuthority:
        """Read what `save` wrote. Raises AuthorityFilesError, or gm.keyfile.KeyFileError for a wrong secret."""

        def key(field: str) -> bytes:
            return keyfile.decrypt_pkcs8(_read(folder / f"{field}.key"), secret)

        return cls(
            AuthorityCertificates.load(folder),
            sm2_key=PrivateKey.from_pkcs8(key("sm2_issuing")),
            p256_key=p256.from_pkcs8(key("p256_issuing")),
            maker_key=PrivateKey.from_pkcs8(key("seal_maker")),
        )

    @property
    def sm2_root(self) -> bytes:
        """DER of the SM2 root."""
        return self.certificates.sm2_root

    @property
    def sm2_intermediates(self) -> tuple[bytes, ...]:
        """DER of the SM2 authorities below the root."""
        return (self.certificates.sm2_issuing,)

    @property
    def p256_root(self) -> bytes:
        """DER of the P-256 root."""
        return self.certificates.p256_root

    @property
    def p256_intermediates(self) -> tuple[bytes, ...]:
        """DER of the P-256 authorities below the root."""
        return (self.certificates.p256_issuing,)

    def seal_maker(self) -> SoftwareSigner:
        """The maker of seals that stands from the beginning, key and certificate."""
        return self._maker

    def issue_seal_maker(self, maker: str, spki: bytes, *, not_before: datetime, not_after: datetime) -> bytes:
        """DER for another maker of seals."""
        subject = name(organization=_marked(maker), common_name=_marked(maker))
        return self._issue_sm2(subject, spki, not_before, not_after)

    def issue_committee(
        self, committee: str, credit_code: str, spki: bytes, *, not_before: datetime, not_after: datetime
    ) -> bytes:
        """DER for a committee's seal key; the unified credit code stands in organizationIdentifier as NTRCN-code."""
        subject = name(
            organization=committee, organization_identifier=f"NTRCN-{credit_code}", common_name=_marked(committee)
        )
        return self._issue_sm2(subject, spki, not_before, not_after)

    def issue_officer(
        self, officer: str, spki: bytes, *, not_before: datetime, not_after: datetime, organization: str | None = None
    ) -> bytes:
        """DER for a person's signing key."""
        subject = name(organization=organization, common_name=_marked(officer))
        return self._issue_sm2(subject, spki, not_before, not_after)

    def issue_pdf_signer(
        self, signer: str, spki: bytes, *, not_before: datetime, not_after: datetime, organization: str | None = None
    ) -> bytes:
        """DER for a P-256 key that signs PDFs."""
        return p256.issue(
            subject=name(organization=organization, common_name=_marked(signer)),
            spki=spki,
            issuer_certificate=self.certificates.p256_issuing,
            issuer_key=self._p256_key,
            serial=new_serial(),
            not_before=not_before,
            not_after=not_after,
        )

    def issue_crl(
        self, revoked: Iterable[Revocation], *, number: int, this_update: datetime, next_update: datetime
    ) -> bytes:
        """DER of the SM2 issuing authority's list of revoked certificates."""
        return issue_crl(
            issuer_certificate=self.certificates.sm2_issuing,
            issuer_signer=self._sm2,
            revoked=revoked,
            number=number,
            this_update=this_update,
            next_update=next_update,
        )

    def _issue_sm2(self, subject: bytes, spki: bytes, not_before: datetime, not_after: datetime) -> bytes:
        return issue(
            subject=subject,
            spki=spki,
            issuer_certificate=self.certificates.sm2_issuing,
            issuer_signer=self._sm2,
            serial=new_serial(),
            not_before=not_before,
            not_after=not_after,
        )


def _sm2_hierarchy(issuing_key: PrivateKey, begin: datetime) -> tuple[bytes, bytes]:
    root_key = SoftwareSigner(PrivateKey.generate(), b"")
    root = issue_root(
        subject=name(organization=ORGANIZATION, common_name="即办测试根 SM2"),
        signer=root_key,
        serial=new_serial(),
        not_before=begin,
        not_after=begin + ROOT_LIFE,
    )
    issuing = issue(
        subject=name(organization=ORGANIZATION, common_name="即办测试签发 SM2"),
        spki=issuing_key.public_key.spki,
        issuer_certificate=root,
        issuer_signer=root_key,
        serial=new_serial(),
        not_before=begin,
        not_after=begin + AUTHORITY_LIFE,
        profile=AUTHORITY,
    )
    return root, issuing


def _p256_hierarchy(issuing_key: ec.EllipticCurvePrivateKey, begin: datetime) -> tuple[bytes, bytes]:
    root_key = p256.generate_key()
    root = p256.issue_root(
        subject=name(organization=ORGANIZATION, common_name="即办测试根 P-256"),
        key=root_key,
        serial=new_serial(),
        not_before=begin,
        not_after=begin + ROOT_LIFE,
    )
    issuing = p256.issue(
        subject=name(organization=ORGANIZATION, common_name="即办测试签发 P-256"),
        spki=p256.spki_of(issuing_key),
        issuer_certificate=root,
        issuer_key=root_key,
        serial=new_serial(),
        not_before=begin,
        not_after=begin + AUTHORITY_LIFE,
        profile=AUTHORITY,
    )
    return root, issuing


def _marked(text: str) -> str:
    return text if MARK in text else f"{text}（{MARK}）"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise AuthorityFilesError(f"the test authority's file {path.name} cannot be read") from None
