"""Who certifies a new seal's keys: in production a licensed authority, here the test authority of `jiban demo`."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from jiban.standards.gm.signer import Signer
from jiban.standards.pki.testing_authority import TestAuthority


class Certifier(Protocol):
    """What a certification authority does for a new seal. Certificates are DER, public keys SPKI."""

    def seal_maker(self) -> Signer: ...

    def issue_committee(
        self, committee: str, credit_code: str, spki: bytes, *, not_before: datetime, not_after: datetime
    ) -> bytes: ...

    def issue_officer(
        self, officer: str, spki: bytes, *, not_before: datetime, not_after: datetime, organization: str | None = None
    ) -> bytes: ...

    def issue_pdf_signer(
        self, signer: str, spki: bytes, *, not_before: datetime, not_after: datetime, organization: str | None = None
    ) -> bytes: ...


AUTHORITY_FOLDER = "test-authority"
# The test authority is the only certifier yet: whatever device holds the keys, every paper is a test and says so.
# Whoever connects a licensed authority decides it here, together with what `keyring().sm2.capabilities.is_test` says.
PAPERS_ARE_TESTS = True


@lru_cache(maxsize=2)
def _load(folder: Path, secret: str) -> TestAuthority:
    return TestAuthority.load(folder, secret.encode())


def test_authority() -> TestAuthority:
    return _load(settings.KEYRING_DIR / AUTHORITY_FOLDER, settings.KEYRING_SECRET)


def create_test_authority(now: datetime) -> TestAuthority:
    folder = settings.KEYRING_DIR / AUTHORITY_FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    TestAuthority.create(now).save(folder, settings.KEYRING_SECRET.encode())
    _load.cache_clear()
    return test_authority()
