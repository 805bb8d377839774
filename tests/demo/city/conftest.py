import pytest


@pytest.fixture(scope="module", autouse=True)
def _own_authority(session_authority_comes_back):
    """A city makes an authority of its own."""
