"""Write what a checker needs into one folder: root certificates, log key, list of revoked certificates."""

from datetime import datetime
from pathlib import Path

from jiban.cosigning import policies
from jiban.ledger.questions import sm2_verifier_key, verifier_key
from jiban.standards.pki.testing_authority import TestAuthority

from . import trust
from .revoking import published_list


def trust_files(authority: TestAuthority, now: datetime) -> dict[str, bytes]:
    certificates = authority.certificates
    policy, sm2_key = policies.text(), sm2_verifier_key()
    return {
        trust.SM2_ROOT: certificates.sm2_root,
        trust.SM2_ISSUING: certificates.sm2_issuing,
        trust.SEAL_MAKER: certificates.seal_maker,
        trust.PDF_ROOT: certificates.p256_root,
        trust.PDF_ISSUING: certificates.p256_issuing,
        trust.LOG_KEY: f"{verifier_key()}\n".encode(),
        trust.REVOCATIONS: published_list(now).encode("utf-8"),
        **({trust.LOG_SM2_KEY: f"{sm2_key}\n".encode()} if sm2_key else {}),
        **({trust.WITNESS_POLICY: policy.encode("utf-8")} if policy else {}),
    }


def publish(folder: Path, authority: TestAuthority, now: datetime) -> None:
    trust.write(folder, trust_files(authority, now))
