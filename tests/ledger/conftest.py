import pytest


@pytest.fixture(autouse=True)
def own_log(settings, tmp_path):
    """Every test has a log of its own: its own key, under its own name."""
    settings.KEYRING_DIR = tmp_path / "keys"
    settings.LOG_ORIGIN = "log.example/test-county"
