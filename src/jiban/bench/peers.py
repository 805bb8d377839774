"""The same work by programs that others wrote, as a yardstick: in an interpreter of their own, where they are installed."""

import io
import json
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from jiban.standards.pki.testing_authority import TestAuthority

from . import making, sample

ROUNDS = 9
SCRIPT = """
import contextlib, io, json, sys, time
from statistics import median
from gmssl import sm2
import ofdkit
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    from loguru import logger
    logger.remove()
    from easyofd.ofd import OFD as EasyOFD
    from ofd2img.ofd import OFD

def cost(run):
    def once():
        began = time.process_time_ns()
        with contextlib.redirect_stdout(io.StringIO()):
            run()
        return (time.process_time_ns() - began) / 1e6
    once()
    return median(once() for _ in range(9))

def draw(program):
    drawing = program()
    drawing.read(sys.argv[1], fmt="path")
    drawing.to_jpg()

def read():
    with ofdkit.open(sys.argv[1]) as document:
        document.text()

private = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"
public = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
key = sm2.CryptSM2(private_key=private, public_key=public)
print(json.dumps({
    "gmssl_sm2_sign_ms": cost(lambda: key.sign(b"d" * 32, "6" * 63 + "1")),
    "ofdkit_read_text_ms": cost(read),
    "easyofd_read_ms": cost(lambda: EasyOFD().read(sys.argv[1], fmt="path")),
    "easyofd_render_ms": cost(lambda: draw(EasyOFD)),
    "ofd2img_render_ms": cost(lambda: draw(OFD)),
}))
"""


def measure(python: Path, *, now: datetime) -> dict[str, float]:
    """Milliseconds by name. What runs in `python` is left out if there is no such interpreter."""
    village, records = sample.village(now), sample.records(now)
    found = {"pyhanko_sign_ms": _pyhanko_ms(making.pdf(village, next(records), now), now)}
    if python.exists():
        found |= _elsewhere(python, making.ofd(village, next(records), now))
    return found


def _elsewhere(python: Path, sealed: bytes) -> dict[str, float]:
    with tempfile.NamedTemporaryFile(suffix=".ofd") as file:
        file.write(sealed)
        file.flush()
        told = subprocess.run([python, "-c", SCRIPT, file.name], check=True, capture_output=True, text=True).stdout  # noqa: S603
    found: dict[str, float] = json.loads(told)
    return found


def _pyhanko_ms(pdf: bytes, now: datetime) -> float:
    """One more signature on a finished file: reading it, the digest, the CMS, no page to compose."""
    signer = _pyhanko_signer(now)
    meta = signers.PdfSignatureMetadata(field_name="Other", md_algorithm="sha256")

    def sign() -> None:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signers.sign_pdf(writer, meta, signer=signer, bytes_reserved=8192)

    return median(making.cost_ms(sign)[0] for _ in range(ROUNDS))


def _pyhanko_signer(now: datetime) -> signers.SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    until = now + timedelta(days=365)
    certificate = TestAuthority.create(now).issue_pdf_signer("测试", spki, not_before=now, not_after=until)
    return signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
