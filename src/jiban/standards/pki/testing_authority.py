"""A whole certification authority for tests and demonstrations: everything it issues carries 测试 in its name.

Two hierarchies, each a root over one issuing authority: SM2 for seals and signatures in OFD, P-256 for signatures in
PDF, which common viewers can check. Both stamp times, answer OCSP questions and sign lists of revoked certificates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.gm import keyfile
from jiban.standards.gm.signer import SoftwareSigner
from jiban.standards.gm.sm2 import PrivateKey
from jiban.standards.pki import p256
from jiban.standards.pki.certificate import parsed
from jiban.standards.pki.crl_making import sign_crl
from jiban.standards.pki.errors import IssueError, PkiError
from jiban.standards.pki.issue import OCSP_SIGNING, SIGNING, TIME_STAMPING, Profile, issue
from jiban.standards.pki.name import name
from jiban.standards.pki.ocsp_responder import OcspResponder
from jiban.standards.pki.revoked import Revocation
from jiban.standards.pki.signing import MessageSigner, P256MessageSigner, Sm2MessageSigner
from jiban.standards.pki.testing_hierarchy import (
    AUTHORITY_LIFE,
    BACKDATED,
    MIN_SEED_BYTES,
    ORGANIZATION,
    Randomness,
    p256_hierarchy,
    sm2_hierarchy,
)
from jiban.standards.pki.timestamp_authority import TimestampAuthority
from jiban.standards.pki.trust_list import Role, TrustEntry, TrustList

MARK = "测试"

Kind = Literal["sm2", "p256"]


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

    def trust_list(self, issued: datetime, *, sequence: int = 1) -> TrustList:
        """The list to hand to a verifier, made at the aware moment `issued`."""
        named: tuple[tuple[Role, bytes], ...] = (
            ("root", self.sm2_root),
            ("root", self.p256_root),
            ("intermediate", self.sm2_issuing),
            ("intermediate", self.p256_issuing),
            ("seal-maker", self.seal_maker),
        )
        entries = tuple(TrustEntry(role, certificate, note=MARK) for role, certificate in named)
        return TrustList(name=ORGANIZATION, sequence=sequence, issued=issued.replace(microsecond=0), entries=entries)


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
        root_crls: tuple[bytes, bytes] | None = None,
        randomness: Randomness | None = None,
    ) -> None:
        held = (sm2_key.public_key.spki, p256.spki_of(p256_key), maker_key.public_key.spki)
        named = (certificates.sm2_issuing, certificates.p256_issuing, certificates.seal_maker)
        if held != tuple(parsed(der).public_key_spki for der in named):
            raise AuthorityFilesError("the test authority's keys and certificates do not belong together")
        self.certificates = certificates
        self._sm2 = SoftwareSigner(sm2_key, certificates.sm2_issuing)
        self._p256_key = p256_key
        self._maker = SoftwareSigner(maker_key, certificates.seal_maker)
        self._root_crls = root_crls
        self._randomness = randomness or Randomness()

    @classmethod
    def create(cls, now: datetime, *, seed: bytes | None = None) -> TestAuthority:
        """New keys and certificates, valid from two years before `now` (aware) to eighteen years after it.

        seed    for tests: the same keys, names and serial numbers each time, 16 octets or more. All that P-256 signs
                is then the same byte for byte; what SM2 signs differs in the signatures, whose nonces are always random

        Raises IssueError for a shorter seed.
        """
        if seed is not None and len(seed) < MIN_SEED_BYTES:
            raise IssueError(f"a seed has at least {MIN_SEED_BYTES} octets")
        begin, randomness = now - BACKDATED, Randomness(seed)
        sm2_key, maker_key = randomness.sm2_key("sm2 issuing"), randomness.sm2_key("seal maker")
        p256_key = randomness.p256_key("p256 issuing")
        sm2, twin = sm2_hierarchy(sm2_key, begin, randomness), p256_hierarchy(p256_key, begin, randomness)
        seal_maker = issue(
            subject=name(organization=ORGANIZATION, common_name="电子印章制作机构（测试）"),
            spki=maker_key.public_key.spki,
            issuer_certificate=sm2.issuing,
            issuer_signer=SoftwareSigner(sm2_key, sm2.issuing),
            serial=randomness.serial(),
            not_before=begin,
            not_after=begin + AUTHORITY_LIFE,
        )
        return cls(
            AuthorityCertificates(sm2.root, sm2.issuing, twin.root, twin.issuing, seal_maker),
            sm2_key=sm2_key,
            p256_key=p256_key,
            maker_key=maker_key,
            root_crls=(sm2.root_crl, twin.root_crl),
            randomness=randomness,
        )

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
        for kind, crl in zip(("sm2", "p256"), self._root_crls or (), strict=False):
            (folder / f"{kind}_root.crl").write_bytes(crl)

    @classmethod
    def load(cls, folder: Path, secret: bytes) -> TestAuthority:
        """Read what `save` wrote. Raises AuthorityFilesError, or gm.keyfile.KeyFileError for a wrong secret."""

        def key(field: str) -> bytes:
            return keyfile.decrypt_pkcs8(_read(folder / f"{field}.key"), secret)

        lists = (folder / "sm2_root.crl", folder / "p256_root.crl")  # missing in folders of earlier versions
        return cls(
            AuthorityCertificates.load(folder),
            sm2_key=PrivateKey.from_pkcs8(key("sm2_issuing")),
            p256_key=p256.from_pkcs8(key("p256_issuing")),
            maker_key=PrivateKey.from_pkcs8(key("seal_maker")),
            root_crls=(_read(lists[0]), _read(lists[1])) if all(one.exists() for one in lists) else None,
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

    def root_crl(self, kind: Kind) -> bytes:
        """DER of the root's own list of revoked certificates, empty. Raises AuthorityFilesError if it was not kept."""
        if self._root_crls is None:
            raise AuthorityFilesError("the root's list of revoked certificates was not kept")
        return self._root_crls[0 if kind == "sm2" else 1]

    def seal_maker(self) -> SoftwareSigner:
        """The maker of seals that stands from the beginning, key and certificate."""
        return self._maker

    def issue_seal_maker(self, maker: str, spki: bytes, *, not_before: datetime, not_after: datetime) -> bytes:
        """DER for another maker of seals."""
        subject = name(organization=_marked(maker), common_name=_marked(maker))
        return self._issue("sm2", subject, spki, not_before, not_after)

    def issue_committee(
        self, committee: str, credit_code: str, spki: bytes, *, not_before: datetime, not_after: datetime
    ) -> bytes:
        """DER for a committee's seal key; the unified credit code stands in organizationIdentifier as NTRCN-code."""
        subject = name(
            organization=committee, organization_identifier=f"NTRCN-{credit_code}", common_name=_marked(committee)
        )
        return self._issue("sm2", subject, spki, not_before, not_after)

    def issue_officer(
        self, officer: str, spki: bytes, *, not_before: datetime, not_after: datetime, organization: str | None = None
    ) -> bytes:
        """DER for a person's signing key."""
        subject = name(organization=organization, common_name=_marked(officer))
        return self._issue("sm2", subject, spki, not_before, not_after)

    def issue_pdf_signer(
        self, signer: str, spki: bytes, *, not_before: datetime, not_after: datetime, organization: str | None = None
    ) -> bytes:
        """DER for a P-256 key that signs PDFs."""
        subject = name(organization=organization, common_name=_marked(signer))
        return self._issue("p256", subject, spki, not_before, not_after)

    def issue_crl(
        self, revoked: Iterable[Revocation], *, number: int, this_update: datetime, next_update: datetime
    ) -> bytes:
        """DER of the SM2 issuing authority's list of revoked certificates."""
        signer = Sm2MessageSigner(self._sm2)
        return sign_crl(signer, revoked, number=number, this_update=this_update, next_update=next_update)

    def issue_p256_crl(
        self, revoked: Iterable[Revocation], *, number: int, this_update: datetime, next_update: datetime
    ) -> bytes:
        """DER of the P-256 issuing authority's list of revoked certificates."""
        signer = P256MessageSigner(self._p256_key, self.certificates.p256_issuing)
        return sign_crl(signer, revoked, number=number, this_update=this_update, next_update=next_update)

    def service_signer(self, kind: Kind, common_name: str, profile: Profile) -> MessageSigner:
        """A new key with a certificate under the issuing authority, for as long as that is valid.

        profile   such as issue.TIME_STAMPING or issue.OCSP_SIGNING
        """
        issuing = parsed(self.certificates.sm2_issuing if kind == "sm2" else self.certificates.p256_issuing)
        subject = name(organization=ORGANIZATION, common_name=_marked(common_name))
        begin, end = issuing.not_before, issuing.not_after
        if kind == "sm2":
            key = self._randomness.sm2_key(common_name)
            der = self._issue(kind, subject, key.public_key.spki, begin, end, profile)
            return Sm2MessageSigner(SoftwareSigner(key, der))
        twin = self._randomness.p256_key(common_name)
        return P256MessageSigner(twin, self._issue(kind, subject, p256.spki_of(twin), begin, end, profile))

    def timestamp_authority(self, kind: Kind) -> TimestampAuthority:
        """A time stamping authority with a new key, its chain sent along."""
        signer = self.service_signer(kind, f"时间戳 {kind}", TIME_STAMPING)
        chain = self.sm2_intermediates if kind == "sm2" else self.p256_intermediates
        return TimestampAuthority(signer, chain=chain)

    def ocsp_responder(self, kind: Kind, revoked: Iterable[Revocation] = ()) -> OcspResponder:
        """A responder with a new key that answers for the issuing authority: good, unless it is among `revoked`."""
        known = {revocation.serial: revocation for revocation in revoked}
        return OcspResponder(
            self.service_signer(kind, f"OCSP {kind}", OCSP_SIGNING),
            issuer=self.certificates.sm2_issuing if kind == "sm2" else self.certificates.p256_issuing,
            status=lambda serial: known.get(serial, "good"),
        )

    def trust_list(self, issued: datetime) -> TrustList:
        """The list to hand to a verifier, made at the aware moment `issued`."""
        return self.certificates.trust_list(issued)

    def _issue(  # noqa: PLR0917 - private, and each argument is of a type of its own
        self,
        kind: Kind,
        subject: bytes,
        spki: bytes,
        not_before: datetime,
        not_after: datetime,
        profile: Profile = SIGNING,
    ) -> bytes:
        serial = self._randomness.serial()
        if kind == "sm2":
            return issue(
                subject=subject,
                spki=spki,
                issuer_certificate=self.certificates.sm2_issuing,
                issuer_signer=self._sm2,
                serial=serial,
                not_before=not_before,
                not_after=not_after,
                profile=profile,
            )
        return p256.issue(
            subject=subject,
            spki=spki,
            issuer_certificate=self.certificates.p256_issuing,
            issuer_key=self._p256_key,
            serial=serial,
            not_before=not_before,
            not_after=not_after,
            profile=profile,
        )


def _marked(text: str) -> str:
    return text if MARK in text else f"{text}（{MARK}）"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise AuthorityFilesError(f"the test authority's file {path.name} cannot be read") from None
