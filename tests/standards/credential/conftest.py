"""An issuer under a test authority, and a holder with a key of her own."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from jiban.standards.pdf.signer import SoftwarePdfSigner
from jiban.standards.pki import p256
from jiban.standards.pki.testing_authority import TestAuthority

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
CLAIMS = {
    "vct": "https://example.cn/credentials/residence",
    "iat": int(NOW.timestamp()),
    "exp": int(NOW.timestamp()) + 86400,
    "status": {"status_list": {"uri": "https://example.cn/status/1", "idx": 5}},
    "name": "王秀兰",
    "number": "XA-2026-000012",
    "issuer": {"name": "新安镇赵家庄村村民委员会"},
}


@pytest.fixture(scope="session")
def credential_authority():
    return TestAuthority.create(NOW - timedelta(days=30))


@pytest.fixture(scope="session")
def issuer(credential_authority):
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = credential_authority.issue_pdf_signer(
        "赵家庄村", p256.spki_of(key), not_before=NOW - timedelta(days=1), not_after=NOW + timedelta(days=365)
    )
    return SoftwarePdfSigner(key, certificate, credential_authority.p256_intermediates)


@pytest.fixture(scope="session")
def roots(credential_authority):
    return (credential_authority.p256_root,)


class Holder:
    """A wallet's key. It has no certificate."""

    certificate, chain = b"", ()

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self._key.public_key()

    def sign_digest(self, digest):
        from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._key.sign(digest, ec.ECDSA(Prehashed(SHA256())))


@pytest.fixture(scope="session")
def holder():
    return Holder()
