"""The openssl command, the second implementation that ours is held against."""

import subprocess
from pathlib import Path

DISTID = "distid:1234567812345678"


def openssl(*arguments: str | Path, data: bytes = b"", check: bool = True) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(["openssl", *map(str, arguments)], input=data, capture_output=True, check=False, timeout=60)
    if check and done.returncode != 0:
        raise AssertionError(f"openssl {arguments[0]}: {done.stderr.decode(errors='replace')}")
    return done


def make_key(folder: Path, name: str) -> Path:
    """A new SM2 key as plain PKCS #8 in DER."""
    pem, der = folder / f"{name}.pem", folder / f"{name}.p8"
    openssl("genpkey", "-algorithm", "SM2", "-out", pem)
    openssl("pkcs8", "-topk8", "-nocrypt", "-in", pem, "-outform", "DER", "-out", der)
    return der
