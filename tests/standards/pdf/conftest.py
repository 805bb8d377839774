from pathlib import Path

import pytest

from jiban.standards.pdf.signer import SoftwarePdfSigner
from tests.standards.pdf.authority import Authority
from tests.standards.pdf.paper import certificate


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="session")
def signer(authority: Authority) -> SoftwarePdfSigner:
    return authority.signer()


@pytest.fixture(scope="session")
def signed(signer: SoftwarePdfSigner) -> bytes:
    return certificate(signer)


@pytest.fixture
def file(signed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(signed)
    return path
