from concurrent.futures import ThreadPoolExecutor

import pytest

from jiban.ledger import keys
from jiban.ledger.errors import LedgerKeyError
from jiban.standards.tlog.note import Signer


def test_a_laptop_makes_its_key_once_and_keeps_it_to_itself(settings):
    first = keys.verifier()
    assert keys.verifier() == first
    assert first.name == settings.LOG_ORIGIN
    (file,) = settings.KEYRING_DIR.iterdir()
    assert (file.name, file.stat().st_mode & 0o777) == ("ledger-ed25519.key", 0o600)


def test_two_that_make_the_key_at_once_get_the_same_one():
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: keys.verifier(), range(16)))) == 1


def test_production_makes_no_key(settings):
    settings.PRODUCTION = True
    with pytest.raises(LedgerKeyError):
        keys.signer()
    assert not settings.KEYRING_DIR.exists()


def test_the_key_of_another_log_is_refused(settings):
    keys.signer()
    settings.LOG_ORIGIN = "log.example/other-county"
    with pytest.raises(LedgerKeyError):
        keys.signer()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a key", b"\xff\xfe", Signer.generate("a").verifier.vkey.encode()],
    ids=["empty", "words", "not text", "a public key"],
)
def test_a_broken_key_file_is_named(settings, content):
    settings.KEYRING_DIR.mkdir()
    (settings.KEYRING_DIR / "ledger-ed25519.key").write_bytes(content)
    with pytest.raises(LedgerKeyError):
        keys.signer()
