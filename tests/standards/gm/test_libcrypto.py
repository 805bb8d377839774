import subprocess
import sys

import pytest

from jiban.standards.gm import libcrypto
from jiban.standards.gm.errors import LibraryMissingError

TWO_PROCESSES = """
import os
from jiban.standards.gm.sm2 import PrivateKey
key = PrivateKey.generate()
key.sign(b"before the fork")
end_to_read, end_to_write = os.pipe()
if os.fork() == 0:
    os.write(end_to_write, key.sign(b"same"))
    os._exit(0)
ours, theirs = key.sign(b"same"), os.read(end_to_read, 200)
os.wait()
assert key.public_key.verify(b"same", ours) and key.public_key.verify(b"same", theirs)
assert ours != theirs
print("different nonces")
"""


def test_the_library_of_this_machine_is_openssl_3():
    assert libcrypto.version().startswith("OpenSSL 3.")


@pytest.mark.parametrize("names", [(), ("libnone-of-that-name.so.3",), ("libc.so.6",)])
def test_a_machine_without_the_library_is_told_what_is_missing(names):
    with pytest.raises(LibraryMissingError, match="no OpenSSL 3 with SM2"):
        libcrypto.load(names)


def test_a_forked_worker_never_signs_with_its_parents_nonce():
    said = subprocess.run(
        [sys.executable, "-c", TWO_PROCESSES],
        capture_output=True,
        check=True,
        timeout=60,
        text=True,
        env={"PYTHONPATH": "src"},
    )
    assert said.stdout == "different nonces\n"
