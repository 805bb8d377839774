import pytest


@pytest.fixture(scope="module", autouse=True)
def _own_authority(session_authority_comes_back):
    """A county and a city make an authority of their own."""
